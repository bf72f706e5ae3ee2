"""Official forms written, and originals annotated, as an office does it: by the hundred."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

import jiheng
from benchmarks.tiles import EXAMPLES
from benchmarks.timing import table, timed
from jiheng.filing.model import Filing
from jiheng.writing.marked.mark import marked
from jiheng.writing.official.write import write

FORMS = 100
LIMITS = {"docx": 10, "pdf": 5, "xlsx": None, "html": None}
"""Seconds for a hundred forms that the product promises, where it does."""


def run(runs: int = 3) -> None:
    """Print seconds for a hundred forms, and for annotating against reading and zipping."""
    filings = list(islice(cycle(jiheng.read(EXAMPLES).filings), FORMS))
    with tempfile.TemporaryDirectory() as name:
        rows = [_written(filings, kind, Path(name), runs) for kind in LIMITS]
        table(
            f"{FORMS} 份官方表样，一份一个文件（热身后）",
            ("格式", "秒", "CPU 秒", "要求"),
            rows,
        )
        table(
            "批注一个 17 份表的 .docx，对读取加压缩",
            ("", "秒", "比", "CPU 秒", "比"),
            _annotated(Path(name), runs),
        )


def _written(filings: list[Filing], kind: str, folder: Path, runs: int) -> tuple[str, ...]:
    def all_of_them() -> None:
        for number, filing in enumerate(filings):
            write([filing], folder / f"{number}.{kind}")

    wall, cpu = timed(all_of_them, runs)
    limit = LIMITS[kind]
    return f".{kind}", f"{wall:.1f}", f"{cpu:.1f}", "" if limit is None else f"不超过 {limit} 秒"


def _annotated(folder: Path, runs: int) -> list[tuple[str, ...]]:
    path = folder / "all.docx"
    write(jiheng.read(EXAMPLES).filings, path)
    data = path.read_bytes()
    batch = jiheng.read_bytes(data, path.name)
    report = jiheng.check(batch).report

    def floor() -> None:
        jiheng.read_bytes(data, path.name)
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(), "w") as new:
            for info in old.infolist():
                new.writestr(info, old.read(info), zipfile.ZIP_DEFLATED)

    least = timed(floor, runs)
    ours = timed(lambda: marked(data, batch.filings, report), runs)
    return [
        _row("批注（要求不超过 2 倍）", ours, least),
        _row("读取，再写出同样的压缩包", least, least),
    ]


def _row(name: str, taken: list[float], least: list[float]) -> tuple[str, ...]:
    pairs = zip(taken, least, strict=True)
    return name, *(cell for a, b in pairs for cell in (f"{a:.2f}", f"{a / b:.2f}"))
