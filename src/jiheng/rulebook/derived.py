"""A rulebook as it would be with some values changed: `budget.points=10`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from jiheng.rulebook.loader import build, load
from jiheng.rulebook.problem import Problem, RulebookError
from jiheng.rulebook.schema import Rulebook
from jiheng.rulebook.source import Source

LABEL = "--set"
SPOKEN = {"budget.weight": "budget.points"}
"""What people call a key, and the key."""
DIGITS = 6


@dataclass(frozen=True)
class Change:
    """One value that differs: its dotted key, what it was and is; `follows` from another one."""

    key: str
    before: Any
    after: Any
    follows: bool


@dataclass(frozen=True)
class Derived:
    """A rulebook with some values changed, and what was changed."""

    rulebook: Rulebook
    changes: tuple[Change, ...]


def derived(base: str, settings: Iterable[str]) -> Derived:
    """The rulebook `base`, an id or a path, with settings such as "budget.points=10".

    A setting is a dotted key of the rulebook's file and a value as TOML writes it; a word needs no
    quotes. Budget points and performance points make the total, and groups' points the performance
    points: where only one side is set the other follows, groups in proportion. The result goes
    through the loader as any rulebook does. Raises RulebookError.
    """
    book = load(base)
    stated = dict(map(_read, settings))
    values = {**_following(book, stated), **stated}
    beside = Path(base).parent if base.endswith(".toml") else Path()
    changed = build(Source(LABEL, beside / LABEL, _tables(book, values)))
    changes = (
        Change(key, _value(book, key), _value(changed, key), key not in stated) for key in values
    )
    return Derived(changed, tuple(each for each in changes if each.before != each.after))


def _read(setting: str) -> tuple[str, Any]:
    key, sign, written = (part.strip() for part in setting.partition("="))
    if not sign or not key or not written:
        raise _refusal(setting, "看不懂", "请写成 键=值，如 budget.points=10")
    try:
        value = tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        value = written
    return SPOKEN.get(key, key), value


def _refusal(key: str, message: str, mend: str) -> RulebookError:
    return RulebookError([Problem(LABEL, key, message, mend)])


def _following(book: Rulebook, stated: Mapping[str, Any]) -> dict[str, float]:
    """The points that follow from those stated."""
    total = _number(stated.get("total.points", book.total.points))
    found: dict[str, float] = {}
    if "budget.points" in stated and "total.performance" not in stated:
        found["total.performance"] = total - _number(stated["budget.points"])
    elif "total.performance" in stated and "budget.points" not in stated:
        found["budget.points"] = total - _number(stated["total.performance"])
    performance = _number({**found, **stated}.get("total.performance", book.total.performance))
    grouped = any(key.startswith("groups.") and key.endswith(".points") for key in stated)
    if not grouped and performance != book.total.performance:
        found |= _shared_out(book, performance)
    return {key: int(value) if value == int(value) else value for key, value in found.items()}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _shared_out(book: Rulebook, performance: float) -> dict[str, float]:
    """The groups' points in proportion to the performance points, the last taking what is left."""
    points = {name: group.points for name, group in book.groups.items() if group.points}
    factor = Fraction(str(performance)) / Fraction(str(book.total.performance))
    shares = {
        f"groups.{name}.points": round(Fraction(str(value)) * factor, DIGITS)
        for name, value in points.items()
    }
    if shares:
        whole = sum(map(Fraction, map(str, points.values())), Fraction()) * factor
        last = list(shares)[-1]
        shares[last] += whole - sum(shares.values(), Fraction())
    return {key: float(value) for key, value in shares.items()}


def _tables(book: Rulebook, values: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a rulebook file that extends the book and changes the values."""
    years = book.fiscal_years.model_dump(exclude_none=True)
    tables: dict[str, Any] = {
        "id": f"{book.id}-set",
        "name": f"{book.name}（调整）",
        "authority": book.authority,
        "document": book.document,
        "extends": book.id,
        "fiscal_years": years,
        "cites": "setting",
        "citations": {"setting": {"clause": "模拟设定", "text": "为测算而设，不是现行规定"}},
    }
    for key, value in values.items():
        *path, last = key.split(".")
        table = tables
        for step in path:
            table = table.setdefault(step, {})
            if not isinstance(table, dict):
                raise _refusal(key, "上一级键已经另写了值", "请只写其中一个")
        table[last] = value
    return tables


def _value(book: Rulebook, key: str) -> Any:
    """What stands under a dotted key; None where nothing does."""
    found: Any = book
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else getattr(found, step, None)
    return found
