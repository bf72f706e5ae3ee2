"""Forms to be filled in: blank ones of a rulebook, and last year's with its results taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from jiheng.filing.model import (
    Filing,
    Group,
    Indicator,
    understood_budget,
    understood_group,
    understood_indicator,
    understood_line,
)
from jiheng.rulebook import Rulebook

YEAR = re.compile(r"20\d\d(?=年)")
NOTES = ("budget", "quantitative", "qualitative", "explanations")
"""What a blank form says of the rulebook below the table, by topic."""


def blank(rulebook: Rulebook, year: int | None = None) -> Filing:
    """A blank form: the rulebook's groups with their points, an empty row for each level 2."""
    groups = [
        understood_group(
            f"{group.names[0]}（{group.points:g}分）" if group.points else group.names[0]
        )
        for group in rulebook.groups.values()
    ]
    rows = [
        _empty(groups, place, inner.names[0])
        for place, group in enumerate(rulebook.groups.values())
        for inner in group.level2.values()
    ]
    declared = rulebook.form.weights_declared
    points = f"{rulebook.budget.points:g}"
    return Filing(
        id="",
        rulebook=rulebook.id,
        template=rulebook.template,
        title=f"{year or '    '}年度项目支出绩效自评表",
        fiscal_year=year,
        budget=understood_budget(
            unit="万元",
            approved_text="",
            executed_text="",
            rate_text="",
            weight_text=points if declared else f"预算执行情况（万元）（{points}分）",
            score_text="",
        ),
        performance_weight=rulebook.total.performance,
        performance_weight_text=f"年度绩效目标（{rulebook.total.performance:g}分）",
        groups=tuple(groups),
        indicators=tuple(replace(row, row=number) for number, row in enumerate(rows, 1)),
        total_weight_text=f"{rulebook.total.points:g}" if declared else "",
        notes="\n".join(("备注：", *_notes(rulebook))),
    )


def _empty(groups: list[Group], place: int, level2: str) -> Indicator:
    return understood_indicator(
        row=1,
        group=place,
        level1=groups[place].level1,
        level2_text=level2,
        level3_text="",
        target_text="",
        actual_text="",
        score_text="",
    )


def _notes(rulebook: Rulebook) -> Iterator[str]:
    said = dict.fromkeys(
        source.text for topic in NOTES if (source := rulebook.source(topic)) is not None
    )
    yield from (f"{number}.{text}。" for number, text in enumerate(said, 1))


def prefilled(filing: Filing, year: int | None = None) -> Filing:
    """A filing with what stays (names, ticks, indicators, targets) and nothing of what came of it.

    Its titles name `year`, by default the year after the filing's own.
    """
    if year is None and filing.fiscal_year is not None:
        year = filing.fiscal_year + 1
    budget = filing.budget
    return replace(
        filing,
        fiscal_year=year,
        title=_in_year(filing.title, year),
        project=_in_year(filing.project, year),
        filled_on=None,
        filled_on_text="",
        budget=understood_budget(
            unit=budget.unit,
            approved_text="",
            executed_text="",
            rate_text="",
            weight_text=budget.weight_text,
            score_text="",
            lines=tuple(
                understood_line(
                    label=line.label,
                    unit=budget.unit,
                    approved_text="",
                    executed_text="",
                    weight_text=line.weight_text,
                )
                for line in budget.lines
            ),
        ),
        indicators=tuple(map(_unanswered, filing.indicators)),
        goal_actual="",
        **dict.fromkeys(OUTCOMES, ""),
        total_claimed=None,
        signed_on=None,
    )


OUTCOMES = (
    "total_text",
    "conclusion",
    "deviation",
    "improvement",
    "opinion",
    "signature",
    "signed_on_text",
)


def _unanswered(indicator: Indicator) -> Indicator:
    return understood_indicator(
        row=indicator.row,
        group=indicator.group,
        level1=indicator.level1,
        level2_text=indicator.level2_text,
        level3_text=indicator.level3_text,
        target_text=indicator.target.text,
        actual_text="",
        weight_text=indicator.weight_text,
        score_text="",
    )


def _in_year(text: str, year: int | None) -> str:
    return YEAR.sub(str(year), text) if year else text
