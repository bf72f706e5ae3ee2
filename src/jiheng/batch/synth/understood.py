"""Texts into frames, as reading would have made them: each distinct text is understood once."""

from __future__ import annotations

import polars as pl

from jiheng.batch.synth.layouts import by_layout
from jiheng.filing import columns
from jiheng.filing.frames import Frames, frames
from jiheng.filing.model import (
    Filing,
    Group,
    understood_date,
    understood_indicator,
)
from jiheng.filing.narratives import admits, told_shares

c = pl.col
CHOICES = ("category", "attribute", "kind")
LIST = pl.List(pl.String)


def understood(forms: pl.DataFrame, indicators: pl.DataFrame) -> Frames:
    """The frames of some settled filings, numbered from 0 in their order; none of it is wrong."""
    order = forms.select("number", filing=pl.int_range(pl.len(), dtype=pl.UInt32))
    forms = forms.join(order, on="number", maintain_order="left")
    rows = indicators.join(
        forms.select("number", "filing", "project", narrative="deviation"),
        on="number",
        maintain_order="left",
    )
    return Frames(
        filings=_filings(forms),
        groups=_groups(rows),
        indicators=_indicators(rows),
        lines=_lines(forms),
        mentions=_mentions(forms),
        leftovers=pl.DataFrame(schema=columns.LEFTOVERS),
        cells=pl.DataFrame(schema=columns.CELLS),
        documents=pl.DataFrame(schema=columns.DOCUMENTS),
    )


def _filings(forms: pl.DataFrame) -> pl.DataFrame:
    dates = {text: understood_date(text) for text in forms["filled_on_text"].unique()}
    points = c.budget_points.cast(pl.Float64)
    choices = [
        expression
        for name in CHOICES
        for expression in (_ticked(name).alias(name), _options(name).alias(f"{name}_options"))
    ]
    known = forms.with_columns(
        *choices,
        filled_on=c.filled_on_text.replace_strict(dates, return_dtype=pl.String),
        approved=_number("approved_text"),
        executed=_number("executed_text"),
        initial=pl.when(c.initial_text != "").then(_number("initial_text")),
        rate_claimed=_number("rate_said"),
        budget_weight=points,
        budget_score_claimed=_number("budget_score_text"),
        performance_weight=c.performance_weight_text.str.extract(r"（(\d+)分）").cast(pl.Float64),
        total_claimed=_number("total_text"),
        signed_on=c.signed_on_text.replace_strict(dates, default=None, return_dtype=pl.String),
        rate_decimals=pl.lit(2, pl.Int16),
        rate_sign=pl.lit(value=True),
        rate_ratio=pl.lit(value=False),
        budget_score_decimals=_decimals("budget_score_text"),
        total_decimals=_decimals("total_text"),
    )
    return _shaped(known, columns.FILINGS)


def _options(name: str) -> pl.Expr:
    """What a form offers to be ticked."""
    return by_layout(lambda layout: pl.lit(layout.options.get(name, []), dtype=LIST))


def _ticked(name: str) -> pl.Expr:
    """What a form ticks: one of its options, if it has any."""
    options = _options(name)
    return options.list.slice(pl.col(f"{name}_no") % options.list.len().clip(1), 1)


def _shaped(frame: pl.DataFrame, schema: columns.Schema) -> pl.DataFrame:
    """The columns of a schema; those that the forms made up here leave empty are added."""
    empty = {
        name: pl.lit("" if kind == columns.TEXT and name not in NULL else None)
        for name, kind in schema.items()
    }
    has = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in has else empty[name]).cast(kind).alias(name)
        for name, kind in schema.items()
    )


NULL = {"approved_unit", "executed_unit"}
"""Texts that are null, and not empty, where nothing is said."""


def _number(name: str) -> pl.Expr:
    """The number nearest to a decimal text, as reading it gives it."""
    return pl.col(name).cast(pl.Float64)


def _decimals(name: str) -> pl.Expr:
    return pl.col(name).str.extract(r"\.(\d+)$").str.len_chars().fill_null(0)


def _groups(rows: pl.DataFrame) -> pl.DataFrame:
    """The groups that a form has, numbered in their order, their points where it prints them."""
    found = rows.group_by("filing", "group", maintain_order=True).agg(
        c.level1.first(), c.group_points.first(), c.template.first(), c.group_text.first()
    )
    return found.select(
        "filing",
        group=(pl.int_range(pl.len()).over("filing")).cast(columns.COUNT),
        level1="level1",
        declared=pl.when(by_layout(lambda layout: layout.points_on_groups)).then(
            c.group_points.cast(pl.Float64)
        ),
        text="group_text",
    )


