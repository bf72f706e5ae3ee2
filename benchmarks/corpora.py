"""A corpus checked slice by slice: CPU time per filing and peak memory, for two sizes.

Each check is a process of its own, `jiheng check CORPUS -o FILE`; the corpora are generated from
the examples and not counted. With Spark at hand, the smaller one is checked on it too, by two
tasks at once; of its many processes only the time is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng.filing import corpus

SIZES = (10_000, 100_000)
KINDS = ("parquet", "csv", "json")


def run(sizes: tuple[int, ...] = SIZES, engines: tuple[str, ...] = ("local", "spark")) -> None:
    """Print a row for each size and format, without X01 and X02, and one for Spark."""
    rows = []
    with TemporaryDirectory() as place:
        for size in sizes:
            source = Path(place, f"{size}.parquet")
            _generated(size, source)
            for kind in KINDS:
                rows.append((f"{size:,}", kind, "本机", *_checked(source, kind, size)))
        if "spark" in engines and find_spec("pyspark"):
            source = Path(place, f"{sizes[0]}.parquet")
            extra = ("--engine", "spark", "--jobs", "2")
            seconds, *_ = _checked(source, "parquet", sizes[0], *extra)
            rows.append((f"{sizes[0]:,}", "parquet", "Spark local[2]", seconds, "", ""))
    heads = ("份数", "写成", "由谁做", "秒", "CPU 毫秒/份", "内存峰值 MB")
    table("按片检查语料，除 X01、X02 外的全部检查", heads, rows)


def _generated(size: int, source: Path) -> None:
    """Write a corpus by a process of its own.

    What this one has held at most would count as the peak of those that it starts.
    """
    made = get_context("spawn").Process(target=_written, args=(size, source))
    made.start()
    made.join()


def _written(size: int, source: Path) -> None:
    corpus.write(tiles(originals(), 0, size), source)


def _checked(source: Path, kind: str, size: int, *extra: str) -> tuple[str, str, str]:
    """Seconds, CPU milliseconds per filing, and the peak of the largest process in MB."""
    target = source.with_name(f"out.{kind}")
    call = [sys.executable, "-m", "jiheng", "check", str(source), "-o", str(target)]
    call += ["--ignore", "X01,X02", "--fail-on", "never", *extra]
    started = time.perf_counter()
    with subprocess.Popen(call, stderr=subprocess.DEVNULL) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    seconds = time.perf_counter() - started
    cpu = used.ru_utime + used.ru_stime
    return f"{seconds:.1f}", f"{cpu / size * 1e3:.2f}", f"{used.ru_maxrss / 1024:.0f}"
