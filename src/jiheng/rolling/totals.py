"""What each part makes of a group's total, and the two totals."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling.again import Again
from jiheng.rolling.aggregation import in_unit
from jiheng.rolling.exact import mean, millionths, number
from jiheng.rolling.keys import Keyed
from jiheng.rolling.taken import SEVERITIES, Taken
from jiheng.rulebook import Rulebook
from jiheng.scoring.exact import rounded
from jiheng.scoring.totals import with_total

c = pl.col


def parts(together: pl.DataFrame, scored: Again, budgets: pl.DataFrame) -> pl.DataFrame:
    """The aggregated indicators scored, with their parts of the group's total."""
    funds = budgets.lazy().select("group", "funds_n", "judged_n")
    return (
        together.lazy()
        .rename({"weight": "weight_within", "funds_n": "held_n"})
        .join(scored.indicators.lazy(), on=["group", "row"], how="left", maintain_order="left")
        .join(funds, on="group", how="left", maintain_order="left")
        .with_columns(earned_n=c.held_n * millionths(c.score_within))
        .with_columns(
            target=in_unit(c.aim, c.unit),
            target_upper=in_unit(c.aim_upper, c.unit),
            actual=in_unit(c.done, c.unit),
            funds=number(c.held_n),
            share=number(mean(c.held_n * 100 * 10**6, c.funds_n)),
            weight=pl.when(c.known).then(number(mean(c.weight_f, c.funds_n))),
            score=number(mean(c.earned_n, c.funds_n)),
            mean_score=number(mean(c.judged_f, c.judged_n)),
        )
        .collect(engine=ENGINE)
    )


def levels(
    own: pl.DataFrame, groups: Keyed, indicators: pl.DataFrame, budgets: pl.DataFrame
) -> pl.DataFrame:
    """The level-1 groups: what the filings set for them (`Sums.levels`), and what is scored."""
    known = pl.when(c.weighted.null_count() == 0).then(c.weighted.sum())
    weights = (
        pl.concat([own.lazy(), groups.wholes(own.lazy())])
        .group_by("group", "level1_key")
        .agg(known)
    )
    return (
        indicators.lazy()
        .group_by("group", "level1_key", maintain_order=True)
        .agg(c.level1.first(), c.earned_n.sum())
        .join(weights, on=["group", "level1_key"], how="left", maintain_order="left")
        .join(budgets.lazy().select("group", "funds_n"), on="group", maintain_order="left")
        .select(
            "group",
            "level1",
            "weighted",
            weight=number(mean(c.weighted, c.funds_n)),
            score=number(mean(c.earned_n, c.funds_n)),
        )
        .collect(engine=ENGINE)
    )


def totals(
    scored: Again,
    budgets: pl.DataFrame,
    indicators: pl.DataFrame,
    levels: pl.DataFrame,
    books: Mapping[str, Rulebook],
) -> pl.DataFrame:
    """The groups with their totals: aggregated first and scored, and the filings' mean."""
    earned = indicators.lazy().group_by("group").agg(earned_n=c.earned_n.sum())
    marks = (
        levels.lazy()
        .group_by("group")
        .agg(points_n=pl.when(c.weighted.null_count() == 0).then(c.weighted.sum()))
    )
    groups = (
        budgets.lazy()
        .drop("budget_points")
        .join(scored.budgets.lazy(), on="group", how="left", maintain_order="left")
        .join(earned, on="group", how="left", maintain_order="left")
        .join(marks, on="group", how="left", maintain_order="left")
        .with_columns(
            funds=number(c.funds_n),
            earned=number(mean(c.earned_n, c.funds_n)),
            full_marks=number(mean(c.points_n, c.funds_n) + millionths(c.budget_points)),
            mean_budget_score=number(c.mean_budget_n),
        )
    )
    by_book = [
        groups.filter(c.rulebook == id_)
        .pipe(with_total, book)
        .with_columns(
            mean_total=rounded(
                number(c.mean_total_n), digits=book.total.digits, rounding=book.total.rounding
            )
        )
        for id_, book in books.items()
    ]
    return pl.concat(by_book).sort("group").collect(engine=ENGINE)


def counts(given: Taken, groups: Keyed) -> pl.DataFrame:
    """How many findings of each severity the filings of a group have; one across filings once."""
    own = (
        given.filings.lazy().select("filing", *SEVERITIES).join(groups.members.lazy(), on="filing")
    )
    across = (
        given.across.lazy()
        .with_row_index("finding")
        .explode("filings")
        .join(groups.members.lazy(), left_on="filings", right_on="filing")
        .unique(["finding", "group"])
        .select("group", *((c.severity == name).cast(pl.UInt32).alias(name) for name in SEVERITIES))
    )
    return (
        pl.concat([own.select("group", c(SEVERITIES).cast(pl.UInt32)), across])
        .group_by("group")
        .agg(c(SEVERITIES).sum())
        .collect(engine=ENGINE)
    )
