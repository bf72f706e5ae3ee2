"""What the roll-up takes from checked filings, and the same of several batches together.

A batch too large for the memory is checked slice by slice; of each slice only this is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from jiheng.checking import Checked
from jiheng.filing.columns import ENGINE
from jiheng.rolling.exact import millionths, number
from jiheng.rolling.identity import WRITTEN, understood
from jiheng.rolling.keys import BY
from jiheng.rulebook import Rulebook

c = pl.col

SEVERITIES = ("error", "warning", "advice")
TOLD = ("filing", "id", "path", "index", "project", *BY, "rulebook", "fiscal_year")
MONEY = ("approved", "executed", "budget_points", "budget_score", "total")
NEEDED = (
    *("filing", "group_declared", *WRITTEN),
    *("target_text", "actual_text", "target_unit", "actual_unit", "target_comparator"),
    *("target_nature", "target_value", "target_upper", "actual_completion"),
    *("goal", "goal_upper", "reached", "lower_is_better", "measured"),
    *("basis", "weight", "score"),
)
KEPT = (
    *("filing", "form_row", "form_group", "group_declared", "name"),
    *("kind", "direction", "way", "known", "unit", "comparator"),
    *("target_text", "actual_text", "weight", "score", "aim", "done", "aim_upper"),
)
FEW = ("kind", "unit", "comparator")
"""Columns of few different words, kept as their numbers."""


class Taken(NamedTuple):
    """Checked filings as far as the roll-up looks at them.

    filings: `TOLD`, `MONEY`, `SEVERITIES` (its own findings), `funds` (万元, what it is weighted
    by, null for none), `weighed` (it has funds and a score for each indicator), `budgeted` (its
    budget is complete), `judged` (both, and a total), `full_marks`
    rows: `KEPT`, the indicators of the filings that are weighed
    names: name (its number in `rows`), `WRITTEN`
    across: severity, filings, of the findings that are not one filing's own
    """

    filings: pl.DataFrame
    rows: pl.DataFrame
    names: pl.DataFrame
    across: pl.DataFrame
    rulebooks: Mapping[str, Rulebook]


def taken(checked: Checked) -> Taken:
    """What the roll-up takes from a checked batch."""
    scores, books = checked.scores, checked.scores.rulebooks
    across = checked.findings.filter(c.filing.is_null()).select("severity", "filings")
    if not scores.filings.height:
        return _nothing(scores.filings, across)
    indicators = scores.indicators.lazy()
    filings = _filings(scores.filings.lazy(), indicators, checked.findings, books).collect(
        engine=ENGINE
    )
    weighed = filings.lazy().filter(c.weighed).select("filing")
    names = indicators.select(WRITTEN).unique().sort(WRITTEN).with_row_index("name")
    distinct = names.collect(engine=ENGINE)
    rows = (
        indicators.select(*NEEDED, form_row=c.row, form_group=c.group)
        .join(weighed, on="filing", how="semi", maintain_order="left")
        .join(distinct.lazy(), on=WRITTEN, nulls_equal=True, maintain_order="left")
        .pipe(understood)
        .select(KEPT)
        .with_columns(c(FEW).cast(pl.Categorical))
        .collect(engine=ENGINE)
    )
    return Taken(filings, rows, distinct, across, books)


def _nothing(filings: pl.DataFrame, across: pl.DataFrame) -> Taken:
    none = filings.select(TOLD).with_columns(pl.lit(0).alias(name) for name in SEVERITIES)
    return Taken(none, pl.DataFrame(), pl.DataFrame(), across, {})


def _filings(
    filings: pl.LazyFrame,
    indicators: pl.LazyFrame,
    findings: pl.DataFrame,
    books: Mapping[str, Rulebook],
) -> pl.LazyFrame:
    funds_by = {id_: book.aggregation.funds for id_, book in books.items()}
    by_executed = c.rulebook.replace_strict(funds_by, return_dtype=pl.String) == "executed"
    funds = pl.when(by_executed).then(c.executed).otherwise(c.approved)
    scored = (
        indicators.group_by("filing", "group")
        .agg(points=points(), unscored=c.score.null_count())
        .group_by("filing")
        .agg(
            marks=pl.when(c.points.null_count() == 0).then(c.points.sum()),
            unscored=c.unscored.sum(),
        )
    )
    counted = (
        findings.lazy()
        .filter(c.filing.is_not_null())
        .group_by("filing")
        .agg((c.severity == name).sum().alias(name) for name in SEVERITIES)
    )
    return (
        filings.select(*TOLD, *MONEY, funds=pl.when(funds > 0).then(funds))
        .join(scored, on="filing", how="left", maintain_order="left")
        .join(counted, on="filing", how="left", maintain_order="left")
        .with_columns(
            c(SEVERITIES).fill_null(0),
            weighed=c.funds.is_not_null() & (c.unscored == 0).fill_null(value=False),
            budgeted=(c.approved > 0).fill_null(value=False) & c.executed.is_not_null(),
            full_marks=number(c.marks + millionths(c.budget_points)),
        )
        .with_columns(judged=c.weighed & c.budgeted & c.total.is_not_null())
        .drop("unscored", "marks")
    )


def points() -> pl.Expr:
    """The points of a filing's level-1 group: its indicators' weights, else what it declares."""
    told = pl.when(c.weight.null_count() == 0).then(millionths(c.weight).sum())
    return pl.coalesce(told, millionths(c.group_declared.first()))


def together(parts: Iterable[Taken]) -> Taken:
    """Several batches as one; their filings are numbered on, in order."""
    filings, rows, names, across = [], [], [], []
    books: dict[str, Rulebook] = {}
    before, named = 0, 0
    for part in parts:
        filings.append(part.filings.with_columns(c.filing + before))
        rows.append(part.rows.with_columns(c.filing + before, c.name + named))
        names.append(part.names.with_columns(c.name + named))
        across.append(part.across.with_columns(c.filings.list.eval(pl.element() + before)))
        books |= part.rulebooks
        before += part.filings.height
        named += part.names.height
    return Taken(pl.concat(filings), pl.concat(rows), pl.concat(names), pl.concat(across), books)
