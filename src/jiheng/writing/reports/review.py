"""The working paper of a review (复核表): a sheet for each project, its formulas live.

A reviewer types the value that was verified, and the score moves; without one the claimed score
stands. What a formula does is the clause that the rulebook names for the row's comparator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from jiheng.writing import verdict, workbook
from jiheng.writing.figure import plain

HEADS = (
    *("一级指标", "二级指标", "三级指标", "指标性质", "目标值", "计量单位", "分值"),
    *("自评完成值", "自评得分", "复核完成值", "复核得分", "偏差", "扣分理由和依据"),
)
WIDTHS = (14, 16, 24, 9, 12, 9, 8, 14, 10, 14, 10, 9, 44)
SUMMARY = ("序号", "项目名称", "单位", "自评得分", "复核得分", "相差", "主要原因")
SUMMARY_WIDTHS = (6, 40, 24, 11, 11, 10, 50)
SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "＝"}
WEIGHT, CLAIMED, REVIEWED, SCORE = 6, 8, 9, 10
DATE = "日期"
"""How the unit of a deadline ends."""
FIRST = 3
"""The row of the first line of figures, from 0: a title, what the project is, the headings."""
TYPED = (
    "复核完成值按目标值的计量单位填写，预算执行率一行填执行数；定性和期限指标填达成的比例，如 80%；"
    "不填的按自评得分。"
)


def render(report: Mapping[str, Any], path: str | Path) -> None:
    """Write the working paper on the filings of a check report; the same gives the same bytes."""
    with workbook.opened(path, {"author": "jiheng"}) as book:
        looks = _looks(book)
        summary = book.add_worksheet("复核汇总")
        names = [
            workbook.sheet_name(number, verdict.title(filing))
            for number, filing in enumerate(report["filings"], 1)
        ]
        totals = [
            _sheet(book.add_worksheet(name), filing, looks)
            for name, filing in zip(names, report["filings"], strict=True)
        ]
        _summary(summary, report["filings"], list(zip(names, totals, strict=True)), looks)


def _looks(book: Any) -> dict[str, Any]:
    common = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "仿宋"}
    made = {
        "title": {"bold": True, "font_size": 14, "font_name": "黑体"},
        "plain": {"font_name": "仿宋"},
        "head": common | {"bold": True, "align": "center", "bg_color": "#F3F1EC"},
        "text": common,
        "middle": common | {"align": "center"},
        "number": common | {"num_format": "General", "align": "center"},
        "typed": common | {"bg_color": "#FFF9E5", "align": "center", "locked": False},
        "reason": common | {"bg_color": "#FFF9E5", "locked": False},
        "total": common | {"bold": True, "num_format": "General", "align": "center"},
    }
    return {name: book.add_format(look) for name, look in made.items()}


def _sheet(sheet: Any, filing: Mapping[str, Any], looks: Mapping[str, Any]) -> int:
    """One project; the row of its total."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(FIRST, 3)
    sheet.write_string(0, 0, f"{verdict.title(dict(filing))}  绩效自评复核表", looks["title"])
    sheet.write_string(1, 0, f"{plain(filing['unit'])}　{TYPED}", looks["plain"])
    sheet.write_row(FIRST - 1, 0, HEADS, looks["head"])
    row = _budget(sheet, filing["budget"], looks)
    for indicator in filing["indicators"]:
        _indicator(sheet, row, indicator, looks)
        row += 1
    _total(sheet, row, filing, looks)
    return row


def _budget(sheet: Any, budget: Mapping[str, Any], looks: Mapping[str, Any]) -> int:
    for column, text in enumerate(("预算执行", "", "预算执行率")):
        sheet.write_string(FIRST, column, text, looks["text"])
    sheet.write_string(FIRST, 3, SIGNS[">="], looks["middle"])
    _number(sheet, FIRST, 4, budget["approved"], looks)
    sheet.write_string(FIRST, 5, "万元", looks["middle"])
    _number(sheet, FIRST, WEIGHT, budget["weight"], looks)
    _number(sheet, FIRST, 7, budget["executed"], looks)
    _number(sheet, FIRST, CLAIMED, budget["score_claimed"], looks)
    _reviewed(sheet, FIRST, "higher", budget["score_claimed"], looks)
    return FIRST + 1


