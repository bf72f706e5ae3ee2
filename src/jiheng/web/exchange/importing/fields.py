"""The fields of a form that was read, as the page shows them: labels, texts, doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jiheng.filing.vocabulary import FIELDS
from jiheng.web.exchange.models import ImportedForm
from jiheng.web.filings import content as contents
from jiheng.web.filings.names import INDICATOR, LINE

TITLES = {
    **FIELDS,
    "project_code": "项目编码",
    "filled_on_text": "填报日期",
    "total_text": "总分",
    **{f"budget.{name}": LINE[name] for name in contents.BUDGET},
}
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "基本情况",
        (
            *("title", "unit", "filled_on_text", "project", "project_code"),
            *("supervising_department", "implementing_unit"),
        ),
    ),
    (
        "预算执行情况",
        tuple(f"budget.{name}" for name in contents.BUDGET),
    ),
    ("年度总体目标", ("goal", "goal_actual")),
    ("结果与说明", ("total_text", "conclusion", "deviation", "improvement")),
)
LONG = frozenset(("goal", "goal_actual", "conclusion", "deviation", "improvement"))
PART = ("approved_text", "executed_text", "rate_text", "score_text")
"""What is shown of a part of the budget."""


@dataclass(frozen=True)
class Field:
    """An input: its name, what it is called, its text, what is doubtful about it."""

    name: str
    title: str
    text: str
    long: bool = False
    doubts: list[str] = field(default_factory=list)
    placed: bool = False


def sections(form: ImportedForm) -> list[tuple[str, list[Field]]]:
    """The single fields by section; those of the budget's parts after the budget's own."""
    told, make = contents.fields(form.content), _maker(form)
    found = []
    for title, names in SECTIONS:
        its = [make(name, TITLES[name], told[name], name in LONG) for name in names]
        if title.startswith("预算"):
            its += _lines(form, make)
        found.append((title, its))
    return found


def rows(form: ImportedForm) -> list[dict[str, Any]]:
    """The groups with their rows of inputs; columns that the form leaves empty are left out."""
    make, indicators = _maker(form), form.content["indicators"]
    used = [name for name in INDICATOR if name in KEPT or any(row[name] for row in indicators)]
    found = []
    for number, text in enumerate(form.content["groups"]):
        its = [row for row in indicators if row["group"] == number]
        found.append(
            {
                "label": make(f"groups.{number}", "一级指标", text),
                "columns": [INDICATOR[name] for name in used],
                "number": number,
                "rows": [
                    {
                        "key": row["key"],
                        "fields": [
                            make(f"indicators.{row['key']}.{name}", INDICATOR[name], row[name])
                            for name in used
                        ],
                    }
                    for row in its
                ],
            }
        )
    return found


KEPT = ("level2_text", "level3_text", "target", "actual", "score_text")
"""Columns that every form has."""


def _maker(form: ImportedForm) -> Any:
    doubts: dict[str, list[str]] = {}
    for doubt in form.doubts:
        doubts.setdefault(doubt["field"], []).append(doubt["message"])

    def make(name: str, title: str, text: str, long: bool = False) -> Field:
        return Field(
            name,
            title,
            text,
            long or "\n" in text or len(text) > 40,
            doubts.get(name, []),
            name in form.sources,
        )

    return make


def _lines(form: ImportedForm, make: Any) -> Iterator[Field]:
    for number, line in enumerate(form.content["budget"]["lines"]):
        for name in PART:
            if line[name]:
                yield make(f"lines.{number}.{name}", f"{line['label']} {LINE[name]}", line[name])
