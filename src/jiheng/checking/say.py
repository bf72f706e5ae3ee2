"""Small expressions that checks share: numbers in words, blanks, roundings."""

from __future__ import annotations

import polars as pl

from jiheng.scoring.exact import HALVES

UNPRINTED = 2
"""Decimals to which a score without any is taken as exact."""


def number(value: pl.Expr) -> pl.Expr:
    """A number as people write it: 8, 7.424, no trailing zeros."""
    return value.round(6).cast(pl.String).str.strip_suffix(".0")


def percent(value: pl.Expr) -> pl.Expr:
    """A rate in percent with its sign: 98.75%."""
    return filled("{}%", number(value))


def percent_printed(value: pl.Expr) -> pl.Expr:
    """A rate as it is to be printed, with two decimals: 96.20%."""
    hundredths = (value * 100).round().cast(pl.Int64)
    decimals = (hundredths % 100).cast(pl.String).str.zfill(2)
    return filled("{}.{}%", hundredths // 100, decimals)


def blank(text: pl.Expr) -> pl.Expr:
    """Whether a text field says nothing: it is empty, or holds a slash, a dash or 无."""
    told = text.fill_null("")
    return ~told.str.contains(r"[^\s\p{P}无]|无[^无]*无")


def say(words: str, *values: pl.Expr) -> pl.Expr:
    """A sentence with values in its braces; an absent value shows as 空白."""
    return filled(words, *(value.cast(pl.String).fill_null("空白") for value in values))


def filled(words: str, *values: pl.Expr) -> pl.Expr:
    """Words with values in their braces, null where one of them is.

    Not pl.format, which fails on string columns that a filter has left in several chunks.
    """
    pieces = words.split("{}")
    parts = [pl.lit(pieces[0])]
    for value, after in zip(values, pieces[1:], strict=True):
        parts += [value.cast(pl.String), pl.lit(after)]
    return pl.concat_str(parts)


def tolerance(decimals: pl.Expr, digits: int | None = None) -> pl.Expr:
    """Half a unit in the last printed digit; a score without decimals is taken as exact to 0.01.

    Held against a score that is itself rounded to `digits`, no finer than half a unit of those.
    """
    finest = len(HALVES) - 1
    most = finest if digits is None else digits
    places = [min(printed or UNPRINTED, most) for printed in range(len(HALVES))]
    return pl.lit(HALVES[places]).gather(decimals.fill_null(0).clip(upper_bound=finest))


def differs(printed: pl.Expr, exact: pl.Expr, decimals: pl.Expr) -> pl.Expr:
    """Whether a printed score is more than a rounding away from the exact one."""
    return (printed - exact).abs() > tolerance(decimals)
