"""A filing laid out as a form: in the Hubei, the national and the Sichuan layout, with variants.

What a layout adds or words in its own way is put into the filing first (`in_layout`); the layout
then shows exactly that filing. What it has no place for is left out (see carried.toml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace
from tests.reading.generators.pdf import Laid

from jiheng.filing.model import (
    Budget,
    Filing,
    FundLine,
    Group,
    Indicator,
    understood_budget,
    understood_group,
    understood_indicator,
    understood_line,
)

Table = list[list[Laid]]
Block = str | Table
"""A line of text, or a table: of each row the cells that begin in it."""


class Habit(NamedTuple):
    """How an office fills in the layout.

    `levels`: the cells of level 1 and 2 are "merged", "repeated" in each row, or left "blank".
    `weights`: points in a "column" or in the "label". `reasons`: deviations told for "each"
    indicator, in cells "merged" over some, or for the "whole" form only. `parts`: rows of funds
    below the total. `words`: which synonyms. `codes`: codes before names. `torn`: the table was
    broken in two by hand. `page`: begins on a new page, as does each form with merged reasons: of
    a merged cell that a page break parts nobody can tell whether the blank part belongs to it.
    """

    levels: str = "merged"
    weights: str = "column"
    reasons: str = "whole"
    parts: int = 0
    words: int = 0
    codes: bool = False
    torn: bool = False
    page: bool = False


LEVELS, WEIGHTS, REASONS = (
    ("merged", "repeated", "blank"),
    ("column", "label"),
    ("whole", "each", "merged"),
)


def habit(number: int) -> Habit:
    """The habit of the form with this number: over sixteen forms each habit occurs."""
    reasons = REASONS[number // 3 % 3]
    return Habit(
        LEVELS[number % 3],
        WEIGHTS[number // 2 % 2],
        reasons,
        number % 5,
        number % 4,
        codes=number % 2 == 1,
        torn=number % 5 == 3,
        page=number % 4 == 2 or reasons == "merged",
    )


# What a layout makes of a filing

PARTS = {
    "national": ("其中：当年财政拨款", "上年结转资金", "其他资金", "单位资金"),
    "sichuan": ("其中：财政资金", "财政专户管理资金", "单位资金", "其他资金"),
}
GIVEN, ANSWERED = "完成{}的各项年度任务", "{}的年度任务已经办结"
REASON = "“{}”受工期影响，已调整安排"
TARGET = re.compile(r"([≥≤＞＜><=＝]?)(\d[\d.,]*)(\D*)")


def in_layout(filing: Filing, layout: str, way: Habit) -> Filing:
    """The filing with what a layout adds and what it words in its own way."""
    if layout == "hubei":
        return filing
    given = _weighed(_explained(filing, way), way)
    national = layout == "national"
    code = f"51092324T{given.index:012d}" if way.codes and not national else ""
    department = "219-" if way.codes else ""
    budget = given.budget
    points = "-" if national else "/"
    lines = tuple(_fund_lines(budget, PARTS[layout][: way.parts], points))
    project = given.project
    actual = ANSWERED.format(project)
    given = replace(
        given,
        title=("" if national else "部门预算") + f"项目支出绩效自评表（{given.fiscal_year}年度）",
        project_code=code,
        supervising_department=department + given.supervising_department,
        goal=GIVEN.format(project),
        goal_actual=actual if national else f"{actual}\n按计划逐月推进",
        total_weight_text="100" if way.weights == "column" else "",
        conclusion="" if national else f"自评{given.total_text}分，实现了年度目标。",
        signature="" if national else "项目负责人：周明礼\n财务负责人：沈若兰",
        performance_weight=None if national else given.performance_weight,
        performance_weight_text="绩效指标" if national else "绩效指标（80分）",
        budget=understood_budget(
            unit=budget.unit,
            approved_text=budget.approved_text,
            executed_text=budget.executed_text,
            initial_text=budget.approved_text,
            rate_text=budget.rate_text,
            weight_text=f"{budget.weight:g}",
            score_text=budget.score_text,
            lines=lines,
        ),
    )
    if not national and way.reasons != "whole":
        given = replace(given, deviation=_joined(_adjusted(given), given.deviation))
    return given


def _joined(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _adjusted(filing: Filing) -> str:
    """What the column of reasons beside the budget says."""
    return f"{filing.project}年中未作调整"


def _fund_lines(budget: Budget, labels: Iterable[str], points: str) -> Iterator[FundLine]:
    """All the money in the first part, nought in the others."""
    for place, label in enumerate(labels):
        yield understood_line(
            label=label,
            unit=budget.unit,
            approved_text="0" if place else budget.approved_text,
            executed_text="0" if place else budget.executed_text,
            initial_text="0" if place else budget.approved_text,
            rate_text="" if place else budget.rate_text,
            weight_text=points,
            score_text=points,
        )


def _weighed(filing: Filing, way: Habit) -> Filing:
    """Points for every indicator: in a column of their own, or behind its name."""
    points = [i.weight or i.score_claimed or 5.0 for i in filing.indicators]
    groups = filing.groups
    if way.weights == "label":
        sums = [
            sum(p for p, i in zip(points, filing.indicators, strict=True) if i.group == place)
            for place in range(len(groups))
        ]
        groups = tuple(
            understood_group(f"{g.level1}（{total:g}分）")
            for g, total in zip(groups, sums, strict=True)
        )
    else:
        groups = tuple(Group(g.level1, None, g.level1) for g in groups)
    indicators = tuple(
        _indicator(
            i,
            level2_text=i.level2,
            level3_text=f"{i.level3}（{p:g}分）" if way.weights == "label" else i.level3,
            weight_text=f"{p:g}" if way.weights == "column" else "",
        )
        for i, p in zip(filing.indicators, points, strict=True)
    )
    rows = tuple(left for left in filing.placeholders if left.field == "level3")
    return replace(filing, groups=groups, indicators=indicators, placeholders=rows)


def _explained(filing: Filing, way: Habit) -> Filing:
    """Reasons beside the indicators: for every third one, or one for each group."""
    if way.reasons == "whole":
        return filing
    firsts = {i.group: i.level3 for i in reversed(filing.indicators)}

    def reason(i: Indicator) -> str:
        if way.reasons == "merged":
            return REASON.format(firsts[i.group])
        return REASON.format(i.level3) if i.row % 3 == 1 else ""

    indicators = (_indicator(i, deviation=reason(i)) for i in filing.indicators)
    return replace(filing, indicators=tuple(indicators))


def _indicator(i: Indicator, **changed: str) -> Indicator:
    texts = {
        "level2_text": i.level2_text,
        "level3_text": i.level3_text,
        "weight_text": i.weight_text,
        "deviation": i.deviation,
    }
    return understood_indicator(
        row=i.row,
        group=i.group,
        level1=i.level1,
        target_text=i.target.text,
        actual_text=i.actual.text,
        score_text=i.score_text,
        **(texts | changed),
    )


CHOICES = {"category": "项目类别", "attribute": "项目属性", "kind": "项目类型"}


# The layouts


def hubei(f: Filing, way: Habit) -> list[Block]:
    """Seven columns; points in the labels; ticks, narratives and a sign-off below."""
    narrow, wide = 1, 6
    table: Table = [
        [Laid("项目名称", narrow), Laid(f.project, wide)],
        [
            Laid("主管部门", narrow),
            Laid(f.supervising_department, 3),
            Laid("项目实施单位"),
            Laid(f.implementing_unit, 2),
        ],
    ]
    table += [[Laid(word), Laid(_ticks(f, name), wide)] for name, word in CHOICES.items()]
    budget = f.budget
    heads = ("预算数（A）", "执行数（B）", "执行率（B/A）", "得分\n（20分*执行率）")
    figures = (budget.approved_text, budget.executed_text, budget.rate_text, budget.score_text)
    table += [
        [Laid(budget.weight_text, 1, 2), Laid("", 2), *map(Laid, heads)],
        [Laid("年度财政资金总额", 2), *map(Laid, figures)],
    ]
    rows = list(_rows(f, way, lambda i: (i.target.text, i.actual.text, i.score_text)))
    names3 = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    table += [[Laid(f.performance_weight_text, 1, len(rows) + 1), *map(Laid, names3)], *rows]
    table += [
        [Laid("总分"), Laid(f.total_text, wide)],
        [Laid("偏差大或\n目标未完成\n原因分析"), Laid(f.deviation, wide)],
        [Laid("改进措施及\n结果应用方案"), Laid(f.improvement, wide)],
    ]
    sign_off = _joined(f.opinion, f"签名：{f.signature}", f.signed_on_text)
    table += [[Laid("单位主要负责人\n签批意见"), Laid(sign_off, wide)]]
    return ["附件1：", f.title, _above(f, way), *_torn(table, way), *f.notes.split("\n")]


def national(f: Filing, way: Habit) -> list[Block]:
    """Nine columns, eight where the points stand in the labels."""
    points = bool(f.total_weight_text)
    wide = 8 if points else 7
    words = (
        ("项目名称", "主管部门", "实施单位", "年度指标值", "实际完成值", "分值", "总分"),
        ("专项名称", "主管单位", "项目单位", "指标值", "全年完成值", "权重", "合计"),
        ("项目名称", "预算主管部门", "预算单位", "目标值", "完成值", "分值", "自评总分"),
        ("项目名称：", "一级主管部门", "项目实施单位", "预期指标值", "实际值", "权重分", "总得分"),
    )[way.words]
    name, department, unit, target, actual, weight, total = words
    table: Table = [
        [Laid(name), Laid(f.project, wide)],
        [
            Laid(department),
            Laid(f.supervising_department, 3),
            Laid(unit),
            Laid(f.implementing_unit, wide - 4),
        ],
        *_national_budget(f, way),
        [Laid("年度总体目标", 1, 2), Laid("预期目标", 4), Laid("实际完成情况", wide - 4)],
        [Laid(f.goal, 4), Laid(f.goal_actual, wide - 4)],
    ]
    heads = ["一级指标", "二级指标", "三级指标", target, actual]
    heads += [*([weight] if points else []), "得分", "偏差原因分析及改进措施"]
    rows = list(_rows(f, way, lambda i: _national_cells(i, points=points), reasons=True))
    table += [[Laid("绩效指标", 1, len(rows) + 1), *map(Laid, heads)], *rows]
    hundred = [Laid(f.total_weight_text)] if points else []
    table += [[Laid(total, 6), *hundred, Laid(f.total_text), Laid("")]]
    table += [
        [Laid("偏差大或目标未完成原因分析"), Laid(f.deviation, wide)],
        [Laid("改进措施"), Laid(f.improvement, wide)],
    ]
    title = ["项目支出绩效自评表", f"（{f.fiscal_year}年度）"]
    return ["附件2", *title, _above(f, way), *_torn(table, way), *f.notes.split("\n")]


def _national_budget(f: Filing, way: Habit) -> Iterator[list[Laid]]:
    b = f.budget
    label = 2 if f.total_weight_text else 1
    heads = (
        ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("年初预算数", "调整预算数", "执行数", "权重", "预算执行率", "得分"),
    )[way.words % 2]
    total = ("年度资金总额", "资金总额", "年度资金总额：", "年度资金总和")[way.words]
    figures = (b.approved_text, b.executed_text, b.weight_text, b.rate_text, b.score_text)
    yield [Laid("项目资金\n（万元）", 1, len(b.lines) + 2), Laid("", label), *map(Laid, heads)]
    yield [Laid(total, label), *map(Laid, (b.approved_text, *figures))]
    for line in b.lines:
        texts = (line.initial_text, line.approved_text, line.executed_text)
        texts += (line.weight_text, line.rate_text, line.score_text)
        yield [Laid(line.label, label), *map(Laid, texts)]


def _national_cells(i: Indicator, *, points: bool) -> tuple[str, ...]:
    weight = (i.weight_text,) if points else ()
    return (i.target.text, i.actual.text, *weight, i.score_text)


def sichuan(f: Filing, way: Habit) -> list[Block]:
    """Eleven columns; comparator, value and unit of a target apart; ten where points are labels."""
    points = bool(f.total_weight_text)
    wide = 10 if points else 9
    code = f"{f.project_code}-" if f.project_code else ""
    goal, told, *process = (f.goal, *f.goal_actual.split("\n"))
    table: Table = [
        [Laid("项目名称"), Laid(code + f.project, wide)],
        [
            Laid("主管部门"),
            Laid(f.supervising_department, 4),
            Laid("实施单位（盖章）", 2),
            Laid(f.implementing_unit, wide - 6),
        ],
        [
            Laid("项目基本情况", 1, 3),
            Laid("1.项目年度目标完成情况", 1, 2),
            Laid("项目年度目标", 4),
            Laid("年度目标完成情况", wide - 5),
        ],
        [Laid(goal, 4), Laid(told, wide - 5)],
        [Laid("2.项目实施内容及过程概述"), Laid("\n".join(process), wide - 1)],
        *_sichuan_budget(f, way, wide),
    ]
    heads = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值"]
    heads += [("度量单位", "计量单位")[way.words % 2], ("完成值", "实际完成值")[way.words // 2]]
    heads += [*(["权重"] if points else []), "得分", "未完成原因分析"]
    rows = list(_rows(f, way, lambda i: _sichuan_cells(i, points=points), reasons=True))
    table += [[Laid(f.performance_weight_text, 1, len(rows) + 1), *map(Laid, heads)], *rows]
    hundred = [Laid(f.total_weight_text)] if points else []
    table += [[Laid("合计", 8), *hundred, Laid(f.total_text), Laid("")]]
    narrative = f.deviation.removeprefix(_adjusted(f)).lstrip("\n")
    told_later = (("评价结论", f.conclusion), ("存在问题", narrative), ("改进措施", f.improvement))
    table += [[Laid(word), Laid(text, wide)] for word, text in told_later]
    leader, finance = f.signature.split("\n")
    table += [[Laid(leader, 5), Laid(finance, wide - 4)]]
    title = [f"部门预算项目支出绩效自评表（{f.fiscal_year}年度）"]
    return [*title, _above(f, way), *_torn(table, way), *f.notes.split("\n")]


def _sichuan_budget(f: Filing, way: Habit, wide: int) -> Iterator[list[Laid]]:
    b = f.budget
    reason = wide - 8
    heads = ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分")
    told = _adjusted(f) if way.reasons != "whole" else ""
    figures = (b.approved_text, b.executed_text, b.rate_text, b.weight_text, b.score_text)
    block = Laid("预算执行情况（20分）", 1, len(b.lines) + 2)
    yield [block, Laid("年度预算数（万元）", 2), *map(Laid, heads), Laid("原因", reason)]
    yield [Laid("总额", 2), *map(Laid, (b.approved_text, *figures)), Laid(told, reason)]
    for line in b.lines:
        texts = (line.initial_text, line.approved_text, line.executed_text)
        texts += (line.rate_text, line.weight_text, line.score_text)
        yield [Laid(line.label, 2), *map(Laid, texts), Laid("", reason)]


def _sichuan_cells(i: Indicator, *, points: bool) -> tuple[str, ...]:
    hit = TARGET.fullmatch(i.target.text)
    target = hit.groups() if hit else ("定性" if i.target.text else "", i.target.text, "")
    weight = (i.weight_text,) if points else ()
    return (*target, i.actual.text, *weight, i.score_text)


# What the layouts have in common


def _above(f: Filing, way: Habit) -> str:
    unit, date = (("单位名称", "填报日期"), ("填报单位", "填报时间"))[way.words % 2]
    gap = "\u3000" * 4
    return f"\u3000\u3000{unit}：{f.unit}{gap}{date}：{f.filled_on_text}"


def _ticks(f: Filing, name: str) -> str:
    chosen = getattr(f, name)
    options = f.options.get(name, ())
    return "   ".join(
        f"{n}、{option} {'☑' if option in chosen else '□'}" for n, option in enumerate(options, 1)
    )


def _rows(
    f: Filing, way: Habit, cells: Callable[[Indicator], tuple[str, ...]], *, reasons: bool = False
) -> Iterator[list[Laid]]:
    """The rows of the indicators, and those that the blank template left standing."""
    width = len(cells(f.indicators[0])) + 1
    rows = [
        (f.groups[i.group].text, i.level2_text, [i.level3_text, *cells(i)], i.deviation)
        for i in f.indicators
    ]
    for left in f.placeholders:
        if left.field == "level3":
            after = _after(f, left.source.line or 0)
            group = rows[after - 1][0]
            rows.insert(after, (group, left.text, [""] * width, ""))
    down = [[(group, (group, level2))[depth] for group, level2, _, _ in rows] for depth in (0, 1)]
    reason = [(group, why) for group, _, _, why in rows]
    for place, (group, level2, rest, why) in enumerate(rows):
        level1_cell = _level(down[0], place, group, way.levels)
        level2_cell = _level(down[1], place, level2, way.levels)
        last = _level(reason, place, why, way.reasons) if reasons and why else [Laid("")]
        last = [Laid(why)] if reasons and way.reasons == "each" else last
        yield [*level1_cell, *level2_cell, *map(Laid, rest), *(last if reasons else [])]


def _after(f: Filing, line: int) -> int:
    """How many indicators stand above a line of the text that the filing was read from."""
    places = (f.sources[f"indicators.{i.row}.level3"].line or 0 for i in f.indicators)
    return max(1, sum(place < line for place in places))


def _level(labels: list, place: int, text: str, how: str) -> list[Laid]:
    """The cell of a label that goes on over rows; none where a merged cell covers the place."""
    first = place == 0 or labels[place - 1] != labels[place]
    if how == "merged":
        end = place
        while end < len(labels) and labels[end] == labels[place]:
            end += 1
        return [Laid(text, 1, end - place)] if first else []
    return [Laid(text if first or how == "repeated" else "")]


def _torn(table: Table, way: Habit) -> list[Block]:
    """A table as one, or as two because somebody set a blank line into it."""
    if not way.torn:
        return [table]
    heads = (n for n, row in enumerate(table) if any(cell.text == "一级指标" for cell in row))
    place = next(heads)
    return [table[:place], " ", table[place:]]


LAYOUTS: dict[str, Callable[[Filing, Habit], list[Block]]] = {
    "hubei": hubei,
    "national": national,
    "sichuan": sichuan,
}
