"""How many times slower this machine is, at present, than the one that limits were set on.

A good file takes two or three times as much processor time on an old machine, or on one whose
memory busy neighbours use as well. So what holds a program to seconds of processor time allows so
many times more of them there, and no file that is read elsewhere is refused.
"""

from __future__ import annotations

import mmap
import time
from functools import lru_cache

ORDINARY = 0.006
"""The most that `seconds` tells on an ordinary machine, which has the limits as written."""
MOST = 4.0
"""Times slower, at most: no fault of measurement takes a limit away."""
KEPT = 60
"""Seconds for which one measurement serves: neighbours come and go, and a server runs for long."""
TRIES = 3

PART = """
def part_{0}(given, factor={0}):
    kept = [given + {0}, factor * 2, "text {0}"]
    if given > factor and kept:
        return {{"part {0}": kept, "both": (given, factor, {0}.5)}}
    return [each for each in kept if each != {0}]
"""
SOURCE = "".join(PART.format(number) for number in range(50))
FRESH, PAGE = 4 * 1024 * 1024, 4096
"""Bytes of memory that the system has to find, and bytes from one page of it to the next."""


def now() -> float:
    """At least 1, at most `MOST`; measured anew when the last time is some while ago."""
    return _measured(int(time.monotonic() // KEPT))


@lru_cache(maxsize=1)
def _measured(_: int) -> float:
    return slower(seconds())


def slower(taken: float) -> float:
    """Times that a machine is slower whose `seconds` are so many."""
    return min(max(1.0, taken / ORDINARY), MOST)


def seconds() -> float:
    """Of processor time for a fixed piece of work, the least of a few tries.

    It is work such as large programs begin with: many small objects and branches, and memory not
    used before. Other threads of this process, and other processes, do not count.
    """
    return min(_timed() for _ in range(TRIES))


def _timed() -> float:
    began = time.thread_time()
    compile(SOURCE, "part", "exec")
    _touch()
    return time.thread_time() - began


def _touch() -> None:
    """Write to every page of some memory, and give it back."""
    with mmap.mmap(-1, FRESH) as memory:
        memory[::PAGE] = bytes(FRESH // PAGE)
