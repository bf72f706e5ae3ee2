"""What a button of the form does to its fields: rows added, removed, moved; cells pasted.

Each alteration takes the fields and changes them in place; it answers where to go on, and what to
say. What a button names may be gone by the time it is pressed: then nothing happens.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiheng.web.filings import content as contents
from jiheng.web.filings.posting import LONGEST, MOST_GROUPS, MOST_LINES, MOST_ROWS, joined
from jiheng.web.filings.steps import Refused

Told = dict[str, Any]
ROOT = "indicators"


@dataclass(frozen=True)
class Altered:
    """What an alteration did: the input to go on with, a sentence, and what would undo it."""

    focus: str = ""
    said: str = ""
    undo: str = ""


def alter(told: Told, asked: str, data: Mapping[str, Any], columns: Iterable[str]) -> Altered:
    """Do what a button asks for ("add-row:0"); `columns` are the form's inputs in an indicator row.

    Raises Refused with a sentence for what is too much.
    """
    verb, _, about = asked.partition(":")
    if verb == "paste":
        return paste(told, about, str(data.get("paste", "")), list(columns))
    if verb == "undo":
        return undo(told, str(data.get("undo", "")))
    if verb in ALTERATIONS:
        return ALTERATIONS[verb](told, about)
    return Altered()


def _groups(told: Told) -> list[str]:
    return [told[n] for n in sorted_names(told, "groups.")]


def sorted_names(told: Mapping[str, Any], family: str) -> list[str]:
    """The names of a family's fields in the order of their numbers."""
    return sorted((n for n in told if n.startswith(family)), key=lambda n: int(n.split(".")[1]))


def add_row(told: Told, about: str) -> Altered:
    """A blank indicator at the end of a group, its level 2 as in the row before."""
    if not about.isdecimal():
        return Altered()
    group = min(int(about), max(len(_groups(told)) - 1, 0))
    last = [key for key, inside in told["rows"] if inside == group][-1:]
    level2 = told.get(f"{ROOT}.{last[0]}.level2_text", "") if last else ""
    key = _blank(told, group)
    told[f"{ROOT}.{key}.level2_text"] = level2
    return Altered(f"{ROOT}.{key}.level3_text")


def _blank(told: Told, group: int, at: int | None = None) -> str:
    if len(told["rows"]) >= MOST_ROWS:
        raise Refused(f"指标最多 {MOST_ROWS} 行；不能再加")
    key = contents.new_key()
    told |= {f"{ROOT}.{key}.{name}": "" for name in contents.INDICATOR}
    if at is None:
        at = max((n + 1 for n, row in enumerate(told["rows"]) if row[1] <= group), default=0)
    told["rows"].insert(at, [key, group])
    return key


def remove_row(told: Told, key: str) -> Altered:
    """An indicator taken out; what it said goes into what would undo it."""
    place = _place(told, key)
    if place is None:
        return Altered()
    group = told["rows"].pop(place)[1]
    said = {n: told.pop(n) for n in [n for n in told if n.startswith(f"{ROOT}.{key}.")]}
    called = said.get(f"{ROOT}.{key}.level3_text") or "没有填名称的一行"
    beside = told["rows"][min(place, len(told["rows"]) - 1)][0] if told["rows"] else ""
    undone = json.dumps({"rows": [[place, key, group]], "fields": said}, ensure_ascii=False)
    focus = f"{ROOT}.{beside}.level3_text" if beside else ""
    return Altered(focus, f"已删除指标“{_short(called)}”", undone)


def _short(text: str) -> str:
    return f"{text[:20]}…" if len(text) > 20 else text


def _place(told: Told, key: str) -> int | None:
    return next((at for at, row in enumerate(told["rows"]) if row[0] == key), None)


