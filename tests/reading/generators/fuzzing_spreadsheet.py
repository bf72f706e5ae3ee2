"""Workbooks spoilt at random: each is to be read or refused, soon, small, and all in memory.

`python -m tests.reading.generators.fuzzing_spreadsheet 10000 1` runs the long way.
"""

from __future__ import annotations

import random
import re
import struct
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from tests.reading.generators import spreadsheet as generator
from tests.reading.generators.fuzzing_word import cut, flipped, repeated
from tests.reading.generators.spoiling import outcomes
from tests.reading.generators.word import grid_of, parts_of, resaved, zipped

from examples import make
from jiheng.reading import spreadsheet

VALUE = re.compile(rb'="([^"<>]*)"|<v>([^<]*)</v>|<f>([^<]*)</f>')
ABSURD = (
    "", "0", "-1", "99999999999", "1e309", "NaN", "XFD1048576", "A1:XFD1048576", "ZZZZ9", "A0",
    "s", "str", "e", "inlineStr", "0.00%;;", "[h]:mm:ss.000", '"', "#,##0.0#E+00", "@", "true",
    "65535", "1048577", "General" * 40, "yyyy" * 60,
)  # fmt: skip
TAG = re.compile(rb"<(/?)(\w+)[^>]*?(/?)>")


def absurd_value(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 50))):
        hit = chance.choice(list(VALUE.finditer(xml)))
        group = hit.lastindex or 0
        value = chance.choice(ABSURD).replace('"', "&quot;").encode()
        xml = xml[: hit.start(group)] + value + xml[hit.end(group) :]
    return xml


def without_a_tag(xml: bytes, chance: random.Random) -> bytes:
    hit = chance.choice(list(TAG.finditer(xml)))
    return xml[: hit.start()] + xml[hit.end() :]


def element_multiplied(xml: bytes, chance: random.Random) -> bytes:
    hits = list(re.finditer(rb"<(c|row|mergeCell|xf|si|col|sheet) [^>]*(?:/>|>.*?</\1>)", xml))
    if not hits:
        return xml
    hit = chance.choice(hits)
    return xml[: hit.end()] + hit[0] * chance.choice((2, 50, 2000)) + xml[hit.end() :]


def with_entities(xml: bytes, chance: random.Random) -> bytes:
    entity = chance.choice(
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            b'<!DOCTYPE x [<!ENTITY b "bbbbbbbb"><!ENTITY a "' + b"&b;" * 1000 + b'">]>',
        )
    )
    return xml.replace(b"?>", b"?>" + entity, 1).replace(b"<v>", b"<v>&a;", 3)


def absurd_number(data: bytes, chance: random.Random) -> bytes:
    """Numbers of an old workbook made large, small or circular."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 5, 30))):
        number = chance.choice((0, 1, 0xFFFE, 0xFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, 3))
        place = chance.choice((chance.randrange(512), chance.randrange(len(data) - 4)))
        struct.pack_into("<I", spoilt, place // 2 * 2, number)
    return bytes(spoilt)


UNPACKED: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped, cut, repeated, absurd_value, absurd_value, without_a_tag, element_multiplied,
    with_entities,
)  # fmt: skip


@cache
def whole() -> tuple[bytes, ...]:
    """Workbooks without a fault: in every hand, and as LibreOffice saves them."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    grids = [grid_of([form]) for form in forms]
    return tuple(
        generator.workbook({"一": grids, "二": grids[:1]}, hand)
        for hand in generator.HABITS.values()
    )


@cache
def old() -> bytes:
    """One of them as .xls."""
    return resaved(whole()[0], "xlsx", "xls")


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many workbooks, each with the name of what was done to it."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(whole())
        kind = chance.random()
        if kind < 0.3:
            way = chance.choice((flipped, cut, repeated, absurd_number, absurd_number))
            yield f"xls {way.__name__}", way(old(), chance)
        elif kind < 0.45:
            way = chance.choice((flipped, cut, repeated))
            yield f"packed {way.__name__}", way(data, chance)
        else:
            files = parts_of(data)
            names = [name for name in files if name.startswith("xl/") and "theme" not in name]
            name = chance.choice(names)
            way = chance.choice(UNPACKED)
            files[name] = way(files[name], chance)
            yield f"{name} {way.__name__}", zipped(files)


def run(count: int, seed: int) -> Counter[str]:
    """What became of so many spoilt workbooks: "read", or the reason for refusing."""
    return outcomes(spreadsheet.read, spoilt(count, seed))


if __name__ == "__main__":
    for reason, times in run(int(sys.argv[1]), int(sys.argv[2])).most_common():
        print(f"{times:6} {reason}")
