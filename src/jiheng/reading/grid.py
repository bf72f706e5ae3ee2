"""The Grid: the one thing that every reader produces, and all that `recognise` ever sees."""

from __future__ import annotations

import msgspec

from jiheng.filing.model import Source


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table; `column` counts from 0, a merged cell covers `columns` and `rows`.

    `others` is what else a text may be that was recognised in a picture, likely readings first.
    """

    text: str
    column: int
    source: Source
    columns: int = 1
    rows: int = 1
    others: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True, tag="row"):
    """One row of a table: the cells that begin in it, from left to right."""

    cells: tuple[Cell, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """One line of text outside any table."""

    text: str
    source: Source


class Grid(msgspec.Struct, frozen=True):
    """What a document shows, from top to bottom, whatever its format."""

    blocks: tuple[Row | Paragraph, ...]


class Unreadable(Exception):
    """A document cannot be read; its message says why, and what the person can do."""
