"""Spreadsheets (.xlsx, .xls, .et): every sheet, hidden ones too, as a person sees it in Excel."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.reading import oldworkbook, workbook
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.package import OLE
from jiheng.reading.sheet import MOST_CELLS, TOO_LARGE, blocks

EMPTY = "工作簿是空的，没有任何内容；请确认保存成功后重新提供"


def read(data: bytes) -> Grid:
    """The Grid of a workbook: its sheets in order, cells with the text that they show.

    Raises `Unreadable` where it is damaged, encrypted, empty, too large or no workbook.
    """
    grid = Grid(tuple(_blocks(data)))
    if not grid.blocks:
        raise Unreadable(EMPTY)
    return grid


def _blocks(data: bytes) -> Iterator[Row | Paragraph]:
    sheets = oldworkbook.sheets if data.startswith(OLE) else workbook.sheets
    count = 0
    for sheet in sheets(data):
        for block in blocks(sheet):
            count += len(block.cells) if isinstance(block, Row) else 1
            if count > MOST_CELLS:
                raise Unreadable(TOO_LARGE)
            yield block
