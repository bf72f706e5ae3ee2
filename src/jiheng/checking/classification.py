"""C: does each indicator stand where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ADVICE, WARNING, Firing, check
from jiheng.checking.say import blank, say
from jiheng.checking.words import any_of, table
from jiheng.rulebook import Rulebook

c = pl.col

COST = "cost"
"""The code of the cost indicators in a rulebook, which may let a filing take a default one."""


@check("C01", ADVICE, "二级指标名称不规范", advice="改用规范名称", cites="groups")
def level2_unofficial(_: Rulebook) -> Firing:
    """二级指标的名称不在规范名称之列，汇总时归不了类。"""
    return Firing(
        "indicators",
        "level2",
        c.opens & c.official2.is_null(),
        pl.when(c.nearest2.is_null())
        .then(say("“{}”不是规范的二级指标名称", c.level2))
        .otherwise(say("“{}”不是规范的二级指标名称，最接近的是“{}”", c.level2, c.nearest2)),
        unless=blank(c.level2),
        observed=c.level2,
        expected=c.nearest2,
    )


@check("C02", WARNING, "二级指标放错了一级指标", advice="移到所属的一级指标下面", cites="groups")
def level2_misplaced(rulebook: Rulebook) -> Firing:
    """二级指标不属于它上面的一级指标。"""
    allowed = {
        f"{group.names[0]}/{level2.names[0]}"
        for group in rulebook.groups.values()
        for level2 in group.level2.values()
    }
    here = pl.concat_str(c.official1, pl.lit("/"), c.official2)
    return Firing(
        "indicators",
        "level2",
        c.opens,
        say("“{}”放在“{}”下面，应放在“{}”下面", c.level2, c.level1, c.home1),
        unless=here.is_in(sorted(allowed)),
        observed=c.level1,
        expected=c.home1,
    )


@check(
    "C03",
    ADVICE,
    "三级指标与二级指标不相称",
    advice="移到相称的二级指标下面，或改写指标",
    cites="groups",
)
def level3_unfit(rulebook: Rulebook) -> Iterator[Firing]:
    """三级指标的名称或目标说明它属于另一类二级指标。"""
    for kind in table("fits"):
        words = "|".join(map(re.escape, kind["words"]))
        expected = " 或 ".join(kind["level2"])
        yield Firing(
            "indicators",
            "level3",
            c.level3.str.contains(words),
            say(f"“{{}}”放在“{{}}”下面不相称，宜归入{expected}", c.level3, c.level2),
            unless=c.nearest2.is_in(kind["level2"]),
            observed=c.level2,
            expected=pl.lit(expected),
        )
    timed = "|".join(map(re.escape, table("fits")[0]["words"]))
    yield Firing(
        "indicators",
        "level3",
        (c.official2 == "数量指标") & (c.target_dimension == "date"),
        say("“{}”的目标“{}”是期限，不是数量，宜归入时效指标", c.level3, c.target_text),
        unless=c.level3.str.contains(timed),
        observed=c.level2,
        expected=pl.lit("时效指标"),
    )


@check("C04", WARNING, "同一指标出现两次", advice="只保留一处，另一处不计分")
def repeated(_: Rulebook) -> Firing:
    """同一份表里有两项三级指标名称相同，等于一件事算了两次分。"""
    return Firing(
        "indicators",
        "level3",
        (c.row > c.first_row) & (c.name != ""),
        say("“{}”与第 {} 行重复", c.level3, c.first_row),
        observed=c.level3,
    )


@check("C05", WARNING, "数量指标只是付款", advice="改为反映做了多少事的指标")
def quantity_is_payment(_: Rulebook) -> Firing:
    """数量指标衡量的只是资金拨付、发放，不是产出。"""
    things, ways = any_of("paying", "things"), any_of("paying", "ways")
    paying = rf"(?:{things}).*(?:{ways})|(?:{ways}).*(?:{things})"
    return Firing(
        "indicators",
        "level3",
        (c.official2 == "数量指标")
        & c.level3.str.contains(paying)
        & (c.target_dimension.is_in(["money", "ratio"]) | (c.target_nature == "qualitative")),
        say("数量指标“{}”只反映付了多少钱", c.level3),
        observed=c.level3,
    )


@check("C06", ADVICE, "产出指标不全", advice="补上这一类指标，或写明不设的理由", cites="groups")
def level2_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """计分办法在产出下要求的二级指标，表上没有。"""
    for group in rulebook.groups.values():
        for code, level2 in group.level2.items():
            name = level2.names[0]
            if level2.expected and not (code == COST and rulebook.weights.cost_default):
                yield Firing(
                    "filings",
                    "level2",
                    (c.indicators > 0)
                    & ~c.official_level2.list.contains(name)
                    & ~c.official_groups.list.contains(name),
                    say(f"“{group.names[0]}”下面没有“{name}”"),
                    expected=pl.lit(name),
                )
