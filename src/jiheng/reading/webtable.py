"""The cells of a web table in their columns, by rowspan and colspan as browsers lay them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from jiheng.reading.grid import Row, Unreadable

TOO_LARGE = "网页里的表格过大，无法读取；请只保留自评表后再试"
WIDEST = 1000
"""A colspan is no wider than this, as in browsers."""
MOST_STEPS = 1_000_000
"""The most cells that reach down into later rows, counted once for each such row."""


@dataclass
class Box:
    """A cell while it is read: its lines and the rows of the tables in it, in order; its spans."""

    columns: int = 1
    rows: int = 1
    flow: list[str | Row] = field(default_factory=list)

    def text(self) -> str:
        """The cell's own text, without that of the tables in it."""
        return "\n".join(part for part in self.flow if isinstance(part, str))

    def inner(self) -> list[Row]:
        """The rows of the tables in it."""
        return [part for part in self.flow if isinstance(part, Row)]


class Seat(NamedTuple):
    """Where a box sits: its first column, and how many columns and rows it covers."""

    box: Box
    column: int
    columns: int
    rows: int


class Reach(NamedTuple):
    """A stretch of columns that a box from above covers, up to a row."""

    start: int
    end: int
    until: int


def seated(rows: list[list[Box]]) -> list[list[Seat]]:
    """The boxes of each row in their columns; raises `Unreadable` for spans without end."""
    found: list[list[Seat]] = []
    above: list[Reach] = []
    steps = 0
    for number, boxes in enumerate(rows):
        above = [reach for reach in above if reach.until > number]
        steps += len(above)
        if steps > MOST_STEPS:
            raise Unreadable(TOO_LARGE)
        line: list[Seat] = []
        column, passed = 0, 0
        for box in boxes:
            while passed < len(above) and above[passed].start <= column:
                column = max(column, above[passed].end)
                passed += 1
            down = min(box.rows or len(rows), len(rows) - number)
            line.append(Seat(box, column, box.columns, down))
            column += box.columns
        found.append(line)
        below = (Reach(s.column, s.column + s.columns, number + s.rows) for s in line if s.rows > 1)
        above = sorted((*above, *below))
    return found


def span(text: str | None, *, most: int, least: int = 1) -> int:
    """A span as an attribute gives it: a number from its first digits, within bounds."""
    digits = (text or "").strip()
    end = next((n for n, letter in enumerate(digits) if letter not in "0123456789"), len(digits))
    value = int(digits[:end][:9]) if end else 1
    return value if least <= value <= most else most if value > most else 1
