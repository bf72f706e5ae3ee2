"""The templates of the shipped official forms, from scratch: `python docs/forms.py [folder]`.

They are ordinary Word files and may be edited as such; this script only made the first ones, in the
fonts and measures of Chinese offices: A4, 方正小标宋 for titles, 黑体 for labels, 仿宋 for text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from jiheng.writing.official.empty import empty

FOLDER = Path(__file__).parent.parent / "src/jiheng/writing/official/templates"
TITLE, LABEL, TEXT = "方正小标宋简体", "黑体", "仿宋_GB2312"
CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
MARGINS = {"top_margin": 20, "bottom_margin": 18, "left_margin": 18, "right_margin": 18}
WIDTH = 174
"""Millimetres between the margins of A4."""

Spec = tuple[str, int]
"""A cell: its text, and over how many columns it reaches. A label is told by its leading '#'."""


class Form:
    """A form while it is laid out: a page, a title, lines, and one table of given columns."""

    def __init__(self, columns: Iterable[float]) -> None:
        self.document = empty()
        section = self.document.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, value in MARGINS.items():
            setattr(section, name, Mm(value))
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(10.5)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT)
        style.paragraph_format.space_after = Pt(0)
        self.columns = [Mm(width * WIDTH / 100) for width in columns]
        self.table: Table | None = None

    def line(
        self, text: str, *, font: str = TEXT, size: float = 10.5, centre: bool = False
    ) -> None:
        """A line outside the table."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = CENTRE if centre else LEFT
        paragraph.paragraph_format.space_after = Pt(6 if centre else 2)
        if self.table is not None:
            paragraph.paragraph_format.space_before = Pt(3)
        _write(paragraph, text, font, size)

    def part(self, columns: Iterable[float] | None = None) -> None:
        """Begin a new table right below, of other columns perhaps.

        Its first row may then head it on every page.
        """
        if columns is not None:
            self.columns = [Mm(width * WIDTH / 100) for width in columns]
        gap = self.document.add_paragraph().paragraph_format
        gap.line_spacing_rule, gap.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(0.5)
        self.table = None

    def row(self, *cells: Spec, height: float = 8, heads: bool = False) -> None:
        """A row of the table, its cells from left to right; '|' continues the cell above."""
        if self.table is None:
            self.table = self.document.add_table(0, len(self.columns), "Table Grid")
            self.table.alignment, self.table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
            for column, width in zip(self.table.columns, self.columns, strict=True):
                column.width = width
        row = self.table.add_row()
        row.height = Mm(height)
        at = 0
        for text, span in cells:
            cell = row.cells[at]
            if span > 1:
                cell = cell.merge(row.cells[at + span - 1])
            cell.width = sum(self.columns[at : at + span])
            _fill(cell, text)
            at += span
        assert at == len(self.columns), cells
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if heads:
            properties.append(OxmlElement("w:tblHeader"))

    def save(self, path: Path) -> None:
        """Write the template, without a name of whoever made it."""
        self.document.core_properties.title = "项目支出绩效自评表"
        self.document.save(path)


