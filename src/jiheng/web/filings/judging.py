"""A filing scored and checked as it stands, and how its findings lie on the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import jiheng
from jiheng.web.cycles.rulebooks import rulebook_of
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.templatetags.shown import points

ELSEWHERE = ("F11",)
"""What is not asked here: signatures are the application's own."""
ROW_FIELDS = {"level2": "level2_text", "level3": "level3_text", "weight": "weight_text",
              "score": "score_text"}  # fmt: skip
HEAD_FIELDS = {
    "budget.approved": "budget.approved_text",
    "budget.executed": "budget.executed_text",
    "budget.initial": "budget.initial_text",
    "budget.rate": "budget.rate_text",
    "budget.score": "budget.score_text",
    "budget.weight": "budget.weight_text",
    "total": "total_text",
    "filled_on": "filled_on_text",
    "signed_on": "signed_on_text",
}
"""The core's names of fields -> the names of the page's inputs, where they differ."""


@dataclass(frozen=True)
class Finding:
    """A finding of the core's, and the page's input that it lies on ("" for the whole form)."""

    told: Mapping[str, Any]
    anchor: str
    explanation: str = ""

    @property
    def severity(self) -> str:
        """error, warning or advice."""
        return self.told["severity"]

    @property
    def place(self) -> str:
        """What tells it from others of its code: the field, and the row's key."""
        return self.anchor or self.told["where"]["field"] or ""

    @property
    def open(self) -> bool:
        """Whether it keeps the form from being handed in."""
        return self.severity == "error" or (self.severity == "warning" and not self.explanation)


@dataclass(frozen=True)
class Judged:
    """What scoring and checking one filing gave; `told` is the contract's object for it."""

    told: Mapping[str, Any]
    findings: list[Finding]
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The scored indicator of each row's key."""

    @cached_property
    def by_anchor(self) -> dict[str, list[Finding]]:
        """The findings of each input."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.anchor, []).append(finding)
        return found

    @cached_property
    def computed(self) -> dict[str, str | None]:
        """Input's name -> the value that follows from the rulebook, None where none does."""
        budget = self.told["budget"]
        scores = {
            "budget.score_text": budget["score"],
            "total_text": self.told["parts_total"] or None,
        } | {f"indicators.{key}.score_text": row["score"] for key, row in self.rows.items()}
        rate = None if budget["rate"] is None else f"{budget['rate']:.2f}%"
        shown = {name: None if v is None else points(v) for name, v in scores.items()}
        return {"budget.rate_text": rate} | shown

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def open(self) -> list[Finding]:
        """What stands in the way of handing in: errors, and warnings that nobody explained."""
        return [finding for finding in self.findings if finding.open]


def judge(content: Mapping[str, Any], rulebook: str, explanations: Iterable[Any] = ()) -> Judged:
    """Score and check a content by a rulebook (an id, or the path of a .toml file)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return laid(_told(text, rulebook), content, explanations)


def laid(
    told: Mapping[str, Any], content: Mapping[str, Any], explanations: Iterable[Any] = ()
) -> Judged:
    """What the contract's object for a content tells, laid on the page's inputs."""
    keys = [row["key"] for row in content["indicators"]]
    groups = [group["level1"] for group in told["groups"]]
    explained = {(e.code, e.place): e.text for e in explanations}
    findings = []
    for one in told["findings"]:
        finding = Finding(one, anchor(one["where"], keys, groups))
        text = explained.get((one["code"], finding.place), "")
        findings.append(Finding(one, finding.anchor, text))
    return Judged(told, findings, dict(zip(keys, told["indicators"], strict=True)))


@lru_cache(maxsize=128)
def _told(content: str, rulebook: str) -> Mapping[str, Any]:
    """The core's object for a content in JSON: a step looks at what was just saved once more."""
    batch = jiheng.Batch.of([contents.filing_of(json.loads(content), "1")])
    told: Mapping[str, Any] = jiheng.check(batch, rulebook, ignore=ELSEWHERE).report["filings"][0]
    return told


def judge_filing(filing: Filing) -> Judged:
    """Score and check a filing by its cycle's rulebook, with the explanations given."""
    return judge(filing.content, rulebook_of(filing.cycle), filing.explanations.all())


def note(filing: Filing, judged: Judged) -> None:
    """Keep in the filing's columns what lists show: amounts, totals, grade, counts."""
    told = judged.told
    filing.approved = told["budget"]["approved"]
    filing.executed = told["budget"]["executed"]
    filing.total_claimed = told["total_claimed"]
    filing.total = told["total"]
    filing.grade = told["grade"] or ""
    filing.errors = judged.count("error")
    filing.warnings = judged.count("warning")
    filing.advice = judged.count("advice")
    filing.unexplained = sum(f.severity == "warning" for f in judged.open)


def anchor(where: Mapping[str, Any], keys: list[str], groups: Sequence[str] = ()) -> str:
    """The page's input that a finding lies on, by keys of rows and names of groups; "" for none."""
    name, row = where["field"] or "", where["row"]
    if row is None and where["level1"] in groups:
        return f"groups.{groups.index(where['level1'])}"
    if row is not None and 1 <= row <= len(keys):
        return f"indicators.{keys[row - 1]}.{ROW_FIELDS.get(name, name)}"
    return HEAD_FIELDS.get(name, name)
