"""What a page of the form posts, as fields: only what stood on the page, over what stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from jiheng.web.filings import content as contents
from jiheng.web.filings.saving import EXPLAINED, REASONS
from jiheng.web.filings.steps import Refused
from jiheng.writing.official.fields import UNSAID

LONGEST, MOST_ROWS, MOST_GROUPS, MOST_LINES = 5000, 200, 30, 60
SPLIT = ("sign", "value", "unit")
"""The inputs of a target that the form prints in three columns."""
EXPLANATION, REASON = 300, 200
TAKEN = (*contents.HEAD, *(f"budget.{name}" for name in contents.BUDGET))


def posted(data: QueryDict, base: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the page has them; those that it does not show, as they were in `base`.

    Raises Refused for more rows or longer texts than a form has.
    """
    mine = dict(base)
    mine |= {name: _text(data, name) for name in TAKEN if name in data}
    mine |= {name: data.getlist(name) for name in data.getlist("choices")}
    if "row" in data:
        mine["rows"] = _rows(data.getlist("row"), base)
        mine = {n: v for n, v in mine.items() if not n.startswith("indicators.")}
        for key, _ in mine["rows"]:
            mine |= _indicator(data, key, base)
    for family, names in (("lines", contents.LINE), ("groups", ("",))):
        if family in data:
            mine = {n: v for n, v in mine.items() if not n.startswith(f"{family}.")}
            mine |= _numbered(data, family, names, base)
    for name in data:
        if name.startswith((EXPLAINED, REASONS)):
            most = EXPLANATION if name.startswith(EXPLAINED) else REASON
            mine[name] = _text(data, name).strip()[:most] or None
    return {name: value for name, value in mine.items() if value is not None}


def _text(data: QueryDict, name: str) -> str:
    text = data.get(name, "").replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Refused(f"有一栏超过 {LONGEST} 字，没有保存；请缩短以后再试")
    return text


def _rows(told: list[str], base: Mapping[str, Any]) -> list[list[Any]]:
    if len(told) > MOST_ROWS:
        raise Refused(f"指标超过 {MOST_ROWS} 行，没有保存；请删去多余的行")
    rows: dict[str, int] = {}
    for each in told:
        key, _, group = each.partition(":")
        if key.isalnum() and group.isdecimal():
            rows.setdefault(key[:16], int(group))
    order = [[key, group] for key, group in rows.items()]
    stood: list[list[Any]] = sorted(base["rows"], key=lambda row: row[1])
    return list(base["rows"]) if order == stood else order


def _indicator(data: QueryDict, key: str, base: Mapping[str, Any]) -> dict[str, str]:
    inside = f"indicators.{key}."
    told = {inside + name: base.get(inside + name) or "" for name in contents.INDICATOR}
    told |= {name: _text(data, name) for name in told if name in data}
    if f"{inside}value" in data:
        parts = [_text(data, inside + part).strip() for part in SPLIT]
        told[f"{inside}target"] = joined(*parts)
    return told


def joined(sign: str, value: str, unit: str) -> str:
    """A target from its three columns: ≥, 90, % are ≥90%."""
    return value if sign == UNSAID or not value else f"{sign}{value}{unit}"


def _numbered(
    data: QueryDict, family: str, names: tuple[str, ...], base: Mapping[str, Any]
) -> dict[str, str]:
    told = data.get(family, "")
    most = MOST_GROUPS if family == "groups" else MOST_LINES
    count = int(told) if told.isdecimal() else 0
    if count > most:
        raise Refused(f"超过 {most} 行，没有保存；请删去多余的行")
    fields = [".".join(filter(None, (family, str(at), n))) for at in range(count) for n in names]
    return {n: _text(data, n) if n in data else base.get(n) or "" for n in fields}


def chosen(data: QueryDict) -> dict[str, str]:
    """What the person chose for each field on which two texts clash."""
    return {n.removeprefix("choose."): data[n] for n in data if n.startswith("choose.")}
