"""The findings of a report as one flat list, for tables: one row per finding, in report order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jiheng.writing import place, severity, verdict
from jiheng.writing.figure import one_line, plain
from jiheng.writing.statement import statement

COLUMNS: tuple[str, ...] = (
    "代码",
    "级别",
    "自评表",
    "单位名称",
    "项目名称",
    "位置",
    "三级指标",
    "填报",
    "应为",
    "相差",
    "问题",
    "建议",
    "依据",
    "原文位置",
)

Cell = str | float | Decimal | None


def rows(report: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One tuple in the order of `COLUMNS` per finding: documents, across filings, each filing."""
    for document in report.get("documents") or []:
        for finding in document.get("findings") or []:
            yield _row(finding, one_line(document.get("path") or ""), "", "")
    filings = report.get("filings") or []
    names = names_of(report)
    for finding in report.get("findings") or []:
        yield _row(finding, concerned(finding, names), "", "")
    for filing in filings:
        where = verdict.origin(filing), plain(filing.get("unit")), verdict.title(filing)
        for finding in place.in_form_order(filing.get("findings")):
            yield _row(finding, *where)


def names_of(report: dict[str, Any]) -> dict[str, str]:
    """The project of each filing by the filing's id."""
    return {filing["id"]: verdict.title(filing) for filing in report.get("filings") or []}


def concerned(finding: dict[str, Any], names: dict[str, str]) -> str:
    """The projects that a finding across filings is about: "《甲》、《乙》"."""
    return "、".join(f"《{names.get(each, plain(each))}》" for each in finding.get("filings") or [])


def _row(finding: dict[str, Any], origin: str, unit: str, project: str) -> tuple[Cell, ...]:
    where = finding.get("where") or {}
    return (
        finding["code"],
        severity.WORDS[finding["severity"]],
        origin,
        unit,
        project,
        place.words(where),
        plain(where.get("level3")),
        _cell(finding.get("observed")),
        _cell(finding.get("expected")),
        finding.get("difference"),
        statement(finding),
        plain(finding.get("advice")),
        plain(finding.get("citation")),
        plain(where.get("source")),
    )


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, (int, float)) else plain(value)
