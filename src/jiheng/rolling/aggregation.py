"""Completions brought together, before anything is scored: one row per indicator of a group.

Of the filings of a group H hold the indicator; F is a filing's funds. Absolute values are Σ over H,
relative values, weights and scores Σ F·value ÷ Σ F over H. All sums are exact.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiheng.rolling.exact import LARGEST_SUM, mean, millionths, number
from jiheng.rolling.identity import IDENTITY, NAMES, SORT, SUM, WEIGHTED, base_of
from jiheng.rulebook import Rulebook
from jiheng.rulebook.frames import groups, level2

c = pl.col

SHOWN = ("level1", "level2", "level3")
VALUES = ("aim", "done", "aim_upper")
TEXTS = ("target_text", "actual_text")


def weighed(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Contributions with their values as whole numbers, and as these weighted by funds.

    Needs `funds` (万元), `weight`, `score` (points) and the columns of `with_identity`.
    """
    whole = {
        "funds_n": millionths(c.funds),
        "weight_n": millionths(c.weight),
        "score_n": millionths(c.score),
        **{f"{name}_n": millionths(c(name), LARGEST_SUM) for name in VALUES},
    }
    return rows.with_columns(**whole).with_columns(
        **{f"{name}_f": c.funds_n * c(f"{name}_n") for name in ("weight", "score")},
        **{
            f"{name}_f": pl.when(c.method == WEIGHTED).then(c.funds_n * millionths(c(name)))
            for name in VALUES
        },
    )


def aggregated(rows: pl.LazyFrame, rulebooks: Mapping[str, Rulebook]) -> pl.LazyFrame:
    """One row per group and indicator, numbered by `row` within its group from 1.

    Needs the columns of `weighed`, `group`, `rulebook`, `judged` (whether the filing has a total of
    its own) and the names to show. Adds the sums `*_n`, `*_f` and what scoring looks at.
    """
    sums = [f"{name}_{sort}" for name in ("weight", "score") for sort in "nf"]
    values = [f"{name}_{sort}" for name in VALUES for sort in "nf"]
    together = rows.group_by("group", *IDENTITY).agg(
        c.rulebook.first(),
        *(c(name).min() for name in SHOWN),
        *(c(name).sum() for name in (*sums, "funds_n")),
        *(pl.when(c(name).null_count() == 0).then(c(name).sum()) for name in values),
        pl.when(c.judged).then(c.score_f).sum().alias("judged_f"),
        *(pl.when(c(name).n_unique() == 1).then(c(name).min()).alias(name) for name in TEXTS),
        c.unit.mode().min(),
        comparators=c.comparator.n_unique(),
        comparator=c.comparator.min(),
        filings=pl.len(),
        first_row=c.row.min(),
    )
    return (
        together.with_columns(**_values(), comparator=_comparator())
        .with_columns(
            weight=pl.when(c.known).then(number(mean(c.weight_f, c.funds_n))),
            claimed=number(mean(c.score_f, c.funds_n)),
        )
        .pipe(_in_order, rulebooks)
    )


def _values() -> dict[str, pl.Expr]:
    return {
        name: number(
            pl.when(c.method == SUM).then(c(f"{name}_n")).otherwise(mean(c(f"{name}_f"), c.funds_n))
        )
        for name in VALUES
    }


def _comparator() -> pl.Expr:
    """The one that all have in common, else the plain one of their direction."""
    return (
        pl.when(c.comparators == 1)
        .then(c.comparator)
        .when(c.direction == "lower")
        .then(pl.lit("<="))
        .otherwise(pl.lit(">="))
    )


def _in_order(rows: pl.LazyFrame, rulebooks: Mapping[str, Rulebook]) -> pl.LazyFrame:
    """By the rulebook's order of levels, then as the forms have them; numbered by `row`."""
    books = rulebooks.values()
    first = groups(books).select("rulebook", "level1", first=c.position)
    second = level2(books).select("rulebook", "level1", "level2").with_row_index("second")
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
            *SORT,
            "alone",
            "nth",
        )
        .with_columns(
            row=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("group"),
            level1_no=c.level1.rle_id().over("group"),
        )
        .drop("first", "second", "comparators")
    )


def in_unit(value: pl.Expr, unit: pl.Expr) -> pl.Expr:
    """A number of base units in a unit, to six decimals."""
    return (value / unit.map_batches(base_of, return_dtype=pl.Float64)).round(6)
