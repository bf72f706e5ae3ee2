"""The frames that checks look at: scores with the columns that several checks need beside them."""

from __future__ import annotations

import polars as pl

from jiheng.checking.explained import goals_told
from jiheng.filing.frames import Frames
from jiheng.rulebook import Rulebook

c = pl.col

NAMED_AT_LEAST = 4
"""Characters of an indicator's name that a narrative must repeat to speak of it by name."""


def context(frames: Frames, rulebook: Rulebook) -> dict[str, pl.DataFrame]:
    """The frames by name, as the checks' expressions expect them."""
    told = frames.filings.lazy().select("filing", goals_told=goals_told())
    indicators = (
        frames.indicators.lazy()
        .join(told, on="filing", how="left", maintain_order="left")
        .with_columns(level2_key=c.opens.cast(pl.UInt32).cum_sum())
        .with_columns(level2_weights=_sum_or_null(c.weight).over("level2_key"))
        .collect()
    )
    filings = (
        frames.filings.lazy()
        .join(_per_filing(indicators), on="filing", how="left", maintain_order="left")
        .join(_groups_per_filing(frames.groups), on="filing", how="left", maintain_order="left")
        .with_columns(
            c("undeclared", "copied", "missed", "deducted").fill_null(0),
            c("official_level2", "official_groups").fill_null([]),
            full_marks=c.budget_points + c.groups_points,
            exact_rate=pl.when(c.approved > 0).then(c.executed / c.approved * 100),
        )
        .collect()
    )
    return {
        "filings": filings,
        "groups": frames.groups,
        "indicators": indicators,
        "mentions": _mentions(frames, filings, indicators),
        "leftovers": frames.leftovers,
        "cells": frames.cells,
    }


def _sum_or_null(points: pl.Expr) -> pl.Expr:
    return pl.when(points.null_count() == 0).then(points.sum()).round(6)


def _per_filing(indicators: pl.DataFrame) -> pl.LazyFrame:
    def bare(text: pl.Expr) -> pl.Expr:
        return text.str.replace_all(r"\s", "")

    shown = pl.concat_str(
        c.level3,
        c.weight.round(6).cast(pl.String).str.strip_suffix(".0").fill_null("不明"),
        separator=" ",
    )
    return (
        indicators.lazy()
        .group_by("filing")
        .agg(
            undeclared=c.weight_declared.null_count(),
            weights_shown=shown.filter(c.weight_declared.is_null()).str.join("、"),
            copied=((bare(c.target_text) == bare(c.actual_text)) & (c.actual_text != "")).sum(),
            missed=(~c.met).sum(),
            deducted=(c.score_claimed < c.weight - 1e-9).sum(),
            official_level2=c.nearest2.drop_nulls().unique(),
        )
    )


def _groups_per_filing(groups: pl.DataFrame) -> pl.LazyFrame:
    points = pl.coalesce(c.declared, c.weights)
    return (
        groups.lazy()
        .group_by("filing")
        .agg(
            groups_points=_sum_or_null(points),
            official_groups=c.official1.drop_nulls().unique(),
        )
    )


def _mentions(frames: Frames, filings: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Mentions with the table's figures beside them, and the indicator that a percentage is of."""
    if frames.mentions.is_empty():
        subject = {"subject": pl.String, "subject_target": pl.String, "subject_actual": pl.String}
        return frames.mentions.with_columns(
            *(pl.lit(None, kind).alias(name) for name, kind in subject.items()),
            *(
                pl.lit(None, pl.Float64).alias(name)
                for name in ("approved", "executed", "exact_rate", "rate", "subject_achievement")
            ),
            project=pl.lit(None, pl.String),
            about_another=pl.lit(value=False),
        )
    numbers = filings.lazy().select(
        "filing", "approved", "executed", "exact_rate", "rate", "project"
    )
    mentions = frames.mentions.with_row_index("mention").lazy()
    named = (
        mentions.filter((c.kind == "percent") & c.before.str.contains("完成率|完成|达成"))
        .join(
            indicators.lazy()
            .filter(c.level3.str.len_chars() >= NAMED_AT_LEAST)
            .select(
                "filing",
                subject="level3",
                subject_target="target_text",
                subject_actual="actual_text",
                subject_achievement="achievement",
            ),
            on="filing",
        )
        .filter(c.before.str.contains(c.subject, literal=True))
        .sort(c.subject.str.len_chars(), descending=True)
        .unique("mention", keep="first")
        .select("mention", "subject", "subject_target", "subject_actual", "subject_achievement")
    )
    return (
        mentions.join(numbers, on="filing", how="left", maintain_order="left")
        .join(named, on="mention", how="left", maintain_order="left")
        .with_columns(about_another=c.foreign.any().over("filing", "field"))
        .drop("mention")
        .collect()
    )
