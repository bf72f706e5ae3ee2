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
    return by_turns([work], runs)[0]


def by_turns(works: Sequence[Callable[[], object]], runs: int) -> list[tuple[float, float]]:
    """The same of several peers that take turns: what slows the machine down slows all of them."""
    taken: list[list[tuple[float, float]]] = [[] for _ in works]
    for turn in range(runs + 1):
        for work, own in zip(works, taken, strict=True):
            start, spent = time.perf_counter(), time.process_time()
            work()
            if turn:
                own.append((time.perf_counter() - start, time.process_time() - spent))
    return [
        (statistics.median(w for w, _ in own), statistics.median(c for _, c in own))
        for own in taken
    ]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table, as docs/performance.md shows it."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
