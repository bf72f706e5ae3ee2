"""One filing scored and checked in a process that is already running, as a web page asks for it."""

from __future__ import annotations

import jiheng
from benchmarks.tiles import EXAMPLES
from benchmarks.timing import table, timed
from jiheng.checking import check
from jiheng.checking.run import run as run_checks
from jiheng.checking.run import selected
from jiheng.filing.frames import frames
from jiheng.scoring import score


def run(runs: int = 30) -> None:
    """Print the medians of each step for one form of nine indicators."""
    filing = jiheng.read(EXAMPLES).filings[12]
    facts = frames([filing])
    scores = score(facts)
    codes = selected()
    steps = (
        ("成列", lambda: frames([filing])),
        ("计分", lambda: score(facts)),
        ("全部检查", lambda: run_checks(scores.plans, scores.frames, codes)),
        ("计分和全部检查", lambda: run_checks((s := score(facts)).plans, s.frames, codes)),
        ("连同成列和拼出 JSON", lambda: check(jiheng.Batch.of([filing])).to_json()),
    )
    taken = [(name, *timed(work, runs)) for name, work in steps]
    table(
        "一份表，进程已在运行",
        ("步骤", "毫秒", "CPU 毫秒"),
        [(name, f"{wall * 1000:.1f}", f"{cpu * 1000:.1f}") for name, wall, cpu in taken],
    )
