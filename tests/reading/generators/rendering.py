"""Forms as files of every format: pages and workbooks written here, then saved by others.

The word processor and the spreadsheet of LibreOffice and a browser do the rendering; what is
written here is only what they are given.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
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

WIDTH = {7: 40, 8: 42, 9: 44, 10: 48, 11: 52}


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


def rendered(layouts: Mapping[str, list[Form]], folder: Path) -> dict[tuple[str, str], Path]:
    """Every layout in every format: (layout, kind) -> file; kinds name the program and suffix."""
    made: dict[tuple[str, str], Path] = {}
    jobs: list[office.Job] = []
    for layout, forms in layouts.items():
        place = folder / layout
        place.mkdir(parents=True)
        for name, data in _own(forms).items():
            made[layout, name] = place / name
            made[layout, name].write_bytes(data)
        for source, filters, program in (
            ("page.html", office.WRITER, "writer"),
            ("book.xlsx", office.CALC, "calc"),
        ):
            job = office.Job.of(place / source, place / program, filters)
            jobs.append(job)
            made |= {(layout, f"{program}{to.suffix}"): to for to in job.targets}
        made[layout, "chromium.pdf"], made[layout, "chromium.html"] = _browsed(place)
    office.convert(jobs, folder)
    return made


ENCODINGS = {"utf-8": "utf8", "gb18030": "gb18030", "utf-16": "utf16"}


def _own(forms: list[Form]) -> dict[str, bytes]:
    found = {"page.html": page(forms).encode(), "book.xlsx": workbook({"汇编": forms})}
    found["book-sheets.xlsx"] = workbook({f"表{n}": [form] for n, form in enumerate(forms, 1)})
    found["page-gb18030.html"] = page(forms, "gb2312").encode("gb18030")
    found["page.mht"] = webpage.archive(page(forms), "utf-8")
    texts = {"dump": dump(forms), "tabs": separated(forms), "pipes": separated(forms, " | ")}
    found |= {
        f"{name}-{short}.txt": text.encode(encoding)
        for name, text in texts.items()
        for encoding, short in ENCODINGS.items()
    }
    return found


def _browsed(place: Path) -> tuple[Path, Path]:
    """What Chromium prints, and the page as it then stands in the browser."""
    assert shutil.which("chromium"), "需要 Debian 的 chromium；make test 会装好它"
    printed, saved = place / "chromium.pdf", place / "chromium.html"
    profile = f"--user-data-dir={place / 'profile'}"
    address = (place / "page.html").as_uri()
    for options in (
        (f"--print-to-pdf={printed}", "--no-pdf-header-footer"),
        ("--dump-dom",),
    ):
        done = subprocess.run(
            [*CHROMIUM, profile, *options, address], capture_output=True, check=True, timeout=180
        )
        if done.stdout:
            saved.write_bytes(done.stdout)
    return printed, saved