def move_row(step: int) -> Callable[[Told, str], Altered]:
    """An indicator one up or down; at the edge of its group into the next one."""

    def move(told: Told, key: str) -> Altered:
        place, rows = _place(told, key), told["rows"]
        if place is None:
            return Altered()
        group, other = rows[place][1], place + step
        if 0 <= other < len(rows) and rows[other][1] == group:
            rows[place], rows[other] = rows[other], rows[place]
        elif 0 <= group + step < len(_groups(told)):
            rows[place][1] = group + step
        return Altered(f"{ROOT}.{key}.level3_text")

    return move


def add_group(told: Told, _about: str) -> Altered:
    """A blank level-1 group at the end."""
    count = len(_groups(told))
    if count >= MOST_GROUPS:
        raise Refused(f"一级指标最多 {MOST_GROUPS} 组；不能再加")
    told[f"groups.{count}"] = ""
    return Altered(f"groups.{count}")


def remove_group(told: Told, about: str) -> Altered:
    """A group taken out with its indicators."""
    groups = _groups(told)
    if not about.isdecimal() or int(about) >= len(groups):
        return Altered()
    at = int(about)
    inside = [(n, *row) for n, row in enumerate(told["rows"]) if row[1] == at]
    keys = {key for _, key, _ in inside}
    fields = {n: told.pop(n) for n in list(told) if n.startswith(f"{ROOT}.") and _key(n) in keys}
    told["rows"] = [[k, g - (g > at)] for k, g in told["rows"] if g != at]
    _numbered(told, "groups", groups[:at] + groups[at + 1 :])
    undone = {"group": [at, groups[at]], "rows": [list(row) for row in inside], "fields": fields}
    said = f"已删除一级指标“{_short(groups[at]) or '没有填名称的一组'}”和它的 {len(keys)} 项指标"
    return Altered("", said, json.dumps(undone, ensure_ascii=False))


def _key(name: str) -> str:
    return name.split(".")[1]


def _numbered(told: Told, family: str, values: list[str]) -> None:
    for name in [n for n in told if n.startswith(f"{family}.")]:
        del told[name]
    told |= {f"{family}.{at}": value for at, value in enumerate(values)}


def move_group(step: int) -> Callable[[Told, str], Altered]:
    """A group with its indicators one up or down."""

    def move(told: Told, about: str) -> Altered:
        groups = _groups(told)
        at = int(about) if about.isdecimal() else -1
        if not (0 <= at < len(groups) and 0 <= at + step < len(groups)):
            return Altered()
        groups[at], groups[at + step] = groups[at + step], groups[at]
        _numbered(told, "groups", groups)
        swapped = {at: at + step, at + step: at}
        rows = [[key, swapped.get(group, group)] for key, group in told["rows"]]
        told["rows"] = sorted(rows, key=lambda row: row[1])
        return Altered(f"groups.{at + step}")

    return move


def _lines(told: Told) -> list[dict[str, str]]:
    count = len({n.split(".")[1] for n in told if n.startswith("lines.")})
    return [{n: told.get(f"lines.{at}.{n}", "") for n in contents.LINE} for at in range(count)]


def _put_lines(told: Told, lines: list[dict[str, str]]) -> None:
    for name in [n for n in told if n.startswith("lines.")]:
        del told[name]
    told |= {f"lines.{at}.{n}": v for at, line in enumerate(lines) for n, v in line.items()}


def add_line(told: Told, _about: str) -> Altered:
    """A blank part of the budget at the end."""
    lines = _lines(told)
    if len(lines) >= MOST_LINES:
        raise Refused(f"资金最多 {MOST_LINES} 行；不能再加")
    _put_lines(told, [*lines, dict.fromkeys(contents.LINE, "")])
    return Altered(f"lines.{len(lines)}.label")


def remove_line(told: Told, about: str) -> Altered:
    """A part of the budget taken out."""
    lines = _lines(told)
    if not about.isdecimal() or int(about) >= len(lines):
        return Altered()
    gone = lines.pop(int(about))
    _put_lines(told, lines)
    said = f"已删除资金“{_short(gone['label']) or '没有填名称的一行'}”"
    return Altered("", said, json.dumps({"line": [int(about), gone]}, ensure_ascii=False))