def _fill(cell: _Cell, text: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if text.startswith(("^", "|")):
        merge = OxmlElement("w:vMerge")
        merge.set(qn("w:val"), "restart" if text[0] == "^" else "continue")
        properties = cell._tc.get_or_add_tcPr()
        for old in properties.findall(qn("w:vMerge")):
            properties.remove(old)
        place = [child.tag for child in properties].index(qn("w:tcW")) + 1
        while place < len(properties) and properties[place].tag == qn("w:gridSpan"):
            place += 1
        properties.insert(place, merge)
        text = text[1:]
    label = text.startswith("#")
    long = text.startswith("=")
    first, *rest = text.lstrip("#=").split("\n")
    paragraph = cell.paragraphs[0]
    for each in (first, *rest):
        paragraph.alignment = LEFT if long else CENTRE
        _write(paragraph, each, LABEL if label else TEXT, 10.5)
        if each is not (rest or [first])[-1]:
            paragraph = cell.add_paragraph()


def _write(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)


def hubei() -> Form:
    """The form of Hubei: no column of weights, groups' points in their labels."""
    form = Form((10, 12, 14, 19, 17, 17, 11))
    form.line("{{标题}}", font=TITLE, size=20, centre=True)
    form.line("单位名称：{{单位名称}}\u3000\u3000\u3000\u3000填报日期：{{填报日期}}")
    form.row(("#项目名称", 2), ("={{项目编码和名称}}", 5))
    form.row(("#主管部门", 2), ("{{主管部门}}", 2), ("#项目实施单位", 1), ("{{实施单位}}", 2))
    form.row(("#项目类别", 2), ("={{项目类别：部门预算项目、区直专项}}", 5))
    form.row(("#项目属性", 2), ("={{项目属性：持续性项目、新增性项目}}", 5))
    form.row(("#项目类型", 2), ("={{项目类型：常年性项目、延续性项目、一次性项目}}", 5))
    form.row(
        ("^#{{预算执行情况}}", 2),
        ("", 1),
        *(("#预算数（A）", 1), ("#执行数（B）", 1), ("#执行率（B/A）", 1), ("#得分", 1)),
    )
    figures = (("{{预算数}}", 1), ("{{执行数}}", 1), ("{{执行率}}", 1), ("{{预算得分}}", 1))
    form.row(("|", 2), ("#年度财政资金总额", 1), *figures)
    parts = (
        *(("{{资金预算数}}", 1), ("{{资金执行数}}", 1)),
        *(("{{资金执行率}}", 1), ("{{资金得分}}", 1)),
    )
    form.row(("|", 2), ("{{资金名称}}", 1), *parts)
    form.part()
    form.row(
        *(("^#{{年度绩效目标}}", 1), ("#一级指标", 1), ("#二级指标", 1), ("#三级指标", 1)),
        *(("#年初目标值（A）", 1), ("#实际完成值（B）", 1), ("#得分", 1)),
        heads=True,
    )
    form.row(
        *(("|", 1), ("{{一级指标}}", 1), ("{{二级指标}}", 1), ("{{三级指标}}", 1)),
        *(("{{目标值}}", 1), ("{{实际值}}", 1), ("{{得分}}", 1)),
    )
    form.row(("#总分", 6), ("{{总分}}", 1))
    form.part()
    form.row(("#评价结论", 2), ("={{评价结论？}}", 5))
    form.row(("#偏差大或目标未完成原因分析", 2), ("={{偏差原因}}", 5), height=15)
    form.row(("#改进措施及结果应用方案", 2), ("={{改进措施}}", 5), height=15)
    form.row(
        ("#单位主要负责人签批意见", 2),
        ("={{签批意见}}\n签名：{{签名}}\n{{签批日期}}", 5),
        height=18,
    )
    form.line("{{备注？}}", size=9)
    return form


def national() -> Form:
    """The national form: goals above the indicators, a column of weights, deviations by row."""
    form = Form((8, 10, 11, 18, 12, 12, 7, 8, 14))
    form.line("{{标题}}", font=TITLE, size=18, centre=True)
    form.line("单位名称：{{单位名称？}}\u3000\u3000填报日期：{{填报日期？}}")
    form.row(("#项目名称", 2), ("={{项目编码和名称}}", 7))
    form.row(("#主管部门", 2), ("{{主管部门}}", 3), ("#实施单位", 1), ("{{实施单位}}", 3))
    form.row(("#项目类别", 2), ("={{项目类别？}}", 7))
    form.row(("#项目属性", 2), ("={{项目属性？}}", 7))
    form.row(("#项目类型", 2), ("={{项目类型？}}", 7))
    form.part((8, 21, 13, 13, 13, 8, 12, 12))
    form.row(
        *(("^#项目资金（{{金额单位}}）", 1), ("", 1), ("#年初预算数", 1), ("#全年预算数", 1)),
        *(("#全年执行数", 1), ("#分值", 1), ("#执行率", 1), ("#得分", 1)),
    )
    form.row(
        *(("|", 1), ("#年度资金总额", 1), ("{{年初预算数}}", 1), ("{{预算数}}", 1)),
        *(("{{执行数}}", 1), ("{{预算分值}}", 1), ("{{执行率}}", 1), ("{{预算得分}}", 1)),
    )
    form.row(
        *(("|", 1), ("{{资金名称}}", 1), ("{{资金年初预算数}}", 1), ("{{资金预算数}}", 1)),
        *(("{{资金执行数}}", 1), ("{{资金分值}}", 1), ("{{资金执行率}}", 1), ("{{资金得分}}", 1)),
    )
    form.part((8, 46, 46))
    form.row(("^#年度总体目标", 1), ("#预期目标", 1), ("#实际完成情况", 1))
    form.row(("|", 1), ("={{总体目标}}", 1), ("={{总体目标完成情况}}", 1), height=15)
    form.part((8, 10, 11, 18, 12, 12, 7, 8, 14))
    form.row(
        *(("^#{{年度绩效目标}}", 1), ("#一级指标", 1), ("#二级指标", 1)),
        *(("#三级指标", 1), ("#年度指标值", 1), ("#实际完成值", 1)),
        *(("#分值", 1), ("#得分", 1), ("#偏差原因分析及改进措施", 1)),
        heads=True,
    )
    form.row(
        *(("|", 1), ("{{一级指标}}", 1), ("{{二级指标}}", 1), ("{{三级指标}}", 1)),
        *(("{{目标值}}", 1), ("{{实际值}}", 1), ("{{分值}}", 1), ("{{得分}}", 1)),
        ("={{偏差分析}}", 1),
    )
    form.row(("#总分", 6), ("{{总分分值}}", 1), ("{{总分}}", 1), ("", 1))
    form.part()
    form.row(("#评价结论", 2), ("={{评价结论？}}", 7))
    form.row(("#存在问题", 2), ("={{偏差原因？}}", 7))
    form.row(("#改进措施", 2), ("={{改进措施？}}", 7))
    form.row(("#单位负责人签批意见", 2), ("={{签批意见？}}\n签名：{{签名？}}\n{{签批日期？}}", 7))
    form.line("{{备注？}}", size=9)
    return form


def sichuan() -> Form:
    """The form of Sichuan: comparator, value and unit in columns of their own."""
    form = Form((7, 8, 10, 15, 8, 9, 7, 9, 7, 8, 12))
    form.line("报表编号：{{报表编号？}}", size=9)
    form.line("{{标题}}", font=TITLE, size=18, centre=True)
    form.line("单位名称：{{单位名称？}}\u3000\u3000填报日期：{{填报日期？}}")
    form.row(("#项目名称", 3), ("={{项目编码和名称}}", 8))
    form.row(("#主管部门", 3), ("{{主管部门}}", 3), ("#实施单位", 2), ("{{实施单位}}", 3))
    form.row(("#项目类别", 3), ("={{项目类别？}}", 8))
    form.row(("#项目属性", 3), ("={{项目属性？}}", 8))
    form.row(("#项目类型", 3), ("={{项目类型？}}", 8))
    form.row(("#项目期限", 3), ("={{项目期限？}}", 8))
    form.row(
        *(("^#项目基本情况", 1), ("^#项目年度目标完成情况", 2)),
        *(("#项目年度目标", 4), ("#年度目标完成情况", 4)),
    )
    form.row(("|", 1), ("|", 2), ("={{总体目标}}", 4), ("={{总体目标完成情况}}", 4), height=15)
    form.part((7, 18, 12, 13, 12, 11, 7, 8, 12))
    form.row(
        *(("^#{{预算执行情况}}", 1), ("#年度预算数（{{金额单位}}）", 1), ("#年初预算", 1)),
        *(("#调整后预算数", 1), ("#预算执行数", 1), ("#预算执行率", 1)),
        *(("#权重", 1), ("#得分", 1), ("#原因", 1)),
    )
    form.row(
        *(("|", 1), ("#总额", 1), ("{{年初预算数}}", 1), ("{{预算数}}", 1), ("{{执行数}}", 1)),
        *(("{{执行率}}", 1), ("{{预算分值}}", 1), ("{{预算得分}}", 1), ("", 1)),
    )
    form.row(
        *(("|", 1), ("{{资金名称}}", 1), ("{{资金年初预算数}}", 1), ("{{资金预算数}}", 1)),
        *(("{{资金执行数}}", 1), ("{{资金执行率}}", 1), ("{{资金分值}}", 1)),
        *(("{{资金得分}}", 1), ("", 1)),
    )
    form.part((7, 8, 10, 15, 8, 9, 7, 9, 7, 8, 12))
    form.row(
        *(("^#{{年度绩效目标}}", 1), ("#一级指标", 1), ("#二级指标", 1), ("#三级指标", 1)),
        *(("#指标性质", 1), ("#指标值", 1), ("#度量单位", 1), ("#完成值", 1)),
        *(("#权重", 1), ("#得分", 1), ("#未完成原因分析", 1)),
        heads=True,
    )
    form.row(
        *(("|", 1), ("{{一级指标}}", 1), ("{{二级指标}}", 1), ("{{三级指标}}", 1)),
        *(("{{指标性质}}", 1), ("{{指标值}}", 1), ("{{度量单位}}", 1), ("{{实际值}}", 1)),
        *(("{{分值}}", 1), ("{{得分}}", 1), ("={{偏差分析}}", 1)),
    )
    form.row(("#合计", 8), ("{{总分分值}}", 1), ("{{总分}}", 1), ("", 1))
    form.part()
    form.row(("#评价结论", 3), ("={{评价结论}}", 8), height=12)
    form.row(("#存在问题", 3), ("={{偏差原因}}", 8), height=12)
    form.row(("#改进措施", 3), ("={{改进措施}}", 8), height=12)
    form.row(("#单位负责人签批意见", 3), ("={{签批意见？}}\n签名：{{签名？}}\n{{签批日期？}}", 8))
    form.line("项目负责人：{{项目负责人}}\u3000\u3000\u3000\u3000财务负责人：{{财务负责人}}")
    form.line(
        "填报人：{{填报人？}}\u3000\u3000联系人：{{联系人？}}\u3000\u3000联系电话：{{联系电话？}}"
    )
    form.line("{{备注？}}", size=9)
    return form


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for layout in (hubei, national, sichuan):
        layout().save(folder / f"{layout.__name__}.docx")
