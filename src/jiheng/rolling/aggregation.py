"""Completions brought together, before anything is scored: one row per indicator of a group.

Of the filings of a group H hold the indicator; F is a filing's funds. Absolute values are Σ over H,
relative values, weights and scores Σ F·value ÷ Σ F over H. All sums are exact, so that sums of
parts (`sums`, `summed`) are those of the whole, whatever the parts.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiheng.rolling.exact import LARGEST_FUNDS, LARGEST_SUM, mean, millionths, number
from jiheng.rolling.identity import IDENTITY, NAMES, SORTS, SUM, base_of
from jiheng.rulebook import Rulebook
from jiheng.rulebook.frames import groups, level2

c = pl.col

SHOWN = ("level1", "level2", "level3")
VALUES = ("aim", "done", "aim_upper")
TEXTS = ("target_text", "actual_text", "comparator", "unit")
"""What is shown where all filings say the same."""
ADDED = ("funds_n", "weight_f", "score_f", "judged_f", "filings")
KNOWN = tuple(f"{name}_n" for name in VALUES)
"""Sums that are known where every one of their parts is."""
ENDS = tuple(f"{name}_{end}" for name in TEXTS for end in ("min", "max"))


def sums(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The sums over each group's filings, by `group` and `IDENTITY`.

    Needs `funds` (万元), `weight`, `score` (points), `judged` (whether the filing has a total) and
    the columns of `identity`.
    """
    funds = millionths(c.funds, LARGEST_FUNDS)
    score = funds * millionths(c.score)
    once = c.method == SUM
    values = {
        f"{name}_n": pl.when(once)
        .then(millionths(c(name), LARGEST_SUM))
        .otherwise(funds * millionths(c(name)))
        for name in VALUES
    }
    return (
        rows.with_columns(
            **values,
            funds_n=funds,
            weight_f=funds * millionths(c.weight),
            score_f=score,
            judged_f=pl.when(c.judged).then(score),
        )
        .group_by("group", *IDENTITY)
        .agg(
            *(c(name).first() for name in SORTS),
            *(c(name).sum() for name in ADDED[:-1]),
            *(_known_sum(name) for name in KNOWN),
            *(getattr(c(end[:-4]), end[-3:])().alias(end) for end in ENDS),
            *(c(name).null_count().alias(f"{name}_blank") for name in TEXTS),
            filings=pl.len(),
            first_row=c.form_row.min(),
        )
    )


def summed(parts: pl.LazyFrame) -> pl.LazyFrame:
    """The sums of groups that are parts of greater groups, which their `group` names."""
    return parts.group_by("group", *IDENTITY).agg(
        *(c(name).first() for name in SORTS),
        *(c(name).sum() for name in ADDED),
        *(_known_sum(name) for name in KNOWN),
        *(getattr(c(end), end[-3:])() for end in ENDS),
        *(c(f"{name}_blank").sum() for name in TEXTS),
        c.first_row.min(),
    )


def _known_sum(name: str) -> pl.Expr:
    return pl.when(c(name).null_count() == 0).then(c(name).sum()).alias(name)


def aggregated(parts: pl.LazyFrame) -> pl.LazyFrame:
    """The indicators of each group from their sums, with what scoring looks at."""
    same = {
        name: pl.when(
            (c(f"{name}_min") == c(f"{name}_max")) & (c(f"{name}_blank") == 0)
            | (c(f"{name}_blank") == c.filings)
        ).then(c(f"{name}_min"))
        for name in TEXTS[:2]
    }
    values = {
        name: number(
            pl.when(c.method == SUM).then(c(f"{name}_n")).otherwise(mean(c(f"{name}_n"), c.funds_n))
        )
        for name in VALUES
    }
    return parts.with_columns(
        **same,
        **values,
        comparator=_comparator(),
        several_units=c.unit_min != c.unit_max,
        unit=c.unit_min,
        weight=pl.when(c.known).then(number(mean(c.weight_f, c.funds_n))),
        claimed=number(mean(c.score_f, c.funds_n)),
    ).drop(*ENDS, *(f"{name}_blank" for name in TEXTS))


def _comparator() -> pl.Expr:
    """The one that all have in common, else the plain one of their direction."""
    common = (c.comparator_min == c.comparator_max) & (c.comparator_blank == 0)
    return (
        pl.when(common)
        .then(c.comparator_min)
        .when(c.comparator_blank == c.filings)
        .then(pl.lit(None, pl.String))
        .when(c.direction == "lower")
        .then(pl.lit("<="))
        .otherwise(pl.lit(">="))
    )


def in_order(rows: pl.LazyFrame, rulebooks: Mapping[str, Rulebook]) -> pl.LazyFrame:
    """By the rulebook's order of levels, then as the forms have them; numbered by `row` from 1.

    Needs `rulebook`, `SHOWN`, `NAMES` and the columns of `aggregated`; adds `level1_no`.
    """
    books = rulebooks.values()
    first = groups(books).select("rulebook", "level1", first=c.position)
    second = level2(books).select("rulebook", "level1", "level2").with_row_index("second")
    nth = c.sort % (1 << 16)
    return (
        rows.join(first.lazy(), on=["rulebook", "level1"], how="left")
        .join(second.lazy(), on=["rulebook", "level1", "level2"], how="left")
        .sort(
            "group",
            c.first.fill_null(1 << 20),
            "level1",
            c.second.fill_null(1 << 20),
            "level2",
            "first_row",
            *NAMES,
            *SORTS,
            "alone",
            nth,
        )
        .with_columns(
            row=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("group"),
            level1_no=c.level1.rle_id().over("group"),
        )
        .drop("first", "second")
    )


def in_unit(value: pl.Expr, unit: pl.Expr) -> pl.Expr:
    """A number of base units in a unit, to six decimals."""
    return (value / unit.map_batches(base_of, return_dtype=pl.Float64)).round(6)
