"""How far each target was reached: columns of the indicators frame, before any points."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.steps import Steps, step

c = pl.col

CLOSE = 1e-9
"""Relative difference below which two converted values count as equal."""


@lru_cache(maxsize=64)
def achievement(rulebook: Rulebook) -> Steps:
    """Add `measured`, `met` and `achievement`, the quotient of `part` and `whole` if measured.

    `measured`: target and actual are numbers in one unit, and the actual is no mere bound.
    `met`: true, false, or null where the form does not tell.
    `achievement`: 1 for exactly met; null where it cannot be measured.
    """
    measured = pl.when(c.whole > 0).then(c.part / c.whole)
    return (
        step(
            compared=c.goal.is_not_null() & c.reached.is_not_null(),
            ahead=c.reached - c.goal,
            slack=c.goal.abs() * CLOSE,
            beyond=(c.reached > c.goal_upper).fill_null(value=False),
        ),
        step(
            at_least=c.ahead + c.slack >= 0,
            at_most=c.ahead <= c.slack,
            measured=c.compared & ~c.bound & (c.target_dimension != "date").fill_null(value=True),
            limit=pl.when(c.beyond).then(c.goal_upper).otherwise(c.goal),
            inverse=_inverse(),
        ),
        step(
            fulfils=_fulfils(rulebook),
            part=pl.when(c.inverse).then(c.limit).otherwise(c.reached),
            whole=pl.when(c.inverse).then(c.reached).otherwise(c.limit),
        ),
        step(
            met=_met(),
            achievement=pl.when(c.measured).then(measured).otherwise(c.actual_completion / 100),
        ),
    )


def _fulfils(rulebook: Rulebook) -> pl.Expr:
    """Whether the actual, taken as a number, satisfies the target."""
    equal = c.at_least & c.at_most
    enough = pl.when(c.lower_is_better).then(c.at_most).otherwise(c.at_least)
    if rulebook.indicators.quantitative.strict == "exclusive":
        strict = c.target_comparator.is_in([">", "<"]) & ~c.bound
        enough = enough & ~(strict & equal).fill_null(value=False)
    return (
        pl.when(c.goal_upper.is_not_null())
        .then(c.at_least & (c.reached <= c.goal_upper + c.goal_upper.abs() * CLOSE))
        .when(c.target_comparator == "=")
        .then(equal)
        .otherwise(enough)
    )


def _inverse() -> pl.Expr:
    """Whether the achievement is the limit by the actual, and not the actual by the limit."""
    return c.beyond | pl.when(c.target_comparator == "=").then(c.reached > c.goal).otherwise(
        c.lower_is_better & c.goal_upper.is_null()
    )


def _met() -> pl.Expr:
    """A bound that implies the target, and words that claim it, are taken at their word."""
    return (
        pl.when(c.compared)
        .then(pl.when(c.fulfils | ~c.bound).then(c.fulfils))
        .when(c.actual_completion.is_not_null())
        .then(c.actual_completion >= 100)
        .otherwise(c.tier == "achieved")
    )
