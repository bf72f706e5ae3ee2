"""Filings as JSON: what `jiheng read` writes and every other command takes as input.

The JSON has the model's own fields. In what comes from elsewhere a text may be absent where its
value is given, and a value where its text is: the missing one is made from the other.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
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


JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")


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
    (reference,), parts = msgspec.json.schema_components(
        [ReadReport], ref_template="#/$defs/{name}"
    )
    for part in parts.values():
        if "description" in part:
            part["description"] = " ".join(part["description"].split())
    parts["ReadReport"]["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **reference,
        "$defs": parts,
    }


def publish(folder: Path) -> None:
    """Write the JSON Schema into a folder, as read-1.json."""
    name = f"{SCHEMA.rpartition('/')[2]}.json"
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n"
    (folder / name).write_bytes(text)


def is_filings(data: bytes) -> bool:
    """Whether a document is JSON, by its content."""
    return JSON.match(data[:4096]) is not None


def decode(data: bytes) -> list[Filing]:
    """The filings in JSON of the schemas `ACCEPTED`; raises `Malformed`."""
    try:
        report = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("JSON 文件不完整或有语法错误；请重新导出后再试") from error
    schema = report.get("schema") if isinstance(report, dict) else None
    if schema not in ACCEPTED:
        named = f"实际为“{_short(schema)}”" if isinstance(schema, str) else "文件里没有写明"
        raise Malformed(f"JSON 的 schema 应为 {SCHEMA}，{named}；请用 jiheng read 重新导出")
    found = []
    try:
        for raw in _objects(report, "filings"):
            found.append(from_builtins(raw))
    except (msgspec.ValidationError, TypeError, KeyError, ValueError) as error:
        place = f"第{len(found) + 1}份自评表" if _is_list(report, "filings") else "filings"
        raise Malformed(
            f"JSON 里{place}不合规定：{_said(error)}；请对照 docs/schema/read-1.json 修改"
        ) from error
    return found


def _is_list(raw: dict[str, Any], name: str) -> bool:
    return isinstance(raw.get(name), list)


KINDS = {
    "str": "文字",
    "int": "整数",
    "float": "数",
    "bool": "是或否",
    "array": "列表",
    "object": "对象",
    "null": "空值",
}
EXPECTED = re.compile(r"Expected `([a-z |]+)`, got `([a-z]+)`(?: - at `\$\.?(.*)`)?")
MISSING = re.compile(r"Object missing required field `(\w+)`(?: - at `\$\.?(.*)`)?")


def _said(error: Exception) -> str:
    """What is wrong, in Chinese: project 应为文字，实际为整数."""
    expected, missing = EXPECTED.match(str(error)), MISSING.match(str(error))
    if expected:
        wanted = "或".join(KINDS.get(kind, kind) for kind in expected[1].split(" | "))
        return (
            f"{expected[3] or ''} 应为{wanted}，实际为{KINDS.get(expected[2], expected[2])}".strip()
        )
    if missing:
        return f"{missing[2] or ''} 缺少 {missing[1]}".strip()
    return _short(str(error))


LONGEST_QUOTED = 40


def _short(text: str) -> str:
    """What a file says, as far as it is quoted: no longer than a line, nothing unprintable."""
    seen = "".join(letter if letter.isprintable() else "?" for letter in text)
    return seen if len(seen) <= LONGEST_QUOTED else f"{seen[:LONGEST_QUOTED]}…"


def from_builtins(raw: dict[str, Any]) -> Filing:
    """One filing from plain dicts; raises msgspec.ValidationError and ValueError."""
    plain = msgspec.convert({n: raw[n] for n in PLAIN if raw.get(n) is not None}, Filing)
    _refuse_absurd(plain, raw)
    groups = tuple(_group(group) for group in _objects(raw, "groups"))
    filled_on = _text(raw, "filled_on_text", "filled_on")
    signed_on = _text(raw, "signed_on_text", "signed_on")
    total = _text(raw, "total_text", "total_claimed")
    return msgspec.structs.replace(
        plain,
        filled_on=understood_date(filled_on),
        filled_on_text=filled_on,
        signed_on=understood_date(signed_on),
        signed_on_text=signed_on,
        total_claimed=read_score(total).value,
        total_text=total,
        budget=_budget(_object(raw, "budget")),
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


def _object(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found = raw.get(name) or {}
    if not isinstance(found, dict):
        raise TypeError(f"{name} 应为对象")
    return found


MOST_ROWS = 10_000
LARGEST = 2**31 - 1


def _refuse_absurd(filing: Filing, raw: dict[str, Any]) -> None:
    """Raise ValueError for more rows, or greater numbers, than any form has."""
    for name in ("groups", "indicators"):
        if len(_objects(raw, name)) > MOST_ROWS:
            raise ValueError(f"{name} 超过 {MOST_ROWS} 行")
    leftovers = (*filing.placeholders, *filing.unplaced)
    sources = (*filing.sources.values(), *(left.source for left in leftovers))
    places = (
        getattr(s, name)
        for s in sources
        for name in ("line", "paragraph", "page", "table", "row", "column")
    )
    for number in (filing.index, filing.fiscal_year, *places):
        if number is not None and not 0 <= number <= LARGEST:
            raise ValueError(f"{number} 超出范围")


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
        level1 = _text(raw, "level1")
        group = names.index(level1) if level1 in names else 0
    if not isinstance(group, int) or not 0 <= group < max(len(groups), 1):
        raise ValueError(f"indicators[{row - 1}].group 应为 groups 中的序号")
    return understood_indicator(
        row=row,
        group=group,
        level1=groups[group].level1 if groups else _text(raw, "level1"),
        level2_text=_labelled(raw, "level2_text", "level2", "level2_declared"),
        level3_text=_text(raw, "level3_text", "level3"),
        target_text=_quantity(_object(raw, "target")),
        actual_text=_quantity(_object(raw, "actual")),
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
    sign = COMPARATORS.get(_text(raw, "comparator"), "")
    return f"{sign}{_text(raw, 'value')}{upper}{_text(raw, 'unit')}"


def _budget(raw: dict[str, Any]) -> Budget:
    unit = _text(raw, "unit") or "万元"
    return understood_budget(
        unit=unit,
        approved_text=_text(raw, "approved_text", "approved", "万元"),
        executed_text=_text(raw, "executed_text", "executed", "万元"),
        initial_text=_text(raw, "initial_text", "initial", "万元"),
        rate_text=_text(raw, "rate_text", "rate_claimed"),
        weight_text=_text(raw, "weight_text", "weight"),
        score_text=_text(raw, "score_text", "score_claimed"),
        lines=tuple(
            understood_line(
                label=_text(line, "label"),
                unit=unit,
                approved_text=_text(line, "approved_text", "approved", "万元"),
                executed_text=_text(line, "executed_text", "executed", "万元"),
                initial_text=_text(line, "initial_text", "initial", "万元"),
                rate_text=_text(line, "rate_text"),
                weight_text=_text(line, "weight_text"),
                score_text=_text(line, "score_text"),
            )
            for line in _objects(raw, "lines")
        ),
    )


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
