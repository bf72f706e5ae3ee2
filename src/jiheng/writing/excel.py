"""The check result as a workbook: 总览, 问题清单, 指标."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

from jiheng.writing import listing, severity, verdict
from jiheng.writing.figure import plain, same
from jiheng.writing.listing import Cell

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CREATED = datetime(2000, 1, 1)
ROWS_PER_SHEET = 1_000_000
FILLS = {"错误": "#F6D5D2", "警告": "#FBEBC8", "建议": "#DCE7F2"}


class Column(NamedTuple):
    """A column of a sheet: its heading and its width in half-width characters."""

    name: str
    width: int


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
    with xlsxwriter.Workbook(str(path), OPTIONS) as workbook:
        workbook.set_properties({"title": "绩效自评表检查结果", "created": CREATED})
        workbook.set_size(24000, 14000)
        _write(workbook, "总览", OVERVIEW, _overview(report))
        _write(workbook, "问题清单", FINDINGS, listing.rows(report))
        _write(workbook, "指标", INDICATORS, _indicators(report))


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
            _gap(claimed, computed),
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
                _gap(claimed, computed),
                plain(indicator.get("basis")),
            )


def _gap(claimed: float | None, computed: float | None) -> float | None:
    """Claimed less computed, to the six decimals that are ever printed; None where they agree."""
    if claimed is None or computed is None or same(claimed, computed):
        return None
    return float(plain(claimed - computed))


def _write(
    workbook: Workbook, name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]
) -> None:
    """One sheet with a frozen, filtered heading; rows beyond Excel's limit go on in another."""
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E7E4DC", "border": 1}
    )
    body = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9C5BB"}
    ordinary = workbook.add_format(body)
    fills = {word: workbook.add_format({**body, "bg_color": fill}) for word, fill in FILLS.items()}
    remaining = iter(rows)
    for part, first in enumerate(chain([None], remaining)):
        sheet = workbook.add_worksheet(name if part == 0 else f"{name}（{part + 1}）")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.name, heading)
        held = chain([] if first is None else [first], remaining)
        last = 0
        for last, row in enumerate(islice(held, ROWS_PER_SHEET), start=1):
            _write_row(sheet, last, row, ordinary, fills)
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_row(
    sheet: Any, line: int, row: tuple[Cell, ...], ordinary: Format, fills: dict[str, Format]
) -> None:
    """Text as text, numbers to the last printed digit.

    As decimals, for XlsxWriter prints sixteen digits of a float: 71.59999999999999 for 71.6.
    """
    for position, cell in enumerate(row):
        words = plain(cell)
        if isinstance(cell, str):
            look = fills.get(words, ordinary) if position < 2 else ordinary
            sheet.write_string(line, position, words, look)
        elif words:
            sheet.write_number(line, position, Decimal(words), ordinary)
        else:
            sheet.write_blank(line, position, None, ordinary)
