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
    points: pl.Expr,
    ratio: pl.Expr,
    fraction: tuple[pl.Expr, pl.Expr],
    *,
    digits: int,
    rounding: str = "half-up",
) -> pl.Expr:
    """points × ratio, rounded to `digits` decimals; null where either is.

    `ratio` is the float of `fraction`, a part and a whole over the columns of the frame, which
    settles what the float leaves in doubt. None is negative, and the whole is positive where the
    ratio is not null.
    """
    unit: int = 10**digits
    part, whole = fraction
    given = sorted({*part.meta.root_names(), *whole.meta.root_names()})
    exact = (c.points, part.alias("part"), whole.alias("whole"))

    def ones(rows: pl.Series) -> pl.Series:
        terms = rows.struct.unnest()
        found = terms.select(*_by_ratio(unit, HALF[rounding]))
        doubtful = found["doubt"].arg_true()
        if not len(doubtful):
            return found["ones"]
        settled = _settled(terms[doubtful].select(exact), unit, HALF[rounding])
        return found["ones"].scatter(doubtful, settled)

    terms = pl.struct(points.alias("points"), ratio.alias("ratio"), *given)
    return (terms.map_batches(ones, return_dtype=pl.Float64) / unit).round(digits)


@cache
def _by_ratio(unit: int, half: float) -> tuple[pl.Expr, pl.Expr]:
    """The whole number of last digits by floats, and whether it is in doubt."""
    ones = c.points * c.ratio * unit + half
    near = (ones - ones.round()).abs() < DOUBT + ones.abs() * RELATIVE
    return ones.floor().alias("ones"), near.fill_null(value=False).alias("doubt")


def _settled(terms: pl.DataFrame, unit: int, half: float) -> pl.Series:
    """The same on whole numbers of 128 bits."""
    points, part, whole = (_millionths(c(name)) for name in ("points", "part", "whole"))
    divisor = whole * MILLION
    ones = (points * part * (2 * unit) + divisor * int(2 * half)) // (divisor * 2)
    return terms.select(ones.cast(pl.Float64)).to_series()


def rounded(value: pl.Expr, *, digits: int, rounding: str = "half-up") -> pl.Expr:
    """A decimal of at most six places, such as a sum of decimals, rounded to `digits` decimals."""
    unit: int = 10**digits
    ones = (value * unit + HALF[rounding] + DOUBT).floor()
    return (ones / unit).round(digits)


def _millionths(value: pl.Expr) -> pl.Expr:
    return (value.clip(-LARGEST, LARGEST) * MILLION).round().cast(pl.Int128)
