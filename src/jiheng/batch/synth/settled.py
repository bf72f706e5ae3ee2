"""The sums: scores, rate and total as they must be, from targets, actuals and money.

This is the answer key: whole numbers rounded half up, after the rulebooks' clauses and not after
the product's scoring, so that one can be held against the other.
"""

from __future__ import annotations

import polars as pl

from jiheng.batch.synth.indicators import hundredths
from jiheng.batch.synth.layouts import by_rulebook

c = pl.col


def settled(forms: pl.DataFrame, indicators: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with `score`, `rate`, `budget_score` and `total`, in hundredths, and as texts."""
    earned = pl.min_horizontal("num", "den")
    rows = indicators.with_columns(score=_half_up(c.weight * earned, c.den)).with_columns(
        score_text=_points(c.score), weight_said=hundredths(c.weight)
    )
    parts = rows.group_by("number").agg(parts_total=c.score.sum())
    spent = pl.min_horizontal("executed", "approved")
    points = by_rulebook(lambda book: int(book.budget.points)).cast(pl.Int64)
    sums = (
        forms.join(parts, on="number", how="left", maintain_order="left")
        .with_columns(
            budget_points=points,
            rate=_half_up(c.executed * 10_000, c.approved),
            budget_score=_half_up(points * 100 * spent, c.approved),
            approved_text=_amount(c.approved),
            executed_text=_amount(c.executed),
        )
        .with_columns(total=c.budget_score + c.parts_total)
        .with_columns(
            rate_said=_two_places(c.rate),
            budget_score_text=_points(c.budget_score),
            total_text=_points(c.total),
        )
        .with_columns(rate_text=c.rate_said + "%")
    )
    return sums, rows


def _half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The nearest whole number of a fraction that is not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def _amount(yuan: pl.Expr) -> pl.Expr:
    """万元 without trailing zeros, or with two places where the unit writes all so."""
    cents = pl.when(c.two_decimals & (yuan % 100 == 0)).then(_two_places(yuan // 100))
    return cents.otherwise(hundredths(yuan, 4))


def _points(value: pl.Expr) -> pl.Expr:
    return pl.when(c.two_decimals).then(_two_places(value)).otherwise(hundredths(value))


def _two_places(value: pl.Expr) -> pl.Expr:
    return pl.format("{}.{}", value // 100, (value % 100).cast(pl.String).str.zfill(2))
