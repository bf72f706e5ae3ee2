"""Rounding that is exact: what binary floats leave over never moves a printed digit.

Values enter as floats that stand for decimals of at most six places in their base unit. A quotient
is rounded by its float; where that comes too near to a tie to be trusted, on whole numbers. Sums
over many rows run on whole numbers too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from jiheng.filing.columns import computed, places
from jiheng.scoring.steps import Steps, step

c = pl.col

MILLION = 10**6
LARGEST = 1e18
HALF = {"half-up": 0.5, "down": 0.0}
"""What is added before the remainder is dropped, by the rulebook's rounding."""
DOUBT = 1e-7
"""Distance from the next whole number within which a float may err, up to `TRUSTED`."""
TRUSTED = 1e6
HALVES = pl.Series([0.5 * 0.1**decimals + 1e-9 for decimals in range(17)])
"""Half a unit in the last printed digit, by the number of decimals; a float holds no more."""


class Ratio(NamedTuple):
    """A float, and the part and the whole that settle what it leaves in doubt.

    None is negative, and the whole is positive where the float is not null.
    """

    value: pl.Expr
    part: pl.Expr
    whole: pl.Expr


def share(
    name: str, points: pl.Expr, ratio: Ratio, *, digits: int, rounding: str = "half-up"
) -> Steps:
    """Add the column `name`: points × ratio, rounded to `digits` decimals; null where either is."""
    unit: int = 10**digits
    half = HALF[rounding]
    exact = (points.alias("points"), ratio.part.alias("part"), ratio.whole.alias("whole"))
    given = sorted({root for expr in exact for root in expr.meta.root_names()})

    def settled(columns: Sequence[pl.Series]) -> pl.Series:
        floor, doubt, *terms = columns
        if not doubt.any():
            return floor
        doubtful = places(doubt)
        rows = pl.DataFrame(terms)[doubtful].lazy().select(exact)
        settled = computed(rows.select(_on_whole_numbers(unit, half)))
        return floor.scatter(doubtful, settled.to_series())

    ones, floor, over = (c(f"{name}_{word}") for word in ("ones", "floor", "over"))
    doubt = (over < DOUBT) | (over > 1 - DOUBT) | (ones > TRUSTED)
    whole = pl.map_batches([floor, doubt, *given], settled, return_dtype=pl.Float64)
    return (
        step(**{f"{name}_ones": points * ratio.value * unit + half}),
        step(**{f"{name}_floor": ones.floor()}),
        step(**{f"{name}_over": ones - floor}),
        step(**{name: (whole / unit).round(digits)}),
    )


def _on_whole_numbers(unit: int, half: float) -> pl.Expr:
    """The number of last digits in points × part ÷ whole, on whole numbers of 128 bits."""
    points, part, whole = (
        (c(name).clip(-LARGEST, LARGEST) * MILLION).round().cast(pl.Int128)
        for name in ("points", "part", "whole")
    )
    divisor = whole * MILLION
    ones = (points * part * (2 * unit) + divisor * int(2 * half)) // (divisor * 2)
    return ones.cast(pl.Float64)


def rounded(value: pl.Expr, *, digits: int, rounding: str = "half-up") -> pl.Expr:
    """A decimal of at most six places, such as a sum of decimals, rounded to `digits` decimals."""
    unit: int = 10**digits
    return ((value * unit + (HALF[rounding] + DOUBT)).floor() / unit).round(digits)


def summed(name: str, points: pl.Expr, key: str) -> Steps:
    """Add the column `name`: the sum of points, as decimals, over the rows of the same `key`.

    Keys count up from 0, row by row. Running sums of whole numbers lose nothing on the way.
    """
    millionths = (points.fill_null(0) * MILLION).round().cast(pl.Int64, wrap_numerical=True)
    running = c(f"{name}_running")
    at_ends = running.filter((c(key) != c(key).shift(-1)).fill_null(value=True))
    sums = (at_ends - at_ends.shift(1, fill_value=0)) / MILLION
    return (
        step(**{f"{name}_running": millionths.cum_sum()}),
        step(**{name: sums.gather(c(key))}),
    )


def half_a_digit(decimals: pl.Expr) -> pl.Expr:
    """Half a unit in the last of so many printed decimals, and a float's own error."""
    return pl.lit(HALVES).gather(decimals, null_on_oob=True)
