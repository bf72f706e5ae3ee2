"""Plain-text dumps of Word files: a tab, or " | ", before each cell, a blank line after each row.

A dump has no borders. What it leaves open is settled here: a cell may hold blank lines, so a blank
line ends a row only where the row is as wide as its neighbours; text after a blank line without a
tab is a paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from jiheng.filing.model import Source
from jiheng.reading.grid import Cell, Grid, Paragraph, Row

Entry = tuple[int, str]
"""A cell's first line number and its text."""


def read(text: str, is_label: Callable[[str], bool]) -> Grid:
    """The Grid of a dump; every visible character of `text` stands in exactly one block.

    `is_label` tells whether a cell's text is a label of the form: such a cell begins a row.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    if not any(line.startswith("\t") for line in lines) and any(" | " in line for line in lines):
        return Grid(tuple(_piped(lines)))
    return Grid(tuple(_blocks(_joined(_chunks(lines), is_label))))


def _chunks(lines: list[str]) -> Iterator[list[Entry] | Entry]:
    """Runs of cells up to a blank line, and the lines that stand outside of them."""
    cells: list[Entry] = []
    gap = True
    for number, line in enumerate(lines, 1):
        if line.startswith("\t"):
            if gap and cells:
                yield cells
                cells = []
            cells += [(number, part) for part in line[1:].split("\t")]
            gap = False
        elif not line.strip():
            gap = True
        elif cells and not gap:
            first, text = cells[-1]
            cells[-1] = (first, f"{text}\n{line}")
        else:
            if cells:
                yield cells
                cells = []
            yield (number, line)
    if cells:
        yield cells


def _joined(
    chunks: Iterable[list[Entry] | Entry], is_label: Callable[[str], bool]
) -> Iterator[list[Entry] | Entry]:
    """Rows that a blank line inside a cell has torn apart, put together again.

    Two or more runs are one row where their cells add up to the width of the row before, the first
    of them begins, as continued rows do, with an empty cell, and none of the others with a label.
    """
    pending: list[list[Entry]] = []
    width = 0
    for chunk in chunks:
        if isinstance(chunk, tuple):
            yield from pending
            pending, width = [], 0
            yield chunk
            continue
        if pending and is_label(chunk[0][1]):
            yield from pending
            width = len(pending[-1])
            pending = []
        pending.append(chunk)
        total = sum(map(len, pending))
        torn = not pending[0][0][1].strip()
        if torn and total < width and len(pending) < width:
            continue
        if torn and total == width and len(pending) > 1:
            pending = [[cell for part in pending for cell in part]]
        for row in pending:
            yield row
            width = len(row)
        pending = []
    yield from pending


def _blocks(chunks: Iterable[list[Entry] | Entry]) -> Iterator[Row | Paragraph]:
    for chunk in chunks:
        if isinstance(chunk, tuple):
            number, text = chunk
            yield Paragraph(text, Source(line=number))
        else:
            yield _row(chunk)


def _row(cells: list[Entry]) -> Row:
    return Row(
        tuple(
            Cell(text, column, Source(line=line, column=column + 1))
            for column, (line, text) in enumerate(cells)
        )
    )


def _piped(lines: list[str]) -> Iterator[Row | Paragraph]:
    for number, line in enumerate(lines, 1):
        if " | " in line:
            bare = line.strip()
            parts = bare.removeprefix("| ").removesuffix(" |").split(" | ")
            yield _row([(number, part.strip()) for part in parts])
        elif line.strip():
            yield Paragraph(line, Source(line=number))
