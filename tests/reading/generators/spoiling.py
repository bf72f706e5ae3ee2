"""What becomes of spoilt documents: read or refused, within bounds."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from pathlib import Path

from jiheng.reading.grid import Grid, Unreadable
from jiheng.reading.recognise import recognise

SLOWEST = 5.0
"""Seconds of processor time for one document."""
MOST_MEMORY = 500 * 1024
"""Kilobytes."""


def apart(run: Callable[[int, int], Counter[str]], count: int, seed: int) -> Counter[str]:
    """A run of spoilt documents in a process of its own, so that the memory is theirs alone."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (count, seed))


def most_memory() -> int:
    """Kilobytes: the most that this process has held, none of its parent's (as getrusage tells)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])  # type: ignore[index]


def outcomes(read: Callable[[bytes], Grid], spoilt: Iterable[tuple[str, bytes]]) -> Counter[str]:
    """How often documents were "read", and how often refused for which reason.

    Raises AssertionError for a document that took too long, or when memory went beyond its bound;
    any other exception than `Unreadable` comes through as it is.
    """
    met: Counter[str] = Counter()
    for way, data in spoilt:
        began = time.process_time()
        try:
            grid = read(data)
        except Unreadable as refusal:
            met[str(refusal)] += 1
        except Exception as error:
            error.add_note(way)
            raise
        else:
            recognise(grid, "", "document")
            met["read"] += 1
        took = time.process_time() - began
        assert took < SLOWEST, f"{way}: {took:.1f} s"
    memory = most_memory()
    assert memory < MOST_MEMORY, f"{memory // 1024} MB"
    return met
