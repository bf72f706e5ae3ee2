"""Forms as files of every format: pages and workbooks written here, then saved by others.

The word processor and the spreadsheet of LibreOffice and a browser do the rendering; what is
written here is only what they are given.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from tests.reading.generators import office, webpage
from tests.reading.generators.layouts import LAYOUTS, Block, Habit, Table
from tests.reading.generators.pdf import CHROMIUM, Laid
from tests.reading.generators.spreadsheet import as_typed

from jiheng.filing.model import Filing


class Form(NamedTuple):
    """One form to be rendered: the filing that it shows, and the way in which it was filled in."""

    filing: Filing
    habit: Habit
    layout: str

    def blocks(self) -> list[Block]:
        """Its lines and its tables."""
        return LAYOUTS[self.layout](self.filing, self.habit)


# Cells in their places


class Seat(NamedTuple):
    """A cell at its row and column."""

    row: int
    column: int
    cell: Laid


def seats(table: Table) -> Iterator[Seat]:
    """Each cell of a table with the place where it begins."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield Seat(row, column, cell)
            taken |= {
                (row + down, column + right)
                for down in range(cell.rows)
                for right in range(cell.columns)
            }
            column += cell.columns


def width(table: Table) -> int:
    """How many columns a table has."""
    return max(seat.column + seat.cell.columns for seat in seats(table))


# Pages

STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 8pt/1.4 "Noto Serif CJK SC"; margin: 0 }
p { margin: 0; white-space: pre-wrap }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
td { border: 0.75pt solid #000; padding: 2pt 3pt; white-space: pre-wrap }
"""


def page(forms: Iterable[Form], charset: str = "utf-8") -> str:
    """A web page with forms one after another."""
    body = "".join(_section(form) for form in forms)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}">'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _section(form: Form) -> str:
    before = ' style="page-break-before: always"' if form.habit.page else ""
    return "".join(
        f"<p{before if place == 0 else ''}>{_escaped(block)}</p>"
        if isinstance(block, str)
        else _table(block)
        for place, block in enumerate(form.blocks())
    )


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(map(_td, row))}</tr>\n" for row in table)
    return f'<table border="1" cellspacing="0">{rows}</table>'


def _td(cell: Laid) -> str:
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<td{columns}{rows}>{_escaped(cell.text)}</td>"


def _escaped(text: str) -> str:
    """Blanks at the edges and runs of them kept, as an editor keeps them."""
    kept = escape(text).replace("  ", " &nbsp;")
    return kept.replace("\n", "<br>")


# Workbooks


def workbook(sheets: Mapping[str, Iterable[Form]]) -> bytes:
    """A .xlsx with the forms of each sheet one below another."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        pen = _Pen(book)
        for name, forms in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            row = 0
            for form in forms:
                if form.habit.page:
                    sheet.set_h_pagebreaks([*sheet.hbreaks, row])
                for block in form.blocks():
                    row = pen.write(sheet, block, row)
                row += 1
    return buffer.getvalue()


class _Pen:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.looks: dict[tuple[str, bool], Any] = {}

    def write(self, sheet: Any, block: Block, row: int) -> int:
        """Write a line or a table from a row on; the row below it."""
        if isinstance(block, str):
            if block.strip():
                self._cell(sheet, Seat(row, 0, Laid(block, 7)), ruled=False)
            return row + 1
        lines: dict[int, int] = {}
        for seat in seats(block):
            self._cell(sheet, Seat(row + seat.row, seat.column, seat.cell), ruled=True)
            room = 4 * seat.cell.columns
            needed = sum(len(line) // room + 1 for line in seat.cell.text.split("\n"))
            if seat.cell.rows == 1:
                lines[seat.row] = max(lines.get(seat.row, 1), needed)
        for place, count in lines.items():
            sheet.set_row(row + place, 14 * count)
        return row + len(block)

    def _cell(self, sheet: Any, seat: Seat, *, ruled: bool) -> None:
        row, column, cell = seat
        value, code = as_typed(cell.text)
        look = self._look(code, ruled)
        if cell.columns > 1 or cell.rows > 1:
            last = row + cell.rows - 1, column + cell.columns - 1
            sheet.merge_range(row, column, *last, "", look)
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, look)
        elif isinstance(value, str) and value.strip():
            sheet.write_string(row, column, value, look)
        elif isinstance(value, str):
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_number(row, column, value, look)

    def _look(self, code: str, ruled: bool) -> Any:
        if (code, ruled) not in self.looks:
            look = {"num_format": code, "text_wrap": ruled, "border": int(ruled), "font_size": 9}
            self.looks[code, ruled] = self.book.add_format(look)
        return self.looks[code, ruled]


# Plain text


def dump(forms: Iterable[Form]) -> str:
    """As Word's tables are dumped: a tab before each cell, a blank line after each row."""
    return "".join(
        "".join(f"\t{text}\n" for text in line) + "\n" if isinstance(line, list) else f"{line}\n"
        for line in _lines(forms)
    )


def separated(forms: Iterable[Form], mark: str = "\t") -> str:
    """As rows are copied out of a table: one to a line, a mark between the cells."""
    return "".join(
        mark.join(" ".join(text.split("\n")) for text in line) + "\n"
        if isinstance(line, list)
        else f"{line}\n"
        for line in _lines(forms)
    )


def _lines(forms: Iterable[Form]) -> Iterator[str | list[str]]:
    """Lines, and rows of texts; where a cell from above covers a place, the text is blank."""
    for form in forms:
        for block in form.blocks():
            if isinstance(block, str):
                yield block
                continue
            rows: list[dict[int, str]] = [{} for _ in block]
            for seat in seats(block):
                rows[seat.row][seat.column] = seat.cell.text
                for below in range(1, seat.cell.rows):
                    rows[seat.row + below][seat.column] = ""
            yield from ([text for _, text in sorted(row.items())] for row in rows)


# Everything

ENCODINGS = {"utf8": "utf-8", "gb18030": "gb18030", "utf16": "utf-16"}
TEXTS: dict[str, Callable[[list[Form]], str]] = {
    "dump": dump,
    "tabs": separated,
    "pipes": lambda forms: separated(forms, " | "),
}
WRITTEN: dict[str, Callable[[list[Form]], bytes]] = {
    "page.html": lambda forms: page(forms).encode(),
    "page-gb18030.html": lambda forms: page(forms, "gb2312").encode("gb18030"),
    "page.mht": lambda forms: webpage.archive(page(forms), "utf-8"),
    "book.xlsx": lambda forms: workbook({"汇编": forms}),
    "sheets.xlsx": lambda forms: workbook({f"表{n}": [form] for n, form in enumerate(forms, 1)}),
    **{
        f"{name}-{short}.txt": lambda forms, write=write, encoding=encoding: write(forms).encode(
            encoding
        )
        for name, write in TEXTS.items()
        for short, encoding in ENCODINGS.items()
    },
}
"""What is written here; the two programs are handed page.html and book.xlsx."""

OPENED = {"writer": ("page.html", office.WRITER), "calc": ("book.xlsx", office.CALC)}
OTHER_NAMES = {"writer.wps": "writer.doc", "calc.et": "calc.xls", "writer.txt": "writer.docx"}
"""WPS saves these formats under names of its own; and a name that says nothing right."""

KINDS = (
    *WRITTEN,
    *(f"{program}.{suffix}" for program, (_, to) in OPENED.items() for suffix in to),
    *("chromium.pdf", "chromium.html"),
    *OTHER_NAMES,
)
"""The names of the files of each layout."""


def render(layouts: Mapping[str, list[Form]], folder: Path) -> None:
    """Every layout in every kind: folder/layout/kind; and each national form in folder/each."""
    jobs = []
    for layout, forms in layouts.items():
        place = folder / layout
        place.mkdir(parents=True)
        for name, write in WRITTEN.items():
            (place / name).write_bytes(write(forms))
        for program, (source, to) in OPENED.items():
            targets = {place / f"{program}.{suffix}": name for suffix, name in to.items()}
            jobs.append(office.Job(place / source, targets))
        _browse(place)
    for number, form in enumerate(layouts["national"], 1):
        source = folder / f"{number:02}.html"
        source.write_text(page([form]), "utf-8")
        target = folder / "each" / f"{number:02}.docx"
        jobs.append(office.Job(source, {target: office.WRITER["docx"]}))
    office.convert(jobs, folder)
    for layout in layouts:
        for name, other in OTHER_NAMES.items():
            shutil.copy(folder / layout / other, folder / layout / name)


def _browse(place: Path) -> None:
    """What Chromium prints, and the page as it then stands in the browser."""
    assert shutil.which("chromium"), "需要 Debian 的 chromium；make test 会装好它"
    profile, address = f"--user-data-dir={place / 'profile'}", (place / "page.html").as_uri()
    printing = (f"--print-to-pdf={place / 'chromium.pdf'}", "--no-pdf-header-footer")
    for options in (printing, ("--dump-dom",)):
        command = [*CHROMIUM, profile, *options, address]
        done = subprocess.run(command, capture_output=True, check=True, timeout=180)
        if "--dump-dom" in options:
            (place / "chromium.html").write_bytes(done.stdout)
