"""Plain-text dumps of Word files: a tab, or " | ", before each cell, a blank line after each row.

A dump has no borders. What it leaves open is settled here: a cell may hold blank lines, so a blank
line ends a row only where the row is as wide as its neighbours; text after a blank line without a
tab is a paragraph. Rows copied from a table, one to a line with tabs between the cells, read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from jiheng.filing.model import Source
from jiheng.reading.grid import Cell, Grid, Paragraph, Row, Unreadable

IsLabel = Callable[[str], bool]
Entry = tuple[int, str]
"""A cell's first line number and its text."""

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
PIPE = " | "
MOST_CELLS = 200_000
TOO_MANY = (
    f"文本里有 {{}} 个单元格（制表符），超出常理，一份文件最多 {MOST_CELLS} 个；"
    "请检查文件是否损坏，或拆分后再试"
)


def read(text: str, is_label: IsLabel) -> Grid:
    """The Grid of a dump; every visible character of `text` stands in exactly one block.

    `is_label` tells whether a cell's text is a label of the form: such a cell begins a row.
    Raises Unreadable for more cells than any collection of forms has.
    """
    if (cells := text.count("\t") + text.count(PIPE)) > MOST_CELLS:
        raise Unreadable(TOO_MANY.format(cells))
    lines = LINE_ENDS.sub("\n", text).split("\n")
    if any(_holds_a_row(line, is_label) for line in lines):
        return Grid(tuple(_separated(lines)))
    if not any(line.startswith("\t") for line in lines) and any(PIPE in line for line in lines):
        return Grid(tuple(_piped(lines)))
    return Grid(tuple(_blocks(_joined(_chunks(lines), is_label))))


def _chunks(lines: list[str]) -> Iterator[list[Entry] | Entry]:
    """Runs of cells up to a blank line, and the lines that stand outside of them."""
    cells: list[tuple[int, list[str]]] = []
    gap = True
    for number, line in enumerate(lines, 1):
        if line.startswith("\t"):
            if gap and cells:
                yield _entries(cells)
                cells = []
            cells += [(number, [part]) for part in line[1:].split("\t")]
            gap = False
        elif not line.strip():
            gap = True
        elif cells and not gap:
            cells[-1][1].append(line)
        else:
            if cells:
                yield _entries(cells)
                cells = []
            yield (number, line)
    if cells:
        yield _entries(cells)


def _entries(cells: list[tuple[int, list[str]]]) -> list[Entry]:
    return [(number, "\n".join(lines)) for number, lines in cells]


def _joined(
    chunks: Iterable[list[Entry] | Entry], is_label: IsLabel
) -> Iterator[list[Entry] | Entry]:
    """Rows that a blank line inside a cell has torn apart, put together again.

    Two or more runs are one row where their cells add up to the width of the row before, the first
    of them begins, as continued rows do, with an empty cell, and none of the others with a label.
    """
    pending: list[list[Entry]] = []
    total = width = 0
    for chunk in chunks:
        if isinstance(chunk, tuple):
            yield from pending
            pending, total, width = [], 0, 0
            yield chunk
            continue
        if pending and is_label(chunk[0][1]):
            yield from pending
            width = len(pending[-1])
            pending, total = [], 0
        pending.append(chunk)
        total += len(chunk)
        torn = not pending[0][0][1].strip()
        if torn and total < width:
            continue
        if torn and total == width and len(pending) > 1:
            pending = [[cell for part in pending for cell in part]]
        yield from pending
        width = len(pending[-1])
        pending, total = [], 0
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


def _holds_a_row(line: str, is_label: IsLabel) -> bool:
    """Whether a line is a whole row, as copied from a table: a label, a tab, the next cell."""
    first, tab, _ = line.partition("\t")
    return bool(tab) and is_label(first)


def _separated(lines: list[str]) -> Iterator[Row | Paragraph]:
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield _row([(number, part) for part in line.split("\t")])
        elif line.strip():
            yield Paragraph(line, Source(line=number))


def _piped(lines: list[str]) -> Iterator[Row | Paragraph]:
    rows = [line.strip() for line in lines if PIPE in line]
    framed = all(row.startswith("|") and row.endswith("|") for row in rows)
    for number, line in enumerate(lines, 1):
        if PIPE in line:
            bare = (
                line.strip().removeprefix("|").removesuffix("|") if framed else f" {line.strip()} "
            )
            yield _row([(number, part.strip()) for part in re.split(r"(?<=\s)\|(?=\s)", bare)])
        elif line.strip():
            yield Paragraph(line, Source(line=number))
