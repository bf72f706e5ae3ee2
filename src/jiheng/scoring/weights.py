"""The weight of each indicator: declared by the form, or inferred, or unknown.

Where the form declares none, a met target earned its full weight; a score in exact proportion to
the achievement shows its weight; what then remains of the group's points belongs to the rest.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from jiheng.scoring.exact import half_a_digit
from jiheng.scoring.steps import Steps, step

c = pl.col

CLOSE = 1e-9
HALF_POINT = 2
"""Weights are set by people in steps of half a point."""
BASES = pl.Enum(["declared", "inferred", "unknown"])


@cache
def weights() -> Steps:
    """Add `weight` (points) and `weight_basis` (one of `BASES`).

    Needs `weight_declared`, `score_claimed`, `score_decimals`, `met`, `achievement`, `group_key`
    and `group_declared`.
    """
    earned = pl.when(c.met & _settable(c.score_claimed)).then(c.score_claimed)
    uneven = pl.when(c.met & (c.score_claimed > 0)).then(c.score_claimed)
    alone = pl.when(c.likely.is_null()).then(c.open == 1).otherwise(c.untold == 1)
    rest = c.group_declared - c.shared_out + c.likely.fill_null(0)
    enough = (rest > 0) & (rest >= c.score_claimed.fill_null(0) - CLOSE)
    return (
        step(weight=pl.coalesce(c.weight_declared, earned, _in_proportion())),
        step(likely=pl.when(c.weight.is_null()).then(uneven), sure=pl.coalesce(c.weight, uneven)),
        step(
            shared_out=c.sure.sum().over("group_key"),
            untold=c.weight.null_count().over("group_key"),
            open=c.sure.null_count().over("group_key"),
        ),
        step(weight=pl.coalesce(c.weight, pl.when(alone & enough).then(rest.round(6)), c.likely)),
        step(weight_basis=_basis()),
    )


def _settable(points: pl.Expr) -> pl.Expr:
    return (points > 0) & (points * HALF_POINT == (points * HALF_POINT).round())


def _in_proportion() -> pl.Expr:
    """The weight that an unmet target's score shows: 8.25 points for 11 of 16 are of 12.

    Told only by scores with two decimals or more; coarser ones fit several weights.
    """
    unmet = ~c.met & (c.achievement > 0) & (c.achievement < 1) & (c.score_decimals >= 2)
    weight = (c.score_claimed / c.achievement * HALF_POINT).round() / HALF_POINT
    fits = (weight * c.achievement - c.score_claimed).abs() <= half_a_digit(c.score_decimals)
    return pl.when(unmet & (weight > 0) & fits).then(weight)


def _basis() -> pl.Expr:
    return (
        pl.when(c.weight_declared.is_not_null())
        .then(pl.lit("declared", BASES))
        .when(c.weight.is_not_null())
        .then(pl.lit("inferred", BASES))
        .otherwise(pl.lit("unknown", BASES))
    )