def move_line(step: int) -> Callable[[Told, str], Altered]:
    """A part of the budget one up or down."""

    def move(told: Told, about: str) -> Altered:
        lines = _lines(told)
        at = int(about) if about.isdecimal() else -1
        if not (0 <= at < len(lines) and 0 <= at + step < len(lines)):
            return Altered()
        lines[at], lines[at + step] = lines[at + step], lines[at]
        _put_lines(told, lines)
        return Altered(f"lines.{at + step}.label")

    return move


def undo(told: Told, kept: str) -> Altered:
    """Put back what was removed last, as the page kept it; nothing for what is no such thing."""
    try:
        removed = json.loads(kept)
        if "line" in removed:
            at, line = removed["line"]
            lines = _lines(told)
            lines.insert(int(at), {n: str(line.get(n, ""))[:LONGEST] for n in contents.LINE})
            _put_lines(told, lines[:MOST_LINES])
            return Altered(f"lines.{int(at)}.label", "已恢复")
        if "group" in removed:
            at, label = removed["group"]
            groups = _groups(told)
            groups.insert(int(at), str(label)[:LONGEST])
            _numbered(told, "groups", groups[:MOST_GROUPS])
            told["rows"] = [[k, g + (g >= int(at))] for k, g in told["rows"]]
        for at, key, group in removed.get("rows", []):
            if _place(told, str(key)) is None and len(told["rows"]) < MOST_ROWS:
                told["rows"].insert(int(at), [str(key)[:16], int(group)])
                for name in contents.INDICATOR:
                    field = f"{ROOT}.{str(key)[:16]}.{name}"
                    told[field] = str(removed["fields"].get(field, ""))[:LONGEST]
        first = removed["rows"][0][1] if removed.get("rows") else ""
        return Altered(f"{ROOT}.{first}.level3_text" if first else "", "已恢复")
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return Altered()


def paste(told: Told, at: str, block: str, columns: list[str]) -> Altered:
    """A block of cells from a sheet, from the input `at` on to the right and downwards.

    Rows are added to the last row's group where the block has more than the form.
    """
    _, key, column = (*at.split("."), "", "")[:3]
    place = _place(told, key)
    if place is None or column not in columns:
        return Altered()
    rows = [line.split("\t") for line in block.rstrip("\n").split("\n")]
    first, added = columns.index(column), 0
    for number, cells in enumerate(rows):
        if place + number >= len(told["rows"]):
            _blank(told, told["rows"][-1][1], len(told["rows"]))
            added += 1
        _put_cells(told, told["rows"][place + number][0], columns[first:], cells)
    more = f"，增加了 {added} 行" if added else ""
    return Altered(at, f"已粘贴 {len(rows)} 行{more}")


def _put_cells(told: Told, key: str, columns: list[str], cells: list[str]) -> None:
    from jiheng.web.filings.sheet import parts_of

    inside = f"{ROOT}.{key}."
    put = {c: cell.strip()[:LONGEST] for c, cell in zip(columns, cells, strict=False)}
    if split := {c: put.pop(c) for c in ("sign", "value", "unit") if c in put}:
        told[f"{inside}target"] = joined(
            **dict(zip(("sign", "value", "unit"), parts_of(told[f"{inside}target"]), strict=True))
            | split
        )
    told |= {inside + name: text for name, text in put.items()}


ALTERATIONS: dict[str, Callable[[Told, str], Altered]] = {
    "add-row": add_row,
    "remove-row": remove_row,
    "up-row": move_row(-1),
    "down-row": move_row(1),
    "add-group": add_group,
    "remove-group": remove_group,
    "up-group": move_group(-1),
    "down-group": move_group(1),
    "add-line": add_line,
    "remove-line": remove_line,
    "up-line": move_line(-1),
    "down-line": move_line(1),
}
