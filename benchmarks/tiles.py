"""Many filings from a few: the examples' frames repeated, with values that vary.

Amounts, rates, actuals and scores are drawn anew for each copy by a hash of its number and a seed;
the texts say what the values are. Names of units and projects are numbered.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

import jiheng
from jiheng.filing.frames import Frames

EXAMPLES = Path(__file__).parents[1] / "examples"
PROJECTS_OF_A_UNIT = 12

c = pl.col


def originals() -> Frames:
    """The frames of the sixteen example forms."""
    batch = jiheng.read(EXAMPLES / "2021年度自评表汇编.txt")
    return batch.frames


def tiles(base: Frames, first: int, count: int, seed: int = 1) -> Frames:
    """`count` filings from number `first` on, numbered from 0 as a batch of their own."""
    size = base.filings.height
    numbers = pl.DataFrame({"number": pl.arange(first, first + count, eager=True, dtype=pl.UInt32)})
    which = numbers.select(
        filing=(c.number - first).cast(pl.UInt32),
        original=(c.number % size).cast(pl.UInt32),
        number="number",
    )
    filings = _filings(_many(base.filings, which), seed)
    indicators = _indicators(_many(base.indicators, which), seed)
    return replace(
        base,
        filings=_totals(filings, indicators).select(base.filings.columns).rechunk(),
        groups=_many(base.groups, which).select(base.groups.columns).rechunk(),
        indicators=indicators.select(base.indicators.columns).rechunk(),
        lines=_many(base.lines, which).select(base.lines.columns),
        mentions=_many(base.mentions, which).select(base.mentions.columns),
        leftovers=_many(base.leftovers, which).select(base.leftovers.columns),
        cells=base.cells.clear(),
        documents=base.documents.clear(),
    )


def _many(frame: pl.DataFrame, which: pl.DataFrame) -> pl.DataFrame:
    return (
        which.lazy()
        .join(
            frame.lazy().rename({"filing": "original"}),
            on="original",
            maintain_order="left_right",
        )
        .collect()
    )


def _draw(seed: int, *names: str) -> pl.Expr:
    """A number in [0, 1) that follows from the named columns and the seed."""
    return (pl.struct(*names).hash(seed) % 1_000_003).cast(pl.Float64) / 1_000_003


def _shown(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).str.strip_suffix(".0")


def _filings(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    spent = (c.executed / c.approved * (0.8 + 0.4 * _draw(seed, "number"))).clip(0, 1)
    careless = _draw(seed + 1, "number") < 0.05
    return (
        frame.with_columns(
            approved=(c.approved * (0.5 + _draw(seed + 2, "number"))).round(2),
            id=pl.format("t-{}", c.number),
            project=pl.format("{}{}", c.project, c.number),
            unit=pl.format("{}{}", c.unit, c.number // PROJECTS_OF_A_UNIT),
        )
        .with_columns(executed=(c.approved * spent).round(4))
        .with_columns(rate_claimed=(c.executed / c.approved * 100).round(2))
        .with_columns(
            budget_score_claimed=(
                c.rate_claimed / 5 + pl.when(careless).then(0.5).otherwise(0)
            ).round(2),
        )
        .with_columns(
            approved_text=_shown(c.approved),
            executed_text=_shown(c.executed),
            rate_text=pl.format("{}%", _shown(c.rate_claimed)),
            rate_decimals=pl.lit(2, pl.Int16),
            rate_sign=pl.lit(value=True),
            rate_ratio=pl.lit(value=False),
            budget_score_text=_shown(c.budget_score_claimed),
            budget_score_decimals=pl.lit(2, pl.Int16),
        )
    )


def _indicators(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    measured = c.goal.is_not_null() & c.reached.is_not_null() & ~c.bound & (c.reached > 0)
    factor = 0.7 + 0.6 * _draw(seed + 3, "number", "row")
    short = (
        pl.when(c.lower_is_better).then(c.goal / c.reached).otherwise(c.reached / c.goal)
    ).clip(0, 1)
    return (
        frame.with_columns(factor=pl.when(measured).then(factor).otherwise(1.0))
        .with_columns(
            actual_value=(c.actual_value * c.factor).round(2),
            reached=(c.reached * c.factor).round(2),
        )
        .with_columns(
            actual_text=pl.when(c.factor != 1)
            .then(pl.format("{}{}", _shown(c.actual_value), c.actual_unit.fill_null("")))
            .otherwise(c.actual_text),
            score_claimed=pl.when(c.factor != 1)
            .then((c.score_claimed * short).round(2))
            .otherwise(c.score_claimed),
        )
        .with_columns(
            score_text=_shown(c.score_claimed),
            score_decimals=pl.when(c.factor != 1).then(2).otherwise(c.score_decimals),
        )
    )


def _totals(filings: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    parts = indicators.group_by("filing").agg(parts=c.score_claimed.sum())
    return (
        filings.join(parts, on="filing", how="left", maintain_order="left")
        .with_columns(total_claimed=(c.budget_score_claimed + c.parts).round(2))
        .with_columns(total_text=_shown(c.total_claimed), total_decimals=pl.lit(2, pl.Int16))
    )
