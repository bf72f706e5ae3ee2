"""The points for budget execution."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.exact import Ratio, share
from jiheng.scoring.steps import Steps, abreast, step

c = pl.col


@lru_cache(maxsize=64)
def budget(rulebook: Rulebook) -> Steps:
    """Add `budget_points`, `rate` (percent, two decimals) and `budget_score` to filings."""
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    spent = Ratio(c.spent, c.executed.clip(0), c.approved)
    points = c.budget_points
    return (
        step(
            budget_points=c.budget_weight.fill_null(rulebook.budget.points),
            spent=pl.when(c.approved > 0).then(c.executed.clip(0) / c.approved),
        ),
        *abreast(
            share("rate", pl.lit(100.0), spent, digits=2),
            share("uncapped", points, spent, digits=digits, rounding=rounding),
        ),
        step(budget_score=c.uncapped.clip(upper_bound=points * rulebook.budget.cap)),
    )
