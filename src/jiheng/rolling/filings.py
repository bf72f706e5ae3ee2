"""The groups of a roll-up as filings, to be written as forms or rolled up once more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from jiheng.filing.contract import COMPARATORS, from_builtins
from jiheng.filing.model import Filing
from jiheng.filing.vocabulary import FIELDS
from jiheng.rolling.contract import Group, Indicator
from jiheng.rulebook.wording import number

SEVERAL = "见各表"
"""What stands where the filings' words differ."""


def as_filings(groups: tuple[Group, ...], by: str) -> list[Filing]:
    """A filing for each group: its key under `by`, sums, weights and scores as parts of the total.

    What the filings of a group do not have in common, such as their project, is named after it.
    """
    return [from_builtins(dict(_facts(group, by))) for group in groups]


def _facts(group: Group, by: str) -> Iterator[tuple[str, Any]]:
    name = f"{group.key}（汇总 {group.filings} 份）"
    yield "id", f"rollup-{group.rulebook}-{group.fiscal_year}-{group.key}"
    yield "rulebook", group.rulebook
    yield "fiscal_year", group.fiscal_year
    yield "title", f"{name}{FIELDS[by]}绩效自评汇总"
    yield "project", name
    yield by, [group.key] if by == "category" else group.key
    yield (
        "budget",
        {
            "approved": group.approved,
            "executed": group.executed,
            "rate_text": "" if group.rate is None else f"{group.rate:.2f}%",
            "weight": group.budget_points,
            "score_claimed": group.budget_score,
        },
    )
    levels = [level1 for level1, _ in groupby(each.level1 for each in group.indicators)]
    points = {each.level1: each.weight for each in group.level1}
    yield "groups", [{"level1": level1, "declared": points[level1]} for level1 in levels]
    yield "indicators", [_indicator(each, levels.index(each.level1)) for each in group.indicators]
    yield "total_claimed", group.total


def _indicator(indicator: Indicator, place: int) -> dict[str, Any]:
    return {
        "group": place,
        "level2_text": indicator.level2,
        "level3_text": indicator.level3,
        "target": {"text": _target(indicator)},
        "actual": {"text": _actual(indicator)},
        "weight": indicator.weight,
        "score_claimed": indicator.score,
    }


def _target(indicator: Indicator) -> str:
    if indicator.target is None:
        return SEVERAL if indicator.target_text is None else indicator.target_text
    sign = COMPARATORS.get(indicator.comparator or "", "")
    upper = "" if indicator.target_upper is None else f"-{number(indicator.target_upper)}"
    return f"{sign}{number(indicator.target)}{upper}{indicator.unit or ''}"


def _actual(indicator: Indicator) -> str:
    if indicator.actual is None:
        return SEVERAL if indicator.actual_text is None else indicator.actual_text
    return f"{number(indicator.actual)}{indicator.unit or ''}"
