"""N: do the explanations agree with the table, and say what must be said."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ERROR, WARNING, Firing, check
from jiheng.checking.say import blank, filled, number, percent, say
from jiheng.checking.words import any_of
from jiheng.rulebook import Rulebook

c = pl.col

LEADING = r"(?:数|额|金额|总额|数额|了|为|是|有|共|共计|合计|达|达到|仅|只有|约|：|:)*$"
BUDGET = (
    r"(?:预算(?:金额|总额|总数|数|资金|安排)?|财政(?:资金总额|拨款|下达资金|安排资金)|下达(?:预算|资金)"
    r"|(?:批复|安排|下达)(?:的)?(?:预算|资金))(?:安排|下达|批复)?"
    rf"{LEADING}"
)
SPENT = (
    r"(?:执行(?:数|金额)|(?:实际|累计|全年|年内|当年)(?:共|已|总)?(?:支出|支付|执行|使用)"
    r"|(?:支出|支付|使用)(?:合计|总额)|(?:资金|预算)已?(?:支付|支出|执行))"
    rf"{LEADING}"
)
ADJUSTED = (
    r"(?:预算|资金|需求|经费|额度)[^。；]{0,30}"
    r"(?:增加|追加|增|调整|调增|调减|调|减少|压减|核减|定)(?:后|以后)?(?:到|至|为|成)$"
)
EXECUTION = (
    r"(?:(?:预算|资金|经费)?(?:执行|支付|支出|使用)(?:率|进度)|(?:预算|资金|经费)(?:资金)?完成率"
    r"|(?:支付|支出|执行|使用)(?:数|金额)?占(?:年度|全年|年初|总)?预算(?:数|金额|总额)?的?|预算(?:执行|支付|支出)了)"
    r"(?:为|是|达|达到|到|仅|仅为|仅有|只|只有|只达|约|：|:)*$"
)


def _apart(value: pl.Expr, column: pl.Expr) -> pl.Expr:
    """Whether a told number differs from the table's by more than its own rounding."""
    return (value - column).abs() > c.precision + 1e-9


@check(
    "N01",
    WARNING,
    "文字里的金额与表中不符",
    advice="核对后改正文字或表中的数",
    cites="explanations",
)
def amount_contradicts(_: Rulebook) -> Iterator[Firing]:
    """说明里写的预算数或执行数，与预算执行栏填的不一样。"""
    for subject, pattern, column, apart in (
        ("预算", BUDGET, c.approved, _apart(c.value, c.initial).fill_null(value=True)),
        ("执行数", SPENT, c.executed, True),
    ):
        yield Firing(
            "mentions",
            c.field,
            (c.kind == "amount")
            & ~c.elsewhen
            & c.before.str.contains(pattern)
            & _apart(c.value, column)
            & apart,
            say(f"文中说{subject}{{}}，表中是 {{}} 万元", c.text, number(column)),
            unless=c.about_another,
            observed=c.text,
            expected=filled("{}万元", number(column)),
            difference=c.value - column,
        )


@check(
    "N02",
    ERROR,
    "文字里的百分比与表中不符",
    advice="按表中的数重新计算后改正",
    cites="explanations",
)
def percentage_contradicts(_: Rulebook) -> Iterator[Firing]:
    """说明里写的完成率或执行率，与按表中数字算出的不一样。"""
    told = (c.kind == "percent") & ~c.about_another & ~c.elsewhen
    yield Firing(
        "mentions",
        c.field,
        told & c.before.str.contains(EXECUTION) & _apart(c.value, c.exact_rate),
        say("文中说执行率{}，按表中数字应为 {}", c.text, percent(c.rate)),
        observed=c.text,
        expected=percent(c.rate),
        difference=c.value - c.rate,
    )
    completed = (c.subject_achievement * 100).round(2)
    measured = c.subject_share.is_not_null() & ~c.before.str.ends_with("完成率")
    meant = pl.when(measured).then(c.subject_share).otherwise(completed)
    yield Firing(
        "mentions",
        c.field,
        told
        & _apart(c.value, c.subject_achievement * 100)
        & _apart(c.value, c.subject_share).fill_null(value=True),
        pl.when(measured)
        .then(say("文中说“{}”{}，表中实际完成值是 {}", c.subject, c.text, c.subject_actual))
        .otherwise(
            say(
                "文中说“{}”的完成率{}，按目标 {}、完成 {} 应为 {}",
                c.subject,
                c.text,
                c.subject_target,
                c.subject_actual,
                percent(completed),
            )
        ),
        observed=c.text,
        expected=percent(meant),
        difference=c.value - meant,
    )


