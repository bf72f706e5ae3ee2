"""Many filings scored and rolled up by unit, slice by slice; of a slice only little is kept.

Generating is not counted. `python -m benchmarks.rollup`
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace

import polars as pl

from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng import checking
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.rolling import Taken, rolled, taken, together

SLICE = 25_000
SIZES = (10_000, 100_000, 1_000_000)
OF_A_UNIT = 50
"""Filings of one unit."""

c = pl.col


def run(sizes: tuple[int, ...] = SIZES, of: int = SLICE) -> None:
    """Print time per filing for each size, and the most memory that the process has held."""
    rows = []
    first = None
    for size in sizes:
        slices, scoring, taking = _slices(size, of)
        before = time.process_time(), time.perf_counter()
        done = rolled(together(slices), "unit")
        cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
        each = (taking + cpu) / size * 1e6
        first = first or each
        rows.append(
            (
                f"{size:,}",
                f"{done.groups.height:,}",
                f"{done.indicators.height:,}",
                f"{scoring:.1f}",
                f"{taking:.1f}",
                f"{cpu:.1f}",
                f"{wall:.1f}",
                f"{each:.1f}",
                f"{each / first:.2f}",
                f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f}",
            )
        )
    table(
        "计分并按单位汇总（CPU 秒；汇总含挑出所需的列）",
        (
            *("份数", "组数", "汇总指标数", "计分", "挑出", "汇总", "汇总实际秒"),
            *("汇总 微秒/份", "与首行比", "内存峰值 GB"),
        ),
        rows,
    )


def _slices(size: int, of: int) -> tuple[list[Taken], float, float]:
    base = originals()
    kept, scoring, taking = [], 0.0, 0.0
    for first in range(0, size, of):
        frames = of_units(tiles(base, first, min(of, size - first)), first, size)
        start = time.process_time()
        scored = checking.scored(Batch(frames))
        middle = time.process_time()
        kept.append(taken(scored))
        scoring += middle - start
        taking += time.process_time() - middle
    return kept, scoring, taking


def of_units(frames: Frames, first: int, size: int) -> Frames:
    """The filings of a slice, their units `OF_A_UNIT` filings large throughout."""
    number = (c.filing + first) % max(size // OF_A_UNIT, 1)
    unit = pl.format("云汀区第{}中心", number)
    return replace(frames, filings=frames.filings.with_columns(unit=unit))


if __name__ == "__main__":
    run()
