"""A case as a filing: the same texts, understood as reading understands them."""

from __future__ import annotations

from typing import Any

from jiheng.batch.synth.errors.case import Case
from jiheng.batch.synth.layouts import layouts
from jiheng.filing.model import (
    Budget,
    Filing,
    Group,
    Indicator,
    Leftover,
    Source,
    understood_budget,
    understood_date,
    understood_group,
    understood_indicator,
    understood_line,
)
from jiheng.quantity import read_score, split_points

AS_WRITTEN = (
    *("id", "path", "index", "template", "rulebook", "title", "fiscal_year", "unit"),
    *("filled_on_text", "project", "project_code", "supervising_department", "implementing_unit"),
    *("performance_weight_text", "goal", "goal_actual", "conclusion", "deviation", "improvement"),
    *("opinion", "signature", "signed_on_text", "notes", "total_text"),
    "total_weight_text",
)
CHOICES = ("category", "attribute", "kind")


def ticked(form: dict[str, Any]) -> dict[str, list[str]]:
    """What a form ticks, by field."""
    options = layouts()[form["template"]].options
    return {name: _one(options.get(name, []), form[f"{name}_no"]) for name in CHOICES}


def _one(options: list[str], place: int) -> list[str]:
    return [options[place % len(options)]] if options else []


def modelled(case: Case) -> Filing:
    """The filing of a case after its last change."""
    form = case.form
    groups = {row["group"]: row["group_text"] for row in case.rows} | case.groups
    order = {group: place for place, group in enumerate(groups)}
    labels = [understood_group(text) for text in groups.values()]
    rows = tuple(_indicator(row, order[row["group"]], labels) for row in case.rows)
    points = split_points(form["performance_weight_text"])[1]
    return Filing(
        **{name: form[name] for name in AS_WRITTEN},
        filled_on=understood_date(form["filled_on_text"]),
        category=tuple(case.ticks["category"]),
        attribute=tuple(case.ticks["attribute"]),
        kind=tuple(case.ticks["kind"]),
        options={name: tuple(each) for name, each in case.layout.options.items()},
        budget=_budget(form),
        performance_weight=points,
        groups=tuple(labels),
        indicators=rows,
        total_claimed=_score(form["total_text"]),
        signed_on=understood_date(form["signed_on_text"]),
        placeholders=tuple(Leftover(field, text) for field, text in case.placeholders),
        unplaced=tuple(Leftover("document", text) for text in case.unplaced),
        sources={name: Source(confidence=known) for name, known in case.doubtful.items()},
    )


def _score(text: str) -> float | None:
    return read_score(text).value


def _indicator(row: dict[str, Any], group: int, labels: list[Group]) -> Indicator:
    return understood_indicator(
        row=row["row"],
        group=group,
        level1=labels[group].level1,
        level2_text=row["level2"],
        level3_text=row["level3_text"],
        target_text=row["target_text"],
        actual_text=row["actual_text"],
        weight_text=row["weight_text"],
        score_text=row["score_text"],
        deviation=row["deviation"],
    )


def _budget(form: dict[str, Any]) -> Budget:
    unit, names = form["budget_unit"], ("approved_text", "executed_text", "initial_text")
    money = {name: form[name] for name in names}
    line = {"label": form["fund_label"], "unit": unit, "rate_text": form["rate_text"]}
    return understood_budget(
        unit=unit,
        **money,
        rate_text=form["rate_text"],
        weight_text=form["budget_weight_text"],
        score_text=form["budget_score_text"],
        lines=(understood_line(**line, **money),) if form["fund_label"] else (),
    )
