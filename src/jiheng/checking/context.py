"""The frames that checks look at: scores with the columns that several checks need beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

import polars as pl

from jiheng.scoring import Plan
from jiheng.scoring.run import EARNED
from jiheng.scoring.steps import step

c = pl.col

NAMED_AT_LEAST = 4
"""Characters of an indicator's name that a narrative must repeat to speak of it by name."""
COMPLETED = (
    r"(?:完成|达成)(?:率|度|比例)?"
    r"(?:了|为|是|达|达到|到|仅|只有|约|：|:|的|目标|任务|计划|年度|年初|全年)*$"
)
"""How a narrative leads up to the percentage of a completion."""
DIRECT = r"^(?:的)?(?:实际|全年|年末)?(?:完成|达成)?(?:已|仅|只|约)?(?:达到|达|为|是|有)?$"
"""What may stand between an indicator's name and the percentage that it reached."""
AIMED = r"(?:目标(?:值|数)?(?:为|是|：|:)|目标值|率目标)$"
"""How a narrative leads up to the target itself, and not to what was reached."""
LED_UP_TO = r"(?:实际|完成|达成|达到|达|为|是|有)$"
"""How a narrative leads up to a percentage of either kind, at the least."""
NUMBERED = r"^\s*[（(]?\d{1,2}[）)、.．]\s*"
ENDED = ["。", "；", ";", "\n"]
"""What ends the sentence about an indicator: a word each, for polars keeps 32 patterns at hand."""
SUBJECT = {
    "subject": pl.String,
    "subject_target": pl.String,
    "subject_actual": pl.String,
    "subject_achievement": pl.Float64,
    "subject_share": pl.Float64,
}
"""The indicator whose completion a percentage tells; its actual, where that is a percentage too."""


def context(plan: Plan, wanted: Mapping[str, Collection[str]]) -> dict[str, pl.LazyFrame]:
    """The frames by name, as the checks' expressions expect them; nothing is computed yet.

    `wanted` are the columns that the checks look at, by the frame: what they do not look at is not
    made.
    """
    return {
        "filings": _filings(plan, wanted.get("filings", ())),
        "groups": plan.groups,
        "indicators": _indicators(plan, wanted.get("indicators", ())),
        "mentions": _mentions(plan, wanted.get("mentions", ())),
        "leftovers": plan.frames.leftovers.lazy(),
        "cells": plan.frames.cells.lazy(),
    }


EXACT_RATE = pl.when(c.approved > 0).then(c.executed / c.approved * 100).alias("exact_rate")
FULL_MARKS = c.budget_points + c.groups_points


def _filings(plan: Plan, wanted: Collection[str]) -> pl.LazyFrame:
    """Filings with sums over their indicators, their groups and their budget's parts."""
    marks = {"groups_points"} if "full_marks" in wanted else {}
    filings = plan.claims if EARNED.isdisjoint(wanted) else plan.filings
    return (
        filings.pipe(_summed, plan.indicators, _of_indicators(), wanted)
        .pipe(_summed, plan.groups, _of_groups(), {*wanted, *marks})
        .pipe(_summed, plan.frames.lines.lazy(), _of_lines(), wanted)
        .with_columns(EXACT_RATE, **({"full_marks": FULL_MARKS} if marks else {}))
    )


def _indicators(plan: Plan, wanted: Collection[str]) -> pl.LazyFrame:
    """Indicators with what others of the same name, or of the same level 2, say with them."""
    keys, found = _of_level2_and_names()
    if not found.keys() & wanted and not keys.keys() & wanted:
        return plan.indicators
    return plan.indicators.with_columns(**keys).with_columns(
        **{name: found[name] for name in found if name in wanted}
    )


@cache
def _of_level2_and_names() -> tuple[dict[str, pl.Expr], dict[str, pl.Expr]]:
    """What rows have in common, and what they say with those that have it in common."""
    bare = c.level3.str.replace(NUMBERED, "").str.replace_all(r"[\s\p{P}]|^项目", "")
    keys = {"level2_key": c.opens.cast(pl.UInt32).cum_sum(), "name": bare}
    return keys, {
        "level2_weights": _sum_or_null(c.weight).over("level2_key"),
        "first_row": c.row.min().over("filing", "name"),
    }


Sums = dict[str, tuple[pl.Expr, object]]
"""Name -> what to work out over a filing's rows, and its value for a filing without any."""


