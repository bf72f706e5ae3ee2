"""Workbooks: in every hand the same filings as from the text dump; and what each cell shows."""

import os
import struct
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.reading.generators import oldworkbook
from tests.reading.generators import spreadsheet as generator
from tests.reading.generators.word import facts, grid_of, parts_of, resaved, zipped

from examples import make
from jiheng.filing.model import column_name
from jiheng.reading import spreadsheet, text
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row
from jiheng.reading.numberformat import number
from jiheng.reading.numberformat import text as shown_text
from jiheng.reading.sheet import UNCALCULATED

FOLDER = os.environ.get("JIHENG_FILINGS")


def shows(data: bytes) -> list[str | list[str]]:
    """What a workbook shows: a line, or the cells of a row."""
    return [
        block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
        for block in spreadsheet.read(data).blocks
    ]


def shapes(data: bytes) -> list[list[tuple[str, int, int, int]]]:
    """Each row's cells: text, column, columns, rows."""
    return [
        [(cell.text, cell.column, cell.columns, cell.rows) for cell in block.cells]
        for block in spreadsheet.read(data).blocks
        if isinstance(block, Row)
    ]


def written(write: Any, **options: Any) -> bytes:
    """A workbook into whose only sheet `write` writes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        write(book, book.add_worksheet("表"))
    return buffer.getvalue()


# The forms


@pytest.fixture(scope="module")
def forms() -> list[dict[str, Any]]:
    return make.forms()


@pytest.fixture(scope="module")
def grids(forms: list[dict[str, Any]]) -> list[Grid]:
    return [grid_of([form]) for form in forms]


@pytest.fixture(scope="module")
def expected(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return facts(grid_of(forms))


@pytest.mark.parametrize("habit", generator.HABITS)
def test_every_hand_reads_as_its_text(
    habit: str, grids: list[Grid], expected: list[dict[str, Any]]
) -> None:
    data = generator.workbook({"汇编": grids}, generator.HABITS[habit])
    assert facts(spreadsheet.read(data)) == expected


def test_a_sheet_for_each_form(grids: list[Grid], expected: list[dict[str, Any]]) -> None:
    sheets = {f"表{number}": [grid] for number, grid in enumerate(grids, 1)}
    assert facts(spreadsheet.read(generator.workbook(sheets))) == expected


@pytest.mark.parametrize("ways", [("xlsx",), ("xls",), ("ods", "xlsx"), ("xls", "xlsx")])
def test_resaved_by_libreoffice(
    ways: tuple[str, ...], grids: list[Grid], expected: list[dict[str, Any]]
) -> None:
    beside = generator.workbook({"汇编": grids}, generator.HABITS["side by side"])
    assert facts(spreadsheet.read(resaved(beside, "xlsx", *ways))) == expected


@pytest.mark.skipif(not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹")
def test_the_real_forms() -> None:
    for path in sorted(Path(FOLDER or "").glob("*.txt")):
        dump = text.read(path.read_text("utf-8"), begins_row)
        data = generator.workbook({"汇编": [dump]})
        assert facts(spreadsheet.read(data)) == facts(dump)
        assert facts(spreadsheet.read(resaved(data, "xlsx", "xls"))) == facts(dump)


def test_cells_that_nobody_merged_are_right_or_left_over(
    grids: list[Grid], expected: list[dict[str, Any]]
) -> None:
    data = generator.workbook({"汇编": grids}, generator.Hand(merges=False))
    for found, right in zip(facts(spreadsheet.read(data)), expected, strict=True):
        wrong = [name for name in ("project", "total_text", "title", "unit") if found[name]]
        assert all(found[name] == right[name] for name in wrong)
        assert found["project"] or right["project"] in str(found["unplaced"])


def test_where_cells_stand() -> None:
    data = generator.package(
        '<row r="3"><c r="C3" t="inlineStr"><is><t>甲</t></is></c><c r="D3"><v>1</v></c></row>'
    )
    (row,) = spreadsheet.read(data).blocks
    assert isinstance(row, Row)
    assert [(c.text, c.column, c.source.words()) for c in row.cells] == [
        ("甲", 2, "工作表“表” C3"),
        ("1", 3, "工作表“表” D3"),
    ]
    assert [c.source.column for c in row.cells] == [3, 4]


# What a cell shows


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.9875, "0.00%", "98.75%"),
        (0.9875, "0%", "99%"),
        (0.035, "0.0%", "3.5%"),
        (20.0, "General", "20"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333333333"),
        (237.6624, "General", "237.6624"),
        (19.8052, "0.00", "19.81"),
        (1.005, "0.00", "1.01"),
        (2.675, "0.00", "2.68"),
        (-3.5, r"0.00_);[Red]\(0.00\)", "(3.50)"),
        (-3.5, "0.00", "-3.50"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (12.0, "#,##0", "12"),
        (1234567.0, "0.0,", "1234.6"),
        (1.5, "#.##", "1.5"),
        (0.5, ".00", ".50"),
        (0.0, '0;-0;"无"', "无"),
        (5.0, '0"个"', "5个"),
        (5.0, 'General"个"', "5个"),
        (5.0, '0";"', "5;"),
        (19.75, '0.00"万元"', "19.75万元"),
        (12.0, "[$¥-804]#,##0.00", "¥12.00"),
        (95.0, '[>=90]"优"0;0', "优95"),
        (85.0, '[>=90]"优"0;0', "85"),
        (12345.0, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E-0", "1.2E-04"),
        (13812345678.0, "000-0000-0000", "138-1234-5678"),
        (0.5, "# ?/?", "0.5"),
        (1e300, "General", "1E+300"),
        (44599.0, 'yyyy"年"m"月"d"日"', "2022年2月7日"),
        (44599.0, "[$-804]yyyy/m/d;@", "2022/2/7"),
        (44599.0, "yyyy-mm-dd", "2022-02-07"),
        (44599.0, "[$-F800]dddd, mmmm dd, yyyy", "2022年2月7日"),
        (44599.0, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二二年二月七日"),
        (44906.0, '[DBNum1][$-804]m"月"d"日"', "十二月十一日"),
        (44599.0, "yyyy.m.d aaaa", "2022.2.7 星期一"),
        (44599.0, "mmm-yy", "Feb-22"),
        (44599.5, "yyyy-m-d h:mm:ss", "2022-2-7 12:00:00"),
        (44599.6, '上午/下午h"时"mm"分"', "下午2时24分"),
        (1.5, "[h]:mm", "36:00"),
        (59.0, "yyyy/m/d", "1900/2/28"),
        (61.0, "yyyy/m/d", "1900/3/1"),
        (-1.0, "yyyy/m/d", "-1"),
    ],
)
def test_number_formats(value: float, code: str, shown: str) -> None:
    assert number(value, code) == shown


def test_days_since_1904() -> None:
    assert number(43137.0, "yyyy/m/d", since_1904=True) == "2022/2/7"


def test_text_formats() -> None:
    assert shown_text("5", '@"个"') == "5个"
    assert shown_text("某项目", '0;0;0;"注："@') == "注：某项目"
    assert shown_text("某项目", "0.00%") == "某项目"


def test_typed_values_show_as_in_excel() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, 0.9875, book.add_format({"num_format": 10}))
        sheet.write(0, 1, date(2022, 2, 7), book.add_format({"num_format": 14}))
        sheet.write(0, 2, date(2022, 2, 7), book.add_format({"num_format": 31}))
        sheet.write(0, 3, 20)
        sheet.write(0, 4, True)
        sheet.write(0, 5, "第一行\n第二行")
        sheet.write_rich_string(0, 6, "满意度", book.add_format({"bold": True}), "指标")
        sheet.write(0, 7, "R", book.add_format({"font_name": "Wingdings 2"}))

    data = written(write)
    right = [
        "98.75%",
        "2022/2/7",
        "2022年2月7日",
        "20",
        "TRUE",
        "第一行\n第二行",
        "满意度指标",
        "☑",
    ]
    assert shows(data) == [right]
    assert shows(resaved(data, "xlsx", "xls"))[0][0] == "98.75%"


@pytest.mark.parametrize("way", ("xls", "xlsx:Calc MS Excel 2007 XML"))
def test_dates_saved_by_libreoffice(way: str) -> None:
    """As the cell shows them, not as the number of a day."""
    formats = ('yyyy"年"m"月"d"日"', "yyyy/m/d", "yyyy-mm-dd", "yyyy.m.d")

    def write(book: Any, sheet: Any) -> None:
        for column, form in enumerate(formats):
            sheet.write(0, column, date(2022, 2, 7), book.add_format({"num_format": form}))

    data = resaved(written(write), "xlsx", way)
    assert shows(data) == [["2022年2月7日", "2022/2/7", "2022-02-07", "2022.2.7"]]


def test_old_workbooks_show_the_same() -> None:
    def write(book: Any, sheet: Any) -> None:
        for row, (value, code) in enumerate(((0.9875, "0.00%"), (19.8052, "0.00"), (0.29, "0%"))):
            sheet.write(row, 0, value, book.add_format({"num_format": code}))
        sheet.write(3, 0, 1234567.891)
        sheet.write(4, 0, "汉" * 9000 + "abc")
        sheet.write_formula(5, 0, "=1/0", None, "#DIV/0!")
        sheet.merge_range(7, 0, 8, 2, "合并")

    data = written(write)
    old = resaved(data, "xlsx", "xls")
    assert [row[0] for row in shows(old)[:3]] == ["98.75%", "19.81", "29%"]
    assert shows(old) == shows(data)
    assert shows(old)[4][0] == "汉" * 9000 + "abc"
    assert shapes(old)[-1] == [("合并", 0, 3, 1)]


def test_records_of_old_workbooks() -> None:
    """A formula that gave a text, one that gave nothing, one that waits; packed numbers."""
    formula = struct.Struct("<HHHB5xHHL").pack
    data = oldworkbook.workbook(
        (0x06, formula(0, 0, 0, 0, 0xFFFF, 0, 0)),
        (0x207, struct.pack("<HB", 2, 1) + "完成".encode("utf-16-le")),
        (0x06, formula(0, 1, 0, 3, 0xFFFF, 0, 0)),
        (0x06, formula(0, 2, 0, 3, 0xFFFF, 2, 0)),
        (0x27E, struct.pack("<HHHI", 0, 3, 0, 1975 << 2 | 3)),
        (0x204, struct.pack("<HHHHB", 0, 4, 0, 2, 0) + b"ab"),
        (0x205, struct.pack("<HHHBB", 0, 5, 0, 1, 0)),
        (0xBD, struct.pack("<HHHIHIH", 0, 6, 0, 5 << 2 | 2, 0, 7 << 2 | 2, 7)),
    )
    assert shows(data)[0] == ["完成", UNCALCULATED, "19.75", "ab", "TRUE", "5", "7"]


def test_texts_of_old_workbooks_that_go_on_in_the_next_record() -> None:
    """The second part says anew how wide its letters are."""
    strings = (
        (0xFC, struct.pack("<IIHB", 2, 2, 4, 0) + b"ab"),
        (0x3C, b"\x01" + "项目".encode("utf-16-le") + struct.pack("<HB", 1, 0)),
        (0x3C, b"\x00z"),
    )
    cells = [(0xFD, struct.pack("<HHHI", 0, column, 0, column)) for column in range(2)]
    assert shows(oldworkbook.workbook(*cells, book=strings)) == [["ab项目", "z"]]


def test_errors_and_formulas_without_a_result_are_said() -> None:
    data = generator.package(
        '<row r="9"><c r="E9"><f>B7/A7</f></c><c r="F9" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="G9" t="str"><f>""</f><v></v></c><c r="H9"><f>2-2</f><v>0</v></c></row>'
    )
    assert shows(data) == [
        [UNCALCULATED, "#DIV/0!", "0"],
        "单元格 E9 的公式没有计算结果，请用 Excel 或 WPS 打开文件并保存后重新提供",
        "单元格 F9 的公式出错（#DIV/0!），请改正后重新提供",
    ]


def test_noughts_of_programs_that_cannot_calculate() -> None:
    data = written(lambda _, sheet: sheet.write_formula(0, 0, "=20*0.99"))
    assert shows(data)[0] == [UNCALCULATED]
    data = written(lambda _, sheet: sheet.write_formula(0, 0, "=20*0.99", None, 19.8))
    assert shows(data) == [["19.8"]]


def test_a_form_with_uncalculated_formulas_has_leftovers(grids: list[Grid]) -> None:
    data = generator.workbook({"表": grids[:1]})
    files = parts_of(data)
    xml = files["xl/worksheets/sheet1.xml"]
    files["xl/worksheets/sheet1.xml"] = xml.replace(b"<v>19.75</v>", b"<f>E10</f>", 1)
    (found,) = facts(spreadsheet.read(zipped(files)))
    assert found["budget"].get("executed") is None
    assert "没有计算结果" in str(found["unplaced"])


# Sheets


def test_hidden_sheets_rows_and_columns_are_read_and_said() -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["甲", "乙"])
        sheet.write(1, 0, "丙")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        other = book.add_worksheet("旧表")
        other.write(0, 0, "丁")
        other.hide()

    data = written(write)
    for one in (data, resaved(data, "xlsx", "xls")):
        cells = [c for row in spreadsheet.read(one).blocks for c in getattr(row, "cells", ())]
        assert {cell.text: cell.source.words() for cell in cells if cell.text} == {
            "甲": "工作表“表” A1",
            "乙": "工作表“表” B1（隐藏的列）",
            "丙": "工作表“表” A2（隐藏的行）",
            "丁": "工作表“旧表” A1（隐藏的工作表）",
        }


def test_lines_outside_the_ruled_table_are_paragraphs() -> None:
    def write(book: Any, sheet: Any) -> None:
        ruled = book.add_format({"border": 1})
        sheet.write_row(0, 0, ["单位名称：", "某局", "填报日期：2022.2.7"])
        for row in range(1, 5):
            sheet.write_row(row, 0, ["项目名称", "某项目", "甲"], ruled)
        sheet.write(5, 0, "备注：\n1.说明")

    assert shows(written(write)) == [
        "单位名称：\u3000\u3000某局\u3000\u3000填报日期：2022.2.7",
        *[["项目名称", "某项目", "甲"]] * 4,
        "备注：",
        "1.说明",
    ]


def test_merged_cells_cover_what_is_under_them() -> None:
    data = generator.package(
        '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c><c><v>2</v></c></row>'
        "<row><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c></row>",
        '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
    )
    assert shapes(data) == [[("甲", 0, 2, 2), ("2", 2, 1, 1)], [("5", 2, 1, 1)]]


def test_column_names() -> None:
    assert [column_name(column) for column in (1, 26, 27, 702, 703, 16384)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


# What is refused


CELL = "<c><v>1</v></c>"
EVERYTHING = '<mergeCell ref="A1:XFD1048576"/>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "损坏"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "文件已加密，请另存为不加密的副本",
        ),
        (zipped({"xl/workbook.bin": "x", "_rels/.rels": "<x/>"}), "没有工作表"),
        (oldworkbook.workbook(book=[(0x2F, b"\0" * 6)]), "文件已加密"),
        (oldworkbook.workbook(version=0x0500), "Excel 95"),
        (oldworkbook.compound(b"x" * 5000, "WordDocument"), "没有工作表"),
        (generator.package(""), "空的"),
        (generator.package('<row><c r="ZZZZ1"><v>1</v></c></row>'), "损坏"),
        (generator.package(f"<row>{CELL}</row>", sheets='<sheet name="二" r:id="rId1"/>'), "损坏"),
        (generator.package(f"<row>{CELL * 30}</row>" * 6000), "过大"),
        (
            generator.package(
                f"<row>{CELL}</row>" * 1000,
                f"<mergeCells>{EVERYTHING * 2000}</mergeCells>",
            ),
            "过大",
        ),
        (generator.package(" " * 70_000_000), "过大"),
    ],
)  # fmt: skip
def test_refusals(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        spreadsheet.read(data)


def test_far_corners_take_no_room() -> None:
    data = generator.package(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    assert shows(data) == [["1", ""], ["", "2"]]


def test_ten_thousand_columns() -> None:
    assert len(shows(generator.package(f"<row>{CELL * 10_000}</row>"))[0]) == 10_000
