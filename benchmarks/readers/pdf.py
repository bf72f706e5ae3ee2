"""PDF of forms over several pages: against pdfplumber, and the floor of pdfium's own loading.

`python -m benchmarks.readers.pdf` prints the median time of each, measured in turn, and how many
times ours it is; a peer that is not installed is left out, and said.
"""

from __future__ import annotations

import gc
import importlib.util
import io
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw
from tests.reading.generators import pdf as generator
from tests.reading.generators import word

from examples import make
from jiheng.reading import pdf

FORMS = 2
ROUNDS = 9


def documents(forms: int = FORMS) -> dict[str, bytes]:
    """So many forms as Chromium and as LibreOffice print them."""
    chosen = make.forms()[:forms]
    with tempfile.TemporaryDirectory() as folder:
        return {
            "Chromium": generator.printed(generator.html(chosen), Path(folder)),
            "LibreOffice": generator.from_word(word.document(word.grid_of(chosen)), Path(folder)),
        }


def floor(data: bytes) -> object:
    """Load each page and its text, and look at nothing."""
    with pypdfium2.PdfDocument(data) as document:
        return [len(page.get_textpage().get_text_range()) for page in document]


def pdfplumber(data: bytes) -> object:
    """The cells of all tables, and the lines of text outside of them."""
    found: list[object] = []
    with importlib.import_module("pdfplumber").open(io.BytesIO(data)) as document:
        for page in document.pages:
            tables = page.find_tables()
            found += [table.extract() for table in tables]
            boxes = [table.bbox for table in tables]
            found.append(
                page.filter(lambda o, boxes=boxes: _outside(o, boxes)).extract_text_lines()
            )
    return found


def _outside(painted: dict, boxes: list[tuple[float, float, float, float]]) -> bool:
    x = (painted["x0"] + painted["x1"]) / 2
    y = (painted["top"] + painted["bottom"]) / 2
    return not any(left <= x < right and top <= y < low for left, top, right, low in boxes)


def timed(work: dict[str, Callable[[bytes], object]], data: bytes, rounds: int) -> dict[str, float]:
    """Milliseconds of processor time: the median of so many rounds, one after another in turn.

    What one leaves behind is collected before the next begins, and counts for none.
    """
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds + 1):
        for name, one in work.items():
            gc.collect()
            began = time.process_time()
            one(data)
            times[name].append(time.process_time() - began)
    return {name: median(taken[1:]) * 1000 for name, taken in times.items()}


def main(forms: int = FORMS, rounds: int = ROUNDS) -> None:
    """Print the tables."""
    logging.disable()
    work: dict[str, Callable[[bytes], object]] = {"jiheng": pdf.read, "pdfium loading": floor}
    if importlib.util.find_spec("pdfplumber"):
        work["pdfplumber"] = pdfplumber
    else:
        print("pdfplumber  not installed")
    for printer, data in documents(forms).items():
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
        print(f"{f'{printer}, {pages} pages':24}{'ms':>10}{'× ours':>10}")
        taken = timed(work, data, rounds)
        for name, took in taken.items():
            print(f"{name:24}{took:10.1f}{took / taken['jiheng']:10.2f}")


if __name__ == "__main__":
    main()
