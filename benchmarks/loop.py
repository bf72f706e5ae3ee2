"""Six rules set-wise against the same six as a plain Python loop over ready-made objects.

The loop is written as one would write it: slotted objects whose cells are understood already,
floats, early exits; it infers weights as `scoring.weights` does, and finds the same findings. Its
second row says them too, word for word as the product does; the first only lists where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from itertools import groupby
from typing import Any

import polars as pl

from benchmarks.exactly import check as check_exactly
from benchmarks.exactly import exact
from benchmarks.objects import Form, Hit, Row, forms, half_up, tolerance
from benchmarks.tiles import originals, tiles
from benchmarks.timing import by_turns, table
from benchmarks.words import Finding, told
from jiheng.checking.explained import NAMED
from jiheng.checking.run import run as run_checks
from jiheng.filing.frames import Frames
from jiheng.scoring import plans

CODES = ("A01", "A03", "A04", "A05", "A06", "T09")
LOOPED, SETWISE = 2_000, 100_000


def check(form: Form) -> Iterator[Hit]:
    """The faults by the six rules on one filing, by the Hubei rulebook."""
    points = 20.0 if form.budget_weight is None else form.budget_weight
    claimed = form.budget_score_claimed
    if form.approved and form.approved > 0 and form.executed is not None:
        rate = form.executed / form.approved * 100
        if form.rate_claimed is not None:
            half = 0.5 * 0.1 ** (form.rate_decimals or 0) + 1e-9
            if abs(form.rate_claimed - rate) > half:
                yield form, None, "A01", rate, None
        if claimed is not None:
            earned = min(points * max(form.executed, 0) / form.approved, points)
            if abs(claimed - earned) > tolerance(form.budget_score_decimals):
                yield form, None, "A03", earned, None
    if claimed is not None and claimed > points + 1e-9:
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
        above = score is not None and weight is not None and score > weight + 1e-9
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


def min_half(decimals: int | None) -> float:
    """A computed score has two decimals: held against it, no printed digit counts beyond them."""
    return tolerance(min(decimals, 2) if decimals else decimals)


def judge(row: Row) -> tuple[bool | None, float | None]:
    """Whether the target is met, and how far it was reached."""
    goal, reached = row.goal, row.reached
    if goal is None or reached is None:
        if row.actual_completion is not None:
            return row.actual_completion >= 100, row.actual_completion / 100
        return (None if row.tier is None else row.tier == "achieved"), None
    close = abs(goal) * 1e-9
    low, high = reached >= goal - close, reached <= goal + close
    if row.goal_upper is not None:
        met = low and reached <= row.goal_upper * (1 + 1e-9)
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


def weights(rows: list[Row], judged: list[tuple[bool | None, float | None]]) -> list[float | None]:
    """Each row's weight: declared, or inferred, or None."""
    found: list[float | None] = []
    for row, (met, achieved) in zip(rows, judged, strict=True):
        score = row.score_claimed
        if row.weight_declared is not None:
            found.append(row.weight_declared)
        elif score is None:
            found.append(None)
        elif met and score > 0 and score * 2 == round(score * 2):
            found.append(score)
        elif met is False and achieved and 0 < achieved < 1 and (row.score_decimals or 0) >= 2:
            weight = round(score / achieved * 2) / 2
            half = 0.5 * 0.1 ** (row.score_decimals or 0) + 1e-9
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


def remaining(rows: list[Row], found: list[float | None], declared: float | None) -> None:
    """What the group's points leave to its one open row."""
    if declared is None or found.count(None) != 1:
        return
    place = found.index(None)
    rest = declared - sum(weight for weight in found if weight is not None)
    if rest > 0 and rest >= (rows[place].score_claimed or 0) - 1e-9:
        found[place] = round(rest, 6)


def due_score(row: Row, met: bool | None, achieved: float | None, weight: float) -> float | None:
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


def setwise(frames: Frames) -> pl.DataFrame:
    """The same six rules as the product runs them."""
    return run_checks(plans(frames), frames, CODES)


def listed(ready: list[Form]) -> list[list[Hit]]:
    """Where the faults are, form by form."""
    return [list(check(form)) for form in ready]


def listed_exactly(ready: list[Form]) -> list[list[Hit]]:
    """The same, in decimals."""
    return [list(check_exactly(form)) for form in ready]


def worded(ready: list[Form]) -> list[list[Finding]]:
    """The findings, form by form, with their words and figures."""
    return [[told(hit) for hit in check(form)] for form in ready]


def run(looped: int = LOOPED, measured: int = SETWISE, runs: int = 15) -> None:
    """Print microseconds per filing of each, having asserted that they find and say the same."""
    base = originals()
    few = tiles(base, 0, looped)
    ready = forms(few)
    found = [finding for of_form in worded(ready) for finding in of_form]
    _assert_same(found, setwise(few))
    many = tiles(base, 0, measured)
    decimals = [exact(form) for form in ready]
    _assert_same_places(ready, decimals)
    works = (
        lambda: listed(ready),
        lambda: listed_exactly(decimals),
        lambda: worded(ready),
        lambda: setwise(many),
    )
    *loops, sets = by_turns(works, runs)
    lists, exactly, words = ([taken / looped for taken in loop] for loop in loops)
    ours = [taken / measured for taken in sets]
    table(
        f"{'、'.join(CODES)} 六条，两种写法结果相同（{len(found):,} 条，逐字相同）",
        ("", "微秒/份", "比", "CPU 微秒/份", "比"),
        (
            _row("Python 循环，只列出哪份哪项违反哪条", lists, ours),
            _row("同上，用十进制数，和表达式一样精确", exactly, ours),
            _row("Python 循环，写出同样的问题", words, ours),
            _row("列上的表达式，写出问题", ours, ours),
        ),
    )


def _assert_same(found: list[Finding], frame: pl.DataFrame) -> None:
    by_loop = sorted(map(_comparable, map(astuple, found)))
    by_set = sorted(map(_comparable, frame.select(Finding.__slots__).iter_rows()))
    if by_loop != by_set:
        apart = set(by_loop) ^ set(by_set)
        raise AssertionError(f"两种写法的结果不同：{sorted(apart)[:5]}")


def _assert_same_places(ready: list[Form], decimals: list[Form]) -> None:
    for floats, exacts in zip(listed(ready), listed_exactly(decimals), strict=True):
        one, other = (
            [(row.row if row else None, code) for _, row, code, *_ in hits]
            for hits in (floats, exacts)
        )
        if one != other:
            raise AssertionError(f"浮点数和十进制数的结果不同：{one} {other}")


def _comparable(finding: tuple[Any, ...]) -> str:
    *facts, difference = finding
    return str((*facts, None if difference is None else f"{difference:.4f}"))


def _row(name: str, taken: list[float], least: list[float]) -> tuple[str, ...]:
    """A row of the table: wall and CPU time in microseconds, each with its ratio."""
    pairs = zip(taken, least, strict=True)
    return name, *(cell for a, b in pairs for cell in (f"{a * 1e6:.2f}", f"{a / b:.1f}"))
