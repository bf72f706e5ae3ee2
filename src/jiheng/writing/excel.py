"""The check result as a workbook: 总览, 问题清单, 指标."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiheng.writing import listing, severity, verdict, workbook
from jiheng.writing.figure import gap, plain
from jiheng.writing.listing import Cell
from jiheng.writing.workbook import Column, Sheet

OVERVIEW = (
    Column("序号", 6),
    Column("自评表", 34),
    Column("单位名称", 24),
    Column("项目名称", 40),
    Column("主管部门", 20),
    Column("项目实施单位", 18),
    Column("年度", 7),
    Column("计分办法", 24),
    Column("结论", 22),
    Column("预算数（万元）", 15),
    Column("执行数（万元）", 15),
    Column("执行率（%）", 12),
    Column("填报总分", 10),
    Column("核算总分", 10),
    Column("相差", 9),
    Column("等级", 7),
    Column("错误", 7),
    Column("警告", 7),
    Column("建议", 7),
)
FINDINGS = tuple(
    Column(name, width)
    for name, width in zip(
        listing.COLUMNS, (7, 7, 30, 22, 32, 30, 22, 16, 16, 10, 48, 48, 40, 22), strict=True
    )
)
INDICATORS = (
    Column("自评表", 34),
    Column("单位名称", 24),
    Column("项目名称", 36),
    Column("行", 5),
    Column("一级指标", 14),
    Column("二级指标", 18),
    Column("三级指标", 26),
    Column("年初目标值", 18),
    Column("实际完成值", 18),
    Column("分值", 8),
    Column("分值来源", 10),
    Column("得分（填报）", 12),
    Column("得分（核算）", 12),
    Column("相差", 9),
    Column("核算依据", 44),
)
WEIGHT_BASES = {"declared": "填报", "inferred": "推算", "unknown": "不明"}


def render(report: dict[str, Any], path: str | Path) -> None:
    """Write the workbook to `path`; the same report gives the same bytes. Raises OSError."""
    workbook.write(
        path,
        "绩效自评表检查结果",
        Sheet("总览", OVERVIEW, _overview(report)),
        Sheet("问题清单", FINDINGS, listing.rows(report)),
        Sheet("指标", INDICATORS, _indicators(report)),
    )


def _overview(report: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for number, filing in enumerate(report.get("filings") or [], start=1):
        judged, budget = verdict.verdict(filing), filing.get("budget") or {}
        claimed, computed = filing.get("total_claimed"), filing.get("total")
        yield (
            number,
            verdict.origin(filing),
            plain(filing.get("unit")),
            verdict.title(filing),
            plain(filing.get("supervising_department")),
            plain(filing.get("implementing_unit")),
            filing.get("fiscal_year"),
            verdict.rulebook(filing),
            judged.words,
            budget.get("approved"),
            budget.get("executed"),
            budget.get("rate"),
            claimed,
            computed,
            gap(claimed, computed),
            plain(filing.get("grade")),
            *(judged.counts[degree] for degree in severity.WORDS),
        )


def _indicators(report: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for filing in report.get("filings") or []:
        about = verdict.origin(filing), plain(filing.get("unit")), verdict.title(filing)
        for indicator in filing.get("indicators") or []:
            claimed, computed = indicator.get("score_claimed"), indicator.get("score")
            yield (
                *about,
                indicator.get("row"),
                plain(indicator.get("level1")),
                plain(indicator.get("level2")),
                plain(indicator.get("level3")),
                plain((indicator.get("target") or {}).get("text")),
                plain((indicator.get("actual") or {}).get("text")),
                indicator.get("weight"),
                WEIGHT_BASES.get(indicator.get("weight_basis") or "", ""),
                claimed,
                computed,
                gap(claimed, computed),
                plain(indicator.get("basis")),
            )
