"""An Excel form of 60 rows, and a workbook of 16 forms: against openpyxl, and the floor of parsing.

`python -m benchmarks.readers.spreadsheet` prints the best time of each, and how many times ours.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl
from lxml import etree
from tests.reading.generators import spreadsheet as generator
from tests.reading.generators.word import grid_of

from benchmarks.readers.word import ROWS, best
from examples import make
from jiheng.reading import spreadsheet


def form(rows: int = ROWS) -> bytes:
    """A .xlsx with one form of so many rows."""
    largest = dict(max(make.forms(), key=lambda one: len(make.render(one))))
    short = rows - len(grid_of([largest]).blocks)
    groups = [dict(group) for group in largest["groups"]]
    more = [["", f"指标{number}", "≥90%", "95%", "1"] for number in range(rows)]
    groups[0]["rows"] = [*groups[0]["rows"], *more[: max(short, 0)]]
    return generator.workbook({"表": [grid_of([largest | {"groups": groups}])]})


def compilation() -> bytes:
    """A .xlsx with all example forms on one sheet."""
    return generator.workbook({"汇编": [grid_of([one]) for one in make.forms()]})


def floor(data: bytes) -> object:
    """Unzip and parse the parts that hold the cells, no more."""
    package = zipfile.ZipFile(io.BytesIO(data))
    names = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
    return [etree.fromstring(package.read(name)) for name in names]


def by_openpyxl(data: bytes) -> object:
    """The walk over cells that every script makes, with what says how a cell shows."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [
        ([[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()],
         list(sheet.merged_cells.ranges))
        for sheet in book
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    for name, data in (("one form of 60 rows", form()), ("16 forms on one sheet", compilation())):
        ours = best(spreadsheet.read, data)
        print(f"{name:24}{'ms':>10}{'× ours':>10}")
        print(f"{'jiheng':24}{ours:10.2f}{1:10.2f}")
        for peer, work in (("unzip and parse", floor), ("openpyxl", by_openpyxl)):
            took = best(work, data)
            print(f"{peer:24}{took:10.2f}{took / ours:10.2f}")


if __name__ == "__main__":
    main()