def _indicators(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(
        weight_declared=pl.when(
            by_layout(lambda layout: layout.weight_column) | c.points_in_names
        ).then(_number("weight_said")),
        group_declared=pl.when(by_layout(lambda layout: layout.points_on_groups)).then(
            c.group_points.cast(pl.Float64)
        ),
    )
    pairs = _pairs(rows.select("target_text", "actual_text").unique(maintain_order=True))
    aims = _directions(rows.select("level3", "target_text").unique(maintain_order=True))
    joined = (
        rows.lazy()
        .drop("goal", "unit", "actual")
        .join(pairs.lazy(), on=["target_text", "actual_text"], how="left", maintain_order="left")
        .join(aims.lazy(), on=["level3", "target_text"], how="left", maintain_order="left")
        .with_columns(
            row=c.row.cast(columns.COUNT),
            group=c.group.cast(columns.COUNT),
            level2_declared=pl.lit(None, pl.Float64),
            level2_text=c.level2,
            score_claimed=_number("score_text"),
            score_decimals=_decimals("score_text").cast(columns.COUNT),
        )
        .collect()
    )
    told = _told(joined)
    return _shaped(pl.concat([joined, told], how="horizontal"), columns.INDICATORS)


FACTS = [
    *(f"target_{name}" for name in columns.QUANTITY),
    *(f"actual_{name}" for name in columns.QUANTITY),
    *("bound", "tier", "comparable", "goal", "goal_upper", "reached"),
]


def _pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """What a target and an actual say, alone and together."""
    return _sample([("", target, actual) for target, actual in pairs.iter_rows()]).select(FACTS)


def _directions(aims: pl.DataFrame) -> pl.DataFrame:
    """Whether less is better, by an indicator's name and its target."""
    facts = _sample([(level3, target, "") for level3, target in aims.iter_rows()])
    return facts.select("level3", "target_text", "lower_is_better")


def _sample(cells: list[tuple[str, str, str]]) -> pl.DataFrame:
    """The indicators frame of one long form with these names, targets and actuals."""
    rows = tuple(
        understood_indicator(
            row=1,
            group=0,
            level1="",
            level2_text="",
            level3_text=level3,
            target_text=target,
            actual_text=actual,
            score_text="",
        )
        for level3, target, actual in cells
    )
    return frames([Filing(id="", rulebook="", groups=(Group(""),), indicators=rows)]).indicators


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """`told` and `admitted` of each row: what the form's narrative says of it."""
    aim = pl.when(c.target_nature == "qualitative").then(c.target_text).otherwise(pl.lit(""))
    forms = rows.group_by("filing", maintain_order=True).agg(
        "level3", aim, c.narrative.first(), c.project.first()
    )
    shares: list[float | None] = []
    admitted: list[bool] = []
    for _, names, aims, narrative, project in forms.iter_rows():
        shares += told_shares(names, aims, narrative, project)
        admitted += [admits(narrative)] * len(names)
    return pl.DataFrame(
        {"told": shares, "admitted": admitted}, schema={"told": pl.Float64, "admitted": pl.Boolean}
    )


def _lines(forms: pl.DataFrame) -> pl.DataFrame:
    """The one source of the money that some layouts name."""
    return (
        forms.filter(c.fund_label != "")
        .with_columns(
            label="fund_label",
            approved=_number("approved_text"),
            executed=_number("executed_text"),
            initial=_number("approved_text"),
            weight_text=pl.lit(""),
            score_text=pl.lit(""),
        )
        .pipe(_shaped, columns.LINES)
    )


TELLS = r"\d|项目|[零〇一二三四五六七八九十百千万两]"


def _mentions(forms: pl.DataFrame) -> pl.DataFrame:
    """What the narratives mention; those without a figure or a name mention nothing."""
    fields = ("deviation", "improvement", "conclusion")
    telling = forms.filter(pl.any_horizontal(pl.col(f).str.contains(TELLS) for f in fields))
    models = [
        Filing(id="", rulebook="", project=project, **dict(zip(fields, texts, strict=True)))
        for project, *texts in telling.select("project", *fields).iter_rows()
    ]
    found = frames(models).mentions
    numbers = telling["filing"].gather(found["filing"]) if found.height else found["filing"]
    return found.with_columns(numbers.alias("filing"))
