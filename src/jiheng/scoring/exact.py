"""Rounding that is exact: what binary floats leave over never moves a printed digit.

Values enter as floats that stand for decimals of at most six places in their base unit. A quotient
is rounded by its float; where that comes too near to a tie to be trusted, on whole numbers.
"""

from __future__ import annotations

from functools import cache

import polars as pl

c = pl.col

MILLION = 10**6
LARGEST = 1e18
HALF = {"half-up": 0.5, "down": 0.0}
"""What is added before the remainder is dropped, by the rulebook's rounding."""
DOUBT = 1e-7
RELATIVE = 1e-14
"""Distance from the next whole number, absolute and relative, within which a float may err."""


def share(
    points: pl.Expr, part: pl.Expr, whole: pl.Expr, *, digits: int, rounding: str = "half-up"
) -> pl.Expr:
    """points × part / whole, rounded to `digits` decimals; null where `whole` is not positive.

    `points`, `part` and `whole` are not negative.
    """
    unit: int = 10**digits
    terms = pl.struct(points.alias("points"), part.alias("part"), whole.alias("whole"))
    ones = terms.map_batches(
        lambda rows: _ones(rows.struct.unnest(), unit, HALF[rounding]), return_dtype=pl.Float64
    )
    return (ones / unit).round(digits)


def _ones(terms: pl.DataFrame, unit: int, half: float) -> pl.Series:
    found = terms.select(*_quotient(unit, half))
    ones, doubtful = found["ones"], found["doubt"].arg_true()
    if len(doubtful):
        return ones.scatter(doubtful, _settled(terms[doubtful], unit, half))
    return ones


@cache
def _quotient(unit: int, half: float) -> tuple[pl.Expr, pl.Expr]:
    """The last digits by floats, and whether they are in doubt."""
    ones = pl.when(c.whole > 0).then(c.points * c.part / c.whole * unit + half)
    near = (ones - ones.round()).abs() < DOUBT + ones.abs() * RELATIVE
    return ones.floor().alias("ones"), near.fill_null(value=False).alias("doubt")


def _settled(frame: pl.DataFrame, unit: int, half: float) -> pl.Series:
    """The same on whole numbers of 128 bits."""
    points, part, whole = (_millionths(c(name)) for name in ("points", "part", "whole"))
    divisor = whole * MILLION
    ones = (points * part * (2 * unit) + divisor * int(2 * half)) // (divisor * 2)
    return frame.select(ones.cast(pl.Float64)).to_series()


def rounded(value: pl.Expr, *, digits: int, rounding: str = "half-up") -> pl.Expr:
    """A decimal of at most six places, such as a sum of decimals, rounded to `digits` decimals."""
    unit: int = 10**digits
    ones = (value * unit + HALF[rounding] + DOUBT).floor()
    return (ones / unit).round(digits)


def _millionths(value: pl.Expr) -> pl.Expr:
    return (value.clip(-LARGEST, LARGEST) * MILLION).round().cast(pl.Int128)
