"""The check result as Markdown, for issue threads and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jiheng.writing import listing, place, severity
from jiheng.writing.figure import plain, same
from jiheng.writing.statement import predicate, statement
from jiheng.writing.verdict import Verdict, origin, rulebook, title, worst_first

OVERVIEW = ("结论", "项目", "单位", "填报总分", "核算总分", "错误", "警告", "建议")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~])")


def render(report: dict[str, Any]) -> str:
    """Overview, findings on documents and across filings, then each filing, worst first."""
    filings = worst_first(report)
    blocks = [
        "# 绩效自评表检查结果",
        _summary(report),
        _overview(filings),
        _documents(report),
        _across(report),
        *(_filing(filing, judged) for filing, judged in filings),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _summary(report: dict[str, Any]) -> str:
    counts = report.get("summary") or {}
    if not report.get("filings"):
        return "没有读到自评表。"
    return (
        f"共 {counts.get('filings') or 0} 份自评表，{counts.get('indicators') or 0} 项指标："
        f"{severity.tally(counts)}。"
    )


def _overview(filings: list[tuple[dict[str, Any], Verdict]]) -> str:
    if not filings:
        return ""
    rows = []
    for filing, judged in filings:
        claimed, computed = filing.get("total_claimed"), filing.get("total")
        shown = plain(computed) if same(claimed, computed) else f"**{plain(computed)}**"
        cells = [
            judged.outcome,
            escaped(title(filing)),
            escaped(filing.get("unit")),
            plain(claimed),
            shown if computed is not None else "",
            *(str(judged.counts[degree]) for degree in severity.WORDS),
        ]
        rows.append(cells)
    return table(OVERVIEW, rows, figures=5)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], figures: int = 0) -> str:
    """A table of cells that are escaped already; the last `figures` columns stand to the right."""
    rules = ["---"] * (len(columns) - figures) + ["--:"] * figures
    head = f"| {' | '.join(columns)} |", f"|{'|'.join(rules)}|"
    return "\n".join([*head, *(f"| {' | '.join(cells)} |" for cells in rows)])


def _documents(report: dict[str, Any]) -> str:
    lines = [
        f"{_line(finding, '', statement(finding))}\n  文件：{escaped(document.get('path'))}"
        for document in report.get("documents") or []
        for finding in document.get("findings") or []
    ]
    return "\n".join(["## 文件", "", *lines]) if lines else ""


def _across(report: dict[str, Any]) -> str:
    names = listing.names_of(report)
    lines = [
        f"{_line(finding, '', statement(finding))}\n"
        f"  涉及：{escaped(listing.concerned(finding, names))}"
        for finding in report.get("findings") or []
    ]
    return "\n".join(["## 各表之间", "", *lines]) if lines else ""


def _filing(filing: dict[str, Any], judged: Verdict) -> str:
    facts = (
        ("单位", filing.get("unit")),
        ("文件", origin(filing)),
        ("计分办法", rulebook(filing)),
    )
    known = "；".join(f"{name}：{escaped(value)}" for name, value in facts if plain(value))
    findings = [
        _line(finding, place.words(finding.get("where")), predicate(finding))
        for finding in place.in_form_order(filing.get("findings"))
    ]
    heading = f"## {escaped(title(filing))}：{judged.words}"
    return "\n\n".join(filter(None, (heading, known, "\n".join(findings))))


def _line(finding: dict[str, Any], where: str, words: str) -> str:
    code = f"- **{escaped(finding['code'])} {severity.WORDS[finding['severity']]}**"
    advice = escaped(finding.get("advice"))
    said = " ".join(filter(None, (code, escaped(where), escaped(words))))
    return said + (f"\n  {advice}" if advice else "")


def escaped(value: Any) -> str:
    """A value on one line, without anything that Markdown or HTML would take for markup."""
    text = plain(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)
