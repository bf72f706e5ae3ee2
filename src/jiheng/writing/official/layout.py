"""A filled form as it lies on paper, out of its Word file: lines and tables, with their spans.

What the other formats print is made from this. Of Word's formatting it keeps what an official form
needs: fonts by role, sizes, alignment, widths, merged cells, rows that head every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import ceil

from lxml import etree

from jiheng.writing.official.markup import (
    BODY,
    BREAK,
    CELL,
    CELL_PROPERTIES,
    MERGE,
    PARAGRAPH,
    ROW,
    RUN,
    SPAN,
    TAB,
    TABLE,
    TEXT,
    VAL,
    W,
)

TWIPS = 20
"""Twentieths of a point: Word's measure of length."""
HALF_POINTS = 2
LINE = 1.35
"""A line's height by its font's size."""
PADDING = 6.0
"""Points: the room in a cell that no text takes up, on both sides together."""
DEFAULT_SIZE = 10.5
"""Points: 五号, where neither a run nor the template's styles say."""
ALIGNED = {"center": "center", "right": "right", "end": "right"}


@dataclass(frozen=True)
class Line:
    """A paragraph: its text, with line breaks; font as named in Word; size in points."""

    text: str
    align: str = "left"
    font: str = ""
    size: float = DEFAULT_SIZE
    bold: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell and where it stands: `row` and `column` from 0, and how far it reaches."""

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All that stands in the cell."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Table:
    """A table: widths of its columns and least heights of its rows in points, its cells in order;
    the first `heads` rows head it on every page."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    heads: int
    cells: tuple[Cell, ...]


@dataclass
class Form:
    """One form: lines and tables from top to bottom."""

    blocks: list[Line | Table] = field(default_factory=list)


def forms(root: etree._Element, styles: etree._Element | None = None) -> list[Form]:
    """The forms of a filled template, parted at its page breaks."""
    plain = _defaults(styles)
    found = [Form()]
    for block in root.iterfind(f"{BODY}/*"):
        if block.tag == TABLE:
            found[-1].blocks.append(_table(block, plain))
        elif block.tag == PARAGRAPH and any(b.get(f"{W}type") == "page" for b in block.iter(BREAK)):
            found.append(Form())
        elif block.tag == PARAGRAPH:
            line = _line(block, plain)
            if line.text.strip():
                found[-1].blocks.append(line)
    return found


def parted(table: Table) -> Table:
    """A table in which no cell reaches from the rows that head every page into those below.

    The lower part of such a cell is blank: the upper one is what every page shows.
    """
    cells = []
    for cell in table.cells:
        upper = table.heads - cell.row
        if 0 < upper < cell.rows:
            below = replace(cell, row=table.heads, rows=cell.rows - upper, lines=())
            cells += [replace(cell, rows=upper), below]
        else:
            cells.append(cell)
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def room(line: Line, width: float) -> float:
    """Points of height that a line needs in some width."""
    most = max((width - PADDING) / line.size, 1)
    wrapped = sum(max(ceil(_length(each) / most), 1) for each in line.text.split("\n"))
    return wrapped * line.size * LINE + 2


def _length(text: str) -> float:
    """The length of a text in Chinese characters; Latin ones are half as wide."""
    return sum(1 if ord(letter) > 0x2E7F else 0.55 for letter in text)


def _defaults(styles: etree._Element | None) -> Line:
    """The font and the size of the style that paragraphs have by default."""
    plain = Line("")
    if styles is None:
        return plain
    for style in styles.iter(f"{W}style"):
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") == "1":
            properties = style.find(f"{W}rPr")
            return plain if properties is None else _formatted(plain, properties)
    return plain


def _formatted(line: Line, properties: etree._Element) -> Line:
    """A line with what some run properties say."""
    fonts, size = properties.find(f"{W}rFonts"), properties.find(f"{W}sz")
    bold = properties.find(f"{W}b")
    font = fonts.get(f"{W}eastAsia") if fonts is not None else None
    return replace(
        line,
        font=font or line.font,
        size=float(size.get(VAL, "21")) / HALF_POINTS if size is not None else line.size,
        bold=line.bold if bold is None else bold.get(VAL) not in ("0", "false"),
    )


def _line(paragraph: etree._Element, plain: Line) -> Line:
    """A paragraph, formatted throughout as the first run of it that says something."""
    texts: list[str] = []
    formatted: Line | None = None
    for run in paragraph.iter(RUN):
        text = "".join(_pieces(run))
        properties = run.find(f"{W}rPr")
        if formatted is None and text and properties is not None:
            formatted = _formatted(plain, properties)
        texts.append(text)
    align = paragraph.find(f"{W}pPr/{W}jc")
    return replace(
        formatted or plain,
        text="".join(texts),
        align="left" if align is None else ALIGNED.get(align.get(VAL, ""), "left"),
    )


def _pieces(run: etree._Element) -> Iterator[str]:
    for child in run:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag == BREAK:
            yield "\n"
        elif child.tag == TAB:
            yield "\t"


def _table(table: etree._Element, plain: Line) -> Table:
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    rows = table.findall(ROW)
    open_: dict[int, int] = {}
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        at = 0
        for cell in row.findall(CELL):
            span = _span(cell)
            if _merged(cell) == "continue" and at in open_:
                above = cells[open_[at]]
                cells[open_[at]] = replace(above, rows=number - above.row + 1)
            else:
                open_[at] = len(cells)
                lines = tuple(_line(p, plain) for p in cell.iter(PARAGRAPH))
                cells.append(Cell(number, at, 1, span, lines))
            at += span
    return Table(
        tuple(float(column.get(f"{W}w", "0")) / TWIPS for column in columns),
        tuple(map(_height, rows)),
        sum(1 for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None),
        tuple(cells),
    )


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{CELL_PROPERTIES}/{SPAN}")
    return 1 if span is None else int(span.get(VAL, "1"))


def _merged(cell: etree._Element) -> str:
    merge = cell.find(f"{CELL_PROPERTIES}/{MERGE}")
    return "" if merge is None else merge.get(VAL, "continue")


def _height(row: etree._Element) -> float:
    height = row.find(f"{W}trPr/{W}trHeight")
    return 0.0 if height is None else float(height.get(VAL, "0")) / TWIPS
