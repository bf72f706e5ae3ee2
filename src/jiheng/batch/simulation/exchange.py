"""The filings of one rulebook as they would have been filled in under another.

A unit fills its form in by the points that its rulebook gives. Under other points it would have
filled in others, so these are carried over before the other rulebook scores:

- *Budget.* Points written on the form are multiplied by B's budget points ÷ A's.
- *Indicators.* An indicator weighs w under A, as written or as inferred. Under B it weighs
  w × f × n. f is B's points ÷ A's of its level-1 group where both rulebooks prescribe any, else
  B's performance points ÷ A's (k). n = k × Σw ÷ Σ(w × f) over the filing's indicators, so that
  they add up to k times what they did, however the filing's groups are mixed.
  Where a weight of the filing is unknown, f is k for all of it and n is 1.
  The weights have as many decimals as B's scores; what rounding leaves goes to the heaviest one.
- *Claims.* A claimed score keeps its share of the weight; where no weight is known, it is
  multiplied by f × n.

Targets, actuals and amounts stay as they are. Where nothing is to be carried over (all of f, n and
the budget's ratio are 1), every point stays as it is, too.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.steps import Steps, carried_out, step

c = pl.col

DIGITS = 6


def exchanged(scored: pl.LazyFrame, book: Rulebook, other: Rulebook) -> pl.LazyFrame:
    """Indicators that one rulebook has scored as they would be under the other, not scored yet."""
    return carried_out(scored, _steps(book, other))


@lru_cache(maxsize=64)
def _steps(book: Rulebook, other: Rulebook) -> Steps:
    """What `exchanged` does; f × n is the column `factor`."""
    level = _performance(book, other)
    even = pl.when("known").then(c.factor * _level(level)).otherwise(level)
    heaviest = c.nth - c.nth.first().over("filing") == c.carried.arg_max().over("filing")
    left = c.exactly.sum().over("filing") - c.carried.sum().over("filing")
    claimed = (c.score_claimed * pl.coalesce(c.carried / c.weight, c.factor)).round(DIGITS)
    return (
        step(known=c.weight.null_count().over("filing") == 0, nth=pl.int_range(pl.len())),
        step(factor=pl.when("known").then(_share(book, other)).otherwise(level)),
        step(after=(c.weight * c.factor).sum().over("filing")),
        step(factor=even),
        step(exactly=c.weight * c.factor),
        step(carried=c.exactly.round(other.total.digits)),
        step(carried=c.carried + pl.when(heaviest).then(left).otherwise(0.0), moved=c.factor != 1),
        step(
            weight_declared=pl.when("moved").then(c.carried.round(DIGITS)).otherwise(c.weight),
            score_claimed=pl.when("moved").then(claimed).otherwise(c.score_claimed),
            group_declared=pl.lit(None, pl.Float64),
            score_decimals=pl.when(c.weight.is_not_null()).then(c.score_decimals),
        ),
    )


def with_other_budget(filings: pl.LazyFrame, book: Rulebook, other: Rulebook) -> pl.LazyFrame:
    """Filings under one rulebook as they would be under the other, not scored yet."""
    budget = pl.lit(_ratio(other.budget.points, book.budget.points))
    return filings.with_columns(
        *(_times(c(name), budget) for name in ("budget_weight", "budget_score_claimed")),
        rulebook=pl.lit(other.id),
    )


def _times(points: pl.Expr, factor: pl.Expr) -> pl.Expr:
    """Points by a factor; as they are where that is one."""
    return pl.when(factor == 1).then(points).otherwise((points * factor).round(DIGITS))


def factors(book: Rulebook, other: Rulebook) -> dict[str, float]:
    """f by the official name of a level-1 group, where both rulebooks prescribe its points."""
    points = {
        name: group.points
        for group in other.groups.values()
        if group.points
        for name in group.names
    }
    return {
        group.names[0]: points[group.names[0]] / group.points
        for group in book.groups.values()
        if group.points and group.names[0] in points
    }


def _share(book: Rulebook, other: Rulebook) -> pl.Expr:
    """f of each indicator."""
    found = factors(book, other)
    return c.official1.replace_strict(
        list(found),
        list(found.values()),
        default=_performance(book, other),
        return_dtype=pl.Float64,
    )


def _level(level: float) -> pl.Expr:
    """n of each indicator's filing."""
    before = c.weight.sum().over("filing") * level
    return pl.when(c.after > 0).then(before / c.after).otherwise(1.0)


def _performance(book: Rulebook, other: Rulebook) -> float:
    """k."""
    return _ratio(other.total.performance, book.total.performance)


def _ratio(other: float, own: float) -> float:
    return other / own if own else 1.0
