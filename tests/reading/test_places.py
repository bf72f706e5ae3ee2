"""Where it came from: each field of each form, looked up in its document by another library.

Comments and corrections are written into the very cells that the fields were read from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
import lxml.html
import openpyxl
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from tests.reading import test_rendered
from tests.reading.generators import layouts

from jiheng.filing.model import Filing, Source
from jiheng.reading import documents

folder = test_rendered.folder
Look = Callable[[Source], str]


def texts(f: Filing) -> Iterator[tuple[str, str]]:
    """Every filled field of a filing by the name under which its place is kept, and its text."""
    for name in (
        *("title", "unit", "project", "project_code", "supervising_department"),
        *("implementing_unit", "goal", "goal_actual", "conclusion", "deviation", "improvement"),
        *("opinion", "signature", "notes"),
    ):
        yield name, getattr(f, name)
    for name in ("filled_on", "signed_on", "total", "total_weight", "performance_weight"):
        yield name, getattr(f, f"{name}_text")
    yield from ((name, "".join(f.options.get(name, ())[:1])) for name in layouts.CHOICES)
    for name in ("initial", "approved", "executed", "rate", "weight", "score"):
        yield f"budget.{name}", getattr(f.budget, f"{name}_text")
        for place, line in enumerate(f.budget.lines):
            yield f"budget.lines.{place}.{name}", getattr(line, f"{name}_text")
    for place, line in enumerate(f.budget.lines):
        yield f"budget.lines.{place}.label", line.label
    for place, group in enumerate(f.groups):
        yield f"groups.{place}", group.text
    for i in f.indicators:
        apart = layouts.TARGET.fullmatch(i.target.text) if f.template == "sichuan" else None
        cells = {
            "level1": f.groups[i.group].text,
            "level2": i.level2_text,
            "level3": i.level3_text,
            "target": apart[2] if apart else i.target.text,
            "actual": i.actual.text,
            "weight": i.weight_text,
            "score": i.score_text,
            "deviation": i.deviation,
        }
        yield from ((f"indicators.{i.row}.{name}", text) for name, text in cells.items())


RADICALS = str.maketrans("⻔戶⻓⻚⻅⻋⻛", "门户长页见车风")
"""What pdfplumber makes of characters whose glyph a font shares with a radical."""


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())


def agrees(text: str, seen: str) -> bool:
    """Whether a cell shows a field's text, or the first part of a text that several cells hold.

    The parts of a cell on two pages are parted by a form feed.
    """
    want = bare(text)
    return any(
        got and (want in got or want.startswith(got) or _same_number(want, got))
        for got in map(bare, (*seen.split("\f"), seen))
    )


def _same_number(want: str, got: str) -> bool:
    try:
        share = float(want[:-1]) / 100 if want.endswith("%") else float(want)
        return abs(share - float(got)) < 1e-12
    except ValueError:
        return False


# The libraries of others


def in_word(path: Path) -> Look:
    document = docx.Document(str(path))
    body = document.element.body
    paragraphs = list(body.iter(qn("w:p")))
    tables = [Table(element, document) for element in body.iter(qn("w:tbl"))]

    def look(source: Source) -> str:
        if source.paragraph:
            words = paragraphs[source.paragraph - 1].iter(qn("w:t"))
            return "".join(word.text or "" for word in words)
        assert source.table
        assert source.row
        assert source.column
        row = tables[source.table - 1].rows[source.row - 1]
        return str(row.cells[source.column - 1 - row.grid_cols_before].text)

    return look


def in_sheets(path: Path) -> Look:
    book = openpyxl.load_workbook(path, data_only=True)

    def look(source: Source) -> str:
        assert source.sheet
        value = book[source.sheet].cell(source.row, source.column).value
        if isinstance(value, datetime):
            return f"{value.year}年{value.month}月{value.day}日"
        return "" if value is None else str(value)

    return look


MARGIN = 60
"""Points: a cell that ends nearer to the edge of the paper may go on upon the next page."""


def in_pages(path: Path) -> Look:
    pages = pdfplumber.open(path).pages
    letters = [[(_middle(char), char["text"]) for char in page.chars] for page in pages]

    def inside(page: int, left: float, top: float, right: float, bottom: float) -> str:
        found = letters[page - 1] if page <= len(letters) else []
        return "".join(t for (x, y), t in found if left <= x <= right and top <= y <= bottom)

    def look(source: Source) -> str:
        assert source.page
        assert source.box
        left, _, right, bottom = source.box
        words = inside(source.page, *source.box)
        if bottom > pages[source.page - 1].height - MARGIN:
            words += "\f" + inside(source.page + 1, left, 0, right, 2 * MARGIN)
        return words

    return look


def _middle(char: dict[str, Any]) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def in_web_page(path: Path) -> Look:
    root = lxml.html.fromstring(path.read_bytes())
    tables = root.xpath("//table")
    lines = [
        p.text_content() for p in root.xpath("//p[not(ancestor::td)]") if bare(p.text_content())
    ]

    def look(source: Source) -> str:
        if source.paragraph:
            return str(lines[source.paragraph - 1])
        assert source.table
        return str(_grid(tables[source.table - 1])[source.row, source.column].text_content())

    return look


def _grid(
    table: lxml.html.HtmlElement,
) -> dict[tuple[int | None, int | None], lxml.html.HtmlElement]:
    seats: dict[tuple[int | None, int | None], lxml.html.HtmlElement] = {}
    for row, line in enumerate(table.xpath("./tr|./tbody/tr"), 1):
        column = 1
        for cell in line.xpath("./td|./th"):
            while (row, column) in seats:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    seats[row + down, column + right] = cell
    return seats


LONGEST = 20
"""Lines of one cell."""


def in_lines(path: Path) -> Look:
    rows = path.read_text("utf-8").split("\n")

    def look(source: Source) -> str:
        assert source.line
        first, *others = rows[source.line - 1 : source.line + LONGEST]
        if first.count("\t") > 1 and source.column:
            return first.split("\t")[source.column - 1]
        inside = takewhile(lambda line: not line.startswith("\t"), others)
        return "\n".join((first, *inside))

    return look


LOOKS: dict[str, Callable[[Path], Look]] = {
    "writer.docx": in_word,
    "book.xlsx": in_sheets,
    "sheets.xlsx": in_sheets,
    "calc.xlsx": in_sheets,
    "chromium.pdf": in_pages,
    "writer.pdf": in_pages,
    "page.html": in_web_page,
    "chromium.html": in_web_page,
    "dump-utf8.txt": in_lines,
    "tabs-utf8.txt": in_lines,
}


@pytest.mark.parametrize("kind", LOOKS)
@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_every_field_is_where_its_source_says(folder: Path, layout: str, kind: str) -> None:
    path = folder / layout / kind
    look = LOOKS[kind](path)
    wrong = []
    for filing in documents.read(path).filings:
        for field, text in texts(filing):
            if not bare(text):
                continue
            source = filing.sources.get(field, Source())
            seen = look(source) if source != Source() else ""
            if not agrees(text, seen):
                wrong.append((filing.index, field, text, seen, source.words()))
    assert not wrong


SAME_PLACES = (("calc.xls", "calc.xlsx"), ("calc.et", "calc.xlsx"))


@pytest.mark.parametrize(("old", "new"), SAME_PLACES)
def test_old_formats_say_the_same_places(folder: Path, old: str, new: str) -> None:
    before, after = (documents.read(folder / "sichuan" / kind).filings for kind in (old, new))
    assert [filing.sources for filing in before] == [filing.sources for filing in after]


@pytest.mark.parametrize("kind", ["writer.doc", "writer.rtf", "calc.html", "page.mht"])
def test_every_field_has_a_place(folder: Path, kind: str) -> None:
    for filing in documents.read(folder / "sichuan" / kind).filings:
        for field, text in texts(filing):
            assert not bare(text) or filing.sources[field].words(), field
