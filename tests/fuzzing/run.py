"""So many spoilt documents of a format, read by worker processes that may die over them."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

from tests.fuzzing import canary
from tests.fuzzing.guard import Canaries
from tests.fuzzing.worker import FORMATS, Outcome, limits, spoilt, work

LONGEST = 600.0
"""Seconds on the clock without an answer, on however busy a machine: the worker hangs."""
SPAWN = get_context("spawn")


@dataclass
class Tally:
    """What became of the documents of one format."""

    kind: str
    seed: int
    statuses: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    slowest: Outcome | None = None
    largest: Outcome | None = None
    faults: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.statuses["fault" if outcome.fault else outcome.status] += 1
        self.ways[outcome.way] += 1
        if outcome.status == "unreadable":
            self.refusals[outcome.said] += 1
        if outcome.fault:
            self.faults.append(outcome)
        self.slowest = max(filter(None, (self.slowest, outcome)), key=lambda one: one.seconds)
        self.largest = max(filter(None, (self.largest, outcome)), key=lambda one: one.megabytes)


def originals(kind: str) -> list[bytes]:
    """The documents without a fault that a format's spoilt ones are made from."""
    found: list[bytes] = import_module(f"tests.fuzzing.{FORMATS[kind]}").originals()
    return found


def run(
    kind: str,
    whole: Sequence[bytes],
    numbers: range,
    seed: int,
    jobs: int,
    watched: Path = canary.FILE,
) -> Iterator[Outcome]:
    """What became of each of the documents with these numbers, as they come."""
    canaries = Canaries(watched)
    with tempfile.NamedTemporaryFile(prefix="jiheng-", suffix=".log") as log:
        ahead = iter(numbers)
        workers = [Worker(kind, whole, seed, log.name) for _ in range(jobs)]
        busy = [worker for worker in workers if worker.begins(next(ahead, None))]
        while busy:
            ready = wait([worker.pipe for worker in busy], timeout=1.0)
            for worker in [one for one in busy if one.pipe in ready or one.overdue()]:
                outcome = worker.outcome()
                if outcome is None:
                    continue
                disturbed = canaries.disturbed()
                yield outcome._replace(fault=disturbed) if disturbed else outcome
                if not worker.begins(next(ahead, None)):
                    busy.remove(worker)


class Worker:
    """A process that reads one document after another; one that dies is replaced."""

    def __init__(self, kind: str, whole: Sequence[bytes], seed: int, log: str) -> None:
        self.about = (kind, whole, seed, log)
        self.number = 0
        self.way = "?"
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=work, args=(theirs, *self.about), daemon=False)
        self.process.start()
        theirs.close()

    def begins(self, number: int | None) -> bool:
        """Hand the worker the next document, or let it go where there is none."""
        if number is not None and resident(self.process.pid) > limits(self.about[0]).aged:
            self.pipe.send(None)
            self.process.join()
            self._start()
        self.pipe.send(number)
        self.since = _now()
        if number is None:
            self.process.join()
            return False
        self.number, self.way = number, "?"
        return True

    def overdue(self) -> bool:
        """Whether no answer has come for too long."""
        return _now() - self.since > LONGEST

    def outcome(self) -> Outcome | None:
        """What became of the document in hand; None where that is not known yet."""
        if self.overdue() and not self.pipe.poll():
            return self._dead("没有反应")
        try:
            said = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.process.join()
            return self._dead(f"进程退出，状态 {self.process.exitcode}")
        if isinstance(said, str):
            self.way = said
            return None
        return Outcome(*said)

    def _dead(self, fault: str) -> Outcome:
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self._start()
        return Outcome(self.number, self.way, "fault", fault=fault)


def resident(process: int | None) -> int:
    """The megabytes of memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def _now() -> float:
    return os.times().elapsed


def saved(tally: Tally, whole: Sequence[bytes], folder: Path) -> list[Path]:
    """The documents that were read wrongly, each in a file named by what it takes to make it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for fault in tally.faults:
        file = folder / f"{tally.kind}-{tally.seed}-{fault.number}.{tally.kind}"
        file.write_bytes(spoilt(tally.kind, whole, tally.seed, fault.number)[1])
        files.append(file)
    return files
