"""A simulation over many filings: another rulebook, and one value changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.million import SLICE, Watch, peak
from benchmarks.tiles import originals, tiles
from benchmarks.timing import table
from jiheng.batch.simulation.report import report
from jiheng.batch.simulation.run import Question, simulated
from jiheng.filing.frames import Frames

SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS = {
    "hubei-2021 → mof-2020": Question("hubei-2021", "mof-2020"),
    "budget.weight＝10": Question(settings=("budget.weight=10",)),
}


def run(sizes: tuple[int, ...] = SIZES, of: int = SLICE) -> None:
    """Print the time per filing for each size; the filings are generated before, all of them."""
    rows = []
    first = dict.fromkeys(QUESTIONS, 0.0)
    for size in sizes:
        slices = list(_slices(size, of))
        for name, question in QUESTIONS.items():
            watch = Watch()
            with watch:
                told = report(simulated(slices, question))
            first[name] = first[name] or watch.cpu / size
            rows.append(
                (
                    name,
                    f"{size:,}",
                    f"{told.up:,}／{told.down:,}",
                    f"{told.regraded:,}",
                    f"{watch.wall:.1f}",
                    f"{watch.wall / size * 1e6:.1f}",
                    f"{watch.cpu / size * 1e6:.1f}",
                    f"{watch.cpu / size / first[name]:.2f}",
                    f"{peak():.2f}",
                )
            )
    table(
        "模拟测算，各表已在内存里",
        (
            *("换成", "份数", "升／降", "等级变化", "秒", "微秒/份", "CPU 微秒/份", "与首行比"),
            "内存峰值 GB",
        ),
        rows,
    )


def _slices(size: int, of: int) -> Iterator[Frames]:
    base = originals()
    for first in range(0, size, of):
        frames = tiles(base, first, min(of, size - first))
        unseen = ("lines", "mentions", "leftovers")
        yield replace(frames, **{name: getattr(frames, name).clear() for name in unseen})
