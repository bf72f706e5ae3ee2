"""Rounding that is exact: on whole numbers, never on what binary floats leave over.

Values enter as floats that stand for decimals of at most six places in their base unit.
"""

from __future__ import annotations

import polars as pl

MILLION = 10**6
LARGEST = 1e18
HALF = {"half-up": 1, "down": 0}
"""How much of a half is added before the remainder is dropped, by the rulebook's rounding."""


def share(
    points: pl.Expr, part: pl.Expr, whole: pl.Expr, *, digits: int, rounding: str = "half-up"
) -> pl.Expr:
    """points × part / whole, rounded to `digits` decimals; null where `whole` is not positive.

    `points`, `part` and `whole` are not negative.
    """
    divisor = _millionths(whole) * MILLION
    divisor = pl.when(divisor > 0).then(divisor)
    return _rounded(_millionths(points) * _millionths(part), divisor, digits, rounding)


def rounded(value: pl.Expr, *, digits: int, rounding: str = "half-up") -> pl.Expr:
    """A value, such as a sum of decimals, rounded to `digits` decimals."""
    return _rounded(_millionths(value), pl.lit(MILLION, pl.Int128), digits, rounding)


def _rounded(product: pl.Expr, divisor: pl.Expr, digits: int, rounding: str) -> pl.Expr:
    half = divisor * HALF[rounding]
    ones = (product * (2 * 10**digits) + half) // (divisor * 2)
    return (ones.cast(pl.Float64) / 10**digits).round(digits)


def _millionths(value: pl.Expr) -> pl.Expr:
    return (value.clip(-LARGEST, LARGEST) * MILLION).round().cast(pl.Int128)
