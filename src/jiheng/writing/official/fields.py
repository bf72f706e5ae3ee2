"""The fields that a template may name, and what a filing puts into them.

Names are those of the forms: {{项目名称}}. Fields of a fund or of an indicator stand in a row of a
table, which is then written once for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache

from jiheng.filing.model import Filing, FundLine, Indicator
from jiheng.quantity import Quantity
from jiheng.reading.choices import BOX, TICK
from jiheng.reading.labels import labels
from jiheng.reading.lines import begins_notes

SIGNS = "≥≤＞＜>＝=<"
UNSAID = "定性"


def _apart(text: str, names: Collection[str]) -> tuple[dict[str, str], str]:
    """Lines such as 报表编号：…, by the name before the colon, and the lines of no such name."""
    named: dict[str, str] = {}
    rest = []
    for line in text.split("\n"):
        name, colon, value = line.partition("：")
        if colon and name in names and name not in named:
            named[name] = value
        else:
            rest.append(line)
    return named, "\n".join(rest)


def _project(filing: Filing) -> str:
    """The project's name, after its code where it has one."""
    return "-".join(filter(None, (filing.project_code, filing.project)))


POINTS = re.compile(r"\d[\d.\s]*(?:分)?")


def _budget_label(filing: Filing) -> str:
    """The label of the budget block as it was, or with the points that have a column."""
    budget = filing.budget
    points = POINTS.fullmatch(budget.weight_text)
    if points:
        return f"预算执行情况（{points[0].removesuffix('分')}分）"
    return budget.weight_text or f"预算执行情况（{budget.unit}）"


def _budget_points(filing: Filing) -> str:
    """The points of the budget block for a column of their own, wherever the filing had them."""
    budget = filing.budget
    if POINTS.fullmatch(budget.weight_text):
        return budget.weight_text
    return "" if budget.weight is None else f"{budget.weight:g}"


FILING: dict[str, Callable[[Filing], str]] = {
    "标题": lambda f: f.title,
    "单位名称": lambda f: f.unit,
    "填报日期": lambda f: f.filled_on_text,
    "项目名称": lambda f: f.project,
    "项目编码": lambda f: f.project_code,
    "项目编码和名称": _project,
    "主管部门": lambda f: f.supervising_department,
    "实施单位": lambda f: f.implementing_unit,
    "金额单位": lambda f: f.budget.unit,
    "预算执行情况": _budget_label,
    "年初预算数": lambda f: f.budget.initial_text,
    "预算数": lambda f: f.budget.approved_text,
    "执行数": lambda f: f.budget.executed_text,
    "执行率": lambda f: f.budget.rate_text,
    "预算分值": _budget_points,
    "预算得分": lambda f: f.budget.score_text,
    "年度绩效目标": lambda f: f.performance_weight_text,
    "总体目标": lambda f: f.goal,
    "总体目标完成情况": lambda f: f.goal_actual,
    "总分": lambda f: f.total_text,
    "总分分值": lambda f: f.total_weight_text,
    "评价结论": lambda f: f.conclusion,
    "偏差原因": lambda f: f.deviation,
    "改进措施": lambda f: f.improvement,
    "签批意见": lambda f: f.opinion,
    "签批日期": lambda f: f.signed_on_text,
}
CHOICES = {"项目类别": "category", "项目属性": "attribute", "项目类型": "kind"}
"""Fields whose options a template may list: {{项目类别：部门预算项目、区直专项}}."""
FUND: dict[str, Callable[[FundLine], str]] = {
    "资金名称": lambda line: line.label,
    "资金年初预算数": lambda line: line.initial_text,
    "资金预算数": lambda line: line.approved_text,
    "资金执行数": lambda line: line.executed_text,
    "资金执行率": lambda line: line.rate_text,
    "资金分值": lambda line: line.weight_text,
    "资金得分": lambda line: line.score_text,
}
INDICATOR: dict[str, Callable[[Indicator], str]] = {
    "二级指标": lambda i: i.level2_text,
    "三级指标": lambda i: i.level3_text,
    "目标值": lambda i: i.target.text,
    "指标性质": lambda i: split_target(i.target)[0],
    "指标值": lambda i: split_target(i.target)[1],
    "度量单位": lambda i: split_target(i.target)[2],
    "实际值": lambda i: i.actual.text,
    "分值": lambda i: i.weight_text,
    "得分": lambda i: i.score_text,
    "偏差分析": lambda i: i.deviation,
}
GROUP = "一级指标"
MERGED: dict[str, Callable[[Indicator], object]] = {
    GROUP: lambda i: i.group,
    "二级指标": lambda i: (i.group, i.level2_text) if i.level2_text else None,
}
"""Fields whose cells are merged downwards, and what they have in common while they are."""
SAME = {
    "项目名称": {"项目编码和名称"},
    "项目编码": {"项目编码和名称"},
    "预算分值": {"预算执行情况"},
    "目标值": {"指标性质", "指标值", "度量单位"},
}
"""Fields that others, taken together, print as well."""
DERIVED = {"项目编码和名称", "指标性质", "指标值", "度量单位", "预算执行情况", "金额单位"}
"""Fields that say nothing that others do not say."""


