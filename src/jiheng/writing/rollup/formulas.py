"""How each aggregated figure came about, with the numbers: 3＋1＋1＋3＝8."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jiheng.writing.figure import plain, signed

Facts = dict[str, Any]
Line = tuple[str, str]

MOST = 20
"""Terms that a formula writes out; of more it shows the first ones."""
SHOWN = 8
LEAST = 5e-5
"""Points from which an indicator's part in the difference of the two totals is told."""


def of_group(group: Facts) -> list[Line]:
    """The budget and both totals of a group, each with its name."""
    members = group["members"]
    budgeted = [each for each in members if each["approved"] and each["executed"] is not None]
    weighed = [each for each in budgeted if each["funds"]]
    judged = [each for each in members if each["funds"] and each["total"] is not None]
    lines = []
    for name, field in (("预算数", "approved"), ("执行数", "executed")):
        lines.append((name, _sum([each[field] for each in budgeted], group[field])))
    if group["rate"] is not None:
        ratio = f"{plain(group['executed'])}÷{plain(group['approved'])}"
        points = plain(group["budget_points"])
        lines.append(("执行率", f"{ratio}＝{group['rate']:.2f}%"))
        lines.append(("预算执行分值", _mean(weighed, "budget_points", group["budget_points"])))
        score = plain(group["budget_score"])
        lines.append(("预算执行得分", f"{points}×{ratio}＝{score}（最多 {points}）"))
    if group["total"] is not None:
        parts = [group["budget_score"], *(each["score"] for each in group["level1"])]
        lines.append(("总分", _sum(parts, group["total"])))
    if group["mean_total"] is not None:
        lines.append(("各表总分加权平均", _mean(judged, "total", group["mean_total"])))
    return lines


def of_indicator(indicator: Facts, group: Facts) -> list[Line]:
    """Target, actual, weight, score, and their parts of the total."""
    parts = indicator["contributions"]
    added = indicator["method"] == "sum"
    funds, whole = plain(indicator["funds"]), plain(_whole(group))
    lines = []
    if indicator["way"] == "measured":
        for word, side in (("目标", "target"), ("完成", "actual")):
            total = indicator[side]
            said = _sum([e[side] for e in parts], total) if added else _mean(parts, side, total)
            lines.append((word, said))
    within = indicator["weight_within"]
    if within is not None:
        lines.append(("分值", _mean(parts, "weight", within)))
    if indicator["way"] != "measured":
        lines.append(("得分", _mean(parts, "score", indicator["score_within"])))
    lines.append(("依据", plain(indicator["basis"])))
    share = f"×{funds}÷{whole}＝"
    if within is not None:
        lines.append(("计入分值", f"{plain(within)}{share}{plain(indicator['weight'])}"))
    score = f"{plain(indicator['score_within'])}{share}{plain(indicator['score'])}"
    lines.append(("计入得分", score))
    mean = indicator["mean_score"]
    if mean is not None and abs(indicator["score"] - mean) >= LEAST:
        gap = signed(round(indicator["score"] - mean, 6))
        lines.append(("与平均之差", f"各表得分平均计入 {plain(mean)}，相差 {gap}"))
    return lines


def _whole(group: Facts) -> float:
    """The funds of all filings whose indicators are rolled up."""
    return float(group["funds"])


def _terms(terms: Sequence[str]) -> str:
    if len(terms) <= MOST:
        return "＋".join(terms)
    return f"{'＋'.join(terms[:SHOWN])}＋…（共 {len(terms)} 项）"


def _sum(values: Sequence[float], result: float | None) -> str:
    if len(values) == 1:
        return plain(result)
    return f"{_terms([plain(value) for value in values])}＝{plain(result)}"


def _mean(parts: Sequence[Facts], field: str, result: float | None) -> str:
    """A mean weighted by funds, written as such only where the values differ."""
    values = {part[field] for part in parts}
    if len(values) == 1:
        return f"各表都是 {plain(result)}" if len(parts) > 1 else plain(result)
    terms = [f"{plain(part[field])}×{plain(part['funds'])}" for part in parts]
    funds = sum(round(part["funds"] * 10**6) for part in parts) / 10**6
    return f"（{_terms(terms)}）÷{plain(funds)}＝{plain(result)}"
