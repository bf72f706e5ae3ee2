"""Timing in one run: medians of several, and the ratio against a peer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(work: Callable[[], object], runs: int) -> float:
    """The median wall time of some runs, after one that does not count."""
    return timed(work, runs)[0]


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """The medians of wall time and of this process's CPU time, after a run that does not count.

    On a machine that others use too, the CPU time says what the work itself costs.
    """
    work()
    wall, cpu = [], []
    for _ in range(runs):
        start, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - spent)
    return statistics.median(wall), statistics.median(cpu)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table, as docs/performance.md shows it."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
