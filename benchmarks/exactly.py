"""The six rules as a loop that is exact as the product is: decimals, rounded half up.

The same loop as in `benchmarks.loop`, with numbers that keep every printed digit where it keeps
floats and a margin for their errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby

from benchmarks.objects import Form, Hit, Row
from jiheng.checking.explained import NAMED

FULL = Decimal(20)
CENT = Decimal("0.01")
CLOSE = Decimal("1e-9")
"""Relative difference below which two values converted from one unit into another are equal."""


def exact(form: Form) -> Form:
    """A form with decimals for its numbers."""
    rows = [_with_decimals(row) for row in form.rows]
    return _with_decimals(replace(form, rows=rows))


def _with_decimals(given: Form | Row) -> Form | Row:
    numbers = {
        name: Decimal(repr(value))
        for name in given.__slots__
        if name != "told" and isinstance(value := getattr(given, name), float)
    }
    return replace(given, **numbers)


@cache
def half_a_digit(decimals: int) -> Decimal:
    """Half a unit in the last of so many digits."""
    return Decimal(1).scaleb(-decimals) / 2


def tolerance(decimals: int | None) -> Decimal:
    """What a printed score may be off by: half of its last digit, whole points of a hundredth."""
    return half_a_digit(decimals if decimals and decimals >= 1 else 2)


def half_up(value: Decimal) -> Decimal:
    """A score with two decimals."""
    return value.quantize(CENT, ROUND_HALF_UP)


def check(form: Form) -> Iterator[Hit]:
    """The faults by the six rules on one filing, by the Hubei rulebook."""
    points = FULL if form.budget_weight is None else form.budget_weight
    claimed = form.budget_score_claimed
    if form.approved and form.approved > 0 and form.executed is not None:
        rate = form.executed / form.approved * 100
        if form.rate_claimed is not None:
            half = half_a_digit(form.rate_decimals or 0)
            if abs(form.rate_claimed - rate) > half:
                yield form, None, "A01", rate, None
        if claimed is not None:
            earned = min(points * max(form.executed, 0) / form.approved, points)
            if abs(claimed - earned) > tolerance(form.budget_score_decimals):
                yield form, None, "A03", earned, None
    if claimed is not None and claimed > points:
        yield form, None, "A06", points, None
    scores = [row.score_claimed for row in form.rows]
    if scores and None not in scores and claimed is not None and form.total_claimed is not None:
        parts = claimed + sum(scores)
        if abs(form.total_claimed - parts) > tolerance(form.total_decimals):
            yield form, None, "A04", parts, None
    for _, group in groupby(form.rows, key=lambda row: row.group):
        yield from check_group(form, list(group))


def check_group(form: Form, rows: list[Row]) -> Iterator[Hit]:
    judged = [judge(row) for row in rows]
    for row, (met, achieved), weight in zip(rows, judged, weights(rows, judged), strict=True):
        score = row.score_claimed
        above = score is not None and weight is not None and score > weight
        if above:
            yield form, row, "A06", None, weight
        elif (
            score is not None
            and weight is not None
            and row.target_nature == "quantitative"
            and row.actual_nature != "blank"
        ):
            due = due_score(row, met, achieved, weight)
            if due is not None and abs(score - due) > min_half(row.score_decimals):
                yield form, row, "A05", due, weight
        if met is False and not (
            row.deviation or (row.told is not None and row.told >= NAMED) or row.admitted
        ):
            yield form, row, "T09", None, None


def min_half(decimals: int | None) -> Decimal:
    """A computed score has two decimals: held against it, no printed digit counts beyond them."""
    return tolerance(min(decimals, 2) if decimals else decimals)


def judge(row: Row) -> tuple[bool | None, Decimal | None]:
    """Whether the target is met, and how far it was reached."""
    goal, reached = row.goal, row.reached
    if goal is None or reached is None:
        if row.actual_completion is not None:
            return row.actual_completion >= 100, row.actual_completion / 100
        return (None if row.tier is None else row.tier == "achieved"), None
    close = abs(goal) * CLOSE
    low, high = reached >= goal - close, reached <= goal + close
    if row.goal_upper is not None:
        met = low and reached <= row.goal_upper * (1 + CLOSE)
    elif row.target_comparator == "=":
        met = low and high
    else:
        met = high if row.lower_is_better else low
        if row.target_comparator in (">", "<") and low and high and not row.bound:
            met = False
    if row.bound:
        return (True if met else None), None
    if row.target_dimension == "date":
        return met, None
    if row.lower_is_better:
        return met, (goal / reached if reached > 0 else None)
    return met, (reached / goal if goal > 0 else None)


def weights(
    rows: list[Row], judged: list[tuple[bool | None, Decimal | None]]
) -> list[Decimal | None]:
    """Each row's weight: declared, or inferred, or None."""
    found: list[Decimal | None] = []
    for row, (met, achieved) in zip(rows, judged, strict=True):
        score = row.score_claimed
        if row.weight_declared is not None:
            found.append(row.weight_declared)
        elif score is None:
            found.append(None)
        elif met and score > 0 and score * 2 == round(score * 2):
            found.append(score)
        elif met is False and achieved and 0 < achieved < 1 and (row.score_decimals or 0) >= 2:
            weight = round(score / achieved * 2) / Decimal(2)
            half = half_a_digit(row.score_decimals or 0)
            fits = weight > 0 and abs(weight * achieved - score) <= half
            found.append(weight if fits else None)
        else:
            found.append(None)
    declared = rows[0].group_declared
    remaining(rows, found, declared)
    for place, (row, (met, _)) in enumerate(zip(rows, judged, strict=True)):
        if found[place] is None and met and row.score_claimed and row.score_claimed > 0:
            found[place] = row.score_claimed
    remaining(rows, found, declared)
    return found


def remaining(rows: list[Row], found: list[Decimal | None], declared: Decimal | None) -> None:
    """What the group's points leave to its one open row."""
    if declared is None or found.count(None) != 1:
        return
    place = found.index(None)
    rest = declared - sum(weight for weight in found if weight is not None)
    if rest > 0 and rest >= (rows[place].score_claimed or 0):
        found[place] = rest


def due_score(
    row: Row, met: bool | None, achieved: Decimal | None, weight: Decimal
) -> Decimal | None:
    """The score that the data determine, None where they do not."""
    if row.goal is None or row.reached is None or row.bound:
        if row.actual_completion is not None and row.target_nature == "quantitative":
            return half_up(weight * min(row.actual_completion, 100) / 100)
        return None
    if met:
        return weight
    if row.target_dimension == "date":
        return None
    return half_up(weight * min(max(achieved or 0, 0), 1))
