"""A corpus scored and checked slice by slice, so that memory stays flat however large it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import polars as pl

from jiheng.checking.run import Beside, compare, look, run
from jiheng.filing import corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.filing.stored import SLICE, Corpus
from jiheng.rulebook import Rulebook
from jiheng.scoring import plans

c = pl.col

THREADS = 2
"""Slices that are worked on side by side."""
UNSEEN = frozenset(
    {
        *("template", "project_code", "goal", "goal_actual", "notes"),
        *("initial", "initial_text", "performance_weight_text", "document"),
        *corpus.PROVENANCE,
        *(
            f"{frame}.{column}"
            for frame in ("cells", "leftovers")
            for column in ("line", "page", "sheet", "table", "table_row", "column", "box")
        ),
    }
)
"""Columns of a corpus at which no check looks."""
SEEN = tuple(name for name in corpus.COLUMNS if name not in UNSEEN)


@dataclass(frozen=True)
class Slice:
    """Some filings of a corpus: the number of the first, their frames, their findings.

    The findings have the columns of `finding.FINDINGS`, numbered within the slice.
    """

    first: int
    frames: Frames
    findings: pl.DataFrame
    beside: list[Beside]
    rulebooks: dict[str, Rulebook]


Taken = TypeVar("Taken")
Given = TypeVar("Given")


def checked(
    source: Corpus,
    rulebook: str | None,
    codes: Collection[str],
    size: int = SLICE,
    wanted: Collection[str] | None = SEEN,
) -> Iterator[Slice]:
    """The slices of a corpus with their findings, in order; those across filings come later.

    Raises RulebookError, and `Malformed` where the corpus has been changed meanwhile.
    """

    def one(given: tuple[int, Frames]) -> Slice:
        first, frames = given
        planned = plans(frames, rulebook)
        found, beside = look(planned, codes)
        numbered = [
            {name: frame.with_columns(c.filing + first) for name, frame in each.items()}
            for each in beside
        ]
        books = {plan.rulebook.id: plan.rulebook for plan in planned}
        return Slice(first, frames, found, numbered, books)

    yield from ahead(one, source.slices(wanted, size))


def ahead(
    work: Callable[[Given], Taken], items: Iterator[Given], threads: int = THREADS
) -> Iterator[Taken]:
    """`work` of each item, in order, a few of them worked on before they are asked for."""
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[Taken]] = deque(
            pool.submit(work, item) for item in islice(items, threads)
        )
        while under_way:
            done = under_way.popleft().result()
            under_way.extend(pool.submit(work, item) for item in islice(items, 1))
            yield done


def unreadable(source: Corpus, codes: Collection[str]) -> pl.DataFrame:
    """The findings that are of documents, not of filings."""
    nothing = Batch.of([]).frames
    return run((), replace(nothing, documents=source.documents), codes)


def across(
    beside: list[Beside], rulebooks: dict[str, Rulebook], codes: Collection[str]
) -> pl.DataFrame:
    """The findings across all filings, numbered throughout."""
    return compare(beside, rulebooks.values(), codes)
