"""Rich text (.rtf) spoilt at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.fuzzing import canary
from tests.fuzzing.bytewise import ANY
from tests.reading.generators import word as generator

from examples import make

WORD = re.compile(rb"\\([a-z]+)(-?\d+)?")
NUMBERED = re.compile(rb"\\[a-z]+(-?\d+)")
ABSURD = (b"0", b"-1", b"99999999999", b"2147483647", b"-2147483648", b"")


def originals() -> list[bytes]:
    """A form as LibreOffice saves it."""
    form = min(make.forms(), key=lambda form: len(make.render(form)))
    data = generator.document(generator.grid_of([form]))
    return [generator.resaved(data, "docx", "odt", "rtf")]


def absurd_numbers(data: bytes, chance: random.Random) -> bytes:
    """Numbers of control words made large, small or gone."""
    for _ in range(chance.choice((1, 10, 50))):
        hit = NUMBERED.search(data, chance.randrange(len(data)))
        if hit:
            data = data[: hit.start(1)] + chance.choice(ABSURD) + data[hit.end(1) :]
    return data


def other_words(data: bytes, chance: random.Random) -> bytes:
    """Control words where others stood."""
    for _ in range(chance.choice((1, 10))):
        hits = list(WORD.finditer(data))
        hit, other = chance.choice(hits), chance.choice(hits)
        data = data[: hit.start()] + other[0] + data[hit.end() :]
    return data


def deep(data: bytes, chance: random.Random) -> bytes:
    """Groups in groups."""
    place = data.find(b"\\pard")
    return data[:place] + b"{" * chance.choice((100, 10_000, 1_000_000)) + data[place:]


def wide(data: bytes, chance: random.Random) -> bytes:
    """A row of ten thousand cells."""
    count = chance.choice((100, 10_000))
    edges = b"".join(b"\\cellx%d" % number for number in range(count))
    place = data.find(b"\\trowd")
    return data[:place] + b"\\trowd" + edges + b"\\intbl a\\cell" * count + b"\\row" + data[place:]


def with_links(data: bytes, chance: random.Random) -> bytes:
    """Fields and templates that want to be fetched."""
    field = chance.choice(
        (
            b'{\\field{\\*\\fldinst INCLUDETEXT "%s"}}' % canary.HERE,
            b'{\\field{\\*\\fldinst INCLUDEPICTURE "%s"}}' % canary.THERE,
            b"{\\*\\template %s}" % canary.THERE,
        )
    )
    place = data.find(b"\\pard")
    return data[:place] + field + data[place:]


WAYS = (*ANY, absurd_numbers, absurd_numbers, other_words, deep, wide, with_links)


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A document spoilt in some way, and the name of the way."""
    way = chance.choice(WAYS)
    return way.__name__, way(chance.choice(whole), chance)
