"""Small expressions that checks share: numbers in words, blanks, roundings."""

from __future__ import annotations

import polars as pl


def number(value: pl.Expr) -> pl.Expr:
    """A number as people write it: 8, 7.424, no trailing zeros."""
    return value.round(6).cast(pl.String).str.strip_suffix(".0")


def percent(value: pl.Expr) -> pl.Expr:
    """A rate in percent with its sign: 98.75%."""
    return pl.format("{}%", number(value))


def blank(text: pl.Expr) -> pl.Expr:
    """Whether a text field is empty."""
    return text.fill_null("") == ""


def say(words: str, *values: pl.Expr) -> pl.Expr:
    """A sentence with values in its braces; an absent value shows as 空白."""
    shown = (value.cast(pl.String).fill_null("空白") for value in values)
    return pl.format(words, *shown) if values else pl.lit(words)


def tolerance(decimals: pl.Expr) -> pl.Expr:
    """Half a unit in the last printed digit; a score without decimals is taken as exact to 0.01."""
    places = pl.when(decimals >= 1).then(decimals).otherwise(2)
    return 0.5 * pl.lit(0.1).pow(places) + 1e-9


def differs(printed: pl.Expr, exact: pl.Expr, decimals: pl.Expr) -> pl.Expr:
    """Whether a printed score is more than a rounding away from the exact one."""
    return (printed - exact).abs() > tolerance(decimals)
