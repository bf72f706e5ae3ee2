"""Filings as a list in Excel: texts as text, so that no cell is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import timezone

from jiheng.web.filings.models import Filing
from jiheng.writing import workbook
from jiheng.writing.listing import Cell
from jiheng.writing.workbook import Column, Sheet

COLUMNS = (
    Column("序号", 6),
    Column("单位名称", 26),
    Column("主管部门", 20),
    Column("科室", 16),
    Column("项目名称", 40),
    Column("项目编码", 22),
    Column("状态", 16),
    Column("预算数（万元）", 15),
    Column("执行数（万元）", 15),
    Column("执行率（%）", 12),
    Column("填报总分", 10),
    Column("核算总分", 10),
    Column("等级", 7),
    Column("错误", 7),
    Column("警告", 7),
    Column("未说明的警告", 13),
    Column("建议", 7),
    Column("最后修改", 17),
    Column("修改人", 12),
)


def render_list(filings: Iterable[Filing], target: Path) -> None:
    """Write the list of some filings to `target`, row by row."""
    workbook.write(target, "自评表清单", Sheet("自评表清单", COLUMNS, _rows(filings)))


def _rows(filings: Iterable[Filing]) -> Iterator[tuple[Cell, ...]]:
    for number, filing in enumerate(filings, 1):
        changed = filing.changed_at
        yield (
            number,
            filing.unit.name,
            filing.unit.parent.name if filing.unit.parent else "",
            filing.section.name if filing.section else "",
            filing.project.name,
            filing.project.code,
            filing.get_state_display(),
            filing.approved,
            filing.executed,
            _rate(filing),
            filing.total_claimed,
            filing.total,
            filing.grade,
            filing.errors,
            filing.warnings,
            filing.unexplained,
            filing.advice,
            f"{timezone.localtime(changed):%Y-%m-%d %H:%M}" if changed else "",
            str(filing.changed_by or ""),
        )


def _rate(filing: Filing) -> float | None:
    if not filing.approved or filing.executed is None:
        return None
    return round(filing.executed / filing.approved * 100, 2)
