"""Comma-separated values that a spreadsheet opens without executing anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from jiheng.writing import listing
from jiheng.writing.figure import plain, printable

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BYTE_ORDER_MARK = "\ufeff"


def render(report: dict[str, Any]) -> str:
    """The findings of a report: one line each under `listing.COLUMNS`."""
    return table(listing.COLUMNS, listing.rows(report))


def table(columns: Sequence[str], rows: Iterable[Sequence[listing.Cell]]) -> str:
    """Rows under their columns' names, with the byte-order mark that Excel looks for.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe; numbers do not.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(columns)
    lines.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def _inert(cell: listing.Cell) -> str:
    words = printable(cell) if isinstance(cell, str) else plain(cell)
    if _FORMULA.match(words) and not _NUMBER.fullmatch(words):
        return f"'{words}"
    return words
