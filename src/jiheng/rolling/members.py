"""The filings of each group, and what their budgets and totals come to."""

from __future__ import annotations

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling.exact import LARGEST_FUNDS, mean, millionths, number
from jiheng.rolling.keys import Keyed
from jiheng.scoring import Scores

c = pl.col

ABOUT = ("filing", "id", "path", "index", "project", "unit")


def members(scores: Scores, groups: Keyed) -> pl.DataFrame:
    """The filings of each group, and what of each takes part.

    `funds` (万元) is what a filing is weighted by, null for none. It is `weighed` where it has
    funds and a score for each indicator, `budgeted` where its budget is complete, `judged` where
    both hold.
    """
    funds_by = {id_: book.aggregation.funds for id_, book in scores.rulebooks.items()}
    by_executed = c.rulebook.replace_strict(funds_by, return_dtype=pl.String) == "executed"
    funds = pl.when(by_executed).then(c.executed).otherwise(c.approved)
    scored = (
        scores.indicators.lazy()
        .group_by("filing", "group")
        .agg(points=points(), unscored=c.score.null_count())
        .group_by("filing")
        .agg(
            marks=pl.when(c.points.null_count() == 0).then(c.points.sum()),
            unscored=c.unscored.sum(),
        )
    )
    facts = ("rulebook", "approved", "executed", "budget_points", "budget_score", "total")
    return (
        scores.filings.lazy()
        .select(*ABOUT, *facts, funds=pl.when(funds > 0).then(funds))
        .join(scored, on="filing", how="left", maintain_order="left")
        .with_columns(
            weighed=c.funds.is_not_null() & (c.unscored == 0).fill_null(value=False),
            budgeted=(c.approved > 0).fill_null(value=False) & c.executed.is_not_null(),
            full_marks=number(c.marks + millionths(c.budget_points)),
        )
        .with_columns(
            judged=c.weighed & c.budgeted & c.total.is_not_null(),
            funds_n=millionths(c.funds, LARGEST_FUNDS).fill_null(0),
        )
        .drop("unscored", "marks")
        .join(groups.members.lazy(), on="filing")
        .sort("group", "filing")
        .collect(engine=ENGINE)
    )


def points() -> pl.Expr:
    """The points of a filing's level-1 group: its indicators' weights, else what it declares."""
    told = pl.when(c.weight.null_count() == 0).then(millionths(c.weight).sum())
    return pl.coalesce(told, millionths(c.group_declared.first()))


def budgets(filings: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The groups with what their budgets and funds add up to.

    Where no filing's budget is complete, an amount is told only if no filing lacks it.
    """
    complete = c.budgeted & (c.funds_n > 0)
    weighted = c.funds_n * millionths(c.budget_points)
    return groups.join(
        filings.group_by("group").agg(
            filings=pl.len(),
            approved=_added("approved"),
            executed=_added("executed"),
            budget_points=number(
                mean(weighted.filter(complete).sum(), c.funds_n.filter(complete).sum())
            ),
            funds_n=c.funds_n.filter(c.weighed).sum(),
            judged_n=c.funds_n.filter(c.judged).sum(),
            mean_total_n=_judged("total"),
            mean_budget_n=_judged("budget_score"),
        ),
        on="group",
        how="left",
        maintain_order="left",
    )


def _added(name: str) -> pl.Expr:
    amounts = millionths(c(name), LARGEST_FUNDS)
    known = amounts.filter(c.budgeted).sum()
    every = pl.when(c(name).null_count() == 0).then(amounts.sum())
    return number(pl.when(c.budgeted.any()).then(known).otherwise(every))


def _judged(name: str) -> pl.Expr:
    weighted = (c.funds_n * millionths(c(name))).filter(c.judged).sum()
    return mean(weighted, c.funds_n.filter(c.judged).sum())
