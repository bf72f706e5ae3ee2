"""A simulation: filings under one rulebook and under another, slice by slice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from jiheng.batch.engine import ahead
from jiheng.batch.simulation.moves import FACTS, Moves, Other, extremes, moves, nothing
from jiheng.filing.frames import Frames
from jiheng.filing.stored import SLICE, Corpus
from jiheng.rolling.keys import BY, UnknownKey
from jiheng.rulebook import Change, Rulebook, derived, load
from jiheng.scoring import run as scoring

c = pl.col


class NothingToCompare(ValueError):
    """Neither another rulebook nor a changed value was named."""


@dataclass(frozen=True)
class Question:
    """What is asked: by which rulebook the filings are, and what is held against it.

    `rulebook` and `against` are ids or paths of .toml files; without `rulebook` each filing has its
    own, without `against` the other is the same. `settings` change values of the other.
    """

    rulebook: str | None = None
    against: str | None = None
    settings: tuple[str, ...] = ()
    by: str = "unit"

    def __post_init__(self) -> None:
        if self.against is None and not self.settings:
            raise NothingToCompare(
                "没有写明换成什么办法；请用 --against 写另一个办法，或用 --set 改几个数"
            )
        if self.by not in BY:
            raise UnknownKey(f"不能按“{self.by}”分组，可用的有：{'、'.join(BY)}")


@dataclass(frozen=True)
class Simulation:
    """What a simulation gave.

    filings and indicators as in `Moves`; rulebooks and others by the id that a filing is under;
    changes: what was set, by that id
    """

    question: Question
    filings: pl.DataFrame
    indicators: pl.DataFrame
    rulebooks: dict[str, Rulebook]
    others: dict[str, Rulebook]
    changes: dict[str, tuple[Change, ...]]


def simulated(slices: Iterable[Frames], question: Question) -> Simulation:
    """Hold a question's rulebooks against each other over filings that come in slices.

    The filings of a slice are numbered from 0; here they are numbered throughout. Raises
    RulebookError.
    """
    books: dict[str, Rulebook] = {}
    others: dict[str, Rulebook] = {}
    changes: dict[str, tuple[Change, ...]] = {}
    held = cache(lambda name: _held(name, question))

    def other(book: Rulebook) -> Rulebook:
        name = question.against or question.rulebook or book.id
        books[book.id] = book
        others[book.id], changes[book.id] = held(name)
        return others[book.id]

    if question.against or question.rulebook:
        held(question.against or question.rulebook)
    parts = list(_numbered(slices, question, other)) or [nothing()]
    filings = pl.concat([part.filings for part in parts])
    told = extremes(filings)["filing"]
    indicators = pl.concat([part.indicators for part in parts])
    return Simulation(
        question,
        filings,
        indicators.filter(c.filing.is_in(told.implode())),
        books,
        others,
        changes,
    )


def _held(name: str, question: Question) -> tuple[Rulebook, tuple[Change, ...]]:
    """The rulebook to hold against the filings' own, and what was set in it."""
    if not question.settings:
        return load(name), ()
    found = derived(name, question.settings)
    return found.rulebook, found.changes


def _numbered(slices: Iterable[Frames], question: Question, other: Other) -> Iterator[Moves]:
    first = 0
    for part in ahead(lambda frames: moves(frames, question.rulebook, other), iter(slices)):
        yield Moves(
            *(frame.with_columns(c.filing + first) for frame in (part.filings, part.indicators))
        )
        first += part.filings.height


def of_corpus(source: Corpus, question: Question, size: int = SLICE) -> Simulation:
    """A simulation over a corpus, only the columns read that scoring looks at."""
    return simulated((frames for _, frames in source.slices(SEEN, size)), question)


SEEN = (
    *FACTS,
    *scoring.SEEN["filings"],
    *(f"indicators.{name}" for name in (*scoring.SEEN["indicators"], "level3")),
)
"""Columns of a corpus at which a simulation looks."""