@check("N03", WARNING, "说明讲的是别的项目", advice="改写成本项目的情况", cites="explanations")
def another_project(_: Rulebook) -> Firing:
    """原因分析里讲的是另一个项目，像是从别的表粘贴过来的。"""
    return Firing(
        "mentions",
        c.field,
        (c.kind == "project") & c.about_another,
        say("文中讲的是“{}”，本表的项目是“{}”", c.text, c.project),
        observed=c.text,
        expected=c.project,
    )


@check(
    "N04",
    WARNING,
    "执行率偏低，没有说明",
    advice="在原因栏说明预算为什么没有执行完",
    cites="execution",
)
def low_execution_unexplained(rulebook: Rulebook) -> Firing:
    """预算执行率低于办法规定的界限，原因栏却是空的。"""
    least = rulebook.explanations.rate_below * 100
    return Firing(
        "filings",
        "deviation",
        c.exact_rate < least - 1e-9,
        say(f"执行率 {{}}，低于 {least:g}%，没有说明原因", percent(c.rate)),
        unless=~blank(c.deviation) & ~_claims_none(),
        observed=percent(c.rate),
        expected=pl.lit(f"{least:g}%"),
        difference=c.rate - least,
    )


@check(
    "N05",
    WARNING,
    "有原因，没有改进措施",
    advice="针对所说的原因写明改进措施",
    cites="explanations",
)
def no_improvement(_: Rulebook) -> Firing:
    """写了偏差的原因，改进措施一栏却是空的。"""
    return Firing(
        "filings",
        "improvement",
        ~blank(c.deviation) & blank(c.improvement),
        say("写了偏差原因，没有写改进措施"),
        unless=_claims_none(),
    )


@check(
    "N06",
    WARNING,
    "自称无偏差，却有扣分或未完成",
    advice="说明扣分、未完成的原因",
    cites="explanations",
)
def none_claimed_though_lost(_: Rulebook) -> Firing:
    """原因栏写着没有偏差，表中却有指标没有完成，或者扣了分。"""
    unspent = c.budget_score_claimed < c.budget_points - 1e-9
    facts = pl.concat_str(
        pl.when(c.missed > 0).then(filled("{} 项没有完成", c.missed)),
        pl.when(c.deducted > 0).then(filled("{} 项扣了分", c.deducted)),
        pl.when(unspent).then(filled("预算执行只得 {} 分", c.budget_score_text)),
        separator="、",
        ignore_nulls=True,
    )
    lost = (c.missed > 0) | (c.deducted > 0) | (unspent & _says(_nothing()))
    return Firing(
        "filings",
        "deviation",
        lost,
        say("原因栏写“{}”，但{}", c.deviation, facts),
        unless=~_claims_none(),
        observed=c.deviation,
    )


@check(
    "N07",
    WARNING,
    "预算已调整，预算数仍是原数",
    advice="预算数改填调整后的全年财政资金总额",
    cites="budget",
)
def budget_not_updated(_: Rulebook) -> Firing:
    """说明里写预算已经调整，预算数一栏填的还是别的数。"""
    adjusted = (c.kind == "amount") & c.before.str.contains(ADJUSTED) & ~c.about_another
    entered = (adjusted & ~_apart(c.value, c.approved)).fill_null(value=False)
    last = c.start == pl.when(adjusted).then(c.start).max().over("filing", "field")
    return Firing(
        "mentions",
        "budget.approved",
        adjusted & last & _apart(c.value, c.approved) & ~entered.any().over("filing"),
        say("文中说预算调整为{}，预算数仍填 {} 万元", c.text, number(c.approved)),
        observed=filled("{}万元", number(c.approved)),
        expected=c.text,
        difference=c.approved - c.value,
    )


def _claims_none() -> pl.Expr:
    """Over filings: the narrative says no more than that nothing deviated, or all was reached."""
    return _says(_nothing()) | _says(_everything())


def _says(pattern: str) -> pl.Expr:
    return c.deviation.str.replace_all(r"[\s。，、；.,;]", "").str.contains(rf"^(?:{pattern})$")


def _nothing() -> str:
    """无偏差, 目标均已完成，没有偏差."""
    before = f"(?:{any_of('none', 'subjects')})*(?:(?:{any_of('none', 'every')}|"
    before += f"{any_of('none', 'ways')})*(?:{any_of('none', 'done')}))?"
    return f"{before}(?:{any_of('none')})"


def _everything() -> str:
    """各项绩效目标均按计划完成."""
    ways = f"(?:{any_of('none', 'ways')})*"
    every = f"(?:{any_of('none', 'every')})"
    subjects = f"(?:{any_of('none', 'subjects')})*"
    return f"{subjects}{ways}{every}{ways}(?:{any_of('none', 'done')})"
