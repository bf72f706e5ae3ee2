"""Rows under their columns' names: for the eye as aligned text, for programs as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

import msgspec
from rich.cells import cell_len
from rich.text import Text

from jiheng.writing.figure import plain
from jiheng.writing.wrapping import padded, wrapped

WIDTH = 120
GAP = "  "
NARROWEST = 8


def render(rows: list[dict[str, str]], format: str) -> str:  # noqa: A002 - as the option is called
    """Rows that share their keys, as "text" at most 120 cells wide, or as "json"."""
    if format == "json":
        return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"
    if not rows:
        return ""
    cells = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(f"{line}\n" for row in aligned(cells) for line in row)


def aligned(
    rows: Sequence[Sequence[str]], width: int = WIDTH, right: Collection[int] = ()
) -> Iterator[list[str]]:
    """The lines of each row, all columns in line; those in `right` stand to the right.

    Where a row is wider than `width` cells, the widest column gives way and its cells are wrapped.
    """
    texts = [[Text(plain(cell)) for cell in row] for row in rows]
    widths = _widths(texts, width)
    for row in texts:
        cells = [wrapped(text, room) for text, room in zip(row, widths, strict=True)]
        yield [_line(line, widths, right) for line in zip_longest(*cells, fillvalue=Text())]


def _widths(rows: Sequence[Sequence[Text]], width: int) -> list[int]:
    widths = [max(cell_len(text.plain) for text in column) for column in zip(*rows, strict=True)]
    widths = [min(each, width) for each in widths]
    spare = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > NARROWEST:
        widest = max(range(len(widths)), key=lambda place: (widths[place], place))
        widths[widest] -= 1
    return widths


def _line(cells: Sequence[Text], widths: list[int], right: Collection[int]) -> str:
    line = [
        " " * (width - cell_len(cell.plain)) + cell.plain
        if place in right
        else padded(cell, width).plain
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return GAP.join(line).rstrip()
