"""Workbooks of forms, by XlsxWriter: as Excel keeps them, and as bad habits make them.

A cell's text becomes what a person would have typed: 98.75% is 0.9875 shown as a percentage.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import xlsxwriter
from tests.reading.generators.word import Piece, laid_out, zipped

from jiheng.reading.grid import Grid, Row

WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.(\d{1,6}))?(%)?")
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")

Typed = tuple[Any, str]
"""A cell's value and its number format."""


def as_typed(text: str) -> Typed:
    """The number, percentage or date that Excel makes of what is typed, where it shows the same."""
    bare = text.strip(" \n\u3000\xa0")
    day = DAY.fullmatch(bare)
    if day:
        return date(*map(int, day.groups())), 'yyyy"年"m"月"d"日"'
    hit = WHOLE.fullmatch(bare)
    if not hit:
        return text, "General"
    places = len(hit[1] or "")
    if hit[2]:
        return float(bare.rstrip("%")) / 100, f"0.{'0' * places}%" if places else "0%"
    shows = repr(float(bare)).removesuffix(".0") == bare
    return float(bare), "General" if shows else f"0.{'0' * places}"


def as_text(text: str) -> Typed:
    """Numbers stored as text."""
    return text, "@"


@dataclass(frozen=True)
class Hand:
    """The way a workbook is written.

    `ruled` draws lines around the cells of tables; `merges` merges cells, or leaves them apart;
    `names` are the sheets, `beside` puts the second form of each sheet to the right of the first.
    """

    typed: Callable[[str], Typed] = as_typed
    ruled: bool = True
    merges: bool = True
    beside: int | None = None
    gap: int = 1
    left: int = 0
    hidden: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)


def workbook(sheets: Mapping[str, Iterable[Grid]], hand: Hand = Hand()) -> bytes:
    """A .xlsx with the Grids of text dumps, those of one sheet one below another."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, grids in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hand.hidden:
                sheet.hide()
            pen = Pen(book, sheet, hand)
            row = top = 0
            for number, grid in enumerate(grids):
                right = hand.beside or 0 if number % 2 else 0
                top = top if right else row
                row = max(row, pen.write(grid, top, hand.left + right) + hand.gap)
    return buffer.getvalue()


@dataclass
class Pen:
    """Writes Grids onto one sheet."""

    book: Any
    sheet: Any
    hand: Hand
    formats: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def write(self, grid: Grid, row: int, left: int) -> int:
        """Write a Grid from a place on; the row below it."""
        width = max(len(block.cells) for block in grid.blocks if isinstance(block, Row))
        for is_row, blocks in groupby(grid.blocks, lambda block: isinstance(block, Row)):
            if is_row:
                rows = laid_out([[cell.text for cell in block.cells] for block in blocks])
                for at, column, piece, below in spans(rows):
                    self._cell(piece, (row + at, left + column), below, ruled=self.hand.ruled)
                row += len(rows)
            else:
                for block in blocks:
                    if block.text.strip():
                        self._cell(Piece(block.text, width), (row, left), 1, ruled=False)
                        row += 1
        return row

    def _cell(self, piece: Piece, at: tuple[int, int], below: int, *, ruled: bool) -> None:
        value, code = self.hand.typed(piece.text)
        shape = self._format(code, ruled)
        row, column = at
        if self.hand.merges and (below > 1 or piece.width > 1):
            self.sheet.merge_range(
                row, column, row + below - 1, column + piece.width - 1, "", shape
            )
        if isinstance(value, date):
            self.sheet.write_datetime(row, column, value, shape)
        elif isinstance(value, str) and value.strip():
            self.sheet.write_string(row, column, value, shape)
        elif isinstance(value, str):
            self.sheet.write_blank(row, column, None, shape)
        else:
            self.sheet.write_number(row, column, value, shape)

    def _format(self, code: str, ruled: bool) -> Any:
        if (code, ruled) not in self.formats:
            look = {"num_format": code, "text_wrap": True, "border": int(ruled)}
            self.formats[code, ruled] = self.book.add_format(look)
        return self.formats[code, ruled]


def spans(rows: list[list[Piece]]) -> Iterator[tuple[int, int, Piece, int]]:
    """Row, column, the piece and how many rows it covers, for each that begins a cell."""
    starts: list[dict[int, Piece]] = []
    for pieces in rows:
        column, line = 0, {}
        for piece in pieces:
            line[column] = piece
            column += piece.width
        starts.append(line)
    for row, line in enumerate(starts):
        for column, piece in line.items():
            if piece.merge == "continue" and _goes_on(starts, row - 1, column):
                continue
            below = 1
            while piece.merge and row + below < len(starts):
                under = starts[row + below].get(column)
                if under is None or under.merge != "continue" or under.width != piece.width:
                    break
                below += 1
            yield row, column, piece, below


def _goes_on(starts: list[dict[int, Piece]], row: int, column: int) -> bool:
    over = starts[row].get(column) if row >= 0 else None
    return over is not None and bool(over.merge)


# Bad habits: each writes the same forms

HABITS: dict[str, Hand] = {
    "usual": Hand(),
    "numbers as text": Hand(typed=as_text),
    "begins in column C": Hand(left=2),
    "side by side": Hand(beside=8),
    "side by side, no gap": Hand(beside=7),
    "blank rows between": Hand(gap=4),
}


# Workbooks in XML written here


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(rows: str, sheet: str = "", **parts: str) -> bytes:
    """A .xlsx with one sheet of these rows; `sheet` follows them, `parts` are styles and the like.

    `parts` may hold `before` (in front of the rows), `book` (in the workbook, behind the sheets),
    `sheets` (further entries), `styles` and `strings`.
    """
    names = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
    entry = '<Relationship Id="{0}" Type="{1}/{2}" Target="{3}"/>'
    links = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    )
    relations = "".join(entry.format(name, OFFICE, kind, to) for name, kind, to in links)
    start = entry.format("rId1", OFFICE, "officeDocument", "xl/workbook.xml")
    files = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{start}</Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook {names}><sheets><sheet name="表" sheetId="1" r:id="rId1"/>'
        f"{parts.get('sheets', '')}</sheets>{parts.get('book', '')}</workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet {names}>{parts.get('before', '')}"
        f"<sheetData>{rows}</sheetData>{sheet}</worksheet>",
        "xl/styles.xml": f"<styleSheet {names}>{parts.get('styles', '')}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {names}>{parts.get('strings', '')}</sst>",
    }
    return zipped(files)