def _indicator(
    sheet: Any, row: int, indicator: Mapping[str, Any], looks: Mapping[str, Any]
) -> None:
    target, actual = indicator["target"], indicator["actual"]
    numeric = _is_number(target)
    names = (indicator["level1"], indicator["level2"], indicator["level3"])
    words = "定性" if target["nature"] != "quantitative" else ""
    sign = SIGNS.get(target["comparator"] or ">=", "") if numeric else words
    for column, text in enumerate(names):
        sheet.write_string(row, column, plain(text), looks["text"])
    sheet.write_string(row, 3, sign, looks["middle"])
    if numeric:
        _number(sheet, row, 4, target["value"], looks)
    else:
        sheet.write_string(row, 4, plain(target["text"]), looks["middle"])
    unit = "" if plain(target["unit"]).endswith(DATE) else plain(target["unit"])
    sheet.write_string(row, 5, unit, looks["middle"])
    _number(sheet, row, WEIGHT, indicator["weight"], looks)
    sheet.write_string(row, 7, plain(actual["text"]), looks["middle"])
    _number(sheet, row, CLAIMED, indicator["score_claimed"], looks)
    kind = _kind(target) if numeric else "share"
    _reviewed(sheet, row, kind, indicator["score_claimed"], looks)


def _is_number(target: Mapping[str, Any]) -> bool:
    """Whether a target is a number to compare with; a deadline is none that a reviewer types."""
    quantitative = target["nature"] == "quantitative" and target["value"] is not None
    return quantitative and not plain(target["unit"]).endswith(DATE)


def _kind(target: Mapping[str, Any]) -> str:
    if target["upper"] is not None:
        return "share"
    return {"<=": "lower", "<": "lower", "=": "equal"}.get(target["comparator"] or "", "higher")


FORMULAS = {
    "higher": "MIN(1,{value}/{target})",
    "lower": "IF({value}<={target},1,{target}/{value})",
    "equal": "MIN({value}/{target},{target}/{value})",
    "share": "MIN(1,{value})",
}
"""The share of the weight that a verified value earns, by what the target asks."""


def _reviewed(
    sheet: Any, row: int, kind: str, stands: float | None, looks: Mapping[str, Any]
) -> None:
    """The cells that the reviewer fills in, and the score that follows: `stands` until then."""
    value, target, weight, claimed, score = (
        xl_rowcol_to_cell(row, column) for column in (REVIEWED, 4, WEIGHT, CLAIMED, SCORE)
    )
    share = FORMULAS[kind].format(value=value, target=target)
    earned = f'=IF({value}="",{claimed},IFERROR(ROUND(MAX(0,{share})*{weight},2),0))'
    sheet.write_blank(row, REVIEWED, None, looks["typed"])
    sheet.write_formula(row, SCORE, earned, looks["number"], stands or 0)
    sheet.write_formula(row, SCORE + 1, f"={score}-{claimed}", looks["number"])
    sheet.write_blank(row, SCORE + 2, None, looks["reason"])


def _total(sheet: Any, row: int, filing: Mapping[str, Any], looks: Mapping[str, Any]) -> None:
    weights = [filing["budget"]["weight"], *(i["weight"] for i in filing["indicators"])]
    sums = {WEIGHT: _sum(weights), CLAIMED: _claimed(filing), SCORE: _claimed(filing), SCORE + 1: 0}
    sheet.merge_range(row, 0, row, WEIGHT - 1, "合计", looks["head"])
    for column, value in sums.items():
        area = f"{xl_rowcol_to_cell(FIRST, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        sheet.write_formula(row, column, f"=SUM({area})", looks["total"], value)
    for column in (7, REVIEWED, SCORE + 2):
        sheet.write_blank(row, column, None, looks["text"])


def _sum(values: Iterable[float | None]) -> float:
    return round(sum(value or 0 for value in values), 6)


def _claimed(filing: Mapping[str, Any]) -> float:
    """The sum of the claimed scores."""
    rows = (indicator["score_claimed"] for indicator in filing["indicators"])
    return _sum([filing["budget"]["score_claimed"], *rows])


def _summary(
    sheet: Any,
    filings: Sequence[Mapping[str, Any]],
    totals: Sequence[tuple[str, int]],
    looks: Mapping[str, Any],
) -> None:
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_row(0, 0, SUMMARY, looks["head"])
    for row, (filing, (name, total)) in enumerate(zip(filings, totals, strict=True), 1):
        sheet.write_number(row, 0, row, looks["number"])
        sheet.write_string(row, 1, verdict.title(dict(filing)), looks["text"])
        sheet.write_string(row, 2, plain(filing["unit"]), looks["text"])
        for column, source in ((3, CLAIMED), (4, SCORE)):
            cell = f"'{name}'!{xl_rowcol_to_cell(total, source)}"
            sheet.write_formula(row, column, f"={cell}", looks["number"], _claimed(filing))
        sheet.write_formula(row, 5, f"=E{row + 1}-D{row + 1}", looks["number"])
        sheet.write_blank(row, 6, None, looks["reason"])


def _number(
    sheet: Any, row: int, column: int, value: float | None, looks: Mapping[str, Any]
) -> None:
    if value is None:
        sheet.write_blank(row, column, None, looks["number"])
    else:
        sheet.write_number(row, column, value, looks["number"])
