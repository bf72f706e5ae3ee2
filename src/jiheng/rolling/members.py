"""The filings of each group, and what their budgets and totals come to."""

from __future__ import annotations

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling.exact import LARGEST_FUNDS, mean, millionths, number
from jiheng.rolling.keys import Keyed

c = pl.col

ABOUT = ("filing", "id", "path", "index", "project", "unit")
MONEY = ("approved", "executed", "funds", "budget_points", "budget_score", "full_marks", "total")
PARTS = ("weighed", "budgeted", "judged")


def members(filings: pl.DataFrame, groups: Keyed) -> pl.DataFrame:
    """The filings of each group: group, whole, `ABOUT`, `MONEY`, `PARTS`, and `funds_n`."""
    return (
        filings.lazy()
        .select(
            *(*ABOUT, *MONEY, *PARTS),
            funds_n=millionths(c.funds, LARGEST_FUNDS).fill_null(0),
        )
        .join(groups.members.lazy(), on="filing")
        .sort("group", "filing")
        .collect(engine=ENGINE)
    )


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
