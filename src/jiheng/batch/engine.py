"""Who does the work on a corpus: this machine, or a cluster; the work is the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import polars as pl

from jiheng.batch.extracting import Task
from jiheng.batch.journal import Journal
from jiheng.batch.reading import Track
from jiheng.batch.slicing import Slice, checked
from jiheng.batch.ways import Ways
from jiheng.checking.run import Beside, compare
from jiheng.filing.frames import Frames
from jiheng.filing.stored import Corpus, opened
from jiheng.rolling import Held, Here, Taken
from jiheng.rulebook import Rulebook

NAMED = ("id", "path", "index", "title", "unit", "project", "rulebook")
"""What is remembered of every filing, so that findings across filings can name them."""


THREADS = 2
"""Slices that are worked on side by side."""


class Order(NamedTuple):
    """What is to be done: which checks by which rulebook, and how much at a time.

    `wanted` are the columns that it takes; None for all of them.
    """

    rulebook: str | None
    codes: tuple[str, ...]
    size: int
    wanted: Collection[str] | None


class Piece(NamedTuple):
    """What was made of some filings, and what must be known of them for the whole."""

    first: int
    filings: int
    indicators: int
    severities: dict[str, int]
    names: pl.DataFrame
    beside: list[Beside]
    rulebooks: dict[str, Rulebook]
    made: bytes


Make = Callable[[Slice], bytes]
"""What is made of a slice: a function of a module, or a partial of one."""


Hold = Callable[[Taken], Held]
"""Who holds the indicators of what was taken of a corpus, put together."""


Reader = Callable[[list[Task], Ways, Journal, str, Track], Iterator[tuple[int, int]]]
"""Reads documents into a journal, as of an edition; yields how many were read, and how many not,
as they were unchanged. Raises `Unwritable`."""


class Engine(Protocol):
    """Someone who can do the work."""

    def opened(self, path: str) -> Corpus:
        """The corpus at a path; raises `Malformed`, and OSError where there is none."""

    def reader(self) -> Reader | None:
        """Who reads documents for it; None for the processes of this machine."""

    def pieces(self, source: Corpus, order: Order, make: Make) -> Iterator[Piece]:
        """What `make` makes of a corpus, in order."""

    def takings(self, source: Corpus, order: Order, make: Make) -> tuple[Iterator[Piece], Hold]:
        """What the roll-up takes of a corpus, in order, and who holds the indicators.

        `make` gives a pickled `Taken` of a slice.
        """

    def across(self, source: Corpus, order: Order, told: list[Piece]) -> pl.DataFrame:
        """The findings across filings, `run.FINDINGS`, numbered throughout.

        `told` are the pieces of the same corpus, without what was made.
        """


def piece(one: Slice, make: Make) -> Piece:
    """The piece of a slice."""
    return Piece(
        one.first,
        one.frames.filings.height,
        one.frames.indicators.height,
        dict(one.findings["severity"].value_counts().iter_rows()),
        one.frames.filings.select(NAMED),
        one.beside,
        one.rulebooks,
        make(one),
    )


@dataclass(frozen=True)
class Local:
    """This machine, so many slices at a time."""

    threads: int = THREADS

    def opened(self, path: str) -> Corpus:
        """The corpus at a path; raises `Malformed`, and OSError where there is none."""
        return opened(Path(path))

    def reader(self) -> Reader | None:
        """Who reads documents for it: the processes of this machine."""
        return None

    def pieces(self, source: Corpus, order: Order, make: Make) -> Iterator[Piece]:
        """What `make` makes of a corpus, in order."""
        slices = source.slices(order.wanted, order.size)

        def work(given: tuple[int, Frames]) -> Piece:
            return piece(checked(*given, order.rulebook, order.codes), make)

        yield from ahead(work, slices, self.threads)

    def takings(self, source: Corpus, order: Order, make: Make) -> tuple[Iterator[Piece], Hold]:
        """What the roll-up takes of a corpus, the indicators among it."""
        return self.pieces(source, order, make), lambda taken: Here(taken.rows)

    def across(self, source: Corpus, order: Order, told: list[Piece]) -> pl.DataFrame:
        """The findings across filings, numbered throughout."""
        beside = [each for one in told for each in one.beside]
        return compare(beside, books(told).values(), order.codes)


def books(told: list[Piece]) -> dict[str, Rulebook]:
    """The rulebooks that govern some pieces, by id."""
    return {name: book for one in told for name, book in sorted(one.rulebooks.items())}


Done = TypeVar("Done")
Given = TypeVar("Given")


def ahead(
    work: Callable[[Given], Done], items: Iterator[Given], threads: int = THREADS
) -> Iterator[Done]:
    """`work` of each item, in order, a few of them worked on before they are asked for."""
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[Done]] = deque(
            pool.submit(work, item) for item in islice(items, threads)
        )
        while under_way:
            done = under_way.popleft().result()
            under_way.extend(pool.submit(work, item) for item in islice(items, 1))
            yield done
