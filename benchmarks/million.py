"""A million filings scored, checked and rolled up by unit, slice by slice, all codes.

Slices are generated, scored and checked two at a time, each in a thread of its own; their findings,
words and all, are counted and let go. What the checks across filings and the roll-up look at is
kept from every slice, and they run over all of it at the end. Generating is not counted. Every
filing has narratives of its own, with copies among them as `narratives` makes them.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import polars as pl

from benchmarks.narratives import narratives
from benchmarks.rollup import of_units
from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng.checking import Checked
from jiheng.checking.run import Beside, compare, look, selected
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.rolling import Taken, rolled, taken, together
from jiheng.rulebook import Rulebook
from jiheng.scoring import score

SLICE = 25_000
THREADS = 2
"""Slices checked side by side, one to a core."""
NARRATIVES = ("deviation", "improvement")
SIZES = (10_000, 100_000, 1_000_000)
STEPS = ("计分检查", "跨表检查", "汇总")


def run(sizes: tuple[int, ...] = SIZES, of: int = SLICE) -> None:
    """Print time per filing for each size, and the most memory that the process has held."""
    rows = []
    first = None
    for size in sizes:
        done = worked(size, of)
        wall, cpu = (sum(getattr(step, name) for step in done.steps) for name in ("wall", "cpu"))
        first = first or cpu / size
        rows.append(
            (
                f"{size:,}",
                f"{done.indicators:,}",
                f"{done.counts.total():,}",
                f"{done.groups:,}",
                *(f"{step.wall:.1f}" for step in done.steps),
                f"{wall:.1f}",
                f"{cpu:.1f}",
                f"{cpu / size * 1e6:.1f}",
                f"{cpu / size / first:.2f}",
                f"{done.generating.wall:.1f}",
                f"{peak():.2f}",
            )
        )
    table(
        "计分、检查（全部检查）并按单位汇总",
        (
            *("份数", "指标数", "问题数", "组数", *(f"{step} 秒" for step in STEPS), "共 秒"),
            *("CPU 秒", "CPU 微秒/份", "与首行比", "（生成用秒）", "内存峰值 GB"),
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


@dataclass
class Worked:
    """What working through some filings gave, and how long each step took."""

    generating: Watch = field(default_factory=Watch)
    steps: tuple[Watch, ...] = field(default_factory=lambda: tuple(Watch() for _ in STEPS))
    indicators: int = 0
    groups: int = 0
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Part:
    """What is kept of a slice: findings by code, what is held side by side, what is rolled up."""

    counts: dict[str, int]
    beside: list[Beside]
    taken: Taken
    books: dict[str, Rulebook]


def worked(size: int, of: int) -> Worked:
    """Generate, score, check and roll up filings."""
    done = Worked()
    checking, comparing, rolling = done.steps
    parts: list[Part] = []
    base = originals()
    starts = range(0, size, of)
    with done.generating:
        texts = {name: narratives(size, seed) for seed, name in enumerate(NARRATIVES, 1)}

    def made(first: int) -> Frames:
        frames = tiles(base, first, min(of, size - first))
        return told(of_units(frames, first, size), first, texts)

    with ThreadPoolExecutor(THREADS) as pool:
        for place in range(0, len(starts), THREADS):
            with done.generating:
                slices = [(first, made(first)) for first in starts[place : place + THREADS]]
            with checking:
                parts += pool.map(lambda one: _part(*one), slices)
            done.indicators += sum(frames.indicators.height for _, frames in slices)
    for part in parts:
        done.counts.update(part.counts)
    texts.clear()
    books = {id_: book for part in parts for id_, book in part.books.items()}
    with comparing:
        found = compare([each for part in parts for each in part.beside], books.values(), CODES)
    done.counts.update(dict(found["code"].value_counts().iter_rows()))
    for part in parts:
        part.beside.clear()
    with rolling:
        done.groups = rolled(together(part.taken for part in parts), "unit").groups.height
    return done


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


CODES = frozenset(selected())


def _part(first: int, frames: Frames) -> Part:
    """One slice scored and checked."""
    scores = score(frames)
    found, beside = look(scores.plans, CODES)
    numbered = [
        {name: frame.with_columns(pl.col("filing") + first) for name, frame in each.items()}
        for each in beside
    ]
    checked = Checked(Batch(frames), scores, found)
    counts = dict(found["code"].value_counts().iter_rows())
    return Part(counts, numbered, taken(checked), scores.rulebooks)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
