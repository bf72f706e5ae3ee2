"""What was read, nothing judged: the filings as a workbook, their indicators as delimited rows.

Numbers are in 万元, points and percent, exact; beside each stands the text it was read from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing, FundLine, Indicator, Leftover
from jiheng.quantity import Quantity
from jiheng.writing import delimited as separated
from jiheng.writing import workbook as sheets
from jiheng.writing.figure import exact, named, one_line, plain
from jiheng.writing.listing import Cell
from jiheng.writing.terminal import STATUS
from jiheng.writing.workbook import Column, Sheet

NATURES = {"quantitative": "定量", "qualitative": "定性", "blank": "未填"}
COMPARATORS = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于", "=": "等于"}

ABOUT = (
    Column("自评表", 34),
    Column("年度", 7),
    Column("单位名称", 24),
    Column("项目名称", 36),
)
FILINGS = (
    *ABOUT,
    Column("标题", 36),
    Column("填报日期", 12),
    Column("填报日期原文", 14),
    Column("项目代码", 14),
    Column("主管部门", 20),
    Column("项目实施单位", 18),
    Column("项目类别", 16),
    Column("项目属性", 14),
    Column("项目类型", 14),
    Column("计分办法代号", 14),
    Column("年初预算数（万元）", 15),
    Column("预算数（万元）", 15),
    Column("预算数原文", 15),
    Column("执行数（万元）", 15),
    Column("执行数原文", 15),
    Column("执行率（%）", 12),
    Column("执行率原文", 12),
    Column("预算执行分值", 10),
    Column("预算执行得分", 10),
    Column("资金构成", 40),
    Column("年度绩效目标分值", 10),
    Column("总分", 9),
    Column("总分原文", 10),
    Column("年度总体目标", 40),
    Column("总体目标完成情况", 40),
    Column("评价结论", 40),
    Column("偏差原因分析", 48),
    Column("改进措施", 48),
    Column("签批意见", 20),
    Column("签名", 10),
    Column("签批日期", 12),
    Column("签批日期原文", 14),
    Column("备注", 40),
    Column("模板残留文字", 24),
    Column("未归入栏目的文字", 24),
)
MEASURES = tuple(
    Column(f"{side}{name}", width)
    for side in ("目标", "实际")
    for name, width in (
        ("性质", 8),
        ("比较", 8),
        ("数值", 12),
        ("上限", 10),
        ("单位", 8),
        ("完成程度（%）", 10),
        ("时限", 10),
    )
)
INDICATORS = (
    *ABOUT,
    Column("行", 5),
    Column("一级指标", 14),
    Column("一级指标分值", 9),
    Column("二级指标", 18),
    Column("二级指标分值", 9),
    Column("三级指标", 26),
    Column("年初目标值", 18),
    Column("实际完成值", 18),
    *MEASURES,
    Column("分值", 8),
    Column("得分", 8),
    Column("得分原文", 9),
    Column("偏差原因", 40),
    Column("原文位置", 18),
)
DOCUMENTS = (
    Column("文件", 48),
    Column("状态", 18),
    Column("自评表份数", 12),
    Column("问题", 60),
    Column("SHA-256", 68),
)


def workbook(batch: Batch, path: str | Path) -> None:
    """Write the sheets 自评表, 指标 and 文件 to `path`; the same batch gives the same bytes.

    Raises OSError.
    """
    sheets.write(
        path,
        "绩效自评表数据",
        Sheet("自评表", FILINGS, map(_filing, batch.filings)),
        Sheet("指标", INDICATORS, _indicators(batch)),
        Sheet("文件", DOCUMENTS, _documents(batch)),
    )


def delimited(batch: Batch) -> str:
    """The indicators as comma-separated values, a row each, with their filing's names."""
    return separated.table([column.name for column in INDICATORS], _indicators(batch))


def _about(f: Filing) -> tuple[Cell, ...]:
    return f"{one_line(f.path)} 第{f.index}份".strip(), f.fiscal_year, f.unit, f.project


def _filing(f: Filing) -> tuple[Cell, ...]:
    b = f.budget
    return (
        *_about(f),
        f.title,
        f.filled_on,
        f.filled_on_text,
        f.project_code,
        f.supervising_department,
        f.implementing_unit,
        plain(f.category),
        plain(f.attribute),
        plain(f.kind),
        f.rulebook,
        exact(b.initial),
        exact(b.approved),
        b.approved_text,
        exact(b.executed),
        b.executed_text,
        exact(b.rate_claimed),
        b.rate_text,
        exact(b.weight),
        exact(b.score_claimed),
        "；".join(map(_line, b.lines)),
        exact(f.performance_weight),
        exact(f.total_claimed),
        f.total_text,
        f.goal,
        f.goal_actual,
        f.conclusion,
        f.deviation,
        f.improvement,
        f.opinion,
        f.signature,
        f.signed_on,
        f.signed_on_text,
        f.notes,
        _texts(f.placeholders),
        _texts(f.unplaced),
    )


def _line(line: FundLine) -> str:
    """A part of the budget in words: "当年财政拨款：预算数 20，执行数 19.5"."""
    approved, executed = exact(line.approved), exact(line.executed)
    return f"{plain(line.label)}：预算数 {named(approved)}，执行数 {named(executed)}"


def _texts(leftovers: tuple[Leftover, ...]) -> str:
    return "；".join(plain(left.text) for left in leftovers)


def _indicators(batch: Batch) -> Iterator[tuple[Cell, ...]]:
    for filing in batch.filings:
        about = _about(filing)
        for indicator in filing.indicators:
            yield *about, *_indicator(filing, indicator)


def _indicator(f: Filing, i: Indicator) -> tuple[Cell, ...]:
    source = f.sources.get(f"indicators.{i.row}.level3")
    return (
        i.row,
        i.level1,
        exact(f.groups[i.group].declared) if i.group < len(f.groups) else None,
        i.level2,
        exact(i.level2_declared),
        i.level3,
        i.target.text,
        i.actual.text,
        *_measure(i.target),
        *_measure(i.actual),
        exact(i.weight),
        exact(i.score_claimed),
        i.score_text,
        i.deviation,
        source.words() if source else "",
    )


def _measure(q: Quantity) -> tuple[Cell, ...]:
    return (
        NATURES[q.nature],
        COMPARATORS[q.comparator] if q.comparator else None,
        exact(q.value),
        exact(q.upper),
        q.unit,
        exact(q.completion),
        q.deadline,
    )


def _documents(batch: Batch) -> Iterator[tuple[Cell, ...]]:
    for document in batch.documents:
        status = STATUS.get(document.status, "")
        yield document.path, status, document.filings, document.problem, document.sha256
