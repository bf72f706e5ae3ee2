"""Old Word files (.doc, .wps) spoilt at random."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fuzzing.bytewise import ANY, false_numbers
from tests.reading.generators import oldworkbook
from tests.reading.generators import word as generator

from examples import make

FIB = 0x600
"""Bytes: how long the head of the Word stream is, in which all places and lengths stand."""


def originals() -> list[bytes]:
    """Forms as LibreOffice saves them, in two hands."""
    form = min(make.forms(), key=lambda form: len(make.render(form)))
    hands = ("usual", "ticks as symbols of Wingdings 2", "nothing merged")
    grid = generator.grid_of([form])
    return [
        generator.resaved(generator.document(grid, generator.HABITS[hand]), "docx", "odt", "doc")
        for hand in hands
    ]


def false_places(data: bytes, chance: random.Random) -> bytes:
    """The head of the Word stream with other places and lengths."""
    start = data.find(b"\xec\xa5")
    if start < 0:
        return data
    head = data[start : start + FIB]
    return data[:start] + false_numbers(head, chance) + data[start + len(head) :]


def only_a_head(chance: random.Random) -> bytes:
    """A compound file with a Word stream that says nothing sensible."""
    head = b"\xec\xa5" + chance.randbytes(chance.choice((10, FIB, 6_000)))
    return oldworkbook.compound(head, "WordDocument")


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A document spoilt in some way, and the name of the way."""
    if chance.random() < 0.05:
        return "only_a_head", only_a_head(chance)
    way = chance.choice((*ANY, false_numbers, false_places, false_places))
    return way.__name__, way(chance.choice(whole), chance)
