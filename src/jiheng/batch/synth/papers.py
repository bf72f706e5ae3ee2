"""Synthetic filings on the official forms of their rulebooks, with what should not be there too."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree
from msgspec.structs import replace

from jiheng.filing.model import Filing, Indicator, understood_indicator
from jiheng.rulebook import load
from jiheng.writing.official import template
from jiheng.writing.official.markup import (
    BODY,
    BREAK,
    CELL,
    PARAGRAPH,
    ROW,
    TABLE,
    TEXT,
    W,
    set_text,
)


def document(filings: Sequence[Filing]) -> bytes:
    """A .docx file with the forms of some filings, which one rulebook governs, in order.

    Rows of the template that were left standing are rows of the table; a text that belongs to no
    field is a row of its own below everything else.
    """
    form = template.of_rulebook(load(filings[0].rulebook))
    root = form.filled([_with_rows_left(filing) for filing in filings])
    for filing, table in zip(filings, _last_tables(root), strict=True):
        for stray in filing.unplaced:
            _append(table, stray.text)
    return form.of(root)


def _with_rows_left(filing: Filing) -> Filing:
    left = [stray.text for stray in filing.placeholders if stray.field == "level3"]
    last = filing.indicators[-1]
    rows = [_left(last, text) for text in left]
    return replace(filing, indicators=(*filing.indicators, *rows))


def _left(above: Indicator, text: str) -> Indicator:
    """A row of the template that nobody filled in, below a row of the form."""
    return understood_indicator(
        row=above.row + 1,
        group=above.group,
        level1=above.level1,
        level2_text="",
        level3_text=text,
        target_text="",
        actual_text="",
        score_text="",
    )


def _last_tables(root: etree._Element) -> list[etree._Element]:
    """The last table of each form; each begins on a page of its own."""
    last: list[etree._Element] = [root]
    for block in root.iterfind(f"{BODY}/*"):
        if block.tag == TABLE:
            last[-1] = block
        elif any(each.get(f"{W}type") == "page" for each in block.iter(BREAK)):
            last.append(root)
    return last


def _append(table: etree._Element, text: str) -> None:
    """A row like the table's last, with a text in its first cell and nothing in the others."""
    row = deepcopy(table.findall(ROW)[-1])
    for place, cell in enumerate(row.findall(CELL)):
        first, *others = cell.findall(PARAGRAPH)
        for other in others:
            cell.remove(other)
        nodes = list(first.iter(TEXT))
        for node in nodes:
            set_text(node, "")
        if place == 0 and nodes:
            set_text(nodes[0], text)
    table.append(row)
