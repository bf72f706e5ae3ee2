"""Two people on one form: what each changed since they saw it, laid together.

Fields that only one of them changed are taken from that one. A field that both changed clashes:
what the other saved stands until the person has chosen. Rows of indicators are known by their
keys, so that adding, removing and moving them goes together with typing in others.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiheng.web.events.models import Event
from jiheng.web.filings.models import Filing
from jiheng.web.filings.saving import MARKS, told

Told = dict[str, Any]
FAMILIES = ("lines.", "groups.")
"""Fields that are numbered: where rows of them came or went, they are one."""


@dataclass(frozen=True)
class Seen:
    """What a person's page was made from, and who changed what since.

    `pages` names for each field the pages from which it was changed.
    """

    base: Told
    pages: Mapping[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Clash:
    """A field that two people changed, with both texts; `mark` tells what the other's was."""

    name: str
    mine: Any
    theirs: Any

    @property
    def mark(self) -> str:
        """A short sum of the other's text: a choice holds for what the person saw."""
        return f"{zlib.crc32(repr(self.theirs).encode()):08x}"


def seen(filing: Filing, revision: int) -> Seen:
    """What the filing's fields were at a revision, by going back through its log."""
    base, pages = told(filing), {}
    if revision >= filing.revision:
        return Seen(base)
    edits = Event.objects.filter(chain=filing.chain, action="edit").order_by("-number")
    for edit in edits.iterator(chunk_size=50):
        if edit.after.get("revision", 0) <= revision:
            break
        for name, text in edit.before.items():
            base[name] = text
            pages.setdefault(name, set()).add(edit.after.get("page", ""))
    return Seen({n: v for n, v in base.items() if v is not None and n not in MARKS}, pages)


def merged(
    now: Mapping[str, Any],
    since: Seen,
    mine: Mapping[str, Any],
    page: str,
    chosen: Mapping[str, str],
) -> tuple[Told, list[Clash]]:
    """What is to stand: theirs and mine laid together, and the clashes that are still open.

    `chosen` says for a field "mine" or "theirs", with the mark of the clash that it answers.
    """
    pages = since.pages
    base, now, mine = (_by_unit(side, since.base, now, mine) for side in (since.base, now, mine))
    result, clashes = dict(now), []
    for name in sorted((base.keys() | now.keys() | mine.keys()) - {"rows"}):
        ours, theirs = mine.get(name), now.get(name)
        own = bool(pages) and _pages(name, pages) == {page}
        if ours == theirs or (ours == base.get(name) and not own):
            continue
        clash = Clash(name, ours, theirs)
        choice = chosen.get(name) or ""
        if own or theirs == base.get(name) or choice == f"mine~{clash.mark}":
            result[name] = ours
        elif choice != f"theirs~{clash.mark}":
            clashes.append(clash)
    own = _pages("rows", pages) == {page}
    result["rows"] = _rows(now["rows"] if own else base["rows"], now["rows"], mine["rows"])
    _keep_written(result, (now, mine))
    result = _apart(result)
    last = max(_count("groups.", result) - 1, 0)
    result["rows"] = [[key, min(group, last)] for key, group in result["rows"]]
    return result, clashes


def _pages(name: str, pages: Mapping[str, set[str]]) -> set[str]:
    inside = f"{name}." if f"{name}." in FAMILIES else name
    return set().union(*(each for n, each in pages.items() if n.startswith(inside)))


def _by_unit(told_: Mapping[str, Any], *sides: Mapping[str, Any]) -> Told:
    """Fields, with a family whose rows came or went on some side as one field: "lines"."""
    units = [f for f in FAMILIES if len({_count(f, side) for side in sides}) > 1]
    kept: Told = {n: v for n, v in told_.items() if not n.startswith(tuple(units))}
    for family in units:
        kept[family[:-1]] = {
            n: v for n, v in told_.items() if n.startswith(family) and v is not None
        }
    return kept


def _apart(told_: Told) -> Told:
    """Fields one by one again, those that are none left out."""
    result: Told = {}
    for name, value in told_.items():
        result.update(value if isinstance(value, dict) else {name: value})
    return {name: value for name, value in result.items() if value is not None}


def _count(family: str, told_: Mapping[str, Any]) -> int:
    return len({n.split(".")[1] for n in told_ if n.startswith(family) and told_[n] is not None})


Rows = list[list[Any]]


def _rows(base: Rows, now: Rows, mine: Rows) -> Rows:
    """The order of rows: theirs, with mine added and taken away; mine where only I moved rows."""
    if now in (base, mine):
        return [list(row) for row in mine]
    if mine == base:
        return [list(row) for row in now]
    moved = _common(mine, base) != _common(base, mine)
    theirs_moved = _common(now, base) != _common(base, now)
    first, second = (mine, now) if moved and not theirs_moved else (now, mine)
    known = {key for key, _ in base}
    gone = known - {key for key, _ in second}
    result = [list(row) for row in first if row[0] not in gone]
    for place, (key, group) in enumerate(second):
        if key not in known and key not in {k for k, _ in result}:
            before = second[place - 1][0] if place else None
            _insert(result, key, group, before)
    return result


def _common(rows: Rows, others: Rows) -> Rows:
    keys = {key for key, _ in others}
    return [list(row) for row in rows if row[0] in keys]


def _insert(rows: Rows, key: str, group: int, before: str | None = None) -> None:
    """Put a row behind another, or at the end of its group."""
    places = [at for at, row in enumerate(rows) if row[0] == before and row[1] == group]
    places = places or [at for at, row in enumerate(rows) if row[1] <= group]
    rows.insert(places[-1] + 1 if places else 0, [key, group])


def _keep_written(result: Told, sides: tuple[Mapping[str, Any], Mapping[str, Any]]) -> None:
    """Keep a row that one took away and the other wrote in; drop the fields of rows that went."""
    here = {key for key, _ in result["rows"]}
    for side in sides:
        for key, group in side["rows"]:
            inside = f"indicators.{key}."
            if key not in here and any(result[n] is not None for n in result if inside in n):
                _insert(result["rows"], key, group)
                here.add(key)
                whole = {n: v for n, v in side.items() if n.startswith(inside)}
                result.update({n: v for n, v in whole.items() if result.get(n) is None})
    for name in [n for n in result if n.startswith("indicators.") and n.split(".")[1] not in here]:
        del result[name]
