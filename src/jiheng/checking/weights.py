"""W: do the points of indicators, groups and form fit together."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ADVICE, ERROR, WARNING, Firing, check
from jiheng.checking.say import number, say
from jiheng.rulebook import Rulebook

c = pl.col

CLOSE = 1e-6


def default_cost(rulebook: Rulebook, full: pl.Expr) -> pl.Expr:
    """Over filings: whether the points missing from `full` are a default cost indicator's.

    The rulebook says how many points that may carry; the filing has no cost indicator of its own.
    """
    missing = full - c.groups_points
    names = {
        inner.names[0]
        for group in rulebook.groups.values()
        for code, inner in group.level2.items()
        if code == "cost"
    }
    own = c.official_level2.list.set_intersection(sorted(names)).list.len() > 0
    most = rulebook.weights.cost_default or 0
    return (missing > CLOSE) & (missing <= most + CLOSE) & ~own


@check(
    "W01",
    ADVICE,
    "指标没有写明分值",
    advice="在指标名称后写明分值，如“报告材料（12分）”",
    cites="weights",
)
def weights_missing(_: Rulebook) -> Firing:
    """指标没有自己的分值，得分是否正确只能推定。"""
    return Firing(
        "filings",
        "weight",
        c.undeclared > 0,
        say(
            "{} 项指标中 {} 项没有写明分值，推定为：{}", c.indicators, c.undeclared, c.weights_shown
        ),
        observed=number(c.undeclared),
        expected=c.weights_shown,
    )


@check(
    "W02", WARNING, "分值之和与标明的不符", advice="改正标明的分值，或调整各项分值", cites="weights"
)
def group_differs(rulebook: Rulebook) -> Iterator[Firing]:
    """标明的一级或二级指标分值，与所属各项指标分值之和不符。"""
    yield Firing(
        "groups",
        "group",
        (c.members > 0) & ((c.declared - c.weights).abs() > CLOSE),
        say(
            "“{}”标明 {} 分，所属指标分值合计 {} 分",
            c.level1,
            number(c.declared),
            number(c.weights),
        ),
        observed=number(c.declared),
        expected=number(c.weights),
        difference=c.declared - c.weights,
    )
    if rulebook.weights.level2_must_add_up:
        yield Firing(
            "indicators",
            "level2",
            c.opens & ((c.level2_declared - c.level2_weights).abs() > CLOSE),
            say(
                "“{}”标明 {} 分，所属指标分值合计 {} 分",
                c.level2,
                number(c.level2_declared),
                number(c.level2_weights),
            ),
            observed=number(c.level2_declared),
            expected=number(c.level2_weights),
            difference=c.level2_declared - c.level2_weights,
        )


@check(
    "W03",
    ERROR,
    "绩效指标分值合计不对",
    advice="调整各组分值，使合计等于绩效指标总分值",
    cites="weights",
)
def groups_do_not_add_up(rulebook: Rulebook) -> Firing:
    """各一级指标的分值加起来，不等于绩效指标应占的分值。"""
    expected = rulebook.total.points - c.budget_points
    return Firing(
        "filings",
        "performance_weight",
        (c.groups_points - expected).abs() > CLOSE,
        say("各一级指标分值合计 {} 分，应为 {} 分", number(c.groups_points), number(expected)),
        unless=default_cost(rulebook, expected),
        observed=number(c.groups_points),
        expected=number(expected),
        difference=c.groups_points - expected,
    )


@check(
    "W04",
    ADVICE,
    "一级指标分值偏离较多",
    advice="确有需要的保留并说明，否则按办法设置",
    cites="groups",
)
def group_far_off(rulebook: Rulebook) -> Iterator[Firing]:
    """一级指标的分值与计分办法所定的相差较多。"""
    for group in rulebook.groups.values():
        if group.points is not None:
            gap = c.declared - group.points
            yield Firing(
                "groups",
                "group",
                (c.official1 == group.names[0]) & (gap.abs() >= rulebook.weights.group_gap),
                say(
                    f"“{{}}”{{}} 分，办法所定为 {group.points:g} 分，相差 {{}} 分",
                    c.level1,
                    number(c.declared),
                    number(gap.abs()),
                ),
                observed=number(c.declared),
                expected=pl.lit(f"{group.points:g}"),
                difference=gap,
            )


@check("W05", ADVICE, "一项指标分值过重", advice="拆分指标或降低分值", cites="heavy")
def indicator_heavy(rulebook: Rulebook) -> Firing:
    """一项指标占的分太多，总分几乎由它决定。"""
    most = rulebook.weights.heavy_indicator
    return Firing(
        "indicators",
        "weight",
        c.weight > most + CLOSE,
        say(f"分值 {{}} 分，超过 {most:g} 分", number(c.weight)),
        observed=number(c.weight),
        expected=pl.lit(f"不超过 {most:g}"),
        difference=c.weight - most,
    )


@check("W06", ERROR, "分值为零或负数", advice="填写大于零的分值，不用的指标删去", cites="weights")
def weight_not_positive(_: Rulebook) -> Iterator[Firing]:
    """分值为零或负数的指标不起作用。"""
    for over, field, points in (
        ("indicators", "weight", c.weight_declared),
        ("groups", "group", c.declared),
        ("filings", "budget.weight", c.budget_weight),
    ):
        yield Firing(
            over, field, points <= 0, say("分值是 {}", number(points)), observed=number(points)
        )
