"""The elements of a web page into blocks, in one walk: text as it shows, tables as laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading.grid import Cell, Row, Unreadable
from jiheng.reading.labels import lookup, normal
from jiheng.reading.symbols import is_symbol_font, shown
from jiheng.reading.webtable import TOO_LARGE, WIDEST, Box, seated, span

NAMES = re.compile(r"\S+")
SKIPPED = frozenset(
    NAMES.findall(
        "script style noscript template head svg math object iframe audio video canvas datalist"
        " rt rp select"
    )
)
BLOCKS = frozenset(
    NAMES.findall(
        "address article aside blockquote body caption center dd details dir div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol"
        " p pre section summary ul"
    )
)
TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup", "col"))
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
KEEPS_SPACE = re.compile(r"white-space\s*:\s*(pre|break-spaces)(?!-line)", re.IGNORECASE)
FONT = re.compile(r"font-family\s*:\s*[\"']?\s*([^;,\"']{1,60})", re.IGNORECASE)

SPACE = re.compile(r"white-space\s*:\s*(pre|break-spaces)(?!-line)", re.IGNORECASE)
FONT = re.compile(r"font-family\s*:\s*[\"']?\s*([^;,\"']{1,60})", re.IGNORECASE)

WIDE = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
WRAPPED = re.compile(rf"(?<=[{WIDE}])[ \t]*[\r\n]\s*(?=[{WIDE}])", re.ASCII)
"""A line end in the source between two Chinese characters: no space is meant."""
SPACE = re.compile(r"[ \t\r\n\f]+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
CHECKED = {True: "☑", False: "□"}
MOST_CELLS = 60_000
MOST_ROWS = 65_534


def whole(element: etree._Element) -> str:
    """All text in an element."""
    return "".join(text for text in element.itertext() if isinstance(text, str))


@dataclass
class Writing:
    """Text that is being put into a box, line by line."""

    box: Box
    parts: list[str] = field(default_factory=list)
    space: bool = False

    def add(self, text: str, *, keeps_space: bool) -> None:
        """Add text; outside of preformatted text, white space is one space."""
        text = INVISIBLE.sub("", text)
        if keeps_space:
            first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._put(first)
            for line in others:
                self.end_line()
                self._put(line)
            return
        bare = SPACE.sub(" ", text)
        self.space = self.space or bare.startswith(" ")
        self._put(bare.strip(" "))
        self.space = self.space or bare.endswith(" ")

    def end_line(self) -> None:
        """A line break; spaces that must not break are spaces like others by now."""
        self.box.flow.append("".join(self.parts).replace("\xa0", " "))
        self.parts, self.space = [], False

    def end_block(self) -> None:
        """The edge of a paragraph: a line break unless the line is empty."""
        if self.parts:
            self.end_line()
        self.space = False

    def _put(self, text: str) -> None:
        if not text:
            return
        if self.space and self.parts:
            self.parts.append(" ")
        self.space = False
        self.parts.append(text)


@dataclass
class Table:
    """A table that is being read."""

    number: int
    rows: list[list[Box]] = field(default_factory=list)
    in_row: bool = False

    def box(self, cell: etree._Element) -> Box:
        """Begin a cell; one without a row begins a row of its own."""
        if not self.in_row:
            self.begin_row()
        rows = span(cell.get("rowspan"), most=MOST_ROWS, least=0)
        box = Box(span(cell.get("colspan"), most=WIDEST), rows)
        self.rows[-1].append(box)
        return box

    def begin_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self.in_row = True


class Walk:
    """Walks through a page; `blocks` are its lines and rows, in order."""

    def __init__(self, page: etree._Element) -> None:
        self.numbers = {table: number for number, table in enumerate(page.iter("table"), 1)}
        self.page = Box()
        self.writing = [Writing(self.page)]
        self.tables: list[Table] = []
        self.fonts: list[str] = [""]
        self.kept = [False]
        self.cells = 0

    def through(self, root: etree._Element) -> list[str | Row]:
        """The lines and the rows of an element, nested rows behind the row that holds them."""
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                if self._is_left_out(element):
                    skipped = element
                    walk.skip_subtree()
                else:
                    self._begin(element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._end(element)
            if element.tail and element is not root:
                self._text(element.tail, element.getparent())
        self.writing[-1].end_block()
        return self.page.flow

    def _is_left_out(self, element: etree._Element) -> bool:
        if element.tag in SKIPPED:
            self._chosen(element)
            return True
        style = element.get("style")
        return element.get("hidden") is not None or bool(style and HIDDEN.search(style))

    def _chosen(self, element: etree._Element) -> None:
        """Of a list to choose from, the option that is chosen shows, or else the first."""
        options = list(element.iter("option")) if element.tag == "select" else []
        chosen = [option for option in options if option.get("selected") is not None]
        for option in (chosen or options)[:1]:
            self.writing[-1].add(whole(option), keeps_space=False)

    def _begin(self, element: etree._Element) -> None:
        tag = element.tag
        style = element.get("style") or ""
        font = FONT.search(style) if style else None
        face = element.get("face", "") if tag == "font" else ""
        self.fonts.append(font[1].strip() if font else face or self.fonts[-1])
        keeps = tag in ("pre", "textarea") or bool(style and KEEPS_SPACE.search(style))
        self.kept.append(keeps or (self.kept[-1] and "white-space" not in style))
        if tag == "table":
            self.writing[-1].end_block()
            self.tables.append(Table(self.numbers[element]))
        elif tag == "tr" and self.tables:
            self.tables[-1].begin_row()
        elif tag in ("td", "th") and self.tables:
            self._begin_cell(element)
        elif tag == "br":
            self.writing[-1].end_line()
        elif tag == "input":
            self._input(element)
        elif tag in BLOCKS or tag in ("td", "th", "tr"):
            self.writing[-1].end_block()
        if element.text:
            self._text(element.text, element)

    def _begin_cell(self, element: etree._Element) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        self.writing.append(Writing(self.tables[-1].box(element)))

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        self.fonts.pop()
        self.kept.pop()
        if tag in ("td", "th") and self.tables:
            self.writing.pop().end_block()
        elif tag == "tr" and self.tables:
            self.tables[-1].in_row = False
        elif tag == "table":
            self._end_table(self.tables.pop())
        elif tag in BLOCKS or tag in ("td", "th", "tr"):
            self.writing[-1].end_block()

    def _end_table(self, table: Table) -> None:
        """Hand a table's rows to what holds it; a frame that only holds a form is no table."""
        into = self.writing[-1]
        into.end_block()
        for number, line in enumerate(seated(table.rows), 1):
            boxes = [seat.box for seat in line]
            if _is_frame(boxes):
                for box in boxes:
                    into.box.flow += box.flow
                continue
            cells = (
                Cell(
                    seat.box.text(),
                    seat.column,
                    Source(table=table.number, row=number, column=seat.column + 1),
                    seat.columns,
                    seat.rows,
                )
                for seat in line
            )
            if line:
                into.box.flow.append(Row(tuple(cells)))
            for box in boxes:
                into.box.flow += box.inner()

    def _text(self, text: str, parent: etree._Element | None) -> None:
        """Add text as it shows in its font; between the parts of a table white space is nothing."""
        if parent is not None and parent.tag in TABLE_PARTS and not text.strip():
            return
        font = self.fonts[-1]
        shows = shown(font, text) if font and is_symbol_font(font) else text
        self.writing[-1].add(shows, keeps_space=self.kept[-1])

    def _input(self, element: etree._Element) -> None:
        kind = (element.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            words = CHECKED[element.get("checked") is not None]
        elif kind in ("text", "number", "date", "tel", "search"):
            words = element.get("value") or ""
        else:
            return
        self.writing[-1].add(words, keeps_space=False)


def _is_frame(boxes: list[Box]) -> bool:
    """Whether a row only lays out the page: a form begins in it, or one table is all it holds."""
    holding = [box for box in boxes if box.inner()]
    if not holding:
        return False
    filled = [box for box in boxes if box.inner() or box.text().strip()]
    return len(filled) == 1 or any(map(_begins_form, holding))


def _begins_form(box: Box) -> bool:
    names = lookup("beside")
    return any(names.get(normal(c.text)) == "project" for row in box.inner() for c in row.cells)
