"""The weight of each indicator: declared by the form, or inferred, or unknown.

Where the form declares none, a met target earned its full weight; a score in exact proportion to
the achievement shows its weight; what then remains of the group's points belongs to the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from jiheng.filing.columns import computed, places
from jiheng.scoring.exact import half_a_digit, summed
from jiheng.scoring.steps import Steps, carried_out, step

c = pl.col

CLOSE = 1e-9
A_POINT = 2
"""Weights are set by people in steps of half a point."""
PRINTED = 2
"""Decimals of a score, at the least, that show a weight; coarser ones fit several."""
BASES = pl.Enum(["declared", "inferred", "unknown"])
SCORES = (c.score_claimed, c.score_decimals, c.achievement)
"""What tells the weight of an unmet target."""
NOT_YET = pl.Series([False])
"""No group is looked at, to begin with."""


@cache
def weights() -> Steps:
    """Add `weight` (points) and `weight_basis` (one of `BASES`).

    Needs `weight_declared`, `score_claimed`, `score_decimals`, `met`, `achievement`, `group_key`
    and `group_declared`.
    """
    score, missing = c.score_claimed, c.weight.is_null()
    met_in_halves = c.met & (score > 0) & (score * A_POINT % 1 == 0)
    shows = (missing & ~c.met & (c.score_decimals >= PRINTED)).alias("shows")
    told = (c.weight, shows, c.group_key, c.group_declared, c.met, *SCORES)
    return (
        step(weight=pl.coalesce(c.weight_declared, pl.when(met_in_halves).then(score))),
        step(weight=pl.map_batches(told, _with_others, return_dtype=pl.Float64)),
        step(weight_basis=_basis()),
    )


def _with_others(columns: Sequence[pl.Series]) -> pl.Series:
    """The weights, with those that scores show, and those that their groups leave.

    Few lack one, so few are looked at: in operations that take no time to begin, for a form has
    few rows and a corpus many.
    """
    weights, shows, keys, declared, met, score, *more = columns
    if not weights.has_nulls():
        return weights
    showing = places(shows)
    shown = computed(pl.DataFrame([score, *more])[showing].lazy().select(_shown()))
    weights = weights.scatter(showing, shown.to_series())
    if not weights.has_nulls():
        return weights
    some = keys.filter(weights.is_null())
    groups = NOT_YET.new_from_index(0, keys.item(-1) + 1).scatter(some, values=True)
    looked_at = places(groups.gather(keys))
    rows = pl.DataFrame([keys, declared, met, score, weights])[looked_at]
    left = computed(carried_out(rows.lazy(), _left()))
    return weights.scatter(looked_at, left["weight"])


@cache
def _shown() -> pl.Expr:
    """The weight that the score of an unmet target shows: 8.25 points for 11 of 16 are of 12."""
    shown = (c.score_claimed * A_POINT / c.achievement).round() / A_POINT
    apart = (shown * c.achievement - c.score_claimed).abs()
    some = (c.achievement > 0) & (c.achievement < 1) & (shown > 0)
    return pl.when(some & (apart <= half_a_digit(c.score_decimals))).then(shown)


@cache
def _left() -> Steps:
    """What is left of a group's points, to the one row that has no weight yet.

    On the way `sure` holds the weights that stand by themselves, those of met targets that earned
    no half points included.
    """
    met = c.met & (c.score_claimed > 0)
    alone = pl.when(c.sure.is_null()).then(c.open == 1).otherwise(c.untold == 1)
    enough = (c.rest > 0) & (c.rest >= c.score_claimed - CLOSE).fill_null(value=True)
    return (
        step(
            group_key=c.group_key.rle_id(),
            sure=pl.coalesce(c.weight, pl.when(met).then(c.score_claimed)),
        ),
        *summed("shared_out", c.sure, "group_key"),
        step(
            rest=c.group_declared - c.shared_out + c.sure.fill_null(0),
            untold=c.weight.null_count().over("group_key"),
            open=c.sure.null_count().over("group_key"),
        ),
        step(
            weight=pl.when(c.weight.is_null() & alone & enough)
            .then(c.rest.round(6))
            .otherwise(c.sure),
        ),
    )


def _basis() -> pl.Expr:
    return (
        pl.when(c.weight_declared.is_not_null())
        .then(pl.lit("declared", BASES))
        .when(c.weight.is_not_null())
        .then(pl.lit("inferred", BASES))
        .otherwise(pl.lit("unknown", BASES))
    )
