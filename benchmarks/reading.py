"""Every reader against a peer and against the floor, and a folder by one process and by two.

All in processor time of this process, median of several rounds taken in turn; the folder on the
clock and as whole processes, for that is what several processes are for.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.reading.generators import word as generator

from benchmarks.readers import pdf, spreadsheet, webpage, word
from benchmarks.timing import table
from examples import make
from jiheng import reading

Reader = Callable[[bytes], object]

ROUNDS = 7
DOCUMENTS = 1_000
FOLDER_ROUNDS = 5


def run() -> None:
    """Print the tables."""
    logging.disable()
    compared("Word（.docx），60 行的表", word.form(), _word())
    for name, data in (("60 行的表", spreadsheet.form()), ("16 份表", spreadsheet.compilation())):
        work = {"绩衡": _ours("spreadsheet"), "只解压和解析": spreadsheet.floor}
        compared(f"Excel（.xlsx），{name}", data, work | {"openpyxl": spreadsheet.by_openpyxl})
    for printer, data in pdf.documents().items():
        work = {"绩衡": _ours("pdf"), "只由 pdfium 打开": pdf.floor, "pdfplumber": pdf.pdfplumber}
        compared(f"PDF，{printer} 打印的 2 份表", data, work)
    page = webpage.page()
    work = {"绩衡": _ours("webpage"), "只解析": webpage.floor, "lxml 逐格": webpage.by_lxml}
    compared("网页（.html），16 份表", page, work)
    folder()


def _ours(name: str) -> Reader:
    return __import__(f"{reading.__name__}.{name}", fromlist=["read"]).read


def _word() -> dict[str, Reader]:
    return {
        "绩衡": _ours("word"),
        "只解压和解析": word.floor,
        "python-docx 逐格": word.python_docx,
        "markitdown": word.markitdown,
    }


def compared(title: str, data: bytes, work: dict[str, Reader]) -> None:
    """Print what each takes, in milliseconds and as a multiple of ours, the first."""
    times = pdf.timed(work, data, ROUNDS)
    ours = next(iter(times.values()))
    rows = [(name, f"{took:.2f}", f"{took / ours:.2f}") for name, took in times.items()]
    table(title, ("", "毫秒", "与绩衡比"), rows)


def folder(documents: int = DOCUMENTS, rounds: int = FOLDER_ROUNDS) -> None:
    """Print how long a folder of .docx takes as a whole process, by one and by two processes."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        forms = make.forms()
        for number in range(documents):
            data = generator.document(generator.grid_of([forms[number % len(forms)]]))
            (Path(place) / f"{number:05}.docx").write_bytes(data)
        for command in ("read", "check"):
            target = Path(place) / "out.json"
            words = [sys.executable, "-m", "jiheng", command, place, "-o", str(target), "--jobs"]
            times: dict[str, list[float]] = {"1": [], "2": []}
            for _ in range(rounds):
                for jobs, taken in times.items():
                    began = time.perf_counter()
                    subprocess.run([*words, jobs], capture_output=True, check=False)
                    taken.append(time.perf_counter() - began)
                    target.unlink()
            one, two = (median(taken) for taken in times.values())
            rows.append((f"jiheng {command}", f"{one:.2f}", f"{two:.2f}", f"{one / two:.2f}"))
    head = ("", "--jobs 1（秒）", "--jobs 2（秒）", "快几倍")
    table(f"{documents:,} 份 .docx 的文件夹，整个进程", head, rows)
