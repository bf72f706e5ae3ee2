"""What happened to a filing, in words: its events with fields called as the form calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from jiheng.web.events import words
from jiheng.web.events.models import Event
from jiheng.web.filings.calling import Names
from jiheng.web.filings.saving import MARKS
from jiheng.web.filings.steps import STEPS
from jiheng.web.organisations.states import State

TOGETHER = timedelta(minutes=30)
"""Edits of one person no further apart than this are told as one."""
COMPARED = 3000
"""Texts longer than this are not compared letter by letter."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A field that changed: what it is called, and the pieces of what it was and is."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class Told:
    """One thing that happened: who, from where, when (from the first to the last), what."""

    title: str
    actor: str
    address: str
    begun: datetime
    ended: datetime
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def told(events: Iterable[Event], names: Names) -> list[Told]:
    """Events, newest first, as they are told; edits of one sitting together."""
    events = list(events)
    for event in events:
        for side in (event.after, event.before):
            names.learn(side if event.action == "edit" else None)
    return [_told(group, names) for group in _sittings(events)]


def _sittings(events: list[Event]) -> Iterator[list[Event]]:
    group: list[Event] = []
    for event in events:
        last = group[-1] if group else None
        if last and not (
            last.action == event.action == "edit"
            and last.actor_id == event.actor_id
            and last.address == event.address
            and last.at - event.at <= TOGETHER
        ):
            yield group
            group = []
        group.append(event)
    if group:
        yield group


def _told(group: list[Event], names: Names) -> Told:
    """Events of one sitting, newest first: the first before against the last after."""
    newest, oldest = group[0], group[-1]
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for event in reversed(group):
        for name, value in (event.before or {}).items():
            before.setdefault(name, value)
        after |= event.after or {}
    if newest.action == "edit":
        changes, notes = tuple(_changes(before, after, names)), ()
    else:
        changes, notes = (), tuple(_notes(before, after))
    step = STEPS.get(newest.action)
    title = step.title if step else words.action(newest.action)
    return Told(title, newest.actor_name, newest.address, oldest.at, newest.at, changes, notes)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys(), key=_place):
        old, new = before.get(name), after.get(name)
        if name in MARKS or (old or "") == (new or ""):
            continue
        if name == "rows":
            yield from _moved(old or [], new or [], names)
        else:
            yield Change(names.of(name), *compared(said(old), said(new)))


def _place(name: str) -> tuple[int, str]:
    order = ("rows", "groups", "indicators", "explained", "reasons")
    kind = name.split(".", maxsplit=1)[0]
    return (order.index(kind) + 1 if kind in order else 0, name)


def _moved(old: list[Any], new: list[Any], names: Names) -> Iterator[Change]:
    was, now = [key for key, _ in old], [key for key, _ in new]
    added = [names.row(key) for key in now if key not in was]
    gone = [names.row(key) for key in was if key not in now]
    if added:
        yield Change("增加的指标", (), (Piece("new", "、".join(added)),))
    if gone:
        yield Change("删除的指标", (Piece("gone", "、".join(gone)),), ())
    if not added and not gone:
        order = [_all("、".join(map(names.row, keys)), "same") for keys in (was, now)]
        yield Change("指标的顺序", order[0], order[1])


def _notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    states = [State(side["state"]).label for side in (before, after) if "state" in side]
    if states:
        yield "状态：" + " → ".join(states)
    if reason := after.get("reason"):
        yield f"理由：{reason}"
    if version := after.get("version"):
        yield f"留存为第 {version} 版"
    for name in ("project", "cycle", "name"):
        if text := after.get(name) or before.get(name):
            yield str(text)


def said(value: Any) -> str:
    """What stands in a field, as a text."""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def compared(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts in pieces: what only one of them has is marked."""
    if not old or not new or len(old) + len(new) > COMPARED:
        same = old == new
        return _all(old, "same" if same else "gone"), _all(new, "same" if same else "new")
    before, after = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            before.append(Piece("same" if kind == "equal" else "gone", old[a:b]))
        if d > c:
            after.append(Piece("same" if kind == "equal" else "new", new[c:d]))
    return tuple(before), tuple(after)


def _all(text: str, kind: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),) if text else ()
