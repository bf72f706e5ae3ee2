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

from dataclasses import replace

import polars as pl

from jiheng.filing.columns import ENGINE, PLAIN
from jiheng.filing.frames import Frames
from jiheng.rulebook import Rulebook
from jiheng.scoring.run import SCORED, Plan

c = pl.col

DIGITS = 6


def exchanged(scored: Plan, other: Rulebook) -> Frames:
    """The frames of a scored plan as they would be under another rulebook, not scored yet.

    The plan is one of `Scores.plans`, whose frames hold the scores.
    """
    book, frames = scored.rulebook, scored.frames
    level = _performance(book, other)
    budget = pl.lit(_ratio(other.budget.points, book.budget.points))
    indicators = (
        frames.indicators.lazy()
        .with_columns(known=c.weight.is_not_null().all().over("filing"))
        .with_columns(factor=pl.when("known").then(_share(book, other)).otherwise(level))
        .with_columns(factor=pl.when("known").then(c.factor * _level(level)).otherwise(level))
        .with_columns(carried=(c.weight * c.factor).round(other.total.digits))
        .with_columns(carried=c.carried + _rest(), moved=c.factor != 1)
        .with_columns(
            weight_declared=pl.when("moved").then(c.carried.round(DIGITS)).otherwise(c.weight),
            score_claimed=pl.when("moved")
            .then((c.score_claimed * pl.coalesce(c.carried / c.weight, c.factor)).round(DIGITS))
            .otherwise(c.score_claimed),
            group_declared=pl.lit(None, pl.Float64),
            score_decimals=pl.when(c.weight.is_not_null()).then(c.score_decimals),
        )
        .drop("known", "factor", "carried", "moved", *SCORED["indicators"])
        .collect(engine=ENGINE, optimizations=PLAIN)
    )
    filings = frames.filings.drop(SCORED["filings"]).with_columns(
        *(_times(c(name), budget) for name in ("budget_weight", "budget_score_claimed")),
        rulebook=pl.lit(other.id),
    )
    return replace(
        frames,
        filings=filings,
        groups=frames.groups.drop(SCORED["groups"]),
        indicators=indicators,
    )


def _times(points: pl.Expr, factor: pl.Expr) -> pl.Expr:
    """Points by a factor; as they are where that is one."""
    return pl.when(factor == 1).then(points).otherwise((points * factor).round(DIGITS))


def _rest() -> pl.Expr:
    """What rounding leaves of a filing's weights, at the first of its heaviest indicators."""
    heaviest = pl.int_range(pl.len()).over("filing") == c.carried.arg_max().over("filing")
    left = (c.weight * c.factor).sum().over("filing") - c.carried.sum().over("filing")
    return pl.when(heaviest).then(left).otherwise(0.0)


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
    after = (c.weight * c.factor).sum().over("filing")
    return pl.when(after > 0).then(before / after).otherwise(1.0)


def _performance(book: Rulebook, other: Rulebook) -> float:
    """k."""
    return _ratio(other.total.performance, book.total.performance)


def _ratio(other: float, own: float) -> float:
    return other / own if own else 1.0
