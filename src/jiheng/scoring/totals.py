"""The total and its grade, by the rulebook's rounding and bands."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.exact import rounded
from jiheng.scoring.steps import Steps, carried_out, step

c = pl.col


def with_total(filings: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `total` (points, null where a part is) and `grade`.

    Needs `budget_score` and `earned`, the points of all indicators together.
    """
    return carried_out(filings, totals(rulebook))


@lru_cache(maxsize=64)
def totals(rulebook: Rulebook) -> Steps:
    """The steps of `with_total`."""
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    return (
        step(total=rounded(c.budget_score + c.earned, digits=digits, rounding=rounding)),
        step(grade=_grade(rulebook)),
    )


def _grade(rulebook: Rulebook) -> pl.Expr:
    bands = sorted(rulebook.grades.bands, key=lambda band: -band.low)
    return pl.coalesce(pl.when(c.total >= band.low).then(pl.lit(band.grade)) for band in bands)
