"""Workbooks of plain rows: no formula, no link, numbers to the last digit, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from jiheng.writing.figure import plain, printable
from jiheng.writing.listing import Cell

PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CREATED = datetime(2000, 1, 1)
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
LONGEST_NAME = 31
"""Characters that no sheet's name may have, and how long it may be in units of UTF-16."""
ROWS_PER_SHEET = 1_000_000
LONGEST = 32_767
"""Characters that a cell holds."""

CUT = "……（以下过长，从略）"
FILLS = {"错误": "#F6D5D2", "警告": "#FBEBC8", "建议": "#DCE7F2"}


class Column(NamedTuple):
    """A column of a sheet: its heading and its width in half-width characters."""

    name: str
    width: int


class Sheet(NamedTuple):
    """A sheet: its name, its columns, and its rows, which are made as they are written."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


@contextmanager
def opened(path: str | Path, properties: Mapping[str, Any], **options: bool) -> Iterator[Workbook]:
    """A new workbook in which no text becomes a formula, a link or a number.

    Raises OSError where it cannot be written, as for any other file.
    """
    book = xlsxwriter.Workbook(str(path), PLAIN | options)
    book.set_properties({"created": CREATED, **properties})
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from None


def sheet_name(number: int, name: str) -> str:
    """A name that Excel takes for a sheet, told apart by its number: 3 某项目."""
    plainly = FORBIDDEN.sub(" ", f"{number} {printable(name)}").encode("utf-16-le")
    return plainly[: LONGEST_NAME * 2].decode("utf-16-le", "ignore").strip(" ")


def write(path: str | Path, title: str, *sheets: Sheet) -> None:
    """Write sheets to `path`; the same sheets give the same bytes. Raises OSError."""
    with opened(path, {"title": title}, constant_memory=True) as book:
        book.set_size(24000, 14000)
        for sheet in sheets:
            _write(book, *sheet)


def _write(
    book: Workbook, name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]
) -> None:
    """One sheet with a frozen, filtered heading; rows beyond Excel's limit go on in another."""
    heading = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E7E4DC", "border": 1}
    )
    body = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9C5BB"}
    ordinary = book.add_format(body)
    figures = book.add_format({**body, "align": "right", "indent": 1})
    fills = {word: book.add_format({**body, "bg_color": fill}) for word, fill in FILLS.items()}
    remaining = iter(rows)
    for part, first in enumerate(chain([None], remaining)):
        sheet = book.add_worksheet(name if part == 0 else f"{name}（{part + 1}）")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.name, heading)
        held = chain([] if first is None else [first], remaining)
        last = 0
        for last, row in enumerate(islice(held, ROWS_PER_SHEET), start=1):
            _write_row(sheet, last, row, (ordinary, figures), fills)
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_row(
    sheet: Any,
    line: int,
    row: tuple[Cell, ...],
    looks: tuple[Format, Format],
    fills: dict[str, Format],
) -> None:
    """Text as text, numbers to the last printed digit.

    As decimals, for XlsxWriter prints sixteen digits of a float: 71.59999999999999 for 71.6.
    """
    ordinary, figures = looks
    for position, cell in enumerate(row):
        if isinstance(cell, str):
            look = fills.get(cell, ordinary) if position < 2 else ordinary
            sheet.write_string(line, position, _fitting(printable(cell)), look)
        elif words := plain(cell):
            sheet.write_number(line, position, Decimal(words), figures)
        else:
            sheet.write_blank(line, position, None, ordinary)


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
