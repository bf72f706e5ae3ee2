"""The findings as comma-separated values that a spreadsheet opens without executing anything."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from jiheng.writing import listing
from jiheng.writing.figure import plain, printable

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BYTE_ORDER_MARK = "\ufeff"


def render(report: dict[str, Any]) -> str:
    """One line per finding under `listing.COLUMNS`, with the byte-order mark that Excel looks for.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe; numbers do not.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(listing.COLUMNS)
    lines.writerows([_inert(cell) for cell in row] for row in listing.rows(report))
    return text.getvalue()


def _inert(cell: listing.Cell) -> str:
    words = printable(cell) if isinstance(cell, str) else plain(cell)
    if _FORMULA.match(words) and not _NUMBER.fullmatch(words):
        return f"'{words}"
    return words
