"""What the loop says of each fault that it finds: in the words and figures of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.objects import Form, Hit, Row, half_up, tolerance
from jiheng.checking.catalogue import CATALOGUE


@dataclass(slots=True)
class Finding:
    """One finding, as a caller would want it."""

    filing: int
    row: int | None
    code: str
    severity: str
    field: str
    name: str | None
    message: str
    observed: str | None
    expected: str | None
    difference: float | None


def number(value: float) -> str:
    return str(round(value, 6)).removesuffix(".0")


def told(hit: Hit) -> Finding:
    """The finding of a fault."""
    form, row, code, due, weight = hit
    if row is None:
        field, message, observed, expected, apart = OF_FORMS[code](form, due)
    else:
        field, message, observed, expected, apart = OF_ROWS[code](row, due, weight)
    severity = CATALOGUE[code].severity
    if code == "A03" and by_printed_rate(form):
        severity = "advice"
    return Finding(
        form.number,
        None if row is None else row.row,
        code,
        severity,
        field,
        None if row is None else row.level3,
        message,
        observed,
        expected,
        None if apart is None else round(apart, 6),
    )


def by_printed_rate(form: Form) -> bool:
    """Whether the budget score is right for the rate that is printed, which is right itself."""
    points = 20.0 if form.budget_weight is None else form.budget_weight
    if form.rate_claimed is None:
        return False
    half = 0.5 * 0.1 ** (form.rate_decimals or 0) + 1e-9
    if abs(form.rate_claimed - form.executed / form.approved * 100) > half:
        return False
    score = min(points * form.rate_claimed / 100, points)
    return abs(form.budget_score_claimed - score) <= tolerance(form.budget_score_decimals)


Told = tuple[str, str, str | None, str | None, float | None]
"""Field, message, observed, expected, difference."""


def rate(form: Form, due: float) -> Told:
    due = half_up(due)
    shares = f"{number(form.executed)}÷{number(form.approved)}"
    message = f"执行率填 {form.rate_text}，{shares} 应为 {number(due)}%"
    return "budget.rate", message, form.rate_text, f"{number(due)}%", form.rate_claimed - due


def budget_score(form: Form, due: float) -> Told:
    due = half_up(due)
    points = 20.0 if form.budget_weight is None else form.budget_weight
    sums = f"{number(points)}×{number(form.executed)}÷{number(form.approved)}"
    message = f"预算执行得分填 {form.budget_score_text}，{sums} 应为 {number(due)}"
    apart = form.budget_score_claimed - due
    return "budget.score", message, form.budget_score_text, number(due), apart


def budget_above(form: Form, points: float) -> Told:
    message = f"预算执行得分填 {form.budget_score_text}，超过分值 {number(points)}"
    apart = form.budget_score_claimed - points
    return "budget.score", message, form.budget_score_text, number(points), apart


def total(form: Form, parts: float) -> Told:
    message = f"总分填 {form.total_text}，各部分得分相加是 {number(parts)}"
    return "total", message, form.total_text, number(parts), form.total_claimed - parts


def score(row: Row, due: float, weight: float) -> Told:
    facts = f"目标 {row.target_text}、完成 {row.actual_text}、分值 {number(weight)}"
    message = f"得分填 {row.score_text}，{facts}，应为 {number(due)}"
    return "score", message, row.score_text, number(due), row.score_claimed - due


def above(row: Row, _: float | None, weight: float) -> Told:
    message = f"得分填 {row.score_text}，超过分值 {number(weight)}"
    return "score", message, row.score_text, number(weight), row.score_claimed - weight


def missed(row: Row, _: float | None, __: float | None) -> Told:
    message = f"目标“{row.target_text}”，完成“{row.actual_text}”，没有完成，也没有说明原因"
    return "actual", message, row.actual_text, row.target_text, None


OF_FORMS: dict[str, Callable[..., Told]] = {
    "A01": rate,
    "A03": budget_score,
    "A04": total,
    "A06": budget_above,
}
OF_ROWS: dict[str, Callable[..., Told]] = {"A05": score, "A06": above, "T09": missed}
