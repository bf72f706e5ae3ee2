"""The points of each indicator: the range that the rulebook admits, and the score in it.

Where the data determine the score, the range is one point wide; where they do not, a claimed score
inside the range is taken on trust. `basis` names the rule; `BASES` puts it into words.
"""

from __future__ import annotations

from functools import lru_cache, partial

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.exact import Ratio, rounded, share
from jiheng.scoring.steps import Steps, step

c = pl.col

BASES: dict[str, tuple[str, str]] = {
    "met": ("实际值达到目标值，得满分", "quantitative"),
    "higher": ("正向指标未达目标，得分＝分值×实际值÷目标值", "higher"),
    "lower": ("反向指标超过目标，得分＝分值×目标值÷实际值", "lower"),
    "equal": ("实际值不等于目标值，按等值指标的规定计分", "equal"),
    "range": ("实际值在目标区间之外，按与区间界值之比计分", "quantitative"),
    "over": ("完成值远超目标，按偏离程度可以扣减，采信填报得分", "over_achievement"),
    "completion": ("按填报的完成程度计分，得分＝分值×完成程度", "quantitative"),
    "bound": ("实际值只重复了界限、不是实测值，采信填报得分", "quantitative"),
    "words": ("目标为定量、实际值以文字作答，采信填报得分", "quantitative"),
    "dated": ("时限类目标不能按比例计算，采信填报得分", "quantitative"),
    "incomparable": ("目标值与实际值不能按比例比较，采信填报得分", "quantitative"),
    "achieved": ("定性指标：按“达成预期”一档，采信档内的填报得分", "qualitative"),
    "partly": ("定性指标：按“部分达成”一档，采信档内的填报得分", "qualitative"),
    "unachieved": ("定性指标：按“未达成”一档，采信档内的填报得分", "qualitative"),
    "unclear": ("定性指标：答复看不出属于哪一档，采信填报得分", "qualitative"),
    "zero": ("目标值为零，不能按比例计算，采信填报得分", "zero_target"),
    "blank": ("目标值或实际值未填，无从核算，采信填报得分", "quantitative"),
}
"""Basis -> what was done, in words, and the topic of the rulebook's clause."""


BASIS = pl.Enum(list(BASES))
PROPORTIONAL = ["higher", "lower", "equal", "range", "completion"]
"""Bases by which the data determine a score below the weight."""


@lru_cache(maxsize=64)
def scores(rulebook: Rulebook) -> Steps:
    """Add `basis`, `due`, `score_low`, `score_high` (points) and `score` (points, rounded).

    Needs the columns of `achievement` and `weights`. `due` is the score that the data determine,
    null where they do not. A score is null only where nothing is due and none is claimed.
    """
    least, most = _admissible(rulebook)
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    printed = partial(rounded, digits=digits, rounding=rounding)
    return (
        step(basis=_basis(rulebook)),
        step(full=c.basis == "met", proportional=c.basis.is_in(PROPORTIONAL)),
        *share("due", c.weight, _earned(rulebook), digits=digits, rounding=rounding),
        step(
            score_low=pl.coalesce(c.due, printed(c.weight * least)),
            score_high=pl.coalesce(c.due, printed(c.weight * most)),
            claimed=printed(c.score_claimed),
        ),
        step(
            score=pl.when(c.weight.is_null())
            .then(c.claimed)
            .when(c.score_low == c.score_high)
            .then(c.score_low)
            .otherwise(c.claimed.clip(c.score_low, c.score_high)),
        ),
    )


def _full(rulebook: Rulebook) -> pl.Expr:
    """What a met target earns of its weight: all, or more where the rulebook rewards excess."""
    cap = rulebook.indicators.quantitative.cap
    return pl.lit(1.0) if cap == 1 else c.achievement.fill_null(1.0).clip(1.0, cap)


def _barred(rulebook: Rulebook) -> list[str]:
    """The bases on which the rulebook gives nothing, rather than a part in proportion."""
    q = rulebook.indicators.quantitative
    formulas = {"higher": q.higher_is_better, "lower": q.lower_is_better, "equal": q.equal}
    return [basis for basis, formula in formulas.items() if formula != "proportional"]


def _earned(rulebook: Rulebook) -> Ratio:
    """The share of the weight that is earned; null where the data do not tell."""
    barred = _barred(rulebook)
    earning = c.proportional & ~c.basis.is_in(barred) if barred else c.proportional
    some = earning & (c.achievement > 0)
    told = c.basis == "completion"
    part = pl.when(told).then(c.actual_completion).otherwise(c.part)
    whole = pl.when(told).then(100.0).otherwise(c.whole)
    full = _full(rulebook)
    return Ratio(
        pl.when(c.full)
        .then(full)
        .when(some)
        .then(pl.when(c.achievement > 1).then(1.0).otherwise(c.achievement))
        .when(c.proportional)
        .then(0.0),
        pl.when(c.full).then(full).when(some).then(pl.min_horizontal(part, whole)).otherwise(0.0),
        pl.when(some).then(whole).otherwise(1.0),
    )


def _admissible(rulebook: Rulebook) -> tuple[pl.Expr, pl.Expr]:
    """The least and the most that may be claimed where the data do not tell, by the weight."""
    tiers = rulebook.indicators.qualitative
    achieved, partly = tiers.achieved_from, tiers.partly_from
    least = (
        pl.when(c.basis == "achieved")
        .then(achieved)
        .when(c.basis == "partly")
        .then(partly)
        .when(c.basis == "over")
        .then((2 - c.achievement).clip(0, 1))
        .otherwise(0.0)
    )
    most = (
        pl.when(c.basis == "partly")
        .then(achieved)
        .when(c.basis == "unachieved")
        .then(partly)
        .otherwise(1.0)
    )
    return least, most


def _basis(rulebook: Rulebook) -> pl.Expr:
    """The rule by which an indicator is scored; what the rulebook does not ask is left out."""
    q = rulebook.indicators.quantitative
    lower = _named("lower")
    if q.zero_target == "trust":
        lower = pl.when(c.goal == 0).then(_named("zero")).otherwise(lower)
    unmet = (
        pl.when(c.goal_upper.is_not_null())
        .then(_named("range"))
        .when(c.target_comparator == "=")
        .then(_named("equal"))
        .when(c.lower_is_better)
        .then(lower)
        .otherwise(_named("higher"))
    )
    measured = pl.when(c.met).then(_named("met")).otherwise(unmet)
    if q.over_achievement.then == "reduce":
        over = c.met & (c.achievement >= q.over_achievement.threshold) & ~c.lower_is_better
        measured = pl.when(over).then(_named("over")).otherwise(measured)
    answered = (
        pl.when(c.actual_completion.is_not_null())
        .then(_named("completion"))
        .when(c.actual_nature == "qualitative")
        .then(_named("words"))
        .otherwise(_named("incomparable"))
    )
    tier = (
        pl.when(c.tier == "achieved")
        .then(_named("achieved"))
        .when(c.tier == "partly")
        .then(_named("partly"))
        .when(c.tier == "missed")
        .then(_named("unachieved"))
        .otherwise(_named("unclear"))
    )
    return (
        pl.when((c.target_nature == "blank") | (c.actual_nature == "blank"))
        .then(_named("blank"))
        .when(c.measured)
        .then(measured)
        .when(c.target_dimension == "date")
        .then(pl.when(c.met).then(_named("met")).otherwise(_named("dated")))
        .when(c.bound)
        .then(_named("bound"))
        .when(c.target_nature == "quantitative")
        .then(answered)
        .otherwise(tier)
    )


def _named(basis: str) -> pl.Expr:
    return pl.lit(basis, BASIS)
