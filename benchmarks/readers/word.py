"""A Word form of 60 rows: against python-docx, markitdown, and the floor of unzipping and parsing.

`python -m benchmarks.readers.word` prints the best time of each, and how many times ours it is;
a peer that is not installed is left out, and said.
"""

from __future__ import annotations

import importlib
import io
import time
import zipfile
from collections.abc import Callable

from lxml import etree
from tests.reading.generators import word as generator

from examples import make
from jiheng.reading import word

ROWS = 60
ROUNDS = 15


def form(rows: int = ROWS) -> bytes:
    """A .docx with one form of so many rows."""
    largest = dict(max(make.forms(), key=lambda one: len(make.render(one))))
    short = rows - len(generator.grid_of([largest]).blocks)
    groups = [dict(group) for group in largest["groups"]]
    more = [["", f"指标{number}", "≥90%", "95%", "1"] for number in range(rows)]
    groups[0]["rows"] = [*groups[0]["rows"], *more[: max(short, 0)]]
    return generator.document(generator.grid_of([largest | {"groups": groups}]))


def floor(data: bytes) -> object:
    """Unzip the document's main part and parse it, no more."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def python_docx(data: bytes) -> object:
    """The walk over cells that every tutorial shows."""
    document = importlib.import_module("docx").Document(io.BytesIO(data))
    cells = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
    return cells, [paragraph.text for paragraph in document.paragraphs]


def markitdown(data: bytes) -> object:
    """Word to Markdown."""
    convert = importlib.import_module("markitdown").MarkItDown().convert_stream
    return convert(io.BytesIO(data), file_extension=".docx")


def best(work: Callable[[bytes], object], data: bytes) -> float:
    """Milliseconds of processor time of the best round, after one that does not count."""
    work(data)
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work(data)
        times.append(time.process_time() - began)
    return min(times) * 1000


def main() -> None:
    """Print the table."""
    data = form()
    ours = best(word.read, data)
    print(f"{'':24}{'ms':>10}{'× ours':>10}")
    print(f"{'jiheng':24}{ours:10.2f}{1:10.2f}")
    for name, work in (("unzip and parse", floor), ("python-docx", python_docx)):
        took = best(work, data)
        print(f"{name:24}{took:10.2f}{took / ours:10.2f}")
    try:
        took = best(markitdown, data)
    except ModuleNotFoundError:
        print(f"{'markitdown':24}  not installed")
    else:
        print(f"{'markitdown':24}{took:10.2f}{took / ours:10.2f}")
    print(f"ours is {ours / best(floor, data):.1f} times the floor")


if __name__ == "__main__":
    main()
