"""Official forms as an Excel workbook: a sheet for each, that prints on A4 as the form does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from jiheng.writing import workbook
from jiheng.writing.official.layout import Form, Line, Table, room

CHARACTER = 5.6
"""Points of width that one unit of Excel's column width takes up."""
A4 = 9
PLAIN = "仿宋"


def render(forms: Iterable[tuple[str, Form]], path: Path) -> None:
    """Write the workbook of some forms, each with the name of its sheet."""
    with workbook.opened(path, {"author": "jiheng"}) as book:
        formats = Formats(book, {})
        for number, (name, form) in enumerate(forms, 1):
            _sheet(book.add_worksheet(workbook.sheet_name(number, name)), form, formats)


@dataclass
class Formats:
    """The cell formats of a workbook, each made once."""

    book: Any
    made: dict[tuple[Any, ...], Any]

    def of(self, line: Line, *, bordered: bool) -> Any:
        """The format of a cell whose first line is `line`."""
        key = (line.font or PLAIN, line.size, line.bold, line.align, bordered)
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {
                    "font_name": line.font or PLAIN,
                    "font_size": line.size,
                    "bold": line.bold,
                    "align": line.align,
                    "valign": "vcenter",
                    "text_wrap": True,
                    "border": int(bordered),
                    "num_format": "@",
                }
            )
        return self.made[key]


def _sheet(sheet: Any, form: Form, formats: Formats) -> None:
    edges = _edges(form)
    for column, (left, right) in enumerate(pairwise(edges)):
        sheet.set_column(column, column, (right - left) / CHARACTER)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    last = max(len(edges) - 2, 0)
    row = 0
    for block in form.blocks:
        if isinstance(block, Line):
            _put(sheet, (row, 0, row, last), block.text, formats.of(block, bordered=False))
            sheet.set_row(row, room(block, edges[-1]))
            row += 1
        else:
            row = _table(sheet, block, (row, edges), formats)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 1}"})


def _edges(form: Form) -> list[float]:
    """The edges of the sheet's columns: all those of the form's tables, in points."""
    tables = [block for block in form.blocks if isinstance(block, Table)]
    edges = {round(edge) for table in tables for edge in accumulate(table.widths, initial=0.0)}
    return [float(edge) for edge in sorted(edges or {0, 480})]


def _table(sheet: Any, table: Table, place: tuple[int, list[float]], formats: Formats) -> int:
    """Write a table from some row on; the row below it."""
    first, edges = place
    own = [edges.index(float(round(e))) for e in accumulate(table.widths, initial=0.0)]
    heights = list(table.heights)
    for cell in table.cells:
        left, right = own[cell.column], own[min(cell.column + cell.columns, len(own) - 1)]
        top = first + cell.row
        area = (top, left, top + cell.rows - 1, right - 1)
        _put(sheet, area, cell.text, formats.of((*cell.lines, Line(""))[0], bordered=True))
        if cell.rows == 1:
            needed = sum(room(line, edges[right] - edges[left]) for line in cell.lines)
            heights[cell.row] = max(heights[cell.row], needed)
    _stretch(table, heights, [edges[place] for place in own])
    for row, height in enumerate(heights):
        sheet.set_row(first + row, height)
    if table.heads:
        sheet.repeat_rows(first, first + table.heads - 1)
    return first + len(heights)


def _stretch(table: Table, heights: list[float], edges: list[float]) -> None:
    """Make the last row of a merged cell high enough for its text."""
    for cell in table.cells:
        if cell.rows > 1:
            width = edges[min(cell.column + cell.columns, len(edges) - 1)] - edges[cell.column]
            needed = sum(room(line, width) for line in cell.lines)
            rows = slice(cell.row, cell.row + cell.rows)
            heights[cell.row + cell.rows - 1] += max(needed - sum(heights[rows]), 0)


def _put(sheet: Any, area: tuple[int, int, int, int], text: str, look: Any) -> None:
    """A text into a cell, or into the cells of an area merged."""
    top, left, bottom, right = area
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", look)
    sheet.write_string(top, left, text, look)
