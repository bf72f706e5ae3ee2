"""A simulation as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from jiheng.writing.markdown import escaped, table
from jiheng.writing.simulation import facts
from jiheng.writing.simulation.facts import Facts


def render(report: Facts) -> str:
    """What it amounts to, then a section for each table."""
    blocks = ["# 计分办法模拟测算"]
    if not report["filings"]:
        return "\n\n".join([*blocks, facts.NOTHING]) + "\n"
    blocks += [_listed(facts.exchanges(report)), _listed(facts.outcome(report))]
    blocks += [_listed(report["notes"])]
    if report["compared"]:
        names, counts = facts.matrix(report)
        grades = [[one, *map(str, row)] for one, row in zip(names, counts, strict=True)]
        by = facts.BY[report["by"]]
        groups = [[escaped(each["key"]), *facts.group(each)] for each in report["groups"]]
        blocks += ["## 等级（行是现行，列是换用后）", table(("", *names), grades, len(names))]
        blocks += ["## 总分的分布", table(("", *facts.SIDES.values()), facts.spreads(report), 3)]
        blocks += [f"## 按{by}", table((by, *facts.GROUPS), groups, len(facts.GROUPS))]
        for words, movers in facts.ends(report):
            rows = [[escaped(cell) for cell in facts.mover(each)] for each in movers]
            blocks += [f"## {words}", table(facts.MOVERS, rows)]
    return "\n\n".join(blocks) + "\n"


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(words)}" for words in sentences)
