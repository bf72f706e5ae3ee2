"""Work on many things in several processes, each thing within limits of time and memory.

What exceeds a limit, or kills its process, costs itself alone: its process is ended and replaced,
and the others go on.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Items that a process has at hand: the one it works on, and the next."""
TRIES = 2
"""How often an item is tried whose process dies for no reason that is known."""
PULSE = 0.25
"""Seconds from one look at the limits to the next."""
GRACE = 5
"""Seconds after its time that a process ends itself, should nobody be there to end it."""


class Limits(NamedTuple):
    """What one item may take: seconds, and megabytes of its process."""

    seconds: float = 300.0
    megabytes: int = 2048


USUAL = Limits()


class Fate(Enum):
    """Why there is no result: the item took too long, too much memory, or its process died."""

    LATE = "late"
    LARGE = "large"
    DIED = "died"


Work = Callable[[Item], bytes]
Lost = Callable[[Item, Fate], bytes]


@dataclass
class _Worker(Generic[Item]):
    process: BaseProcess
    pipe: Connection
    items: deque[tuple[int, Item]] = field(default_factory=deque)
    since: float = 0.0


def in_order(results: Iterable[tuple[int, Result]]) -> Iterator[Result]:
    """The results of `mapped` in the order of their items."""
    early: dict[int, Result] = {}
    due = 0
    for number, result in results:
        early[number] = result
        while due in early:
            yield early.pop(due)
            due += 1


def mapped(
    work: Work[Item], items: Iterable[Item], jobs: int, lost: Lost[Item], limits: Limits = USUAL
) -> Iterator[tuple[int, bytes]]:
    """The number of each item with `work(item)`, as they are done, by so many processes.

    `lost(item, fate)` takes the place of a result that there cannot be. `work` is a function of a
    module; what it raises counts as the death of its process, a MemoryError as too much memory.
    """
    pool = _Pool(work, deque(enumerate(items)), lost, limits)
    try:
        pool.workers = [pool.hired() for _ in range(min(jobs, len(pool.waiting)))]
        while pool.busy():
            yield from pool.results()
    finally:
        for worker in pool.workers:
            _end(worker)


@dataclass
class _Pool(Generic[Item]):
    work: Work[Item]
    waiting: deque[tuple[int, Item]]
    lost: Lost[Item]
    limits: Limits
    workers: list[_Worker[Item]] = field(default_factory=list)
    tries: dict[int, int] = field(default_factory=dict)
    looked: float = field(default_factory=time.monotonic)

    def busy(self) -> bool:
        return bool(self.waiting) or any(worker.items for worker in self.workers)

    def hired(self) -> _Worker[Item]:
        """A new process with its first items."""
        context = _context()
        ours, theirs = context.Pipe()
        inherited = ours if context.get_start_method() == "fork" else None
        process = context.Process(  # type: ignore[attr-defined] # every context has it
            target=_serve,
            args=(theirs, inherited, self.work, self.limits.seconds + GRACE),
            daemon=True,
        )
        process.start()
        theirs.close()
        worker: _Worker[Item] = _Worker(process, ours)
        self.fill(worker)
        return worker

    def fill(self, worker: _Worker[Item]) -> None:
        while self.waiting and len(worker.items) < AHEAD:
            item = self.waiting.popleft()
            if not worker.items:
                worker.since = time.monotonic()
            worker.items.append(item)
            with suppress(OSError):  # its death shows when it is listened to
                worker.pipe.send(item[1])

    def results(self) -> Iterator[tuple[int, bytes]]:
        """What is done by now, or will be before the next look at the limits."""
        ready = set(wait([worker.pipe for worker in self.workers], PULSE))
        for worker in [worker for worker in self.workers if worker.pipe in ready]:
            try:
                data = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                yield from self.bury(worker, Fate.DIED)
                continue
            number, item = worker.items.popleft()
            worker.since = time.monotonic()
            self.fill(worker)
            yield number, data[1:] if data[:1] == DONE else self.lost(item, FATES[data])
        if time.monotonic() - self.looked > PULSE:
            self.looked = time.monotonic()
            yield from self.enforced()

    def enforced(self) -> Iterator[tuple[int, bytes]]:
        """End what exceeds its limits."""
        for worker in [each for each in self.workers if each.items and not each.pipe.poll()]:
            if time.monotonic() - worker.since > self.limits.seconds:
                yield from self.bury(worker, Fate.LATE)
            elif _megabytes(worker.process) > self.limits.megabytes:
                yield from self.bury(worker, Fate.LARGE)

    def bury(self, worker: _Worker[Item], fate: Fate) -> Iterator[tuple[int, bytes]]:
        """End a process; what it had at hand goes back, or its first item is lost."""
        _end(worker)
        self.workers.remove(worker)
        if worker.items:
            number, item = worker.items.popleft()
            self.tries[number] = self.tries.get(number, 0) + 1
            self.waiting.extendleft(reversed(worker.items))
            if fate is Fate.DIED and self.tries[number] < TRIES:
                self.waiting.appendleft((number, item))
            else:
                yield number, self.lost(item, fate)
        if self.waiting:
            self.workers.append(self.hired())


DONE = b"+"
FATES = {b"m": Fate.LARGE, b"x": Fate.DIED}
"""How a result that is none is told."""


def _serve(
    pipe: Connection, inherited: Connection | None, work: Work[Item], longest: float
) -> None:
    """What a process does: item after item, until nobody is there to listen.

    It must not hold the other end itself, or it would never learn of that: `inherited` is closed.
    """
    if inherited is not None:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()  # so that what it starts can be ended with it
    with suppress(EOFError, OSError):
        while True:
            item = pipe.recv()
            _alarm(longest)
            data = _done(work, item)
            _alarm(0)
            pipe.send_bytes(data)


def _done(work: Work[Item], item: Item) -> bytes:
    try:
        return DONE + work(item)
    except MemoryError:
        return b"m"
    except Exception:  # one item's trouble, whatever it is, is not the others'
        return b"x"


def _alarm(seconds: float) -> None:
    """Have the system end this process after so many seconds, even inside a library; 0: do not."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _end(worker: _Worker[Item]) -> None:
    """End a process and what it has started."""
    worker.pipe.close()
    pid = worker.process.pid
    if pid is not None and worker.process.is_alive():
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(pid, signal.SIGKILL)
        worker.process.kill()
    worker.process.join()


def _megabytes(process: BaseProcess) -> float:
    import psutil

    try:
        return float(psutil.Process(process.pid).memory_info().rss) / 1024**2
    except psutil.Error:
        return 0.0


def _context() -> BaseContext:
    """How processes are started: forked at once where nothing else runs in this one, else anew.

    A process with threads must not be forked: a lock that one of them holds stays locked for ever.
    Polars has threads from its import on, so readers that come before it start fastest.
    """
    methods = get_all_start_methods()
    if "fork" in methods and _threads() == 1:
        return get_context("fork")
    if "forkserver" in methods:
        context = get_context("forkserver")
        context.set_forkserver_preload(["jiheng.batch.extracting"])
        return context
    return get_context("spawn")


def _threads() -> int | None:
    """How many threads this process has, those of C libraries too; None where nothing tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else None
