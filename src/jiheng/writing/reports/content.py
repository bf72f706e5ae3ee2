"""What a report says, block by block, before any format."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading: level 0 is the title, 1 一、, 2 （一）."""

    text: str
    level: int


@dataclass(frozen=True)
class Text:
    """A paragraph; `indent` for the two characters before its first line."""

    text: str
    indent: bool = True
    align: str = "left"


@dataclass(frozen=True)
class Listing:
    """A table: headings, rows, and the widths of its columns by their share.

    `numbers` are the columns, from 0, that hold figures.
    """

    heads: Row
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bars:
    """A bar chart: its title, and label, value and printed value of each bar."""

    title: str
    bars: tuple[tuple[str, float, str], ...]


Block = Heading | Text | Listing | Bars

DIGITS = "一二三四五六七八九十"


def numbered(level: int, number: int) -> str:
    """The number of a heading as official documents have it: 一、 and （一）."""
    told = DIGITS[number - 1] if number <= len(DIGITS) else str(number)
    return f"{told}、" if level == 1 else f"（{told}）"
