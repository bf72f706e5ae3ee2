"""Filings as JSON: what `jiheng read` writes and every other command takes as input.

The JSON has the model's own fields. In what comes from elsewhere a text may be absent where its
value is given, and a value where its text is: the missing one is made from the other.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jiheng.filing.batch import Batch
from jiheng.filing.model import (
    Budget,
    Document,
    Filing,
    Group,
    Indicator,
    understood_budget,
    understood_date,
    understood_group,
    understood_indicator,
    understood_line,
)
from jiheng.quantity import read_score

SCHEMA = "jiheng/read-1"
ACCEPTED = (SCHEMA, "jiheng/check-1")


class Malformed(Exception):
    """JSON that is not filings; the message names the place and the mend."""


class ReadReport(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    """The whole of `jiheng read --format json`."""

    schema_: str
    documents: tuple[Document, ...]
    filings: tuple[Filing, ...]


def encode(batch: Batch) -> bytes:
    """The JSON of a batch, UTF-8, indented by two."""
    report = ReadReport(SCHEMA, batch.documents, batch.filings)
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `encode` writes."""
    return msgspec.json.schema(ReadReport)


def is_filings(data: bytes) -> bool:
    """Whether a document is JSON of ours, by its content."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b'"schema"' in head and b'"jiheng/' in head


def decode(data: bytes) -> list[Filing]:
    """The filings in JSON of the schemas `ACCEPTED`; raises `Malformed`."""
    try:
        report = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("JSON 文件不完整或有语法错误；请重新导出后再试") from error
    if report.get("schema") not in ACCEPTED:
        raise Malformed(f"JSON 的 schema 应为 {SCHEMA}，实际为 {report.get('schema')}；请用 jiheng read 重新导出")
    try:
        return [from_builtins(raw) for raw in _objects(report, "filings")]
    except (msgspec.ValidationError, TypeError, KeyError, ValueError) as error:
        raise Malformed(f"JSON 里的自评表不合规定：{error}；请对照 docs/schema/read-1.json 修改") from error


def from_builtins(raw: dict[str, Any]) -> Filing:
    """One filing from plain dicts; raises msgspec.ValidationError and ValueError."""
    plain = {name: raw[name] for name in PLAIN if raw.get(name) is not None}
    groups = tuple(_group(group) for group in _objects(raw, "groups"))
    filled_on = _text(raw, "filled_on_text", "filled_on")
    signed_on = _text(raw, "signed_on_text", "signed_on")
    total = _text(raw, "total_text", "total_claimed")
    return msgspec.structs.replace(
        msgspec.convert(plain, Filing),
        filled_on=understood_date(filled_on),
        filled_on_text=filled_on,
        signed_on=understood_date(signed_on),
        signed_on_text=signed_on,
        total_claimed=read_score(total).value,
        total_text=total,
        budget=_budget(raw.get("budget") or {}),
        groups=groups,
        indicators=tuple(
            _indicator(indicator, row, groups)
            for row, indicator in enumerate(_objects(raw, "indicators"), 1)
        ),
    )


MADE = {"filled_on", "filled_on_text", "signed_on", "signed_on_text", "total_claimed", "total_text"}
PLAIN = tuple(
    name
    for name in Filing.__struct_fields__
    if name not in MADE | {"budget", "groups", "indicators"}
)


def _objects(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = raw.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ValueError(f"{name} 应为对象的列表")
    return found


def _text(raw: dict[str, Any], text: str, value: str | None = None, unit: str = "") -> str:
    """A text of the JSON; where it is absent, its value as people would write it."""
    given = raw.get(text)
    if given is None and value is not None:
        given = raw.get(value)
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return f"{given!r}".removesuffix(".0") + unit
    if given is None or isinstance(given, str):
        return given or ""
    raise ValueError(f"{text} 应为文字")


def _labelled(raw: dict[str, Any], text: str, name: str, points: str) -> str:
    if raw.get(text) is not None:
        return _text(raw, text)
    declared = raw.get(points)
    return _text(raw, name) + (f"（{declared:g}分）" if isinstance(declared, (int, float)) else "")


def _group(raw: dict[str, Any]) -> Group:
    return understood_group(_labelled(raw, "text", "level1", "declared"))


def _indicator(raw: dict[str, Any], row: int, groups: tuple[Group, ...]) -> Indicator:
    group = raw.get("group")
    if group is None:
        names = [g.level1 for g in groups]
        group = names.index(raw.get("level1")) if raw.get("level1") in names else 0
    if not isinstance(group, int) or not 0 <= group < max(len(groups), 1):
        raise ValueError(f"indicators[{row - 1}].group 应为 groups 中的序号")
    return understood_indicator(
        row=row,
        group=group,
        level1=groups[group].level1 if groups else _text(raw, "level1"),
        level2_text=_labelled(raw, "level2_text", "level2", "level2_declared"),
        level3_text=_text(raw, "level3_text", "level3"),
        target_text=_quantity(raw.get("target") or {}),
        actual_text=_quantity(raw.get("actual") or {}),
        weight_text=_text(raw, "weight_text", "weight"),
        score_text=_text(raw, "score_text", "score_claimed"),
        deviation=_text(raw, "deviation"),
    )


COMPARATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


def _quantity(raw: dict[str, Any]) -> str:
    text = _text(raw, "text")
    if text or raw.get("value") is None:
        return text
    upper = f"-{_text(raw, 'upper')}" if raw.get("upper") is not None else ""
    sign = COMPARATORS.get(raw.get("comparator") or "", "")
    return f"{sign}{_text(raw, 'value')}{upper}{_text(raw, 'unit')}"


def _budget(raw: dict[str, Any]) -> Budget:
    unit = _text(raw, "unit") or "万元"
    return understood_budget(
        unit=unit,
        approved_text=_text(raw, "approved_text", "approved", "万元"),
        executed_text=_text(raw, "executed_text", "executed", "万元"),
        rate_text=_text(raw, "rate_text", "rate_claimed"),
        weight_text=_text(raw, "weight_text", "weight"),
        score_text=_text(raw, "score_text", "score_claimed"),
        lines=tuple(
            understood_line(
                _text(line, "label"),
                unit,
                _text(line, "approved_text", "approved", "万元"),
                _text(line, "executed_text", "executed", "万元"),
            )
            for line in _objects(raw, "lines")
        ),
    )
