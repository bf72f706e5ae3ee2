"""T: are targets and actuals such that one can be held against the other."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ADVICE, WARNING, Firing, check, threshold
from jiheng.checking.explained import explained, explained_at_large
from jiheng.checking.say import number, percent, say
from jiheng.checking.words import any_of
from jiheng.rulebook import Rulebook

c = pl.col

CLOSE = 1e-9
VERIFIABLE = rf"{any_of('standards')}|(?:^|[^0-9０-９])[0-9０-９]{{1,3}}(?:[^0-9０-９]|$)"
"""What makes a target in words verifiable: a standard, or a number that is no year."""
QUANTITATIVE = c.target_nature == "quantitative"
COST = (c.official2 == "成本指标").fill_null(value=False) | (c.official1 == "成本指标").fill_null(
    value=False
)


@check("T01", WARNING, "定量目标以文字作答", advice="填写实际完成的数值", cites="quantitative")
def answered_in_words(_: Rulebook) -> Firing:
    """目标是数值，实际完成值却只写了“完成”一类的文字，无法核算。"""
    return Firing(
        "indicators",
        "actual",
        QUANTITATIVE & (c.actual_nature == "qualitative"),
        say("目标值是“{}”，实际完成值只写了“{}”", c.target_text, c.actual_text),
        observed=c.actual_text,
    )


@check("T02", WARNING, "实际值只是界限", advice="填写实际测得的数值", cites="quantitative")
def only_a_bound(_: Rulebook) -> Firing:
    """实际完成值带着“≥”“≤”，是照抄目标的界限，不是测得的数。"""
    return Firing(
        "indicators",
        "actual",
        c.bound,
        say("实际完成值“{}”是界限，不是实测值", c.actual_text),
        observed=c.actual_text,
    )


@check("T03", WARNING, "实际值与目标值全部相同", advice="逐项填写实际完成情况")
def all_as_targeted(rulebook: Rulebook) -> Firing:
    """全部指标的实际完成值都与目标值一字不差，像是照抄。"""
    return Firing(
        "filings",
        "actual",
        (c.indicators >= threshold(rulebook, "T03", "indicators", 2)) & (c.copied == c.indicators),
        say("{} 项指标的实际完成值都与目标值一字不差", c.indicators),
        observed=number(c.copied),
    )


@check("T04", ADVICE, "目标无法核实", advice="写明数量，或写明据以衡量的标准")
def not_verifiable(_: Rulebook) -> Firing:
    """目标是含糊的数量，或只有形容词而没有衡量的标准。"""
    words = (c.target_nature == "qualitative") & ~c.target_text.str.contains(VERIFIABLE)
    return Firing(
        "indicators",
        "target",
        words | c.target_vague,
        say("目标值“{}”没有可以核对的数量或标准", c.target_text),
        observed=c.target_text,
    )


@check("T05", ADVICE, "目标没有写明方向", advice="在数值前写明 ≥、≤ 或 ＝", cites="quantitative")
def no_direction(_: Rulebook) -> Firing:
    """目标只有一个数，没有说是不低于、不高于还是等于。"""
    full = (c.target_dimension == "ratio") & (c.target_value == 100)
    return Firing(
        "indicators",
        "target",
        QUANTITATIVE
        & c.target_comparator.is_null()
        & c.target_upper.is_null()
        & c.target_value.is_not_null()
        & (c.target_dimension != "date").fill_null(value=True)
        & ~full.fill_null(value=False),
        say("目标值“{}”没有写明方向，按“{}”理解", c.target_text, _assumed()),
        observed=c.target_text,
        expected=_assumed(),
    )


def _assumed() -> pl.Expr:
    sign = pl.when(c.lower_is_better).then(pl.lit("≤")).otherwise(pl.lit("≥"))
    return pl.concat_str(sign, c.target_text)


@check("T06", WARNING, "目标值与实际值单位不同", advice="改用同一种单位", cites="quantitative")
def units_differ(_: Rulebook) -> Firing:
    """目标值和实际值的单位不能互相换算，无法比较。"""
    return Firing(
        "indicators",
        "actual",
        c.comparable == False,  # noqa: E712 - null is neither
        say("目标值“{}”与实际完成值“{}”的单位不能换算", c.target_text, c.actual_text),
        observed=c.actual_text,
        expected=c.target_unit,
    )


@check("T07", WARNING, "金额单位不一致", advice="统一用栏目标明的单位", cites="budget")
def money_units_differ(_: Rulebook) -> Iterator[Firing]:
    """金额的单位与栏目标明的不同，或同一行里用了两种单位。"""
    for field, text, unit in (
        ("budget.approved", c.approved_text, c.approved_unit),
        ("budget.executed", c.executed_text, c.executed_unit),
    ):
        short = unit.is_in(["万", "亿"])
        named = pl.when(short).then(pl.concat_str(unit, pl.lit("元"))).otherwise(unit)
        yield Firing(
            "filings",
            field,
            named != c.budget_unit,
            say("“{}”的单位是{}，栏目标明的是{}", text, named, c.budget_unit),
            observed=text,
            expected=c.budget_unit,
        )
    yield Firing(
        "indicators",
        "actual",
        (c.target_dimension == "money")
        & (c.actual_dimension == "money")
        & (c.target_unit != c.actual_unit),
        say("目标值“{}”与实际完成值“{}”用了不同的金额单位", c.target_text, c.actual_text),
        observed=c.actual_text,
        expected=c.target_unit,
    )


@check(
    "T08",
    WARNING,
    "超额较多，没有说明",
    advice="说明超额完成的原因；目标定低了的，下年调整",
    cites="over_achievement",
)
def far_exceeded(rulebook: Rulebook) -> Iterator[Firing]:
    """实际值达到目标值的若干倍以上，目标可能定得太低，原因栏没有提到。"""
    over = rulebook.indicators.quantitative.over_achievement
    if over.then != "nothing":
        yield Firing(
            "indicators",
            "actual",
            c.measured & ~c.lower_is_better & (c.achievement >= over.threshold - CLOSE),
            say(
                "完成率 {}，达到或超过 {}，没有说明原因",
                percent((c.achievement * 100).round(2)),
                pl.lit(f"{over.threshold:.0%}"),
            ),
            unless=explained(),
            observed=c.actual_text,
            expected=c.target_text,
            difference=(c.achievement * 100).round(2) - 100,
        )


@check(
    "T09",
    WARNING,
    "目标未完成，没有说明",
    advice="在原因栏写明这一项为什么没有完成",
    cites="explanations",
)
def missed_unexplained(_: Rulebook) -> Firing:
    """目标没有完成，原因栏没有提到。"""
    return Firing(
        "indicators",
        "actual",
        ~c.met,
        say("目标“{}”，完成“{}”，没有完成，也没有说明原因", c.target_text, c.actual_text),
        unless=explained_at_large(),
        observed=c.actual_text,
        expected=c.target_text,
    )


@check("T10", WARNING, "成本指标鼓励多花钱", advice="成本指标改为“≤”，或换成节约率一类的指标")
def cost_rewards_spending(_: Rulebook) -> Firing:
    """成本指标的目标写成“不低于”，花得越多得分越高。"""
    return Firing(
        "indicators",
        "target",
        COST
        & c.target_comparator.is_in([">=", ">"])
        & c.target_dimension.is_in(["money", "ratio"]),
        say("成本指标“{}”的目标是“{}”，等于鼓励多花钱", c.level3, c.target_text),
        unless=c.level3.str.contains(any_of("savings"))
        | ((c.target_dimension == "ratio") & ~c.level3.str.contains(any_of("costly"))),
        observed=c.target_text,
        expected=pl.lit("≤"),
    )


@check("T11", WARNING, "比例超过 100%", advice="核对数值；确属增长率的，在名称里写明")
def share_above_whole(_: Rulebook) -> Iterator[Firing]:
    """占比一类的百分数不可能超过 100%，增长率除外。"""
    for field in ("target", "actual"):
        value, growth = c(f"{field}_value"), c(f"{field}_growth")
        yield Firing(
            "indicators",
            field,
            (c(f"{field}_unit") == "%") & (value > 100) & c(f"{field}_completion").is_null(),
            say("“{}”超过了 100%", c(f"{field}_text")),
            unless=growth | c.level3.str.contains(any_of("beyond")),
            observed=c(f"{field}_text"),
            expected=pl.lit("不超过 100%"),
            difference=value - 100,
        )
