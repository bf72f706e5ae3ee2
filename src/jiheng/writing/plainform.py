"""Filings as Word documents in their layout's order, plain but complete.

No styles and no letterheads: every field stands under the label that the layout prints, so that a
filing that is written and read again is the same filing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape

from jiheng.filing.model import Filing, Indicator

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STAMP = (2000, 1, 1, 0, 0, 0)
COMPARED = re.compile(r"([≥≤＝=><]?)([\d.,]+)(\D*)$")


class Cell(NamedTuple):
    """A cell: its text, how many columns it spans, whether it goes on from the cell above."""

    text: str
    columns: int = 1
    continued: bool = False


Row = list[Cell]


def document(filings: Iterable[Filing]) -> bytes:
    """A .docx file with these filings one after another; the same filings give the same bytes."""
    body = "".join(part for filing in filings for part in _form(filing))
    files = {
        "[Content_Types].xml": _xml(
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": _xml(
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": _xml(
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        ),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _xml(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'


def _form(filing: Filing) -> Iterator[str]:
    layout = LAYOUTS[filing.template]
    yield _paragraph(filing.title)
    above = (("单位名称", filing.unit), ("填报日期", filing.filled_on_text))
    if any(text for _, text in above) or filing.template == "hubei":
        yield _paragraph("    ".join(f"{label}：{text}" for label, text in above))
    yield _table(list(layout(filing)))
    yield from map(_paragraph, filing.notes.splitlines())
    yield _paragraph("")


def _paragraph(text: str) -> str:
    lines = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in text.split("\n")
    )
    return f"<w:p>{lines}</w:p>"


def _table(rows: list[Row]) -> str:
    width = max(sum(cell.columns for cell in row) for row in rows)
    grid = '<w:gridCol w:w="900"/>' * width
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in edges)
    body = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _cell(cell: Cell) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = "<w:vMerge/>" if cell.continued else '<w:vMerge w:val="restart"/>'
    text = "" if cell.continued else cell.text
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>"


def _stacked(label: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows behind one label on their left edge."""
    for place, row in enumerate(rows):
        yield [Cell(label, 1, place > 0), *row]


def _named(filing: Filing, columns: int) -> Iterator[Row]:
    """Project, department and unit; `columns` wide."""
    code = f"{filing.project_code}-" if filing.project_code and filing.project else ""
    yield [Cell("项目名称"), Cell(code + filing.project, columns - 1)]
    yield [
        Cell("主管部门"),
        Cell(filing.supervising_department, 2),
        Cell("项目实施单位" if filing.template == "hubei" else "实施单位"),
        Cell(filing.implementing_unit, columns - 4),
    ]


def _levels(filing: Filing) -> Iterator[tuple[list[Cell], Indicator]]:
    """The first three cells of each indicator's row, merged downwards, and the indicator."""
    before: Indicator | None = None
    for row in filing.indicators:
        group = before is not None and before.group == row.group
        level2 = group and before is not None and before.level2_text == row.level2_text
        text = filing.groups[row.group].text
        yield (
            [
                Cell(text, 1, group),
                Cell(row.level2_text, 1, level2),
                Cell(row.level3_text),
            ],
            row,
        )
        before = row


def _stray(filing: Filing, columns: int) -> Iterator[Row]:
    """Rows of the template that were left, and text that belongs to no field."""
    for left in filing.placeholders:
        if left.field == "level3":
            yield [Cell(""), Cell(""), Cell(left.text), *[Cell("")] * (columns - 3)]


def _hubei(filing: Filing) -> Iterator[Row]:
    budget = filing.budget
    yield from _named(filing, 7)
    for name, label in (("category", "项目类别"), ("attribute", "项目属性"), ("kind", "项目类型")):
        ticked = getattr(filing, name)
        options = enumerate(filing.options.get(name, ()), 1)
        text = "   ".join(
            f"{n}、{option} {'☑' if option in ticked else '□'}" for n, option in options
        )
        yield [Cell(label), Cell(text, 6)]
    head = ("预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）")
    money = (budget.approved_text, budget.executed_text, budget.rate_text, budget.score_text)
    yield from _stacked(
        budget.weight_text,
        [
            [Cell("", 2), *map(Cell, head)],
            [Cell("年度财政资金总额", 2), *map(Cell, money)],
        ],
    )
    columns = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    rows = [
        [*cells, Cell(i.target.text), Cell(i.actual.text), Cell(i.score_text)]
        for cells, i in _levels(filing)
    ]
    yield from _stacked(
        filing.performance_weight_text, [[*map(Cell, columns)], *rows, *_stray(filing, 6)]
    )
    yield [Cell("总分"), Cell(filing.total_text, 6)]
    yield [Cell("偏差大或目标未完成原因分析"), Cell(filing.deviation, 6)]
    yield [Cell("改进措施及结果应用方案"), Cell(filing.improvement, 6)]
    signed = f"{filing.opinion}\n签名：{filing.signature}\n{filing.signed_on_text}"
    yield [Cell("单位主要负责人签批意见"), Cell(signed, 6)]
    yield from ([Cell(left.text), Cell("", 6)] for left in filing.unplaced)


