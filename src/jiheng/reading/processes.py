"""Work on many things in several processes at once; what kills its process costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST_CHUNK = 64
CHUNKS_EACH = 8
"""So many chunks for each process, or more: the last to finish keeps the others waiting little."""


def mapped(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    """`work(item)` for each item, in their order, by so many processes.

    `lost(item)` takes the place of a result whose process died over it. `work` is a function of
    a module; what it raises comes through.
    """
    size = max(1, min(LARGEST_CHUNK, len(items) // (jobs * CHUNKS_EACH)))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    done = 0
    while done < len(chunks):
        for results in _until_one_dies(work, chunks[done:], jobs):
            yield from results
            done += 1
        for chunk in chunks[done : done + 1]:
            yield from (_alone(work, item, lost) for item in chunk)
            done += 1


def _until_one_dies(
    work: Callable[[Item], Result], chunks: Sequence[Sequence[Item]], jobs: int
) -> Iterator[list[Result]]:
    """The results chunk by chunk, up to the first that is missing because a process died."""
    pool = ProcessPoolExecutor(min(jobs, len(chunks)), mp_context=_context())
    try:
        ahead = iter(chunks)
        under_way = [pool.submit(_each, work, chunk) for chunk in islice(ahead, jobs * 4)]
        while under_way:
            future: Future[list[Result]] = under_way.pop(0)
            results = future.result()
            under_way += [pool.submit(_each, work, chunk) for chunk in islice(ahead, 1)]
            yield results
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


def _each(work: Callable[[Item], Result], chunk: Sequence[Item]) -> list[Result]:
    return [work(item) for item in chunk]


def _alone(work: Callable[[Item], Result], item: Item, lost: Callable[[Item], Result]) -> Result:
    """One item in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=_context()) as pool:
        try:
            return pool.submit(work, item).result()
        except BrokenProcessPool:
            return lost(item)


def _context() -> BaseContext:
    """How processes are started: forked at once where nothing else runs in this one, else anew.

    A process with threads must not be forked: a lock that one of them holds stays locked for ever.
    Polars has threads from its import on, so readers that come before it start fastest.
    """
    forks = "fork" in get_all_start_methods() and _threads() == 1
    return get_context("fork" if forks else "spawn")


def _threads() -> int | None:
    """How many threads this process has, those of C libraries too; None where nothing tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else None
