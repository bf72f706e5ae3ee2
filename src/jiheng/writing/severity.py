"""The three degrees of a finding, worst first: the words and the single letter for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

WORDS: dict[str, str] = {"error": "错误", "warning": "警告", "advice": "建议"}
LETTERS: dict[str, str] = {"error": "错", "warning": "警", "advice": "议"}
RANK: dict[str, int] = {severity: rank for rank, severity in enumerate(WORDS)}


def count(findings: Iterable[dict[str, Any]]) -> Counter[str]:
    """How many findings there are of each severity."""
    return Counter(finding["severity"] for finding in findings)


def tally(counts: dict[str, int] | Counter[str]) -> str:
    """The counts in words: "错误 2，警告 5，建议 1"."""
    return "，".join(f"{words} {counts.get(severity) or 0}" for severity, words in WORDS.items())
