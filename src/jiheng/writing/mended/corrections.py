"""What can be put right without asking anybody, and the filing as it then is.

A correction is what a check expected to read; no rule is told again here. One correction may call
for another (a total follows its parts), so the filing is checked again until none is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec.structs import replace

from jiheng.checking import check
from jiheng.filing.batch import Batch
from jiheng.filing.model import (
    Filing,
    Indicator,
    understood_budget,
    understood_indicator,
)
from jiheng.quantity import read_score

CODES = ("A01", "A02", "A03", "A04", "A06", "A12", "C01")
"""Rates, budget scores, totals, scores above their weight, decimals, official names."""
ROUNDS = 8
"""Times that a filing is checked at the most; a correction calls for another once or twice."""
CENT = Decimal("0.01")


@dataclass
class Correction:
    """A field put right: what it said, what it says now, and the findings that asked for it."""

    old: str
    new: str
    findings: list[Mapping[str, Any]] = field(default_factory=list)


@dataclass
class Corrected:
    """A filing put right, its corrections by field, and what is left for a person to decide."""

    filing: Filing
    changes: dict[str, Correction]
    left: Mapping[str, Any]


def corrected(filing: Filing, rulebook: str | None = None) -> Corrected:
    """A filing with its mechanical faults put right; raises RulebookError."""
    changes: dict[str, Correction] = {}
    for _ in range(ROUNDS):
        report = check(Batch.of([filing]), rulebook).report["filings"][0]
        wanted = dict(_wanted(filing, report["findings"]))
        if not wanted:
            break
        for key, (new, finding) in wanted.items():
            change = changes.setdefault(key, Correction(_text(filing, key), new))
            change.new = new
            change.findings.append(finding)
            filing = _with(filing, key, new)
    return Corrected(filing, {k: c for k, c in changes.items() if c.new != c.old}, report)


def _wanted(
    filing: Filing, findings: list[dict[str, Any]]
) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """Field -> its new text and the finding that asks for it; of several the first counts."""
    seen: set[str] = set()
    for finding in sorted(findings, key=lambda each: str(each["code"])):
        if finding["code"] not in CODES:
            continue
        where = finding["where"]
        row, name = where["row"], where["field"]
        key = name if row is None else f"indicators.{row}.{name}"
        new = _new(finding, _text(filing, key))
        if key not in seen and new is not None and new != _text(filing, key):
            seen.add(key)
            yield key, (new, finding)


def _new(finding: Mapping[str, Any], old: str) -> str | None:
    """What a field should say; None where that cannot be told."""
    expected = finding["expected"]
    if finding["code"] == "C01":
        wrong = str(finding["observed"])
        return old.replace(wrong, expected, 1) if expected and wrong in old else None
    if finding["code"] == "A12":
        points = read_score(old).value
        return None if points is None else _points(Decimal(str(points)))
    if expected is None:
        return None
    if str(expected).endswith("%"):
        rate = Decimal(str(expected).removesuffix("%")).quantize(CENT, ROUND_HALF_UP)
        return f"{rate}%"
    return _points(Decimal(str(expected)))


def _points(value: Decimal) -> str:
    """Points with two decimals at the most."""
    text = f"{value.quantize(CENT, ROUND_HALF_UP)}"
    return text.rstrip("0").rstrip(".")


# Fields by the keys of their sources

BUDGET = ("approved", "executed", "initial", "rate", "weight", "score")


def _text(filing: Filing, key: str) -> str:
    kind, _, name = key.partition(".")
    if kind == "budget":
        return str(getattr(filing.budget, f"{name}_text"))
    if kind == "indicators":
        row, _, cell = name.partition(".")
        indicator = filing.indicators[int(row) - 1]
        return {"level2": indicator.level2_text, "score": indicator.score_text}[cell]
    return filing.total_text


def _with(filing: Filing, key: str, new: str) -> Filing:
    kind, _, name = key.partition(".")
    if kind == "budget":
        budget = filing.budget
        texts = {f"{each}_text": getattr(budget, f"{each}_text") for each in BUDGET}
        made = understood_budget(
            unit=budget.unit, lines=budget.lines, **texts | {f"{name}_text": new}
        )
        return replace(filing, budget=made)
    if kind == "indicators":
        row, _, cell = name.partition(".")
        return replace(filing, indicators=tuple(_rows(filing, int(row), cell, new)))
    return replace(filing, total_text=new, total_claimed=read_score(new).value)


def _rows(filing: Filing, row: int, cell: str, new: str) -> Iterator[Indicator]:
    """The indicators with a cell changed; a level 2 in all the rows that its cell covers."""
    before = filing.indicators[row - 1]
    covered = cell == "level2"
    for indicator in filing.indicators:
        same = indicator.row >= row and _level2(indicator) == _level2(before)
        covered = covered and (indicator.row < row or same)
        if indicator.row == row or (covered and same):
            yield _changed(indicator, cell, new)
        else:
            yield indicator


def _level2(indicator: Indicator) -> tuple[int, str]:
    return indicator.group, indicator.level2_text


def _changed(indicator: Indicator, cell: str, new: str) -> Indicator:
    return understood_indicator(
        row=indicator.row,
        group=indicator.group,
        level1=indicator.level1,
        level2_text=new if cell == "level2" else indicator.level2_text,
        level3_text=indicator.level3_text,
        target_text=indicator.target.text,
        actual_text=indicator.actual.text,
        weight_text=indicator.weight_text,
        score_text=new if cell == "score" else indicator.score_text,
        deviation=indicator.deviation,
    )
