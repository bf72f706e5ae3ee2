"""A form to be filled in, made from the approved targets of a project."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from jiheng.filing.model import (
    Filing,
    Group,
    Indicator,
    understood_budget,
    understood_group,
    understood_indicator,
)
from jiheng.quantity import read_amount, read_score, split_points
from jiheng.reading.approved import Targets
from jiheng.rulebook import Rulebook
from jiheng.writing.figure import plain
from jiheng.writing.official.prepare import blank

IDENTITY = ("project", "project_code", "unit", "supervising_department", "implementing_unit")
SIGNS = ("≥", "≤", "＞", "＜", ">", "<", "＝", "=")


def form_of(targets: Targets, rulebook: Rulebook, year: int | None = None) -> Filing:
    """The form of one project's approved targets, its results to be filled in.

    `year` is that of the list where it is not given. Where the form has no column of weights, they
    stand in the labels of level 3 and their sums in those of level 1.
    """
    about = targets.about
    named = re.search(r"20\d\d", about["year"])
    form = blank(rulebook, year or (int(named[0]) if named else None))
    names = dict.fromkeys(row["level1"] for row in targets.indicators)
    groups = {name: understood_group(_with_points(name, targets)) for name in names}
    budget = form.budget
    return replace(
        form,
        **{name: about[name] for name in IDENTITY},
        goal=about["goal"],
        budget=understood_budget(
            unit=budget.unit,
            approved_text=_in_wan(about["budget"], targets.money),
            executed_text="",
            rate_text="",
            weight_text=budget.weight_text,
            score_text="",
        ),
        groups=tuple(groups.values()),
        indicators=tuple(
            _indicator(number, row, groups, declared=rulebook.form.weights_declared)
            for number, row in enumerate(targets.indicators, 1)
        ),
    )


def _in_wan(text: str, unit: str) -> str:
    """An amount for a column of 万元: as it stands, or converted where the list is in 元."""
    value = read_amount(text, unit).value
    return text if unit == "万元" or value is None else plain(value)


def _with_points(name: str, targets: Targets) -> str:
    """The label of a group with its points: the sum of its indicators' where all have some."""
    weights = [row["weight"] for row in targets.indicators if row["level1"] == name]
    points = [read_score(weight).value for weight in weights]
    if split_points(name)[1] is not None or None in points:
        return name
    return f"{name}（{plain(sum(filter(None, points)))}分）"


def _indicator(
    number: int, row: Mapping[str, str], groups: Mapping[str, Group], *, declared: bool
) -> Indicator:
    place = list(groups).index(row["level1"])
    points = "" if declared or not row["weight"] else f"（{row['weight'].removesuffix('分')}分）"
    return understood_indicator(
        row=number,
        group=place,
        level1=groups[row["level1"]].level1,
        level2_text=row["level2"],
        level3_text=row["level3"] + points,
        target_text=_target(row),
        actual_text="",
        weight_text=row["weight"] if declared else "",
        score_text="",
    )


def _target(row: Mapping[str, str]) -> str:
    """A target from its comparator, its value and its unit, where these stand apart."""
    value, unit = row["target"], row["measure"]
    if not value[-1:].isdigit():
        unit = ""
    sign = row["comparator"]
    if sign not in SIGNS or value.startswith(SIGNS):
        sign = ""
    return f"{sign}{value}{unit}"
