"""Ready-made objects for the loop: forms whose cells are understood already."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from jiheng.filing.frames import Frames


@dataclass(slots=True)
class Row:
    """One indicator, its cells understood; the names are those of the frame's columns."""

    row: int
    level3: str
    target_text: str
    actual_text: str
    score_text: str
    group: int
    group_declared: float | None
    target_nature: str
    target_comparator: str | None
    target_dimension: str | None
    actual_nature: str
    actual_completion: float | None
    weight_declared: float | None
    score_claimed: float | None
    score_decimals: int | None
    deviation: str
    bound: bool
    tier: str | None
    lower_is_better: bool
    goal: float | None
    goal_upper: float | None
    reached: float | None
    told: float | None
    admitted: bool


@dataclass(slots=True)
class Form:
    """One filing with its indicators."""

    number: int
    rate_text: str
    budget_score_text: str
    total_text: str
    approved: float | None
    executed: float | None
    rate_claimed: float | None
    rate_decimals: int | None
    budget_weight: float | None
    budget_score_claimed: float | None
    budget_score_decimals: int | None
    total_claimed: float | None
    total_decimals: int | None
    rows: list[Row]


Hit = tuple[Form, Row | None, str, float | None, float | None]
"""A fault: in which form, on which row, by which rule; what is due there, and the weight."""


def forms(frames: Frames) -> list[Form]:
    """Ready-made objects of some frames."""
    names = [field.name for field in fields(Row)]
    rows: dict[int, list[Row]] = {}
    for number, *values in frames.indicators.select("filing", *names).iter_rows():
        rows.setdefault(number, []).append(Row(*values))
    plain = ["filing", *(field.name for field in fields(Form)[1:-1])]
    return [
        Form(*values, rows.get(values[0], []))
        for values in frames.filings.select(plain).iter_rows()
    ]


def tolerance(decimals: int | None) -> float:
    return 0.5 * 0.1 ** (decimals if decimals and decimals >= 1 else 2) + 1e-9


def half_up(value: float) -> float:
    return math.floor(value * 100 + 0.5 + 1e-9) / 100
