"""The rows under the indicators' header: groups, indicators, what the template left standing."""

from __future__ import annotations

from typing import NamedTuple

from jiheng.filing.model import (
    Group,
    Indicator,
    Leftover,
    Source,
    understood_group,
    understood_indicator,
)
from jiheng.quantity import read_score, read_weight
from jiheng.reading.grid import Unreadable
from jiheng.reading.labels import normal, words
from jiheng.reading.placed import NOWHERE, Texts
from jiheng.reading.tidy import tidy

MOST_ROWS = 10_000
"""More indicators than any form has."""
LEVELS = frozenset(("level1", "level2", "level3"))
POINTS = (("weight", "weight", read_weight), ("score", "score_claimed", read_score))
LEAST_DIFFERENCE = 0.005
"""Points: half a unit in the last digit that a score is printed with."""


class Rows(NamedTuple):
    """The groups, the indicators, where their cells stand, and the rows that are none of them.

    Those are rows that the template left standing, and subtotals that do not add up.
    """

    groups: list[Group]
    indicators: list[Indicator]
    places: dict[str, Source]
    leftovers: list[Leftover]
    subtotals: list[Leftover]


def understood_rows(rows: list[Texts]) -> Rows:
    """The rows of an indicator table; raises `Unreadable` where there are absurdly many."""
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            f"一份表里有 {len(rows)} 行指标，超出常理；请检查文件是否损坏，或拆分后再试"
        )
    found = Rows([], [], {}, [], [])
    level2 = NOWHERE
    for texts in rows:
        here = {name: tidy(text) for name, (text, _) in texts.items()}
        if any(_is_subtotal(here.get(name, "")) for name in LEVELS):
            if not _adds_up(found, here):
                said = " ".join(text for text in here.values() if text)
                found.subtotals.append(Leftover("indicators", said, _row_source(texts)))
            continue
        group = understood_group(here.get("level1", ""))
        if group.level1 and not (found.groups and _same(found.groups[-1], group)):
            found.places[f"groups.{len(found.groups)}"] = texts["level1"][1]
            found.groups.append(group)
            level2 = NOWHERE
        if here.get("level2"):
            level2 = here["level2"], texts["level2"][1]
        if _is_left_standing(here):
            stray = here.get("level3", "") or here.get("level2", "")
            if stray:
                found.leftovers.append(Leftover("level3", stray, _row_source(texts)))
        else:
            _add(found, level2, here, texts)
    return found


def _add(found: Rows, level2: tuple[str, Source], here: dict[str, str], texts: Texts) -> None:
    if not found.groups:
        found.groups.append(Group(""))
    group = found.places.get(f"groups.{len(found.groups) - 1}")
    row = len(found.indicators) + 1
    found.indicators.append(
        understood_indicator(
            row=row,
            group=len(found.groups) - 1,
            level1=found.groups[-1].level1,
            level2_text=level2[0],
            level3_text=here.get("level3", ""),
            target_text=_target(here),
            actual_text=here.get("actual", ""),
            weight_text=here.get("weight", ""),
            score_text=here.get("score", ""),
            deviation=here.get("deviation", ""),
        )
    )
    places = {name: source for name, (_, source) in texts.items()}
    if group is not None and not here.get("level1"):
        places["level1"] = group
    if level2[0]:
        places["level2"] = level2[1]
    found.places.update({f"indicators.{row}.{name}": place for name, place in places.items()})


def _is_subtotal(text: str) -> bool:
    return normal(text).endswith(tuple(words("subtotals", "words")))


def _adds_up(found: Rows, here: dict[str, str]) -> bool:
    """Whether a subtotal says what its rows come to: those of its group, or of their level 2."""
    if not found.indicators:
        return False
    last = found.indicators[-1]
    group = [row for row in found.indicators if row.group == last.group]
    inner = [row for row in group if row.level2_text == last.level2_text]
    stated = [
        (field, points)
        for name, field, points_of in POINTS
        if (points := points_of(here.get(name, "")).value) is not None
    ]
    known = {"weight", "score", *LEVELS}
    if not stated or any(text for name, text in here.items() if name not in known):
        return False
    return any(
        all(_comes_to(rows, field, points) for field, points in stated) for rows in (group, inner)
    )


def _comes_to(rows: list[Indicator], field: str, points: float) -> bool:
    each = [getattr(row, field) for row in rows]
    return None not in each and abs(sum(each) - points) < LEAST_DIFFERENCE


def _same(before: Group, group: Group) -> bool:
    return before.level1 == group.level1 and group.declared in (None, before.declared)


def _is_left_standing(here: dict[str, str]) -> bool:
    """Whether a row says nothing but what the blank template says."""
    if any(text for name, text in here.items() if name not in LEVELS):
        return False
    name = here.get("level3", "")
    return not name or normal(name) in words("placeholders", "rows")


def _row_source(texts: Texts) -> Source:
    return next((source for text, source in texts.values() if text.strip()), Source())


def _target(here: dict[str, str]) -> str:
    """The target with the comparator and the unit that stand in columns of their own: ≥100%."""
    target, sign, unit = (here.get(name, "") for name in ("target", "comparator", "unit"))
    if sign and normal(sign) not in words("comparators", "unsaid") and not target.startswith(sign):
        target = sign + target
    return target if not unit or target.endswith(unit) else target + unit
