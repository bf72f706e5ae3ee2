"""What becomes of a filing: send back, explain, or submit."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from jiheng.writing import severity
from jiheng.writing.figure import one_line, plain, same


class Verdict(NamedTuple):
    """A filing's outcome: `worst` is the gravest severity that stops it, or "clear"."""

    worst: str
    outcome: str
    counts: Counter[str]

    @property
    def words(self) -> str:
        """The outcome with its reason: "退回修改（3 处错误）"."""
        if self.worst == "clear":
            return self.outcome
        return f"{self.outcome}（{self.counts[self.worst]} 处{severity.WORDS[self.worst]}）"


OUTCOMES: dict[str, str] = {"error": "退回修改", "warning": "需说明", "clear": "可以提交"}


def verdict(filing: dict[str, Any]) -> Verdict:
    """The verdict on one filing of a check report."""
    counts = severity.count(filing.get("findings") or [])
    worst = next((degree for degree in ("error", "warning") if counts[degree]), "clear")
    return Verdict(worst, OUTCOMES[worst], counts)


def worst_first(report: dict[str, Any]) -> list[tuple[dict[str, Any], Verdict]]:
    """The filings with their verdicts: most errors first, then most warnings, then as read."""
    judged = [(filing, verdict(filing)) for filing in report.get("filings") or []]
    return sorted(judged, key=lambda each: (-each[1].counts["error"], -each[1].counts["warning"]))


def title(filing: dict[str, Any]) -> str:
    """What people call the filing: its project, else the form's title."""
    return plain(filing.get("project")) or plain(filing.get("title")) or "项目名称未填"


def origin(filing: dict[str, Any]) -> str:
    """The document the filing stands in and its place there: "forms.txt 第3份"."""
    path, index = one_line(filing.get("path") or ""), filing.get("index")
    return f"{path} 第{index}份".strip() if index else path


def totals(filing: dict[str, Any]) -> str:
    """The claimed total, and the computed one if it differs: "总分 71.16，核算 71.6"."""
    claimed, computed = filing.get("total_claimed"), filing.get("total")
    words = f"总分 {plain(claimed)}" if claimed is not None else "总分未填"
    return (
        words if computed is None or same(claimed, computed) else f"{words}，核算 {plain(computed)}"
    )


def rulebook(filing: dict[str, Any]) -> str:
    """The rulebook's name that scored the filing, else its id."""
    return plain(filing.get("rulebook_name")) or plain(filing.get("rulebook"))
