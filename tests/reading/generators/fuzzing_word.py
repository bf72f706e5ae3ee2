"""Word files spoilt at random: each is to be read or refused, soon, small, and all in memory.

`python -m tests.reading.generators.fuzzing_word 10000 1` runs the long way and prints what it met.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.reading.generators import word as generator
from tests.reading.generators.spoiling import most_memory

from examples import make
from jiheng.reading import word
from jiheng.reading.grid import Unreadable

MAIN = "word/document.xml"
SLOWEST = 5.0
MOST_MEMORY = 500 * 1024
ABSURD = (
    "0",
    "-1",
    "2",
    "63",
    "9999",
    "999999999",
    "1e9",
    "4294967297",
    "",
    " ",
    "abc",
    "２",
    "restart",
)
NUMBER = re.compile(rb'w:(?:val|w|ilvl|char|fldCharType)="([^"]*)"')
TAG = re.compile(rb"<(/?)w:(\w+)[^>]*?(/?)>")


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A part missing."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(len(data)) :]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A part more than once."""
    start = chance.randrange(len(data))
    end = start + chance.randrange(min(4000, len(data)))
    return data[:end] + data[start:end] * chance.choice((1, 3, 30)) + data[end:]


def without_a_tag(xml: bytes, chance: random.Random) -> bytes:
    hit = chance.choice(list(TAG.finditer(xml)))
    return xml[: hit.start()] + xml[hit.end() :]


def without_an_element(xml: bytes, chance: random.Random) -> bytes:
    """One element less, and the file still well formed."""
    start, end = _element(xml, chance)
    return xml[:start] + xml[end:]


def element_elsewhere(xml: bytes, chance: random.Random) -> bytes:
    """An element where another one stood: cells in paragraphs, rows in cells, tables in runs."""
    start, end = _element(xml, chance)
    first, last = _element(xml, chance)
    return xml[:first] + xml[start:end] + xml[last:]


def element_multiplied(xml: bytes, chance: random.Random) -> bytes:
    start, end = _element(xml, chance)
    times = chance.choice((2, 50, 2000)) if end - start < 2000 else 2
    return xml[:end] + xml[start:end] * times + xml[end:]


def element_nested(xml: bytes, chance: random.Random) -> bytes:
    """An element inside copies of its own tags, up to a hundred deep."""
    start, end = _element(xml, chance)
    name = re.match(rb"<(w:\w+)", xml[start:end])
    times = chance.choice((2, 20, 100))
    opening, closing = b"<" + name[1] + b">", b"</" + name[1] + b">"
    return xml[:start] + opening * times + xml[start:end] + closing * times + xml[end:]


def absurd_value(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10))):
        hits = list(NUMBER.finditer(xml))
        hit = chance.choice(hits)
        xml = xml[: hit.start(1)] + chance.choice(ABSURD).encode() + xml[hit.end(1) :]
    return xml


def with_entities(xml: bytes, chance: random.Random) -> bytes:
    entity = chance.choice(
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
            b'<!DOCTYPE x [<!ENTITY b "bbbbbbbb"><!ENTITY a "' + b"&b;" * 1000 + b'">]>',
        )
    )
    return xml.replace(b"?>", b"?>" + entity, 1).replace(b"<w:t xml", b"<w:t>&a;</w:t><w:t xml", 3)


PACKED: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, cut, repeated)
UNPACKED: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped, cut, repeated, without_a_tag, without_an_element, element_elsewhere,
    element_multiplied, element_nested, absurd_value, with_entities,
)  # fmt: skip


def _element(xml: bytes, chance: random.Random) -> tuple[int, int]:
    """Where some element below the body begins and ends."""
    tags = list(TAG.finditer(xml))
    for _ in range(50):
        place = chance.randrange(len(tags))
        opening = tags[place]
        if opening[1] or opening[2] in (b"document", b"body"):
            continue
        depth = 0
        for tag in tags[place:]:
            if tag[2] == opening[2]:
                depth += 0 if tag[3] else -1 if tag[1] else 1
                if depth == 0:
                    return opening.start(), tag.end()
    return 0, 0


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many documents, each with the name of what was done to it."""
    chance = random.Random(seed)
    form = min(make.forms(), key=lambda form: len(make.render(form)))
    grid = generator.grid_of([form])
    whole = [generator.document(grid, hand) for hand in generator.HABITS.values()]
    for _ in range(count):
        data = chance.choice(whole)
        if chance.random() < 0.25:
            way = chance.choice(PACKED)
            yield f"packed {way.__name__}", way(data, chance)
        else:
            files = generator.parts_of(data)
            name = MAIN if chance.random() < 0.9 else chance.choice(list(files))
            way = chance.choice(UNPACKED) if name == MAIN else chance.choice(PACKED)
            files[name] = way(files[name], chance)
            yield way.__name__, generator.zipped(files)


def run(count: int, seed: int) -> Counter[str]:
    """What became of so many spoilt documents: "read", or the reason for refusing.

    Raises AssertionError for a document that took too long, or when memory went beyond its bound;
    any other exception than `Unreadable` comes through as it is.
    """
    met: Counter[str] = Counter()
    for way, data in spoilt(count, seed):
        began = time.process_time()
        try:
            word.read(data)
            met["read"] += 1
        except Unreadable as refusal:
            met[str(refusal)] += 1
        took = time.process_time() - began
        assert took < SLOWEST, f"{way}: {took:.1f} s"
    memory = most_memory()
    assert memory < MOST_MEMORY, f"{memory // 1024} MB"
    return met


if __name__ == "__main__":
    for reason, times in run(int(sys.argv[1]), int(sys.argv[2])).most_common():
        print(f"{times:6} {reason}")
