"""The frames that checks look at: scores with the columns that several checks need beside them."""

from __future__ import annotations

import polars as pl

from jiheng.scoring import Plan

c = pl.col

NAMED_AT_LEAST = 4
"""Characters of an indicator's name that a narrative must repeat to speak of it by name."""
COMPLETED = (
    r"(?:完成|达成)(?:率|度|比例)?"
    r"(?:了|为|是|达|达到|到|仅|只有|约|：|:|的|目标|任务|计划|年度|年初|全年)*$"
)
"""How a narrative leads up to the percentage of a completion."""
ENDED = "[。；;\n]"
"""What ends the sentence about an indicator."""
SUBJECT = {
    "subject": pl.String,
    "subject_target": pl.String,
    "subject_actual": pl.String,
    "subject_achievement": pl.Float64,
    "subject_share": pl.Float64,
}
"""The indicator whose completion a percentage tells; its actual, where that is a percentage too."""


def context(plan: Plan) -> dict[str, pl.LazyFrame]:
    """The frames by name, as the checks' expressions expect them; nothing is computed yet."""
    indicators = (
        plan.indicators.with_columns(level2_key=c.opens.cast(pl.UInt32).cum_sum())
        .with_columns(
            level2_weights=_sum_or_null(c.weight).over("level2_key"),
            name=c.level3.str.replace_all(r"[\s\p{P}]", ""),
        )
        .with_columns(first_row=c.row.min().over("filing", "name"))
    )
    filings = (
        plan.filings.join(_per_filing(indicators), on="filing", how="left", maintain_order="left")
        .join(_groups_per_filing(plan.groups), on="filing", how="left", maintain_order="left")
        .with_columns(
            c("undeclared", "copied", "missed", "deducted").fill_null(0),
            c("official_level2", "official_groups").fill_null([]),
            full_marks=c.budget_points + c.groups_points,
            exact_rate=pl.when(c.approved > 0).then(c.executed / c.approved * 100),
        )
    )
    return {
        "filings": filings,
        "groups": plan.groups,
        "indicators": indicators,
        "mentions": _mentions(plan.frames.mentions, filings, indicators),
        "leftovers": plan.frames.leftovers.lazy(),
        "cells": plan.frames.cells.lazy(),
    }


def _sum_or_null(points: pl.Expr) -> pl.Expr:
    return pl.when(points.null_count() == 0).then(points.sum()).round(6)


def _per_filing(indicators: pl.LazyFrame) -> pl.LazyFrame:
    def bare(text: pl.Expr) -> pl.Expr:
        return text.str.replace_all(r"\s", "")

    shown = pl.concat_str(
        c.level3,
        c.weight.round(6).cast(pl.String).str.strip_suffix(".0").fill_null("不明"),
        separator=" ",
    )
    return indicators.group_by("filing").agg(
        undeclared=c.weight_declared.null_count(),
        weights_shown=shown.filter(c.weight_declared.is_null()).str.join("、"),
        copied=((bare(c.target_text) == bare(c.actual_text)) & (c.actual_text != "")).sum(),
        missed=(~c.met).sum(),
        deducted=(c.score_claimed < c.weight - 1e-9).sum(),
        official_level2=c.nearest2.drop_nulls().unique(),
    )


def _groups_per_filing(groups: pl.LazyFrame) -> pl.LazyFrame:
    points = pl.coalesce(c.declared, c.weights)
    return groups.group_by("filing").agg(
        groups_points=_sum_or_null(points),
        official_groups=c.official1.drop_nulls().unique(),
    )


def _mentions(told: pl.DataFrame, filings: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Mentions with the table's figures beside them, and the indicator that a percentage is of."""
    numbers = filings.select("filing", "approved", "executed", "exact_rate", "rate", "project")
    mentions = told.lazy().with_row_index("mention")
    between = c.before.str.split(c.subject).list.last()
    named = (
        mentions.filter((c.kind == "percent") & c.before.str.contains(COMPLETED))
        .join(
            indicators.filter(c.level3.str.len_chars() >= NAMED_AT_LEAST).select(
                "filing",
                subject="level3",
                subject_target="target_text",
                subject_actual="actual_text",
                subject_achievement="achievement",
                subject_share=pl.when(c.actual_unit == "%").then(c.actual_value),
            ),
            on="filing",
        )
        .filter(c.before.str.contains(c.subject, literal=True) & ~between.str.contains(ENDED))
        .sort(between.str.len_chars(), -c.subject.str.len_chars().cast(pl.Int32))
        .unique("mention", keep="first", maintain_order=True)
        .select("mention", *SUBJECT)
    )
    return (
        mentions.join(numbers, on="filing", how="left", maintain_order="left")
        .join(named, on="mention", how="left", maintain_order="left")
        .with_columns(about_another=c.foreign.any().over("filing", "field"))
        .drop("mention")
    )
