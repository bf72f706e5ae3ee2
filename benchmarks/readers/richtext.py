"""An .rtf of 16 forms turned into .docx: LibreOffice as jiheng starts it, and as one does by hand.

`python -m benchmarks.readers.richtext` prints the processor time of each, median of several rounds
taken in turn, for the 16 forms and for a file without text: what it takes to start.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from os import times
from pathlib import Path
from statistics import median

from tests.reading.generators import pdf as printer
from tests.reading.generators.word import resaved

from examples import make
from jiheng.reading import office

EMPTY = b"{\\rtf1 \\par}"
ROUNDS = 5


def by_hand(given: Path) -> object:
    """Convert a file with a new profile, as everybody does who converts files by a script."""
    profile = f"-env:UserInstallation={given.with_name('profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", given.parent]
    return subprocess.run([*command, given], check=True, capture_output=True)


def took(work: Callable[[Path], object], data: bytes) -> float:
    """Seconds of processor time of the programs that some work on a file starts."""
    with tempfile.TemporaryDirectory(prefix="jiheng-") as folder:
        given = Path(folder) / "form.rtf"
        given.write_bytes(data)
        before = times()
        work(given)
        after = times()
    return after[2] + after[3] - before[2] - before[3]


def main() -> None:
    """Print the table."""
    if not shutil.which("soffice"):
        sys.exit("需要 LibreOffice；make test 会装好它")
    forms = resaved(printer.html(make.forms()).encode(), "html", "odt", "rtf")
    print(f"{'':24}{'ms':>10}{'× ours':>10}")
    for name, data in (("16 forms", forms), ("no text", EMPTY)):
        rounds = [(took(office.to_docx, data), took(by_hand, data)) for _ in range(ROUNDS)]
        ours, theirs = (1000 * median(each) for each in zip(*rounds, strict=True))
        print(f"{f'jiheng, {name}':24}{ours:10.0f}{1:10.2f}")
        print(f"{f'by hand, {name}':24}{theirs:10.0f}{theirs / ours:10.2f}")


if __name__ == "__main__":
    main()
