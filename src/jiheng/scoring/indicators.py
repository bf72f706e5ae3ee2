"""The points of each indicator: the range that the rulebook admits, and the score in it.

Where the data determine the score, the range is one point wide; where they do not, a claimed score
inside the range is taken on trust. `basis` names the rule; `BASES` puts it into words.
"""

from __future__ import annotations

import polars as pl

from jiheng.rulebook import Rulebook
from jiheng.scoring.exact import rounded, share

c = pl.col

BASES: dict[str, tuple[str, str]] = {
    "met": ("实际值达到目标值，得满分", "quantitative"),
    "higher": ("正向指标未达目标，得分＝分值×实际值÷目标值", "higher"),
    "lower": ("反向指标超过目标，得分＝分值×目标值÷实际值", "lower"),
    "equal": ("实际值不等于目标值，按等值指标的规定计分", "equal"),
    "range": ("实际值在目标区间之外，按与区间界值之比计分", "quantitative"),
    "missed": ("未达目标，按规定不得分", "quantitative"),
    "over": ("完成值远超目标，按偏离程度可以扣减，采信填报得分", "over_achievement"),
    "completion": ("按填报的完成程度计分，得分＝分值×完成程度", "quantitative"),
    "bound": ("实际值只重复了界限、不是实测值，采信填报得分", "quantitative"),
    "words": ("目标为定量、实际值以文字作答，采信填报得分", "quantitative"),
    "dated": ("时限类目标不能按比例计算，采信填报得分", "quantitative"),
    "incomparable": ("目标值与实际值无法换算比较，采信填报得分", "quantitative"),
    "achieved": ("定性指标：按“达成预期”一档，采信档内的填报得分", "qualitative"),
    "partly": ("定性指标：按“部分达成”一档，采信档内的填报得分", "qualitative"),
    "unachieved": ("定性指标：按“未达成”一档，采信档内的填报得分", "qualitative"),
    "unclear": ("定性指标：答复看不出属于哪一档，采信填报得分", "qualitative"),
    "blank": ("目标值或实际值未填，无从核算，采信填报得分", "quantitative"),
}
"""Basis -> what was done, in words, and the topic of the rulebook's clause."""


def with_scores(indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `basis`, `score_low`, `score_high` (points) and `score` (points, rounded).

    Needs the columns of `with_achievement` and `with_weights`. A score is null only where the data
    do not determine it and none is claimed.
    """
    return (
        indicators.with_columns(basis=_basis(rulebook))
        .with_columns(score_low=_low(rulebook), score_high=_high(rulebook))
        .with_columns(score=_score(rulebook))
    )


def _basis(rulebook: Rulebook) -> pl.Expr:
    q = rulebook.indicators.quantitative
    reduce = q.over_achievement.then == "reduce"
    over = reduce & (c.achievement >= q.over_achievement.threshold) & ~c.lower_is_better
    words = pl.lit
    return (
        pl.when((c.target_nature == "blank") | (c.actual_nature == "blank"))
        .then(words("blank"))
        .when(c.measured & c.met & over.fill_null(value=False))
        .then(words("over"))
        .when(c.measured & c.met)
        .then(words("met"))
        .when(c.measured & c.goal_upper.is_not_null())
        .then(words("range"))
        .when(c.measured & (c.target_comparator == "=").fill_null(value=False))
        .then(words("equal"))
        .when(c.measured & c.lower_is_better)
        .then(words("lower"))
        .when(c.measured)
        .then(words("higher"))
        .when((c.target_dimension == "date").fill_null(value=False))
        .then(pl.when(c.met).then(words("met")).otherwise(words("dated")))
        .when(c.bound)
        .then(words("bound"))
        .when((c.target_nature == "quantitative") & c.actual_completion.is_not_null())
        .then(words("completion"))
        .when((c.target_nature == "quantitative") & (c.actual_nature == "qualitative"))
        .then(words("words"))
        .when(c.target_nature == "quantitative")
        .then(words("incomparable"))
        .otherwise(
            c.tier.replace_strict(
                {"achieved": "achieved", "partly": "partly", "missed": "unachieved"},
                default="unclear",
                return_dtype=pl.String,
            )
        )
    )


def _high(rulebook: Rulebook) -> pl.Expr:
    """The most points that are admissible; null where the weight is unknown."""
    achieved = rulebook.indicators.qualitative.achieved_from
    partly = rulebook.indicators.qualitative.partly_from
    return (
        pl.when(c.basis == "partly")
        .then(_rounded(c.weight * achieved, rulebook))
        .when(c.basis == "unachieved")
        .then(_rounded(c.weight * partly, rulebook))
        .when(c.basis.is_in(["higher", "lower", "equal", "range", "completion"]))
        .then(_determined(rulebook))
        .otherwise(c.weight)
    )


def _low(rulebook: Rulebook) -> pl.Expr:
    """The fewest points that are admissible; null where the weight is unknown."""
    achieved = rulebook.indicators.qualitative.achieved_from
    partly = rulebook.indicators.qualitative.partly_from
    excess = (2 - c.achievement).clip(0, 1)
    return (
        pl.when(c.basis == "met")
        .then(c.weight)
        .when(c.basis == "over")
        .then(_rounded(c.weight * excess, rulebook))
        .when(c.basis == "achieved")
        .then(_rounded(c.weight * achieved, rulebook))
        .when(c.basis == "partly")
        .then(_rounded(c.weight * partly, rulebook))
        .when(c.basis.is_in(["higher", "lower", "equal", "range", "completion"]))
        .then(_determined(rulebook))
        .when(c.weight.is_not_null())
        .then(0.0)
    )


def _rounded(value: pl.Expr, rulebook: Rulebook) -> pl.Expr:
    return rounded(value, digits=rulebook.total.digits, rounding=rulebook.total.rounding)


def _share(part: pl.Expr, whole: pl.Expr, rulebook: Rulebook) -> pl.Expr:
    return share(
        c.weight,
        part.clip(0),
        whole,
        digits=rulebook.total.digits,
        rounding=rulebook.total.rounding,
    )


def _determined(rulebook: Rulebook) -> pl.Expr:
    """The points of an unmet target, by the rulebook's named formulas, never above the weight."""
    q = rulebook.indicators.quantitative
    rising = _share(c.reached, c.goal, rulebook)
    falling = _share(c.goal, c.reached, rulebook)
    nothing = pl.when(c.weight.is_not_null()).then(0.0)
    formulas = {
        "higher": rising if q.higher_is_better == "proportional" else nothing,
        "lower": falling if q.lower_is_better == "proportional" else nothing,
        "equal": pl.min_horizontal(rising, falling) if q.equal == "proportional" else nothing,
        "range": pl.when(c.reached > c.goal_upper)
        .then(_share(c.goal_upper, c.reached, rulebook))
        .otherwise(rising),
        "completion": _share(c.actual_completion, pl.lit(100.0), rulebook),
    }
    chosen = pl.coalesce(
        pl.when(c.basis == basis).then(pl.min_horizontal(points, c.weight))
        for basis, points in formulas.items()
    )
    return chosen.fill_null(nothing)


def _score(rulebook: Rulebook) -> pl.Expr:
    """The claimed score where it is admissible, else the nearest admissible one."""
    claimed = _rounded(c.score_claimed, rulebook)
    determined = c.score_low == c.score_high
    return (
        pl.when(c.weight.is_null())
        .then(claimed)
        .when(determined)
        .then(c.score_low)
        .otherwise(claimed.clip(c.score_low, c.score_high))
    )
