"""The weight of each indicator: declared by the form, or inferred, or unknown.

Where the form declares none, a met target earned its full weight; a score in exact proportion to
the achievement shows its weight; what then remains of the group's points belongs to the rest.
"""

from __future__ import annotations

from functools import cache

import polars as pl

c = pl.col

CLOSE = 1e-9

HALF_POINT = 2
"""Weights are set by people in steps of half a point."""


def _settable(points: pl.Expr) -> pl.Expr:
    return (points > 0) & (points * HALF_POINT == (points * HALF_POINT).round())


def with_weights(indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Add `weight` (points) and `weight_basis` ("declared", "inferred", "unknown").

    Needs `weight_declared`, `score_claimed`, `score_decimals`, `met`, `achievement`, `group_key`
    and `group_declared`.
    """
    earned = pl.when(c.met & _settable(c.score_claimed)).then(c.score_claimed)
    uneven = pl.when(c.weight.is_null() & c.met & (c.score_claimed > 0)).then(c.score_claimed)
    return (
        indicators.with_columns(
            weight=pl.coalesce(c.weight_declared, earned, _in_proportion()),
        )
        .with_columns(uneven=uneven)
        .with_columns(
            told_sum=c.weight.sum().over("group_key"),
            open=c.weight.null_count().over("group_key"),
            told_uneven=c.uneven.sum().over("group_key"),
            open_uneven=c.uneven.count().over("group_key"),
        )
        .with_columns(
            weight=pl.coalesce(
                c.weight,
                _rest(c.group_declared - c.told_sum, c.open == 1),
                c.uneven,
                _rest(
                    c.group_declared - c.told_sum - c.told_uneven,
                    (c.open - c.open_uneven == 1) & c.uneven.is_null(),
                ),
            ),
        )
        .drop("uneven", "told_sum", "open", "told_uneven", "open_uneven")
        .with_columns(
            weight_basis=pl.when(c.weight_declared.is_not_null())
            .then(pl.lit("declared"))
            .when(c.weight.is_not_null())
            .then(pl.lit("inferred"))
            .otherwise(pl.lit("unknown"))
        )
    )


def _rest(rest: pl.Expr, alone: pl.Expr) -> pl.Expr:
    """What the group's points leave, for the one indicator that is open; rounded to 10⁻⁶."""
    enough = (rest > 0) & (rest >= c.score_claimed.fill_null(0) - CLOSE)
    return pl.when(alone & enough).then(rest.round(6))


@cache
def _in_proportion() -> pl.Expr:
    """The weight that an unmet target's score shows: 8.25 points for 11 of 16 are of 12.

    Told only by scores with two decimals or more; coarser ones fit several weights.
    """
    unmet = (c.met == False) & (c.achievement > 0) & (c.achievement < 1)  # noqa: E712
    weight = (c.score_claimed / c.achievement * HALF_POINT).round() / HALF_POINT
    printed = pl.lit(0.5) * pl.lit(0.1).pow(c.score_decimals) + 1e-9
    fits = (weight * c.achievement - c.score_claimed).abs() <= printed
    return pl.when(unmet & (weight > 0) & fits & (c.score_decimals >= 2)).then(weight)