@cache
def _offices() -> tuple[str, ...]:
    return tuple({**labels()["noted"], **labels()["signing"]}.values())


@cache
def known() -> tuple[str, ...]:
    """Every name that a template may use."""
    return (*FILING, "签名", "备注", *CHOICES, *_offices(), *FUND, GROUP, *INDICATOR)


def of_filing(filing: Filing, printed: Collection[str]) -> dict[str, str]:
    """Field -> text, of all that stands in a form once, whose template names the fields `printed`.

    Notes and signatures under a name of their own (联系人：…) go to that name's place, if there is
    one.
    """
    here = [name for name in _offices() if name in printed]
    noted, notes = _apart(filing.notes, here)
    signed, signature = _apart(filing.signature, here)
    if notes and not begins_notes(notes):
        notes = f"备注：{notes}"
    return (
        {name: value(filing) for name, value in FILING.items()}
        | dict.fromkeys(here, "")
        | noted
        | signed
        | {"签名": signature, "备注": notes}
    )


def of_fund(line: FundLine) -> dict[str, str]:
    """Field -> text, of one part of the budget."""
    return {name: value(line) for name, value in FUND.items()}


def of_indicator(filing: Filing, indicator: Indicator) -> dict[str, str]:
    """Field -> text, of one indicator."""
    group = filing.groups[indicator.group].text if filing.groups else indicator.level1
    return {GROUP: group} | {name: value(indicator) for name, value in INDICATOR.items()}


def choice(filing: Filing, name: str, options: tuple[str, ...]) -> str:
    """The options of a choice, each with a tick or an empty box: 1、部门预算项目 ☑ 2、区直专项 □.

    `options` are those that the template prints where the filing has none of its own.
    """
    field = CHOICES[name]
    ticked = getattr(filing, field)
    printed = filing.options.get(field) or (*options, *(t for t in ticked if t not in options))
    if len(printed) == 1 and printed == ticked:
        return str(printed[0])
    return "  ".join(
        f"{number}、{option} {TICK if option in ticked else BOX}"
        for number, option in enumerate(printed, 1)
    )


def split_target(target: Quantity) -> tuple[str, str, str]:
    """A target for three columns: its sign, its value, its unit; 定性 for words."""
    if target.nature == "qualitative":
        return UNSAID, target.text, ""
    sign = target.text[:1] if target.text[:1] in SIGNS else ""
    value = target.text[len(sign) :].strip()
    unit = target.unit or ""
    if unit and value.endswith(unit) and value != unit:
        return sign, value.removesuffix(unit), unit
    return sign, value, ""
