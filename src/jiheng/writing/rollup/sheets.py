"""The roll-up as rows: a workbook, or the indicators as delimited values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiheng.writing import delimited as separated
from jiheng.writing import workbook
from jiheng.writing.figure import plain
from jiheng.writing.listing import Cell
from jiheng.writing.rollup import facts, formulas
from jiheng.writing.workbook import Column, Sheet

Facts = dict[str, Any]

OF_GROUP = (Column("汇总对象", 28), Column("计分办法", 24), Column("年度", 7))
GROUPS = (
    *OF_GROUP,
    Column("份数", 7),
    Column("预算数（万元）", 15),
    Column("执行数（万元）", 15),
    Column("执行率（%）", 10),
    Column("预算执行分值", 10),
    Column("预算执行得分", 10),
    Column("满分", 10),
    Column("总分", 9),
    Column("等级", 7),
    Column("各表总分加权平均", 12),
    Column("相差", 9),
    Column("相差的原因", 60),
    Column("错误", 7),
    Column("警告", 7),
    Column("建议", 7),
)
LEVELS = (*OF_GROUP, Column("部分", 16), Column("分值", 11), Column("得分", 11))
INDICATORS = (
    *OF_GROUP,
    Column("行", 5),
    Column("一级指标", 14),
    Column("二级指标", 18),
    Column("三级指标", 26),
    Column("份数", 7),
    Column("汇总办法", 10),
    Column("单位", 8),
    Column("目标", 14),
    Column("目标上限", 10),
    Column("完成", 14),
    Column("目标写法", 16),
    Column("完成写法", 16),
    Column("资金（万元）", 12),
    Column("资金占比（%）", 11),
    Column("分值", 10),
    Column("得分", 10),
    Column("计入分值", 11),
    Column("计入得分", 11),
    Column("各表得分平均", 11),
    Column("依据", 48),
)
CONTRIBUTIONS = (
    *OF_GROUP,
    Column("行", 5),
    Column("三级指标", 26),
    Column("怎样得来", 60),
    Column("自评表", 18),
    Column("项目名称", 36),
    Column("表中行", 7),
    Column("资金（万元）", 12),
    Column("目标写法", 16),
    Column("完成写法", 16),
    Column("目标", 14),
    Column("完成", 14),
    Column("分值", 9),
    Column("得分", 9),
)
MEMBERS = (
    *OF_GROUP,
    Column("自评表", 34),
    Column("单位名称", 24),
    Column("项目名称", 36),
    Column("预算数（万元）", 15),
    Column("执行数（万元）", 15),
    Column("加权资金（万元）", 15),
    Column("预算执行分值", 10),
    Column("预算执行得分", 10),
    Column("满分", 9),
    Column("总分", 9),
)
SUMS = (*OF_GROUP, Column("项", 18), Column("怎样得来", 100))
PAIRS = (
    *OF_GROUP,
    Column("甲", 44),
    Column("乙", 44),
    Column("理由", 40),
    Column("确认时写", 70),
)
NOTES = (*OF_GROUP, Column("注意", 100))


def render(report: Facts, path: str | Path) -> None:
    """Write the workbook to `path`; the same report gives the same bytes. Raises OSError."""
    sheets = [
        Sheet("汇总", GROUPS, map(_group, _groups(report))),
        Sheet("分值和得分", LEVELS, _each(report, _levels)),
        Sheet("指标", INDICATORS, _each(report, _indicators)),
        Sheet("请确认", PAIRS, _each(report, _pairs)),
        Sheet("注意", NOTES, _notes(report)),
    ]
    if _explained(report):
        sheets[3:3] = [
            Sheet("合计怎样得来", SUMS, _each(report, _sums)),
            Sheet("指标怎样得来", CONTRIBUTIONS, _each(report, _contributions)),
            Sheet("各表", MEMBERS, _each(report, _members)),
        ]
    workbook.write(path, "绩效自评汇总", *sheets)


def delimited(report: Facts) -> str:
    """The indicators of every group; of an explained report, what each filing contributes."""
    columns, rows = (
        (CONTRIBUTIONS, _contributions) if _explained(report) else (INDICATORS, _indicators)
    )
    return separated.table([column.name for column in columns], _each(report, rows))


def _explained(report: Facts) -> bool:
    return any("members" in group for group in report["overall"])


def _groups(report: Facts) -> list[Facts]:
    return facts.groups(report)


def _each(report: Facts, rows: Any) -> Iterator[tuple[Cell, ...]]:
    for group in _groups(report):
        about = _about(group)
        yield from ((*about, *row) for row in rows(group))


def _about(group: Facts) -> tuple[Cell, ...]:
    return plain(group["key"]), plain(group["rulebook_name"]), group["fiscal_year"]


def _group(group: Facts) -> tuple[Cell, ...]:
    money = (group[name] for name in ("approved", "executed", "rate"))
    points = (group[name] for name in ("budget_points", "budget_score", "full_marks", "total"))
    gap, found = group["difference"], group["findings"]
    return (
        *_about(group),
        group["filings"],
        *money,
        *points,
        plain(group["grade"]),
        group["mean_total"],
        gap["value"],
        plain(gap["words"]),
        *(found[name] for name in ("error", "warning", "advice")),
    )


def _levels(group: Facts) -> Iterator[tuple[Cell, ...]]:
    yield from facts.levels(group)


def _indicators(group: Facts) -> Iterator[tuple[Cell, ...]]:
    for each in group["indicators"]:
        yield (
            each["row"],
            *(plain(each[name]) for name in ("level1", "level2", "level3")),
            each["filings"],
            facts.method(each),
            plain(each["unit"]),
            each["target"],
            each["target_upper"],
            each["actual"],
            plain(each["target_text"]),
            plain(each["actual_text"]),
            *(each[name] for name in ("funds", "funds_share", "weight_within", "score_within")),
            *(each[name] for name in ("weight", "score", "mean_score")),
            plain(each["basis"]),
        )


def _contributions(group: Facts) -> Iterator[tuple[Cell, ...]]:
    """Of each indicator its formulas in one row, then a row for each filing."""
    for each in group["indicators"]:
        about = each["row"], plain(each["level3"])
        lines = formulas.of_indicator(each, group)
        yield *about, "；".join(f"{name}：{words}" for name, words in lines), *(None,) * 10
        for part in each["contributions"]:
            yield (
                *about,
                None,
                part["filing"],
                plain(part["project"]),
                part["row"],
                part["funds"],
                plain(part["target_text"]),
                plain(part["actual_text"]),
                *(part[name] for name in ("target", "actual", "weight", "score")),
            )


def _sums(group: Facts) -> Iterator[tuple[Cell, ...]]:
    yield from formulas.of_group(group)


def _members(group: Facts) -> Iterator[tuple[Cell, ...]]:
    for each in group["members"]:
        yield (
            f"{plain(each['path'])} 第{each['index']}份",
            plain(each["unit"]),
            plain(each["project"]),
            *(each[name] for name in ("approved", "executed", "funds")),
            *(each[name] for name in ("budget_points", "budget_score", "full_marks", "total")),
        )


def _pairs(group: Facts) -> Iterator[tuple[Cell, ...]]:
    yield from facts.candidates(group)


def _notes(report: Facts) -> Iterator[tuple[Cell, ...]]:
    for words in (*report["notes"], *facts.variants(report)):
        yield None, None, None, words
    for group in _groups(report):
        for note in group["notes"]:
            yield *_about(group), plain(note["message"])
