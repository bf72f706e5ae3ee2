"""A million filings scored and checked, slice by slice, all codes.

Slices are generated, scored and checked two at a time, each in a thread of its own; their findings,
words and all, are counted and let go. What the checks across filings look at is kept from every
slice, and they run over all of it at the end. Generating is not counted. Every filing has
narratives of its own, with copies among them as `narratives` makes them.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polars as pl

from benchmarks.narratives import narratives
from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng.checking import across
from jiheng.checking.context import context
from jiheng.checking.run import run as run_checks
from jiheng.checking.run import selected
from jiheng.filing.columns import ENGINE
from jiheng.filing.frames import Frames
from jiheng.rulebook import Rulebook
from jiheng.scoring import Plan, plans

SLICE = 25_000
THREADS = 2
"""Slices checked side by side, one to a core."""
NARRATIVES = ("deviation", "improvement")
SIZES = (10_000, 100_000, 1_000_000)


def run(sizes: tuple[int, ...] = SIZES, of: int = SLICE) -> None:
    """Print time per filing for each size, and the most memory that the process has held."""
    rows = []
    first = None
    for size in sizes:
        generated, wall, cpu, indicators, counts = checked(size, of)
        first = first or cpu / size
        rows.append(
            (
                f"{size:,}",
                f"{indicators:,}",
                f"{sum(counts.values()):,}",
                f"{wall:.1f}",
                f"{wall / size * 1e6:.1f}",
                f"{cpu / size * 1e6:.1f}",
                f"{cpu / size / first:.2f}",
                f"{generated:.1f}",
                f"{peak():.2f}",
            )
        )
    table(
        "计分并检查，全部检查",
        (
            "份数",
            "指标数",
            "问题数",
            "秒",
            "微秒/份",
            "CPU 微秒/份",
            "与首行比",
            "（生成用秒）",
            "内存峰值 GB",
        ),
        rows,
    )


class Watch:
    """Adds up the wall and CPU seconds that pass inside it."""

    wall = cpu = 0.0

    def __enter__(self) -> None:
        self.started = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self.started[0]
        self.cpu += time.process_time() - self.started[1]


def checked(size: int, of: int) -> tuple[float, float, float, int, Counter[str]]:
    """Seconds to generate; wall and CPU seconds to check; indicators; findings by code."""
    base = originals()
    generating, checking = Watch(), Watch()
    indicators = 0
    counts: Counter[str] = Counter()
    kept: list[dict[str, pl.DataFrame]] = []
    books: dict[str, Rulebook] = {}
    starts = range(0, size, of)
    with generating:
        texts = {name: narratives(size, seed) for seed, name in enumerate(NARRATIVES, 1)}
    with ThreadPoolExecutor(THREADS) as pool:
        for place in range(0, len(starts), THREADS):
            with generating:
                slices = [
                    (first, told(tiles(base, first, min(of, size - first)), first, texts))
                    for first in starts[place : place + THREADS]
                ]
            with checking:
                for found, part, used in pool.map(lambda one: _checked(*one), slices):
                    counts.update(found)
                    kept.append(part)
                    books |= used
            indicators += sum(frames.indicators.height for _, frames in slices)
    with checking:
        together = {name: pl.concat([part[name] for part in kept]) for name in across.COLUMNS}
        for code, function in across.CHECKS.items():
            counts[code] = function(together, list(books.values())).height
    return generating.wall, checking.wall, checking.cpu, indicators, counts


def told(frames: Frames, first: int, texts: dict[str, pl.Series]) -> Frames:
    """The filings of a slice, each with narratives of its own where it has any."""
    here = {name: every.slice(first, frames.filings.height) for name, every in texts.items()}
    return replace(
        frames,
        filings=frames.filings.with_columns(
            pl.when(pl.col(name) != "").then(pl.lit(text)).otherwise(pl.lit("")).alias(name)
            for name, text in here.items()
        ),
    )


def _checked(
    first: int, frames: Frames
) -> tuple[dict[str, int], dict[str, pl.DataFrame], dict[str, Rulebook]]:
    """One slice: its findings by code, what the checks across filings look at, its rulebooks."""
    planned = plans(frames)
    found = run_checks(planned, frames, selected(ignore=("X",)))
    counts = dict(found["code"].value_counts().iter_rows())
    return counts, _kept(planned, first), {plan.rulebook.id: plan.rulebook for plan in planned}


def _kept(planned: list[Plan], first: int) -> dict[str, pl.DataFrame]:
    """By frame what the checks across filings look at, the filings numbered throughout."""
    frames = [context(plan, ()) for plan in planned]
    return {
        name: pl.concat(frame[name].select(columns) for frame in frames)
        .with_columns(pl.col("filing") + first)
        .collect(engine=ENGINE)
        for name, columns in across.COLUMNS.items()
    }


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
