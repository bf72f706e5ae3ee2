"""Word documents (.docx, also as WPS and LibreOffice write them): what a reader of the page sees.

Tracked changes count as accepted; hidden text, footnotes and comments are left out; text boxes
follow the paragraph they hang on; the rows of a nested table follow the row that holds it, and a
table that only arranges other tables on the page is no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading.grid import Cell, Grid, Paragraph, Row, Unreadable
from jiheng.reading.numbering import Numbering, numbering
from jiheng.reading.package import TOO_LARGE, main_part, opened, parsed, part
from jiheng.reading.runs import (
    ALTERNATE,
    SKIPPED,
    Formatting,
    Line,
    W,
    branch,
    is_on,
    read_line,
    ticked,
)

NO_BODY = "这不是 Word 文档，里面没有正文；请确认文件，或用 Word、WPS 打开后另存为 .docx"
ONLY_PICTURES = "文档里只有图片、没有文字；请提供可编辑的 Word 原件，或把图片单独保存后按扫描件识别"

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"

BODY, P, TABLE = f"{W}body", f"{W}p", f"{W}tbl"
ROW, CELL, CONTROL = f"{W}tr", f"{W}tc", f"{W}sdt"
SPAN, MERGE = f"{W}gridSpan", f"{W}vMerge"
ROW_PROPERTIES, CELL_PROPERTIES, VAL = f"{W}trPr", f"{W}tcPr", f"{W}val"
MOST_COLUMNS = 1000
"""A span is no wider than this, whatever the file says; Word itself allows 63 columns."""
MOST_CELLS = 200_000
"""The most cells of a document: some four hundred bytes of memory each."""
SLIVER = 120
"""Twips (2 mm): what a column narrower than this holds apart are edges that somebody dragged."""


@dataclass
class Story:
    """What reading a document carries along: its lists, its formatting, its tables' numbers."""

    lists: Numbering
    formatting: Formatting
    tables: dict[etree._Element, int]
    cells: int = 0
    found: dict[tuple[int, int, int], etree._Element] = field(default_factory=dict)
    """The cells by table, row and column, from 1, as sources name them."""


class Cells(NamedTuple):
    """The cells of a document as sources name them, and the root of the tree that they are in."""

    root: etree._Element
    cells: dict[tuple[int, int, int], etree._Element]


class Said(NamedTuple):
    """A paragraph's text, and its element; of paragraphs that are one line, the first."""

    text: str
    p: etree._Element


@dataclass(slots=True)
class Span:
    """A cell while its table is read: how far it reaches is known only when the table ends."""

    element: etree._Element
    flow: list[Said | Row]
    start: int
    width: int
    column: int
    columns: int
    row: int
    merged: bool
    rows: int = 1
    last: int = 0

    @property
    def text(self) -> str:
        """The cell's own text, without that of the tables in it."""
        return "\n".join(block.text for block in self.flow if isinstance(block, Said))


class Place(NamedTuple):
    """A row's number in its table, and the grid column it begins at."""

    row: int
    start: int


def read(data: bytes) -> Grid:
    """The Grid of a .docx; raises `Unreadable` where it is damaged, encrypted or something else."""
    package = opened(data)
    story, body = _opened(package)
    grid = Grid(tuple(_blocks(story, body)))
    if not grid.blocks and any(entry.startswith("word/media/") for entry in package.namelist()):
        raise Unreadable(ONLY_PICTURES)
    return grid


def cells_at(data: bytes) -> Cells:
    """The cells of a .docx by the place that sources name; raises `Unreadable`."""
    story, body = _opened(opened(data))
    _flow(story, body, [])
    return Cells(body.getroottree().getroot(), story.found)


def _opened(package: ZipFile) -> tuple[Story, etree._Element]:
    """The body of a document, and what reading it carries along."""
    name = main_part(package, "word/document.xml")
    xml = part(package, name).replace(STRICT, TRANSITIONAL, 1)
    if not xml:
        raise Unreadable(NO_BODY)
    body = parsed(xml).find(BODY)
    if body is None:
        raise Unreadable(NO_BODY)
    return _story(package, name, xml, body), body