def _summed(
    filings: pl.LazyFrame, rows: pl.LazyFrame, sums: Sums, wanted: Collection[str]
) -> pl.LazyFrame:
    """Filings with the wanted sums over their rows in another frame."""
    chosen = {name: sums[name] for name in sums if name in wanted}
    if not chosen:
        return filings
    found = rows.group_by("filing").agg(expr.alias(name) for name, (expr, _) in chosen.items())
    return filings.join(found, on="filing", how="left", maintain_order="left").with_columns(
        c(name).fill_null(none) for name, (_, none) in chosen.items() if none is not None
    )


def _sum_or_null(points: pl.Expr) -> pl.Expr:
    return pl.when(points.null_count() == 0).then(points.sum()).round(6)


@cache
def _of_indicators() -> Sums:
    def bare(text: pl.Expr) -> pl.Expr:
        return text.str.replace_all(r"\s", "")

    weight = c.weight.round(6).cast(pl.String).str.strip_suffix(".0").fill_null("不明")
    shown = pl.concat_str(c.level3, weight, separator=" ")
    copied = (c.actual_text != "") & (bare(c.target_text) == bare(c.actual_text))
    return {
        "undeclared": (c.weight_declared.null_count(), 0),
        "weights_shown": (shown.filter(c.weight_declared.is_null()).str.join("、"), None),
        "copied": (copied.sum(), 0),
        "missed": ((~c.met).sum(), 0),
        "deducted": ((c.score_claimed < c.weight - 1e-9).sum(), 0),
        "official_level2": (c.nearest2.filter(c.opens & c.nearest2.is_not_null()), []),
    }


@cache
def _of_groups() -> Sums:
    return {
        "groups_points": (_sum_or_null(pl.coalesce(c.declared, c.weights)), None),
        "official_groups": (c.official1.drop_nulls(), []),
    }


@cache
def _of_lines() -> Sums:
    """The sums of a budget's parts; null where a figure cannot be read, or none is given."""

    def parts(name: str) -> pl.Expr:
        unread = c(name).is_null() & c(f"{name}_text").str.contains(r"\d")
        known = ~unread.any() & c(name).is_not_null().any()
        return pl.when(known).then(c(name).sum()).round(6)

    return {
        "fund_parts": (pl.len(), 0),
        "approved_parts": (parts("approved"), None),
        "executed_parts": (parts("executed"), None),
    }


FIGURES = c("filing", "approved", "initial", "executed", "rate", "project")
LONG = c.level3.str.len_chars() >= NAMED_AT_LEAST
TELLS_COMPLETION = (
    (c.kind == "percent")
    & (c.before.str.contains(COMPLETED) | c.before.str.contains(LED_UP_TO))
    & ~c.before.str.contains(AIMED)
)
SUBJECTS = step(
    filing=c.filing,
    subject=c.level3,
    subject_target=c.target_text,
    subject_actual=c.actual_text,
    subject_achievement=c.achievement,
    subject_share=pl.when(c.actual_unit.fill_null(c.target_unit) == "%").then(c.actual_value),
)
BETWEEN = c.before.str.split(c.subject).list.last()
NAMES_SUBJECT = c.before.str.contains(c.subject, literal=True) & ~BETWEEN.str.contains_any(ENDED)
SPEAKS_OF_SUBJECT = c.before.str.contains(COMPLETED) | BETWEEN.str.contains(DIRECT)
NEAREST = (BETWEEN.str.len_chars(), -c.subject.str.len_chars().cast(pl.Int32))


ABOUT_ANOTHER = c.foreign.any().over("filing", "field").alias("about_another")


def _mentions(plan: Plan, wanted: Collection[str]) -> pl.LazyFrame:
    """Mentions with the table's figures beside them, and the indicator that a percentage is of."""
    figures = plan.filings.select(FIGURES).with_columns(EXACT_RATE)
    mentions = plan.frames.mentions.lazy().join(
        figures, on="filing", how="left", maintain_order="left"
    )
    told = mentions.with_columns(ABOUT_ANOTHER)
    return _with_subjects(told, plan.indicators) if SUBJECT.keys() & wanted else told


def _with_subjects(mentions: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    mentions = mentions.with_row_index("mention")
    subjects = (
        mentions.select("mention", "filing", "kind", "before")
        .filter(TELLS_COMPLETION)
        .join(indicators.filter(LONG).select(SUBJECTS), on="filing")
        .filter(NAMES_SUBJECT)
        .filter(SPEAKS_OF_SUBJECT)
        .sort(NEAREST)
        .unique("mention", keep="first", maintain_order=True)
        .select("mention", *SUBJECT)
    )
    return mentions.join(subjects, on="mention", how="left", maintain_order="left")