def _national(filing: Filing) -> Iterator[Row]:
    budget = filing.budget
    yield from _named(filing, 9)
    head = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    total = (
        *(budget.initial_text, budget.approved_text, budget.executed_text),
        *(budget.weight_text, budget.rate_text, budget.score_text),
    )
    lines = [
        (
            line.label,
            *(line.initial_text, line.approved_text, line.executed_text),
            *(line.weight_text, line.rate_text, line.score_text),
        )
        for line in budget.lines
    ]
    yield from _stacked(
        "项目资金（万元）",
        [
            [Cell(label, 2), *map(Cell, cells)]
            for label, *cells in (("", *head), ("年度资金总额", *total), *lines)
        ],
    )
    yield from _stacked(
        "年度总体目标",
        [
            [Cell("预期目标", 4), Cell("实际完成情况", 4)],
            [Cell(filing.goal, 4), Cell(filing.goal_actual, 4)],
        ],
    )
    columns = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    rows = [
        [
            *cells,
            *map(Cell, (i.target.text, i.actual.text, i.weight_text, i.score_text, i.deviation)),
        ]
        for cells, i in _levels(filing)
    ]
    reasons = Cell("偏差原因分析及改进措施")
    label = filing.performance_weight_text
    yield from _stacked(label, [[*map(Cell, columns), reasons], *rows, *_stray(filing, 8)])
    yield [Cell("总分", 6), Cell(filing.total_weight_text), Cell(filing.total_text), Cell("")]
    for label, text in (("偏差原因分析", filing.deviation), ("改进措施", filing.improvement)):
        if text:
            yield [Cell(label), Cell(text, 8)]
    yield from ([Cell(left.text), Cell("", 8)] for left in filing.unplaced)


def _sichuan(filing: Filing) -> Iterator[Row]:
    budget = filing.budget
    yield from _named(filing, 11)
    yield from _stacked(
        "项目基本情况",
        [
            [Cell("项目年度目标", 5), Cell("年度目标完成情况", 5)],
            [Cell(filing.goal, 5), Cell(filing.goal_actual, 5)],
        ],
    )
    heads = ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因")
    total = (
        *(budget.initial_text, budget.approved_text, budget.executed_text, budget.rate_text),
        *(budget.weight_text, budget.score_text, ""),
    )
    lines = [
        (
            line.label,
            *(line.initial_text, line.approved_text, line.executed_text, line.rate_text),
            *(line.weight_text, line.score_text, ""),
        )
        for line in budget.lines
    ]
    yield from _stacked(
        f"预算执行情况（{budget.weight_text}分）",
        [
            [Cell(label, 3), *map(Cell, cells)]
            for label, *cells in (("年度预算数（万元）", *heads), ("总额", *total), *lines)
        ],
    )
    columns = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值")
    rows = [
        [
            *cells,
            *map(Cell, _in_columns(i.target.text)),
            *map(Cell, (i.actual.text, i.weight_text, i.score_text, i.deviation)),
        ]
        for cells, i in _levels(filing)
    ]
    heading = [*map(Cell, (*columns, "权重", "得分", "未完成原因分析"))]
    yield from _stacked(filing.performance_weight_text, [heading, *rows, *_stray(filing, 10)])
    yield [Cell("合计", 8), Cell(filing.total_weight_text), Cell(filing.total_text), Cell("")]
    words = {"评价结论": filing.conclusion, "存在问题": filing.deviation}
    for label, text in (words | {"改进措施": filing.improvement}).items():
        yield [Cell(label), Cell(text, 10)]
    leaders = [line.partition("：") for line in filing.signature.splitlines()]
    for label, _, name in leaders:
        yield [Cell(label), Cell(name, 10)]
    yield from ([Cell(left.text), Cell("", 10)] for left in filing.unplaced)


def _in_columns(target: str) -> tuple[str, str, str]:
    """A target as comparator, number and unit; one in words is 定性."""
    compared = COMPARED.match(target)
    if compared is None:
        return ("定性" if target else "", target, "")
    return compared[1] or "", compared[2], compared[3]


LAYOUTS = {"hubei": _hubei, "national": _national, "sichuan": _sichuan}