def _story(package: ZipFile, name: str, xml: bytes, body: etree._Element) -> Story:
    folder = name.rpartition("/")[0]
    styles = _part(package, f"{folder}/styles.xml")
    lists = b"numPr" in xml or b"numPr" in styles
    numbers = _part(package, f"{folder}/numbering.xml") if lists else b""
    needed = b"vanish" in styles or (lists and styles)
    formatting = Formatting.of(xml, parsed(styles) if needed else None)
    tables = {table: number for number, table in enumerate(body.iter(TABLE), 1)}
    return Story(numbering(parsed(numbers) if numbers else None), formatting, tables)


def _part(package: ZipFile, name: str) -> bytes:
    return part(package, name).replace(STRICT, TRANSITIONAL, 1)


def _blocks(story: Story, body: etree._Element) -> Iterator[Row | Paragraph]:
    flow: list[Said | Row] = []
    _flow(story, body, flow)
    said = {block.p for block in flow if isinstance(block, Said)}
    numbers = {p: number for number, p in enumerate(body.iter(P), 1) if p in said}
    for block in flow:
        if isinstance(block, Row):
            yield block
        else:
            source = Source(paragraph=numbers.get(block.p))
            lines = block.text.split("\n")
            yield from (Paragraph(line, source) for line in lines if line.strip())


def _flow(story: Story, parent: etree._Element, into: list[Said | Row]) -> None:
    """The paragraphs and the table rows below an element, in order."""
    line: list[str] = []
    first = parent
    for child in parent:
        tag = child.tag
        if tag == P:
            read = Line(story.formatting)
            first = first if line else child
            line.append(_paragraph(story, child, read))
            if not read.boxes and story.formatting.mark_gone(child):
                continue
        if line:
            into.append(Said("".join(line), first))
            line.clear()
        if tag == P:
            for box in read.boxes:
                _flow(story, box, into)
        elif tag == TABLE:
            _table(story, child, into)
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                _flow(story, chosen, into)
        elif tag == CONTROL and (mark := ticked(child)):
            into.append(Said(mark, next(child.iter(P), child)))
        elif tag not in SKIPPED:
            _flow(story, child, into)
    if line:
        into.append(Said("".join(line), first))


def _paragraph(story: Story, p: etree._Element, line: Line) -> str:
    text = read_line(p, line)
    list_id, depth = story.formatting.list_of(p)
    if not list_id:
        return text
    return (story.lists.next(list_id, depth) + text).rstrip(" ")


# Tables


def _table(story: Story, table: etree._Element, into: list[Said | Row]) -> None:
    number = story.tables[table]
    edges = _edges(table)
    above: list[Span] = []
    rows: list[list[Span]] = []
    for index, row in enumerate(_inside(table, ROW), 1):
        start = _before(row.find(ROW_PROPERTIES))
        if start is None:
            continue
        above = _row(story, row, Place(index, start), edges, above)
        rows.append([span for span in above if span.row == index])
    for spans in rows:
        story.found.update({(number, s.row, s.start + 1): s.element for s in spans})
        if _only_arranges(spans):
            into += (block for span in spans for block in span.flow)
            continue
        if spans:
            into.append(Row(tuple(_cell(span, number) for span in spans)))
        into += (block for span in spans for block in span.flow if isinstance(block, Row))


def _only_arranges(spans: list[Span]) -> bool:
    """Whether a row holds tables, and no text but in the cells that hold them."""
    tables = [any(isinstance(block, Row) for block in span.flow) for span in spans]
    return any(tables) and all(
        nested or not span.text.strip() for span, nested in zip(spans, tables, strict=True)
    )


