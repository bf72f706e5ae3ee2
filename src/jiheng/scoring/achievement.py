"""How far each target was reached: columns of the indicators frame, before any points."""

from __future__ import annotations

from functools import cache, lru_cache

import polars as pl

from jiheng.rulebook import Rulebook

CLOSE = 1e-9
"""Relative difference below which two converted values count as equal."""

c = pl.col


def with_achievement(indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `measured`, `met` and `achievement`.

    `measured`: target and actual are numbers in one unit, and the actual is no mere bound.
    `met`: true, false, or null where the form does not tell.
    `achievement`: 1 for exactly met; null where it cannot be measured.
    """
    both = c.goal.is_not_null() & c.reached.is_not_null()
    return (
        indicators.with_columns(
            measured=both & ~c.bound & (c.target_dimension != "date").fill_null(value=True),
            compared=both,
        )
        .with_columns(fulfils=_fulfils(rulebook))
        .with_columns(met=_met(), achievement=_achievement())
        .drop("compared", "fulfils")
    )


@lru_cache(maxsize=64)
def _fulfils(rulebook: Rulebook) -> pl.Expr:
    """Whether the actual, taken as a number, satisfies the target."""
    exclusive = rulebook.indicators.quantitative.strict == "exclusive"
    strict = c.target_comparator.is_in([">", "<"]) & ~c.bound if exclusive else pl.lit(value=False)
    at_least = c.reached >= c.goal - c.goal.abs() * CLOSE
    at_most = c.reached <= c.goal + c.goal.abs() * CLOSE
    equal = at_least & at_most
    in_range = at_least & (c.reached <= c.goal_upper + c.goal_upper.abs() * CLOSE)
    towards = pl.when(c.lower_is_better).then(at_most).otherwise(at_least)
    return (
        pl.when(c.goal_upper.is_not_null())
        .then(in_range)
        .when(c.target_comparator == "=")
        .then(equal)
        .otherwise(towards & ~(strict & equal).fill_null(value=False))
    )


@cache
def _met() -> pl.Expr:
    """A bound that implies the target, and words that claim it, are taken at their word."""
    return (
        pl.when(c.compared & c.bound)
        .then(pl.when(c.fulfils).then(True))
        .when(c.compared)
        .then(c.fulfils)
        .when(c.actual_completion.is_not_null())
        .then(c.actual_completion >= 100)
        .when(c.tier.is_not_null())
        .then(c.tier == "achieved")
    )


@cache
def _achievement() -> pl.Expr:
    falling = pl.when(c.reached > 0).then(c.goal / c.reached)
    rising = pl.when(c.goal > 0).then(c.reached / c.goal)
    return (
        pl.when(~c.measured)
        .then(c.actual_completion / 100)
        .when(c.goal_upper.is_not_null() & (c.reached > c.goal_upper))
        .then(c.goal_upper / c.reached)
        .when(c.target_comparator == "=")
        .then(pl.min_horizontal(falling, rising))
        .when(c.lower_is_better & c.goal_upper.is_null())
        .then(falling)
        .otherwise(rising)
    )
