"""The weight of each indicator: declared by the form, or inferred, or unknown.

Where the form declares none, a met target earned its full weight; a score in exact proportion to
the achievement shows its weight; what then remains of the group's points belongs to the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from jiheng.filing.columns import computed
from jiheng.scoring.exact import half_a_digit, summed
from jiheng.scoring.steps import Steps, carried_out, step

c = pl.col

CLOSE = 1e-9
HALF_POINT = 2
"""Weights are set by people in steps of half a point."""
BASES = pl.Enum(["declared", "inferred", "unknown"])


@cache
def weights() -> Steps:
    """Add `weight` (points) and `weight_basis` (one of `BASES`).

    Needs `weight_declared`, `score_claimed`, `score_decimals`, `met`, `achievement`, `group_key`
    and `group_declared`. On the way `sure` holds the weights that stand by themselves, those of met
    targets that earned no half points included.
    """
    score = c.score_claimed
    met_in_halves = c.met & (score > 0) & (c.halves % 1 == 0)
    group = (c.group_key, c.group_declared, score, c.weight, c.sure)
    return (
        step(halves=score * HALF_POINT),
        step(shown=(c.halves / c.achievement).round() / HALF_POINT),
        step(
            weight=pl.coalesce(
                c.weight_declared,
                pl.when(met_in_halves).then(score),
                pl.when(_in_proportion()).then(c.shown),
            ),
        ),
        step(sure=pl.coalesce(c.weight, pl.when(c.met & (score > 0)).then(score))),
        step(weight=pl.map_batches(group, _with_remainders, return_dtype=pl.Float64)),
        step(weight_basis=_basis()),
    )


def _with_remainders(columns: Sequence[pl.Series]) -> pl.Series:
    """The weights, the missing ones by what their groups leave; only such groups are looked at."""
    group = pl.DataFrame(columns)
    missing = group["weight"].is_null()
    if not missing.any():
        return group["weight"]
    keys = group["group_key"]
    complete = pl.repeat(value=True, n=keys.item(-1) + 1, eager=True)
    looked_at = (~complete.scatter(keys.filter(missing), values=False).gather(keys)).arg_true()
    rows = carried_out(group[looked_at].lazy(), _remainders())
    return group["sure"].scatter(looked_at, computed(rows)["weight"])


@cache
def _remainders() -> Steps:
    """What is left of a group's points, to the one row that has no weight yet."""
    alone = pl.when(c.sure.is_null()).then(c.open == 1).otherwise(c.untold == 1)
    enough = (c.rest > 0) & (c.rest >= c.score_claimed - CLOSE).fill_null(value=True)
    return (
        step(group_key=c.group_key.rle_id()),
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


def _in_proportion() -> pl.Expr:
    """Whether an unmet target's score shows its weight: 8.25 points for 11 of 16 are of 12.

    Told only by scores with two decimals or more; coarser ones fit several weights.
    """
    unmet = ~c.met & (c.achievement > 0) & (c.achievement < 1) & (c.score_decimals >= 2)
    apart = (c.shown * c.achievement - c.score_claimed).abs()
    return unmet & (c.shown > 0) & (apart <= half_a_digit(c.score_decimals))


def _basis() -> pl.Expr:
    return (
        pl.when(c.weight_declared.is_not_null())
        .then(pl.lit("declared", BASES))
        .when(c.weight.is_not_null())
        .then(pl.lit("inferred", BASES))
        .otherwise(pl.lit("unknown", BASES))
    )
