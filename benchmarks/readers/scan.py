"""Scans of sixteen forms, well and badly made: what is read right, what is flagged, what it takes.

`python -m benchmarks.readers.scan [WAY...]` prints, for each way of scanning, the characters and
the figures (amounts, rates, weights, scores, targets, actuals) that were read right, the wrong
ones that R02 flags, those that nothing flags, and processor seconds a page. The forms are those of
examples/; where JIHENG_FILINGS names a folder, those of its first file, printed by LibreOffice.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.reading.generators import marking, word
from tests.reading.generators import pdf as printer
from tests.reading.generators import scan as generator

from examples import make
from jiheng.filing.model import Filing
from jiheng.reading import optical, sniff, text
from jiheng.reading.edges import together
from jiheng.reading.grid import Grid
from jiheng.reading.labels import begins_row
from jiheng.reading.recognise import recognise

BATCH = "2021年度自评表汇编.txt"

WAYS: dict[str, tuple[generator.Trait, ...]] = {
    "clean": (),
    "usual": (
        generator.skewed(1.3),
        generator.noisy(),
        generator.blurred(0.6),
        generator.compressed(60),
    ),
    "bad": (
        generator.sealed(0.6, 0.25),
        generator.skewed(-2.2),
        generator.noisy(14),
        generator.blurred(),
        generator.compressed(45),
    ),
    "turned": (generator.sealed(0.3, 0.5), generator.skewed(0.8), generator.turned(3)),
    "photo": (
        generator.sealed(0.6, 0.7),
        generator.shot(),
        generator.noisy(6),
        generator.compressed(70),
    ),
}


class Read(NamedTuple):
    """What one way of scanning gave."""

    marks: marking.Marked
    pages: int
    seconds: float


def document() -> tuple[bytes, list[Filing]]:
    """The forms as a PDF, and as they are to be read."""
    folder = os.environ.get("JIHENG_FILINGS")
    with tempfile.TemporaryDirectory() as place:
        if folder:
            path = min(Path(folder).glob("*.txt"))
            grid = text.read(sniff.decode(path.read_bytes()), begins_row)
            return printer.from_word(word.document(grid), Path(place)), _filings(grid)
        forms = [form for form in make.forms() if form["document"] == BATCH]
        data = printer.printed(printer.html(forms), Path(place))
        return data, _filings(word.grid_of(forms))


def measured(way: str, sheets: Sequence[Any], expected: Sequence[Filing]) -> Read:
    """The sheets scanned in one way, and read."""
    seconds, shown = 0.0, []
    for number, sheet in enumerate(sheets):
        data = generator.saved([generator.scan(sheet, *WAYS[way], seed=number)])
        began = time.process_time()
        shown += map(optical.seen, optical.pictures(data))
        seconds += time.process_time() - began
    marks = marking.marked(expected, _filings(together(shown)))
    return Read(marks, len(sheets), seconds / len(sheets))


def _filings(grid: Grid) -> list[Filing]:
    return recognise(grid, "", "document")


def main(ways: Sequence[str]) -> None:
    """Print the table."""
    data, expected = document()
    sheets = generator.pictures(data)
    heads = ("characters", "right", "figures", "wrong, flagged", "wrong, silent", "doubted")
    print(f"{'':8}{'pages':>6}" + "".join(f"{head:>16}" for head in heads) + f"{'CPU s/page':>12}")
    for way in ways or WAYS:
        marks, count, seconds = measured(way, sheets, expected)
        cells = (
            *(f"{marks.characters}", f"{marks.accuracy:.3%}", f"{marks.figures}"),
            *(f"{len(marks.flagged)}", f"{len(marks.silent)}", f"{marks.doubted}"),
        )
        print(f"{way:8}{count:6}" + "".join(f"{c:>16}" for c in cells) + f"{seconds:12.1f}")
        for said in marks.silent:
            print(f"    {said}")


if __name__ == "__main__":
    main(sys.argv[1:])
