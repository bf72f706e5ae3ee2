"""Synthetic filings with known errors: `synthesise(first, count, seed)`."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiheng.batch.synth.chance import Chance
from jiheng.batch.synth.errors.case import Wrong
from jiheng.batch.synth.forms import RUN, forms
from jiheng.batch.synth.indicators import indicators
from jiheng.batch.synth.injected import TRUTH, Facts, finished, injected, plan
from jiheng.batch.synth.understood import understood
from jiheng.filing.frames import Frames, frames

c = pl.col
MILLION = 1_000_000
SPOTLESS = 0.02
"""Of the rate of errors, the share of units all of whose indicators have full marks."""


@dataclass(frozen=True)
class Synthesis:
    """Synthetic filings as frames, and the truth about their errors (columns: injected.TRUTH)."""

    frames: Frames
    truth: pl.DataFrame


def synthesise(first: int, count: int, seed: int, errors: float = 0.0) -> Synthesis:
    """Filings number `first` and on; `errors` is the share, 0 to 1, that has an error put in.

    A filing follows from the seed, the rate and its number alone, whatever the slice it is made in.
    """
    chance = Chance(seed)
    share = round(errors * SPOTLESS * MILLION)
    known = facts(first, count, seed, chance.below(MILLION, "spotless", c.unit_no) < share)
    struck = known[0].filter(
        ~c.spotless & (chance.below(MILLION, "struck", c.number) < round(errors * MILLION))
    )["number"]
    plans = {number: plan(number, chance) for number in struck}
    return made(known, plans, seed, (first, count))


def facts(first: int, count: int, seed: int, spotless: pl.Expr) -> Facts:
    """The facts of the whole runs around a span of filings.

    Units for which `spotless` holds give themselves full marks throughout: they miss nothing.
    """
    start = first // RUN * RUN
    end = -(-(first + count) // RUN) * RUN
    drawn = forms(start, end - start, seed).with_columns(spotless=spotless & (c.unit_size > 1))
    drawn = drawn.with_columns(
        pl.when(c.spotless).then(0).otherwise(pl.col(name)).alias(name)
        for name in ("misses", "parts", "surplus")
    )
    return drawn, indicators(drawn, seed)


def made(
    known: Facts, plans: dict[int, list[Wrong]], seed: int, span: tuple[int, int]
) -> Synthesis:
    """The filings of a span of numbers, those of `plans` made wrong."""
    first, count = span
    right = finished(known, seed)
    wrong = injected(known, right, plans, seed)
    inside = [each for each in wrong if first <= each.number < first + count]
    numbers = [each.number for each in inside]
    shown = c.number.is_between(first, first + count - 1) & ~c.number.is_in(numbers)
    clean = right[0].filter(shown)
    left = understood(clean, right[1].filter(shown))
    truth = pl.DataFrame([each.truth for each in inside], schema=TRUTH, orient="row")
    together = _woven(
        (left, (clean["number"] - first).cast(pl.UInt32)),
        (
            frames([each.filing for each in inside]),
            pl.Series([number - first for number in numbers], dtype=pl.UInt32),
        ),
    )
    return Synthesis(together, pl.concat([truth, _spotless(clean)]))


def _spotless(clean: pl.DataFrame) -> pl.DataFrame:
    """The truth about the units with full marks: a line for each of their filings."""
    known = clean.filter(c.spotless).with_columns(
        filing="id",
        code=pl.lit("X05"),
        wording=pl.lit("各项指标都得满分"),
        field=pl.lit("score"),
        row=0,
        was=pl.lit(""),
        now=pl.lit("满分"),
        rows=pl.lit([], dtype=pl.List(pl.Int16)),
        leads_to=pl.lit([], dtype=pl.List(pl.String)),
        other=pl.lit(None, pl.String),
    )
    return known.rename({"other": "with"}).select(
        pl.col(name).cast(kind) for name, kind in TRUTH.items()
    )


def _woven(*parts: tuple[Frames, pl.Series]) -> Frames:
    """Frames put together, the filings of each numbered anew, in the order of these numbers."""

    def together(name: str) -> pl.DataFrame:
        pieces = [
            getattr(part, name).with_columns(filing=numbers.gather(getattr(part, name)["filing"]))
            for part, numbers in parts
            if numbers.len()
        ]
        found: pl.DataFrame = pl.concat(pieces)
        return found.sort("filing", maintain_order=True)

    own = ("filings", "groups", "indicators", "lines", "mentions", "leftovers", "cells")
    return Frames(documents=parts[0][0].documents, **{name: together(name) for name in own})
