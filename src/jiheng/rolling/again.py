"""Groups scored as filings are: by the scoring expressions and their own rulebook.

A score keeps the digits that the rulebook prints, as long as its weight has no more; where a mean
gave the weight more, so that a rounded score could exceed it, the score keeps six.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from jiheng.filing.columns import (
    CELLS,
    DOCUMENTS,
    ENGINE,
    FILINGS,
    GROUPS,
    INDICATORS,
    LEFTOVERS,
    LINES,
    MENTIONS,
    NATURES,
    Schema,
)
from jiheng.filing.frames import Frames
from jiheng.rolling.identity import MEASURED
from jiheng.rulebook import Rulebook
from jiheng.scoring.run import plan

c = pl.col

DIGITS = 6


class Again(NamedTuple):
    """What scoring makes of the groups.

    budgets: group, budget_points, rate, budget_score
    indicators: group, row, basis, score_within
    """

    budgets: pl.DataFrame
    indicators: pl.DataFrame


def scored_again(
    groups: pl.DataFrame, indicators: pl.DataFrame, rulebooks: Mapping[str, Rulebook]
) -> Again:
    """Score groups with `approved`, `executed` and `budget_points`, and their indicators."""
    parts = [_scored(_of(groups, indicators, book), book) for book in rulebooks.values()]
    return Again(
        pl.concat([part.budgets for part in parts]), pl.concat([part.indicators for part in parts])
    )


def _scored(frames: Frames, book: Rulebook) -> Again:
    total = book.total.model_copy(update={"digits": max(DIGITS, book.total.digits)})
    fine = plan(frames, book.model_copy(update={"total": total}))
    printed = plan(frames, book)
    short = c.weight == c.weight.round(book.total.digits)
    finer = fine.indicators.select("filing", "row", fine="score")
    indicators = printed.indicators.join(
        finer, on=["filing", "row"], how="left", maintain_order="left"
    ).select(
        "row",
        "basis",
        group=c.filing,
        score_within=pl.when(short.fill_null(value=True)).then(c.score).otherwise(c.fine),
    )
    budgets = printed.filings.select("budget_points", "rate", "budget_score", group=c.filing)
    return Again(*pl.collect_all([budgets, indicators], engine=ENGINE))


def _of(groups: pl.DataFrame, indicators: pl.DataFrame, book: Rulebook) -> Frames:
    own = groups.filter(c.rulebook == book.id)
    return Frames(
        filings=filing_frame(own),
        indicators=indicator_frame(indicators.filter(c.rulebook == book.id)),
        groups=pl.DataFrame(schema=GROUPS | {"group": pl.Int32}),
        lines=pl.DataFrame(schema=LINES),
        mentions=pl.DataFrame(schema=MENTIONS),
        leftovers=pl.DataFrame(schema=LEFTOVERS),
        cells=pl.DataFrame(schema=CELLS),
        documents=pl.DataFrame(schema=DOCUMENTS),
    )


def indicator_frame(rows: pl.DataFrame) -> pl.DataFrame:
    """The aggregated indicators as the indicators of a filing per group, for scoring.

    What has no measurement enters as answered in words, with its mean score as the claimed one.
    """
    measured = c.way == MEASURED
    nature = pl.when(measured).then(pl.lit("quantitative")).otherwise(pl.lit("qualitative"))
    given = {
        "filing": c.group,
        "row": c.row,
        "group": c.level1_no,
        "level1": c.level1,
        "level2": c.level2,
        "level2_text": c.level2,
        "level3": c.level3,
        "level3_text": c.level3,
        "target_nature": nature,
        "actual_nature": nature,
        "target_comparator": pl.when(measured).then(c.comparator),
        "weight_declared": c.weight,
        "score_claimed": c.claimed,
        "bound": pl.lit(value=False),
        "lower_is_better": c.direction == "lower",
        "comparable": pl.when(measured).then(pl.lit(value=True)),
        "goal": c.aim,
        "goal_upper": c.aim_upper,
        "reached": c.done,
    }
    return in_schema(rows, INDICATORS | MANY, given)


MANY: Schema = {"row": pl.Int32, "group": pl.Int32}
"""A group has more indicators than a form has rows."""


def filing_frame(groups_: pl.DataFrame) -> pl.DataFrame:
    """The groups as filings with a budget, for scoring."""
    given = {
        "filing": c.group,
        "rulebook": c.rulebook,
        "fiscal_year": c.fiscal_year,
        "approved": c.approved,
        "executed": c.executed,
        "budget_weight": c.budget_points,
    }
    return in_schema(groups_, FILINGS, given)


EMPTY: dict[object, object] = {pl.String: "", NATURES: "blank", pl.Boolean: False}
"""What stands in a column of which nothing is known, by its type; null in all others."""


def in_schema(frame: pl.DataFrame, schema: Schema, given: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """A frame with the columns of a schema: those given, and empty ones."""
    return frame.select(
        given.get(name, pl.lit(EMPTY.get(kind))).cast(kind).alias(name)
        for name, kind in schema.items()
    )
