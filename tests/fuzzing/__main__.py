"""`python -m tests.fuzzing [FORMAT...]`: read spoilt documents by the thousand, and print a table.

`python -m tests.fuzzing --replay docx-1-4711.docx` reads a saved one again, and
`python -m tests.fuzzing --replay docx 1 4711` makes it anew.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fuzzing.run import Tally, originals, run, saved
from tests.fuzzing.worker import FORMATS, limits, spoilt

from jiheng.reading import document

HEAD = ("格式", "份数", "读出", "读出一部分", "拒绝", "出错", "最慢（秒）", "最多内存（MB）")


def main(words: Sequence[str]) -> int:
    """Run what was asked for; how many documents were read wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=" ".join(FORMATS))
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("out/fuzz"))
    parser.add_argument("--reasons", action="store_true", help="print what refusals say")
    parser.add_argument("--replay", nargs="+", metavar="FILE | FORMAT SEED NUMBER")
    asked = parser.parse_args(words)
    if asked.replay:
        return replay(*asked.replay)
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
    wrong = 0
    for kind in asked.formats or FORMATS:
        whole = originals(kind)
        tally = Tally(kind, asked.seed)
        numbers = range(asked.first, asked.first + asked.count)
        for outcome in run(kind, whole, numbers, asked.seed, asked.jobs):
            tally.add(outcome)
            if outcome.fault:
                print(f"{kind} {asked.seed} {outcome.number} {outcome.way}: {outcome.fault}",
                      file=sys.stderr, flush=True)  # fmt: skip
        show(tally)
        for file in saved(tally, whole, asked.folder):
            print(f"python -m tests.fuzzing --replay {file}", file=sys.stderr)
        for reason, times in tally.refusals.most_common() if asked.reasons else ():
            print(f"{times:6} {reason}")
        wrong += len(tally.faults)
    return int(wrong > 0)


def show(tally: Tally) -> None:
    """One line of the table."""
    counts = tally.statuses
    figures = (counts.total(), *(counts[key] for key in ("read", "partly", "unreadable", "fault")))
    slowest = f"{tally.slowest.seconds:.2f}" if tally.slowest else ""
    largest = f"{tally.largest.megabytes}" if tally.largest else ""
    cells = (tally.kind, *(f"{figure:,}" for figure in figures), slowest, largest)
    print("| " + " | ".join(cells) + " |", flush=True)


def replay(*what: str) -> int:
    """Read one spoilt document in this process, where a debugger sees it."""
    if len(what) == 1:
        name, data = what[0], Path(what[0]).read_bytes()
        kind = Path(name).suffix[1:]
    else:
        kind, seed, number = what
        name, data = spoilt(kind, originals(kind), int(seed), int(number))
    began = time.process_time()
    about, filings = document.of_bytes(name, data)
    print(f"{name}: {len(data)} bytes, {time.process_time() - began:.2f} s")
    print(f"{about.status}: {about.problem or f'{len(filings)} filings'}")
    most = limits(kind)
    print(f"limits: {most.seconds:.1f} s, {most.megabytes} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
