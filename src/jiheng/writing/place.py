"""Where a finding stands in its form: in words, and in the order in which a person reads."""

from __future__ import annotations

from typing import Any

from jiheng.filing.vocabulary import FIELDS, ORDER
from jiheng.writing import severity
from jiheng.writing.figure import plain

WHOLE = "全表"


def words(where: dict[str, Any] | None) -> str:
    """The place as one says it: "第3行「策划咨询执行」得分", "一级指标「产出指标」", "总分"."""
    where = where or {}
    name = FIELDS.get(where.get("field") or "", "")
    row = where.get("row")
    if row is not None:
        return f"第{row}行{_quoted(where.get('level3'))}{name}"
    return f"{name}{_quoted(where.get('level1'))}" or WHOLE


def source(where: dict[str, Any] | None) -> str:
    """The place in the document as the filer has it: "原文第23行"; "" where it is not known."""
    found = plain((where or {}).get("source"))
    return f"原文{found}" if found else ""


def in_form_order(findings: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The findings as they meet the eye: fields from the top, rows in turn, whole form last."""
    return sorted(findings or [], key=_reading_order)


def _reading_order(finding: dict[str, Any]) -> tuple[float, int, int, int, str]:
    where = finding.get("where") or {}
    field = ORDER.get(where.get("field") or "", len(ORDER))
    row = where.get("row")
    section = field if row is None else ORDER["group"] + 0.5
    degree = severity.RANK[finding["severity"]]
    return section, row or 0, field, degree, finding["code"]


def _quoted(name: Any) -> str:
    return f"「{plain(name)}」" if plain(name) else ""
