"""F: is everything filled in."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.catalogue import ERROR, WARNING, Firing, check
from jiheng.checking.say import blank, number, say
from jiheng.filing.vocabulary import FIELDS
from jiheng.rulebook import Rulebook

c = pl.col

BOXES = ("category", "attribute", "kind")
NAMES = ("project", "supervising_department", "implementing_unit")


@check("F01", ERROR, "单位名称未填", advice="在表头填写单位全称", cites="form")
def unit_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """表头的单位名称是空的，汇总时不知道这份表是谁的。"""
    if "unit" in rulebook.form.fields:
        yield Firing("filings", "unit", blank(c.unit), say("单位名称没有填写"))


@check("F02", WARNING, "填报日期未填或不完整", advice="填写完整的年、月、日", cites="form")
def filled_on_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """填报日期没有填，或者缺少年、月、日中的一项。"""
    if "filled_on" in rulebook.form.fields:
        yield Firing(
            "filings",
            "filled_on",
            c.filled_on.is_null(),
            pl.when(blank(c.filled_on_text))
            .then(say("填报日期没有填写"))
            .otherwise(say("填报日期“{}”不是完整的年月日", c.filled_on_text)),
            observed=c.filled_on_text,
            expected=pl.lit("完整的年、月、日"),
        )


@check("F03", WARNING, "未勾选", advice="按项目实际勾选一项", cites="form")
def nothing_ticked(rulebook: Rulebook) -> Iterator[Firing]:
    """项目类别、项目属性或项目类型一项也没有勾选。"""
    for name in BOXES:
        if name in rulebook.form.fields:
            yield Firing(
                "filings",
                name,
                c(name).list.len() == 0,
                say(f"{FIELDS[name]}一项也没有勾选"),
                expected=c(f"{name}_options").list.join("、"),
            )


@check("F04", WARNING, "勾选了不止一项", advice="只保留与项目相符的一项", cites="form")
def several_ticked(rulebook: Rulebook) -> Iterator[Firing]:
    """项目类别、项目属性或项目类型勾选了不止一项，互相矛盾。"""
    for name in BOXES:
        if name in rulebook.form.fields:
            yield Firing(
                "filings",
                name,
                c(name).list.len() > 1,
                say(f"{FIELDS[name]}勾选了“{{}}”，只能选一项", c(name).list.join("、")),
                observed=c(name).list.join("、"),
            )


@check("F05", ERROR, "项目名称、主管部门或实施单位未填", advice="填写全称", cites="form")
def name_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """项目名称、主管部门、项目实施单位三项中有空白。"""
    for name in NAMES:
        if name in rulebook.form.fields:
            yield Firing("filings", name, blank(c(name)), say(f"{FIELDS[name]}没有填写"))


@check("F07", ERROR, "实际完成值未填", advice="填写实际完成的数值或情况，并备好佐证材料")
def actual_missing(_: Rulebook) -> Firing:
    """没有实际完成值就无从核算得分；空白、“/”和“无”都不等于零。"""
    return Firing(
        "indicators",
        "actual",
        c.actual_nature == "blank",
        say("实际完成值没有填写，目标值是“{}”", c.target_text),
        observed=c.actual_text,
    )


@check("F08", ERROR, "年初目标值未填", advice="填写年初批复的目标值")
def target_missing(_: Rulebook) -> Firing:
    """没有目标值就谈不上是否完成。"""
    return Firing(
        "indicators",
        "target",
        c.target_nature == "blank",
        say("年初目标值没有填写，实际完成值是“{}”", c.actual_text),
        observed=c.target_text,
    )


@check("F09", ERROR, "得分未填", advice="按计分办法填写得分")
def score_missing(_: Rulebook) -> Iterator[Firing]:
    """指标或预算执行的得分是空的，或不是数字。"""
    yield Firing(
        "filings",
        "budget.score",
        c.budget_score_claimed.is_null(),
        say("预算执行得分没有填写，或不是数字"),
        observed=c.budget_score_text,
    )
    yield Firing(
        "indicators",
        "score",
        c.score_claimed.is_null(),
        say("得分没有填写，或不是数字"),
        observed=c.score_text,
    )


@check("F10", WARNING, "模板文字没有删去", advice="改成实际内容，用不着的删去", cites="form")
def placeholder_left(_: Rulebook) -> Firing:
    """表样里的“XX分”“……”一类提示文字还留在表上。"""
    return Firing(
        "leftovers",
        c.field,
        c.kept == "placeholders",
        say("还留着模板文字“{}”", c.text.str.replace_all("\n", "", literal=True)),
        observed=c.text,
    )


@check(
    "F11", WARNING, "签批不完整", advice="请单位主要负责人签署意见、签名并写明日期", cites="form"
)
def sign_off_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """签批意见、签名和日期缺一项，这份表就还没有人负责。"""
    if "opinion" in rulebook.form.fields:
        missing = pl.concat_str(
            pl.when(blank(c.opinion)).then(pl.lit("意见")),
            pl.when(blank(c.signature)).then(pl.lit("签名")),
            pl.when(c.signed_on.is_null()).then(pl.lit("日期")),
            separator="、",
            ignore_nulls=True,
        )
        yield Firing(
            "filings",
            "opinion",
            missing != "",
            say("签批栏缺少{}", missing),
            expected=pl.lit("意见、签名、日期"),
        )


@check("F12", WARNING, "缺少一级指标", advice="补上这一组指标，或写明不设的理由", cites="groups")
def group_missing(rulebook: Rulebook) -> Iterator[Firing]:
    """计分办法要求设置的一级指标，表上没有。"""
    for group in rulebook.groups.values():
        if group.required:
            name = group.names[0]
            yield Firing(
                "filings",
                "group",
                ~c.official_groups.list.contains(name),
                say(f"没有设置“{name}”"),
                expected=pl.lit(name),
            )


@check("F13", ERROR, "总分未填", advice="填写各部分得分之和")
def total_missing(_: Rulebook) -> Firing:
    """总分是空的，或不是数字。"""
    return Firing(
        "filings",
        "total",
        c.total_claimed.is_null(),
        say("总分没有填写，或不是数字；各部分得分合计 {}", number(c.parts_total)),
        observed=c.total_text,
    )
