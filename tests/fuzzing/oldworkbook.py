"""Old workbooks (.xls, .et) spoilt at random."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence

from tests.fuzzing.bytewise import ANY, EDGES, false_numbers
from tests.reading.generators import oldworkbook as generator
from tests.reading.generators import spreadsheet
from tests.reading.generators.word import grid_of, resaved

from examples import make

CELLS = (0x0006, 0x000A, 0x00BD, 0x00E5, 0x00FC, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E)
"""The records that hold cells, texts, formulas and merged ranges."""


def originals() -> list[bytes]:
    """Forms as LibreOffice saves them, and a workbook of one record each."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    book = spreadsheet.workbook({"一": [grid_of([form]) for form in forms]})
    return [resaved(book, "xlsx", "xls")]


def records_of_any_kind(chance: random.Random) -> bytes:
    """A workbook put together from records with contents that mean nothing."""
    return generator.workbook(*(_record(chance) for _ in range(chance.choice((1, 20, 2_000)))))


def merged_absurdly(chance: random.Random) -> bytes:
    """Merged ranges over everything, backwards, or without number."""
    count = chance.choice((1, 1_000))
    ranges = b"".join(
        struct.pack("<HHHH", chance.choice(EDGES) & 0xFFFF, 0xFFFF, chance.randrange(9), 0xFFFF)
        for _ in range(count)
    )
    number = struct.pack("<HHHd", 0, 0, 0, 1.5)
    return generator.workbook((0x0203, number), (0x00E5, struct.pack("<H", count) + ranges))


def texts_without_end(chance: random.Random) -> bytes:
    """Shared texts that say they are more, or longer, than they are."""
    said = chance.choice(EDGES)
    texts = struct.pack("<IIHB", said, said, chance.choice(EDGES) & 0xFFFF, chance.randrange(16))
    more = [(0x3C, chance.randbytes(chance.randrange(60))) for _ in range(chance.choice((0, 5)))]
    cell = (0x00FD, struct.pack("<HHHI", 0, 0, 0, chance.choice((0, 1, 0xFFFFFFFF))))
    return generator.workbook(cell, book=[(0x00FC, texts), *more])


def _record(chance: random.Random) -> generator.Record:
    kind = chance.choice(CELLS) if chance.random() < 0.8 else chance.getrandbits(16)
    place = struct.pack("<HH", chance.choice((0, 1, 5, 0xFFFF)), chance.choice((0, 1, 255, 0xFFFF)))
    return kind, place + chance.randbytes(chance.choice((0, 2, 6, 10, 40, 8_000)))


WRITTEN = (records_of_any_kind, merged_absurdly, texts_without_end)


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A workbook spoilt in some way, and the name of the way."""
    if chance.random() < 0.25:
        made = chance.choice(WRITTEN)
        return made.__name__, made(chance)
    way = chance.choice((*ANY, false_numbers, false_numbers, false_numbers))
    return way.__name__, way(chance.choice(whole), chance)