def _cell(span: Span, table: int) -> Cell:
    source = Source(table=table, row=span.row, column=span.start + 1)
    return Cell(span.text, span.column, source, span.columns, span.rows)


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table, or the cells of a row, those in content controls too."""
    for child in parent:
        tag = child.tag
        if tag == wanted:
            yield child
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _inside(chosen, wanted)
        elif tag not in SKIPPED and tag not in (P, TABLE):
            yield from _inside(child, wanted)


def _row(
    story: Story, row: etree._Element, place: Place, edges: list[int], above: list[Span]
) -> list[Span]:
    """The cells that cover a row, those that began above it among them, from left to right."""
    covering: list[Span] = []
    index, start = place
    for cell in _inside(row, CELL):
        story.cells += 1
        if story.cells > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        width, merge, beside = _shape(cell.find(CELL_PROPERTIES))
        if not width:
            continue
        column, end = _column(edges, start), _column(edges, start + width)
        upper = _upper(above, start) if merge == "continue" else None
        if beside and covering:
            covering[-1].width += width
            covering[-1].columns = max(1, end - covering[-1].column)
        elif upper is not None:
            if upper.last != index:
                upper.rows, upper.last = upper.rows + 1, index
                covering.append(upper)
        else:
            flow: list[Said | Row] = []
            _flow(story, cell, flow)
            span = Span(cell, flow, start, width, column, max(1, end - column), index, bool(merge))
            if end > column or [*map(_words, span.flow)] != [""]:
                covering.append(span)
        start += width
    return covering


def _words(block: Said | Row) -> str | None:
    return block.text if isinstance(block, Said) else None


def _upper(above: list[Span], start: int) -> Span | None:
    """The merged cell of the row above that reaches over a grid column."""
    place = bisect_right(above, start, key=attrgetter("start")) - 1
    if place < 0:
        return None
    span = above[place]
    return span if span.merged and start < span.start + span.width else None


def _shape(properties: etree._Element | None) -> tuple[int, str, bool]:
    """How many grid columns a cell has (0: deleted), its part in a merge down, and to its left."""
    width, merge, beside = 1, "", False
    for item in () if properties is None else properties:
        tag = item.tag
        if tag == SPAN:
            width = _count(item.get(VAL), 1)
        elif tag == MERGE:
            merge = item.get(VAL, "continue")
        elif tag == f"{W}hMerge":
            beside = item.get(VAL, "continue") == "continue"
        elif tag == f"{W}cellDel":
            return 0, "", False
    return width, merge, beside


def _before(properties: etree._Element | None) -> int | None:
    """The grid columns before a row's first cell; None for a row that is deleted or hidden."""
    before = 0
    for item in () if properties is None else properties:
        tag = item.tag
        if tag == f"{W}del" or (tag == f"{W}hidden" and is_on(item)):
            return None
        if tag == f"{W}gridBefore":
            before = _count(item.get(VAL), 0)
    return before


def _count(text: str | None, otherwise: int) -> int:
    """A number of columns as an attribute gives it: never negative, never absurd."""
    bare = (text or "").strip()
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 9:
        return otherwise
    return min(max(int(bare), otherwise), MOST_COLUMNS)


def _edges(table: etree._Element) -> list[int]:
    """Grid edge -> column, edges closer than a sliver counted as one; [] where all are apart."""
    widths = [_width(column.get(f"{W}w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    slivers = sum(width < SLIVER for width in widths)
    if not slivers or slivers * 2 > len(widths):
        return []
    place = last = 0
    edges = [0]
    for width in widths:
        place += width
        apart = place - last >= SLIVER
        edges.append(edges[-1] + apart)
        last = place if apart else last
    return edges


def _width(text: str | None) -> int:
    return _count(text, 0) if text and len(text) < 4 else MOST_COLUMNS


def _column(edges: list[int], edge: int) -> int:
    if not edges:
        return edge
    return edges[edge] if edge < len(edges) else edges[-1] + edge - len(edges) + 1
