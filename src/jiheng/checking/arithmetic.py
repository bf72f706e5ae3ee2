"""A: do the figures follow from one another."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ADVICE, ERROR, WARNING, Firing, check, threshold
from jiheng.checking.explained import explained
from jiheng.checking.say import differs, filled, number, percent, percent_printed, say, tolerance
from jiheng.checking.weights import default_cost
from jiheng.rulebook import Rulebook

c = pl.col

EXACT_RATE = c.executed / c.approved * 100
CLOSE = 1e-9
CENT = 0.005
"""万元: amounts that differ by less have only been rounded."""


def _rate_differs() -> pl.Expr:
    half = 0.5 * pl.lit(0.1).pow(c.rate_decimals) + CLOSE
    return (c.approved > 0) & ((c.rate_claimed - EXACT_RATE).abs() > half)


@check("A01", ERROR, "执行率算错", advice="按 执行数÷预算数 重新计算", cites="budget")
def rate_differs(_: Rulebook) -> Firing:
    """填报的执行率与执行数除以预算数的结果不符。"""
    return Firing(
        "filings",
        "budget.rate",
        _rate_differs(),
        say(
            "执行率填 {}，{}÷{} 应为 {}",
            c.rate_text,
            number(c.executed),
            number(c.approved),
            percent(c.rate),
        ),
        observed=c.rate_text,
        expected=percent(c.rate),
        difference=c.rate_claimed - c.rate,
    )


@check(
    "A02", ADVICE, "执行率写法不规范", advice="写成带百分号、保留两位小数的百分数", cites="budget"
)
def rate_careless(rulebook: Rulebook) -> Firing:
    """执行率没有百分号，写成了比值，或者不足两位小数。"""
    decimals = threshold(rulebook, "A02", "decimals", 2)
    exact = (c.rate_claimed - EXACT_RATE).abs() < CLOSE
    coarse = (c.rate_decimals < decimals) & ~exact.fill_null(value=False)
    return Firing(
        "filings",
        "budget.rate",
        c.rate_claimed.is_not_null()
        & c.rate.is_not_null()
        & (~c.rate_sign | c.rate_ratio | coarse),
        say("执行率写作“{}”，宜写作 {}", c.rate_text, percent_printed(c.rate)),
        observed=c.rate_text,
        expected=percent_printed(c.rate),
    )


@check(
    "A03",
    ERROR,
    "预算执行得分算错",
    advice="按 分值×执行数÷预算数 重新计算，保留两位小数",
    cites="budget",
)
def budget_score_differs(rulebook: Rulebook) -> Firing:
    """预算执行得分与分值乘以执行率的结果不符；只因执行率先取整而不符的，是建议。"""
    most = c.budget_points * rulebook.budget.cap
    by_amounts = pl.min_horizontal(c.budget_points * c.executed.clip(0) / c.approved, most)
    by_rate = pl.min_horizontal(c.budget_points * c.rate_claimed / 100, most)
    score, places = c.budget_score_claimed, c.budget_score_decimals
    rounded_rate = ~differs(score, by_rate, places) & ~_rate_differs()
    return Firing(
        "filings",
        "budget.score",
        (c.approved > 0) & differs(score, by_amounts, places),
        say(
            "预算执行得分填 {}，{}×{}÷{} 应为 {}",
            c.budget_score_text,
            number(c.budget_points),
            number(c.executed),
            number(c.approved),
            number(c.budget_score),
        ),
        observed=c.budget_score_text,
        expected=number(c.budget_score),
        difference=score - c.budget_score,
        severity=pl.when(rounded_rate.fill_null(value=False))
        .then(pl.lit(ADVICE))
        .otherwise(pl.lit(ERROR)),
    )


@check("A04", ERROR, "合计不等于各部分之和", advice="重新相加", cites="rounding")
def total_differs(_: Rulebook) -> Iterator[Firing]:
    """总分与预算执行得分、各项指标得分之和不符，或资金总额与其下各项资金之和不符。"""
    complete = (c.claimed_blank == 0) & c.budget_score_claimed.is_not_null() & (c.indicators > 0)
    yield Firing(
        "filings",
        "total",
        complete & differs(c.total_claimed, c.parts_total, c.total_decimals),
        say("总分填 {}，各部分得分相加是 {}", c.total_text, number(c.parts_total)),
        observed=c.total_text,
        expected=number(c.parts_total),
        difference=c.total_claimed - c.parts_total,
    )
    yield _funds_differ("approved", "预算数")
    yield _funds_differ("executed", "执行数")


def _funds_differ(name: str, word: str) -> Firing:
    """The parts of the funds against their total; parts that are told twice over, as the whole and
    again by source, are no fault, nor is a single part that is less than the whole."""
    total, parts, text = c(name), c(f"{name}_parts"), c(f"{name}_text")
    apart = (total - parts).abs() > CENT
    twice = (parts - 2 * total).abs() <= CENT
    return Firing(
        "filings",
        f"budget.{name}",
        apart & ~twice & ((c.fund_parts > 1) | (parts > total)),
        say(word + "总额填 {}，其下各项资金相加是 {}", text, number(parts)),
        observed=text,
        expected=number(parts),
        difference=total - parts,
    )


@check("A05", ERROR, "定量指标得分算错", advice="按计分公式重新计算", cites="quantitative")
def indicator_score_differs(rulebook: Rulebook) -> Iterator[Firing]:
    """定量指标的得分与计分办法按目标值、实际值算出的不符。"""
    half = tolerance(c.score_decimals, rulebook.total.digits)
    close = (c.score_claimed - c.due).abs() <= half
    yield _score_differs(c.score_claimed != c.due, c.due, tolerated=close)
    if rulebook.indicators.quantitative.over_achievement.then == "reduce":
        outside = (c.score_claimed < c.score_low - half) | (c.score_claimed > c.score_high + half)
        yield _score_differs((c.basis == "over") & outside, c.score)


def _score_differs(wrong: pl.Expr, right: pl.Expr, tolerated: pl.Expr | None = None) -> Firing:
    return Firing(
        "indicators",
        "score",
        (c.target_nature == "quantitative") & wrong,
        say(
            "得分填 {}，目标 {}、完成 {}、分值 {}，应为 {}",
            c.score_text,
            c.target_text,
            c.actual_text,
            number(c.weight),
            number(right),
        ),
        unless=_above_weight() if tolerated is None else _above_weight() | tolerated,
        observed=c.score_text,
        expected=number(right),
        difference=c.score_claimed - right,
    )


def _above_weight() -> pl.Expr:
    return (c.score_claimed > c.weight + CLOSE).fill_null(value=False)


@check("A06", ERROR, "得分超过分值", advice="得分最多等于分值", cites="quantitative")
def score_above_weight(rulebook: Rulebook) -> Iterator[Firing]:
    """得分比这一项的分值还高。"""
    yield Firing(
        "filings",
        "budget.score",
        c.budget_score_claimed > c.budget_points * rulebook.budget.cap + CLOSE,
        say("预算执行得分填 {}，超过分值 {}", c.budget_score_text, number(c.budget_points)),
        observed=c.budget_score_text,
        expected=number(c.budget_points),
        difference=c.budget_score_claimed - c.budget_points,
    )
    yield Firing(
        "indicators",
        "score",
        _above_weight(),
        say("得分填 {}，超过分值 {}", c.score_text, number(c.weight)),
        observed=c.score_text,
        expected=number(c.weight),
        difference=c.score_claimed - c.weight,
    )


@check(
    "A07",
    ERROR,
    "总分或满分不是 100 分",
    advice="调整各部分分值，使满分合计为 100",
    cites="weights",
)
def not_out_of_hundred(rulebook: Rulebook) -> Iterator[Firing]:
    """各部分得分相加超过 100 分，或者各部分满分相加不是 100 分。"""
    full = rulebook.total.points
    yield Firing(
        "filings",
        "total",
        c.parts_total > full + CLOSE,
        say(f"各部分得分相加是 {{}}，超过了满分 {full:g}", number(c.parts_total)),
        observed=number(c.parts_total),
        expected=pl.lit(f"{full:g}"),
        difference=c.parts_total - full,
    )
    yield Firing(
        "filings",
        "total",
        (c.full_marks - full).abs() > CLOSE,
        say(f"预算执行和各组指标的满分相加是 {{}}，应为 {full:g}", number(c.full_marks)),
        unless=default_cost(rulebook, full - c.budget_points),
        observed=number(c.full_marks),
        expected=pl.lit(f"{full:g}"),
        difference=c.full_marks - full,
    )


@check(
    "A08",
    ERROR,
    "执行数大于预算数",
    advice="核对单位（元、万元）；年中有追加的，预算数应填调整后的数",
    cites="budget",
)
def overspent(_: Rulebook) -> Firing:
    """实际支出比调整后的预算还多。"""
    return Firing(
        "filings",
        "budget.executed",
        (c.approved > 0) & (c.executed > c.approved + CLOSE),
        say("执行数 {} 万元大于预算数 {} 万元", number(c.executed), number(c.approved)),
        observed=number(c.executed),
        expected=number(c.approved),
        difference=c.executed - c.approved,
    )


@check("A09", ERROR, "预算数为零或负数", advice="填写调整后的全年财政资金总额", cites="budget")
def no_budget(_: Rulebook) -> Firing:
    """预算数没有填、是零或负数，执行率无从计算。"""
    return Firing(
        "filings",
        "budget.approved",
        c.approved.is_null() | (c.approved <= 0),
        pl.when(c.approved.is_null())
        .then(say("预算数没有填写，或不是数字"))
        .otherwise(say("预算数是 {}，无法计算执行率", c.approved_text)),
        observed=c.approved_text,
    )


@check(
    "A10",
    ERROR,
    "定性得分与答复的档次不符",
    advice="按答复所属档次的分值区间打分，或改正答复",
    cites="qualitative",
)
def outside_tier(rulebook: Rulebook) -> Firing:
    """定性指标的得分不在实际完成情况所说那一档的分值区间里。"""
    half = tolerance(c.score_decimals, rulebook.total.digits)
    upper_open = c.basis.is_in(["partly", "unachieved"])
    above = (
        pl.when(upper_open)
        .then(c.score_claimed >= c.score_high)
        .otherwise(c.score_claimed > c.score_high + half)
    )
    return Firing(
        "indicators",
        "score",
        c.basis.is_in(["achieved", "partly", "unachieved"])
        & ((c.score_claimed < c.score_low - half) | above),
        say(
            "实际完成“{}”，得分填 {}，这一档应在 {} 至 {} 分",
            c.actual_text,
            c.score_text,
            number(c.score_low),
            number(c.score_high),
        ),
        unless=_above_weight(),
        observed=c.score_text,
        expected=filled("{}～{}", number(c.score_low), number(c.score_high)),
        difference=c.score_claimed - c.score,
    )


@check(
    "A11",
    WARNING,
    "目标完成却扣了分，没有说明",
    advice="恢复满分，或写明扣分理由",
    cites="explanations",
)
def deducted_though_met(_: Rulebook) -> Firing:
    """目标已经完成，得分却低于分值，原因栏没有提到。"""
    return Firing(
        "indicators",
        "score",
        c.met & (c.score_claimed < c.weight - tolerance(c.score_decimals)) & (c.basis != "over"),
        say(
            "目标 {}、完成 {}，已经完成，得分 {} 却低于分值 {}，没有说明",
            c.target_text,
            c.actual_text,
            c.score_text,
            number(c.weight),
        ),
        unless=explained(),
        observed=c.score_text,
        expected=number(c.weight),
        difference=c.score_claimed - c.weight,
    )


@check("A12", ADVICE, "得分的小数过多", advice="保留两位小数", cites="rounding")
def too_many_decimals(rulebook: Rulebook) -> Iterator[Firing]:
    """得分写了两位以上的小数，与总分的写法不一致。"""
    places = rulebook.total.digits
    for over, field, decimals, text in (
        ("filings", "budget.score", c.budget_score_decimals, c.budget_score_text),
        ("indicators", "score", c.score_decimals, c.score_text),
        ("filings", "total", c.total_decimals, c.total_text),
    ):
        yield Firing(
            over,
            field,
            decimals > places,
            say(f"得分“{{}}”有 {{}} 位小数，宜保留 {places} 位", text, decimals),
            observed=text,
        )
