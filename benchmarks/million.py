"""A million filings scored and checked, slice by slice, all codes but X01 and X02.

Each slice is generated, scored and checked; its findings are counted and let go. What the checks
across filings look at is kept from every slice, and they run over all of it at the end. Generating
is not counted.
"""

from __future__ import annotations

import resource
import time
from collections import Counter

import polars as pl

from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng.checking import across
from jiheng.checking.context import context
from jiheng.checking.run import run as run_checks
from jiheng.checking.run import selected
from jiheng.scoring import plans

SLICE = 25_000
SIZES = (10_000, 100_000, 1_000_000)
HEAVY = ("X01", "X02")


def run(sizes: tuple[int, ...] = SIZES, of: int = SLICE) -> None:
    """Print time per filing for each size, and the most memory that the process has held."""
    rows = []
    first = None
    for size in sizes:
        generated, taken, indicators, counts = checked(size, of)
        each = taken / size * 1e6
        first = first or each
        rows.append(
            (
                f"{size:,}",
                f"{indicators:,}",
                f"{sum(counts.values()):,}",
                f"{taken:.1f}",
                f"{each:.1f}",
                f"{each / first:.2f}",
                f"{generated:.1f}",
                f"{_peak():.2f}",
            )
        )
    table(
        "计分并检查，除 X01、X02 外的全部检查",
        ("份数", "指标数", "问题数", "秒", "微秒/份", "与首行比", "（生成用秒）", "内存峰值 GB"),
        rows,
    )


def checked(size: int, of: int) -> tuple[float, float, int, Counter[str]]:
    """Seconds to generate and to check some filings, their indicators, findings by code."""
    base = originals()
    alone = selected(ignore=("X",))
    generated = taken = 0.0
    indicators = 0
    counts: Counter[str] = Counter()
    kept: dict[str, list[pl.DataFrame]] = {name: [] for name in across.COLUMNS}
    for first in range(0, size, of):
        start = time.perf_counter()
        here = tiles(base, first, min(of, size - first))
        generated += time.perf_counter() - start
        indicators += here.indicators.height
        start = time.perf_counter()
        planned = plans(here)
        found = run_checks(planned, here, alone)
        counts.update(dict(found["code"].value_counts().iter_rows()))
        _keep(kept, planned, first)
        taken += time.perf_counter() - start
    start = time.perf_counter()
    together = {name: pl.concat(parts) for name, parts in kept.items()}
    books = [plan.rulebook for plan in planned]
    for code, function in across.CHECKS.items():
        if code not in HEAVY:
            counts[code] = function(together, books).height
    return generated, taken + time.perf_counter() - start, indicators, counts


WIDE = ("deviation", "improvement", "level3")
"""Texts that only X01 and X02 look at."""


def _keep(kept: dict[str, list[pl.DataFrame]], planned: list, first: int) -> None:
    for plan in planned:
        frames = context(plan, ())
        for name, columns in across.COLUMNS.items():
            wanted = [column for column in columns if column not in WIDE]
            part = frames[name].select(wanted).collect(engine="in-memory")
            kept[name].append(part.with_columns(pl.col("filing") + first))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
