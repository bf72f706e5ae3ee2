"""PDF spoilt at random: each is to be read or refused, soon, small, and all in memory.

`python -m tests.reading.generators.fuzzing_pdf 10000 1` runs the long way.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.reading.generators import pdf as generator
from tests.reading.generators.fuzzing_word import cut, flipped, repeated
from tests.reading.generators.spoiling import outcomes

from examples import make
from jiheng.reading import pdf

STREAM = re.compile(rb"<<([^<>]*/FlateDecode[^<>]*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
NUMBER = re.compile(rb"(?<=[\s\[])-?\d+(?:\.\d+)?(?=[\s\]])")
OPERATOR = re.compile(rb"(?:-?[\d.]+ ){2,6}(?:re|l|m|c|cm|Tm|Td|w)\s")
REFERENCE = re.compile(rb"\d+ 0 R")
ABSURD = (
    b"0", b"-1", b"1e30", b"99999999999", b"-99999999999", b"0.00000001", b"2147483647", b"nan",
    b"1000000", b"--5", b"3 0 R", b"[", b"<<", b"(", b"/Length",
)  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """A PDF whose streams are not compressed, so that what is written in them can be spoilt."""

    def plain(hit: re.Match[bytes]) -> bytes:
        try:
            inside = zlib.decompress(hit[2])
        except zlib.error:
            return hit[0]
        head = re.sub(rb"/Filter\s*/FlateDecode|/Length \d+(?: 0 R)?", b"", hit[1])
        return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(inside), inside)

    return STREAM.sub(plain, data)


@cache
def whole() -> tuple[bytes, ...]:
    """Forms without a fault: ruled, with cells apart, without lines."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    styles = ("", "table { border-collapse: separate }", "td { border: none }")
    found = []
    for style in styles:
        with tempfile.TemporaryDirectory() as folder:
            found.append(generator.printed(generator.html(forms, style), Path(folder)))
    return tuple(found)


def absurd_number(data: bytes, chance: random.Random) -> bytes:
    return _replaced(NUMBER, data, chance)


def wrong_reference(data: bytes, chance: random.Random) -> bytes:
    """Objects that take the place of others, or their own."""
    hits = list(REFERENCE.finditer(data))
    for _ in range(chance.choice((1, 3, 10))):
        hit, other = chance.choice(hits), chance.choice(hits)
        data = data[: hit.start()] + other[0] + data[hit.end() :]
    return data


def multiplied(data: bytes, chance: random.Random) -> bytes:
    """One thing painted thousands of times."""
    hits = list(OPERATOR.finditer(data))
    if not hits:
        return data
    hit = chance.choice(hits)
    return data[: hit.end()] + hit[0] * chance.choice((10, 1_000, 50_000)) + data[hit.end() :]


def hatched(data: bytes, chance: random.Random) -> bytes:
    """A grid of a great many lines over the page."""
    step = chance.choice((0.1, 0.7, 3.5, 11.0))
    lines = b"".join(
        b"%.2f 0 m %.2f 2000 l S 0 %.2f m 2000 %.2f l S\n" % ((place * step,) * 4)
        for place in range(chance.choice((50, 1_000, 9_000)))
    )
    hit = chance.choice(list(OPERATOR.finditer(data)))
    return data[: hit.start()] + lines + data[hit.start() :]


def _replaced(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 100))):
        start = chance.randrange(len(data))
        hit = pattern.search(data, start)
        if hit:
            data = data[: hit.start()] + chance.choice(ABSURD) + data[hit.end() :]
    return data


WAYS = (flipped, cut, repeated, absurd_number, absurd_number, wrong_reference, multiplied, hatched)


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many PDF, each with the name of what was done to it."""
    chance = random.Random(seed)
    plain = [unpacked(data) for data in whole()]
    for _ in range(count):
        if chance.random() < 0.2:
            way = chance.choice((flipped, cut, repeated))
            yield f"packed {way.__name__}", way(chance.choice(whole()), chance)
        else:
            way = chance.choice(WAYS)
            yield way.__name__, way(chance.choice(plain), chance)


def run(count: int, seed: int) -> Counter[str]:
    """What became of so many spoilt PDF: "read", or the reason for refusing."""
    return outcomes(pdf.read, spoilt(count, seed))


if __name__ == "__main__":
    for reason, times in run(int(sys.argv[1]), int(sys.argv[2])).most_common():
        print(f"{times:6} {reason}")
