"""What a form says, in one order and in one way of writing: the text that a signature holds.

A filing has the same canonical JSON whether it was typed in, or read from a form that was printed
from it, in whatever format and layout: white space, which forms lay out as they need, is left out,
and so is what the blank form itself says (notes, options) and what the signature adds (opinion,
name, date). A project's code stands before its name, as on forms that have no field for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from jiheng.filing.model import Budget, Filing, FundLine, Indicator
from jiheng.filing.vocabulary import FIELDS

SCHEMA = "jiheng/canonical-1"
HEAD = (
    "title",
    "unit",
    "filled_on_text",
    "project",
    "project_code",
    "supervising_department",
    "implementing_unit",
    "goal",
    "goal_actual",
    "total_text",
    "conclusion",
    "deviation",
    "improvement",
)
"""The single fields that people write."""
SAID = tuple(name for name in HEAD if name != "project_code")
"""Those of them that are told each by itself."""
CHOICES = ("category", "attribute", "kind")
AMOUNTS = ("initial_text", "approved_text", "executed_text", "rate_text", "score_text")
LINE = ("label", *AMOUNTS, "weight_text")
NOWHERE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
"""Signs that take no room; typesetters put them where a line may break."""


def canonical(filing: Filing) -> bytes:
    """The canonical JSON of a filing, UTF-8, keys in order, no spaces."""
    told = {"schema": SCHEMA, **said(filing)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(filing: Filing) -> str:
    """The SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(filing)).hexdigest()


def said(filing: Filing) -> dict[str, Any]:
    """What a filing says, as plain lists and texts without white space."""
    return {
        **{name: bare(getattr(filing, name)) for name in SAID},
        "project": bare("-".join(filter(None, (filing.project_code, filing.project)))),
        **{name: sorted(map(bare, getattr(filing, name))) for name in CHOICES},
        "budget": _budget(filing.budget),
        "lines": [_line(line) for line in filing.budget.lines],
        "groups": [bare(group.text or group.level1) for group in filing.groups],
        "indicators": [_indicator(indicator) for indicator in filing.indicators],
    }


def bare(text: str) -> str:
    """A text without white space and signs of no width."""
    return "".join(text.translate(NOWHERE).split())


def _budget(budget: Budget) -> dict[str, str]:
    """The points count by their value: some forms print them in the label, some in a column."""
    points = "" if budget.weight is None else f"{budget.weight:g}"
    told = {name: bare(getattr(budget, name)) for name in AMOUNTS}
    return told | {"unit": bare(budget.unit), "weight": points}


def _line(line: FundLine) -> dict[str, str]:
    return {name: bare(getattr(line, name)) for name in LINE}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "group": indicator.group,
        "level2": bare(indicator.level2_text),
        "level3": bare(indicator.level3_text),
        "target": bare(indicator.target.text),
        "actual": bare(indicator.actual.text),
        "weight": bare(indicator.weight_text),
        "score": bare(indicator.score_text),
        "deviation": bare(indicator.deviation),
    }


NAMES = FIELDS | {
    "budget.initial": "年初预算数",
    "budget.unit": "金额单位",
    "lines": "资金构成",
    "indicators": "指标的行数",
    "groups": "一级指标",
}
MERELY = "_text"
"""What the names of fields as read end with."""


def differences(one: Filing, other: Filing) -> Iterator[tuple[str, str, str]]:
    """Where two filings differ: the place in words, and what each of them says there."""
    first, second = said(one), said(other)
    for name in (*SAID, *CHOICES):
        if first[name] != second[name]:
            yield _name(name), _words(first[name]), _words(second[name])
    for name, value in first["budget"].items():
        if value != second["budget"][name]:
            yield _name(f"budget.{name}"), value, second["budget"][name]
    yield from _listed("lines", first, second)
    if first["groups"] != second["groups"]:
        yield NAMES["groups"], _words(first["groups"]), _words(second["groups"])
    yield from _listed("indicators", first, second)


def _listed(
    name: str, first: dict[str, Any], second: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    ours, theirs = first[name], second[name]
    if len(ours) != len(theirs):
        yield NAMES[name], f"{len(ours)}行", f"{len(theirs)}行"
        return
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True), 1):
        title = mine.get("level3") or mine.get("label") or ""
        for field, value in mine.items():
            if value != other[field]:
                where = f"第{number}行“{title}”的{_name(field)}"
                yield where, str(value), str(other[field])


def _name(field: str) -> str:
    plain = field.removesuffix(MERELY)
    return NAMES.get(plain) or NAMES.get(f"budget.{plain}") or "资金名称"


def _words(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)
