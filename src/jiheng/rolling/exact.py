"""Sums and means that are exact, so that no result depends on the order of the filings.

Values are decimals of at most six places; they are added up as whole millionths of 128 bits.
"""

from __future__ import annotations

import polars as pl

MILLION = 10**6
LARGEST = 1e12
"""What is weighted by funds is clipped here, so that its product with them fits into 128 bits."""
LARGEST_FUNDS = 1e10
"""万元, more than any budget; the same for funds."""
LARGEST_SUM = 1e24
"""The same for what is only added up."""


def millionths(value: pl.Expr, largest: float = LARGEST) -> pl.Expr:
    """A number as whole millionths."""
    return (value.clip(-largest, largest) * MILLION).round().cast(pl.Int128)


def number(millionths_: pl.Expr) -> pl.Expr:
    """Whole millionths as a number."""
    return (millionths_.cast(pl.Float64) / MILLION).round(6)


def mean(weighted: pl.Expr, weights: pl.Expr) -> pl.Expr:
    """Millionths of a mean, half up: Σ weight × value over Σ weight; null without any weight."""
    divisor = pl.when(weights > 0).then(weights)
    return (weighted * 2 + divisor) // (divisor * 2)
