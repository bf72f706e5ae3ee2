"""The result of a check: findings and scores, and the JSON of the contract."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import polars as pl

from jiheng.checking.catalogue import CATALOGUE, citation
from jiheng.checking.finding import FINDINGS
from jiheng.checking.run import run, selected
from jiheng.filing.batch import Batch
from jiheng.filing.model import Source
from jiheng.rulebook import Rulebook
from jiheng.scoring import Scores, score
from jiheng.scoring.indicators import BASES

SCHEMA = "jiheng/check-1"


@dataclass(frozen=True)
class Checked:
    """What checking a batch gave.

    `findings` has the columns of `finding.FINDINGS`, `scores` the scored frames.
    """

    batch: Batch
    scores: Scores
    findings: pl.DataFrame

    @cached_property
    def report(self) -> dict[str, Any]:
        """The contract's JSON as plain dicts, schema jiheng/check-1."""
        by_path: dict[str, list[dict[str, Any]]] = defaultdict(list)
        across: list[dict[str, Any]] = []
        for row in self.findings.filter(pl.col("filing").is_null()).iter_rows(named=True):
            if row["path"] is not None:
                by_path[row["path"]].append(self._finding(row))
            else:
                across.append(self._finding(row))
        return {
            "schema": SCHEMA,
            "documents": [
                {**msgspec.to_builtins(document), "findings": by_path[document.path]}
                for document in self.batch.documents
            ],
            "filings": self._filings(self.findings_of_filings()),
            "findings": across,
            "summary": self.summary,
        }

    def findings_of_filings(self) -> dict[int, list[dict[str, Any]]]:
        """The contract's FINDINGs by the number of the filing that they are about."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self.findings.filter(pl.col("filing").is_not_null()).iter_rows(named=True):
            found[row["filing"]].append(self._finding(row))
        return found

    @cached_property
    def summary(self) -> dict[str, int]:
        """How many filings, indicators, and findings of each severity."""
        counts = Counter(self.findings["severity"].to_list())
        return {
            "filings": self.scores.filings.height,
            "indicators": self.scores.indicators.height,
            **{severity: counts[severity] for severity in ("error", "warning", "advice")},
        }

    def to_json(self) -> bytes:
        """The contract's JSON, UTF-8, indented by two."""
        return msgspec.json.format(msgspec.json.encode(self.report), indent=2) + b"\n"

    @cached_property
    def _ids(self) -> list[str]:
        return self.scores.filings["id"].to_list()

    @cached_property
    def _books(self) -> list[str]:
        return self.scores.filings["rulebook"].to_list()

    def _finding(self, row: dict[str, Any]) -> dict[str, Any]:
        entry = CATALOGUE[row["code"]]
        concerned = row["filings"] or []
        number = concerned[0] if concerned else row["filing"]
        book = None if number is None else self.scores.rulebooks[self._books[number]]
        table = row["field"] == "group"
        return {
            "code": row["code"],
            "severity": row["severity"],
            "title": entry.title,
            "message": row["message"],
            "advice": entry.advice,
            "citation": citation(entry, book),
            "where": {
                "field": row["field"],
                "row": None if table else row["row"],
                "level1": row["name"] if table else None,
                "level3": None if table else row["name"],
                "source": row["place"],
            },
            "observed": row["observed"],
            "expected": row["expected"],
            "difference": row["difference"],
            "filings": [self._ids[place] for place in concerned],
        }

    def _filings(self, findings: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        if not self.batch.filings:
            return []
        groups = _by_filing(self.scores.groups, GROUP)
        indicators = _by_filing(self.scores.indicators, (*INDICATOR, *STEPS[1:], *RANGE))
        judged = self.scores.filings.select(JUDGED).iter_rows(named=True)
        return [
            self._filing(msgspec.to_builtins(filing), row, groups, indicators, findings)
            for filing, row in zip(self.batch.filings, judged, strict=True)
        ]

    def _filing(
        self,
        facts: dict[str, Any],
        row: dict[str, Any],
        groups: dict[int, list[dict[str, Any]]],
        indicators: dict[int, list[dict[str, Any]]],
        findings: dict[int, list[dict[str, Any]]],
    ) -> dict[str, Any]:
        number = row["filing"]
        book = self.scores.rulebooks[row["rulebook"]]
        budget = {"rate": row["rate"], "weight": row["budget_points"], "score": row["budget_score"]}
        sources = facts["sources"]
        return facts | {
            "rulebook": row["rulebook"],
            "rulebook_name": book.name,
            "score_digits": book.total.digits,
            "budget": facts["budget"] | budget,
            "groups": [
                group | judged
                for group, judged in zip(facts["groups"], groups.get(number, ()), strict=True)
            ],
            "indicators": [
                indicator
                | {name: judged[name] for name in INDICATOR}
                | {
                    "actual": indicator["actual"] | {"bound": judged["bound"]},
                    "basis": _words(judged | {"claimed": indicator["score_claimed"]}, book),
                    "source": _source(sources.get(f"indicators.{indicator['row']}.level3")),
                }
                for indicator, judged in zip(
                    facts["indicators"], indicators.get(number, ()), strict=True
                )
            ],
            "parts_total": row["parts_total"],
            "total": row["total"],
            "grade": row["grade"],
            "findings": findings.get(number, []),
        }


GROUP = ("weights", "score_claimed", "score")
INDICATOR = ("bound", "weight", "weight_basis", "score", "basis")
STEPS = ("weight", "goal", "reached", "actual_completion")
RANGE = ("score_low", "score_high")
JUDGED = (
    "filing",
    "rulebook",
    "budget_points",
    "rate",
    "budget_score",
    "parts_total",
    "total",
    "grade",
)


def _by_filing(frame: pl.DataFrame, names: Iterable[str]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.select("filing", *names).iter_rows(named=True):
        found[row.pop("filing")].append(row)
    return found


FORMULAS = {
    "higher": "{weight}×{reached}÷{goal}",
    "lower": "{weight}×{goal}÷{reached}",
    "completion": "{weight}×{actual_completion}%",
}
"""How a determined score was worked out, by its basis; target and actual in one unit."""


def _words(judged: dict[str, Any], book: Rulebook) -> str:
    """What gave the score: the rule in words, the sum where there is one, the clause."""
    words, topic = BASES[judged["basis"]]
    formula = FORMULAS.get(judged["basis"])
    if formula and judged["weight"] is not None:
        numbers = {name: f"{judged[name] or 0:.10g}" for name in STEPS}
        words += f"：{formula.format(**numbers)}＝{judged['score']:g}"
    elif judged["score_low"] != judged["score_high"] and judged["score"] != judged["claimed"]:
        words = f"{words.partition('，采信')[0]}，填报得分不可接受，取最近的界值"
    source = book.source(topic)
    return f"{words}（{source.clause if source else book.document}）"


def _source(source: dict[str, Any] | None) -> str | None:
    if not source:
        return None
    return Source(**source).words()


def check(
    batch: Batch,
    rulebook: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Checked:
    """Score a batch and run the chosen checks over it; prefixes of codes choose.

    Raises RulebookError where a rulebook is not to be had, UnknownCodes for unknown prefixes.
    """
    codes = selected(select, ignore)
    scores = score(batch.frames, rulebook)
    return Checked(batch, scores, run(scores.plans, scores.frames, codes))


def scored(batch: Batch, rulebook: str | None = None) -> Checked:
    """Score a batch and check nothing; raises RulebookError."""
    return Checked(batch, score(batch.frames, rulebook), pl.DataFrame(schema=FINDINGS))
