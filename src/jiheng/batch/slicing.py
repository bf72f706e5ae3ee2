"""Some filings of a corpus at a time, scored and checked, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from jiheng.checking.run import Beside, look, run
from jiheng.filing import corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.filing.stored import Corpus
from jiheng.rulebook import Rulebook
from jiheng.scoring import plans

c = pl.col

UNSEEN = frozenset(
    {
        *("template", "project_code", "goal", "goal_actual", "notes"),
        *("initial_text", "performance_weight_text", "document"),
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

    The findings have the columns of `run.FINDINGS`, numbered within the slice; what stands beside
    them for the checks across filings is numbered throughout.
    """

    first: int
    frames: Frames
    findings: pl.DataFrame
    beside: list[Beside]
    rulebooks: dict[str, Rulebook]
    rulebook: str | None


def checked(first: int, frames: Frames, rulebook: str | None, codes: Collection[str]) -> Slice:
    """A slice scored and checked; findings across filings come later. Raises RulebookError."""
    planned = plans(frames, rulebook)
    found, beside = look(planned, codes)
    numbered = [
        {name: frame.with_columns(c.filing + first) for name, frame in each.items()}
        for each in beside
    ]
    named = {plan.rulebook.id: plan.rulebook for plan in planned}
    filings = frames.filings
    if rulebook is not None:
        filings = filings.with_columns(rulebook=pl.lit(next(iter(named))))
    return Slice(first, replace(frames, filings=filings), found, numbered, named, rulebook)


def unreadable(source: Corpus, codes: Collection[str]) -> pl.DataFrame:
    """The findings that are of documents, not of filings."""
    nothing = Batch.of([]).frames
    return run((), replace(nothing, documents=source.documents), codes)
