"""A simulation over many filings: another rulebook, and one value changed."""

from __future__ import annotations

from collections.abc import Iterator

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
    """Print the time per filing for each size; generating the filings is not counted."""
    rows = []
    for name, question in QUESTIONS.items():
        first = None
        for size in sizes:
            made, simulating = Watch(), Watch()
            with simulating:
                told = report(simulated(_slices(size, of, made), question))
            wall, cpu = simulating.wall - made.wall, simulating.cpu - made.cpu
            first = first or cpu / size
            rows.append(
                (
                    name,
                    f"{size:,}",
                    f"{told.up:,}／{told.down:,}",
                    f"{told.regraded:,}",
                    f"{wall:.1f}",
                    f"{wall / size * 1e6:.1f}",
                    f"{cpu / size * 1e6:.1f}",
                    f"{cpu / size / first:.2f}",
                    f"{made.wall:.1f}",
                    f"{peak():.2f}",
                )
            )
    table(
        "模拟测算",
        (
            *("换成", "份数", "升／降", "等级变化", "秒", "微秒/份", "CPU 微秒/份", "与首行比"),
            *("（生成用秒）", "内存峰值 GB"),
        ),
        rows,
    )


def _slices(size: int, of: int, making: Watch) -> Iterator[Frames]:
    """Filings as they are asked for; a watch stands still while none is made."""
    base = originals()
    for first in range(0, size, of):
        with making:
            frames = tiles(base, first, min(of, size - first))
        yield frames
