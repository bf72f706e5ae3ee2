"""A filing as an auditor reads it: each field with findings, remarks, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiheng.filing.vocabulary import FIELDS
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import Finding, Judged
from jiheng.web.filings.models import Evidence, Filing, Remark, Version

HEAD = (
    "unit",
    "supervising_department",
    "implementing_unit",
    "filled_on_text",
    "category",
    "attribute",
    "kind",
)
BUDGET = ("initial_text", "approved_text", "executed_text", "rate_text", "score_text")
WORDS = ("goal", "goal_actual", "conclusion", "deviation", "improvement", "opinion")
NAMES = FIELDS | {"budget.initial": "年初预算数", "whole": "整份表"}


@dataclass(frozen=True)
class Cell:
    """A field: its name in the page, what it is called, what it says and said before."""

    name: str
    label: str
    value: str
    before: str | None = None
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def told(self) -> bool:
        """Whether it says anything, or anything is said of it."""
        return bool(self.value or self.before or self.findings or self.remarks)


@dataclass(frozen=True)
class Row:
    """An indicator: its group, cells, evidence; `new` where the earlier version lacks it."""

    key: str
    group: str
    cells: tuple[Cell, ...]
    score: float | None
    evidence: tuple[Evidence, ...] = ()
    new: bool = False


@dataclass(frozen=True)
class Page:
    """All that an auditor reads of a filing."""

    head: list[Cell]
    budget: list[Cell]
    rows: list[Row]
    words: list[Cell]
    gone: list[str] = field(default_factory=list)
    general: tuple[Finding, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def places(self) -> list[tuple[str, str]]:
        """What a remark may be on: the name of the field, and how people call it."""
        single = [(cell.name, cell.label) for cell in (*self.head, *self.budget, *self.words)]
        rows = [
            (cell.name, f"第{number}行 {cell.label}")
            for number, row in enumerate(self.rows, 1)
            for cell in row.cells
            if cell.told
        ]
        return [("", NAMES["whole"]), *single, *rows]


def read(
    filing: Filing,
    judged: Judged,
    before: Version | None,
    remarks: Iterable[Remark],
    evidence: Mapping[str, list[Evidence]],
) -> Page:
    """The page of a filing beside an earlier version of it."""
    now = contents.fields(filing.content)
    then = contents.fields(before.content) if before else None
    said: dict[str, list[Remark]] = {}
    for remark in remarks:
        said.setdefault(remark.field, []).append(remark)

    def cell(name: str, label: str) -> Cell:
        value = _text(now.get(name))
        was = None if then is None else _text(then.get(name))
        findings = tuple(judged.by_anchor.get(name, ()))
        old = was if was != value and name not in contents.SIGNED else None
        return Cell(name, label, value, old, findings, tuple(said.pop(name, ())))

    head = [cell(name, _label(name)) for name in HEAD]
    budget = [cell(f"budget.{name}", _label(f"budget.{name}")) for name in BUDGET]
    budget.append(cell("total_text", _label("total_text")))
    groups = filing.content["groups"]
    earlier = {row["key"] for row in before.content["indicators"]} if before else None
    rows = [
        Row(
            row["key"],
            groups[row["group"]] if row["group"] < len(groups) else "",
            tuple(
                cell(f"indicators.{row['key']}.{name}", _label(name)) for name in contents.INDICATOR
            ),
            judged.rows[row["key"]]["score"],
            tuple(evidence.get(row["key"], ())),
            earlier is not None and row["key"] not in earlier,
        )
        for row in filing.content["indicators"]
    ]
    words = [cell(name, _label(name)) for name in WORDS]
    shown = {c.name for c in (*head, *budget, *words, *(c for row in rows for c in row.cells))}
    general = tuple(one for one in judged.findings if one.anchor not in shown)
    return Page(
        head, budget, rows, [c for c in words if c.told], list(_gone(filing, before)), general,
        tuple(remark for each in said.values() for remark in each),
    )  # fmt: skip


def _gone(filing: Filing, before: Version | None) -> Iterable[str]:
    """The indicators that the earlier version had and the filing has no more."""
    kept = {row["key"] for row in filing.content["indicators"]}
    for row in before.content["indicators"] if before else ():
        if row["key"] not in kept:
            yield row["level3_text"]


def _label(name: str) -> str:
    return NAMES[name.removesuffix("_text")]


def _text(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else value or ""
