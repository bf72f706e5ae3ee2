"""Web pages: in every hand the same filings as from the text dump; and what browsers would show."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.reading.generators import webpage as generator
from tests.reading.generators.spreadsheet import workbook
from tests.reading.generators.word import facts, grid_of, resaved

from examples import make
from jiheng.reading import text, webpage
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row

FOLDER = os.environ.get("JIHENG_FILINGS")


def shows(html: str | bytes) -> list[str | list[str]]:
    """What a page shows: a line, or the cells of a row."""
    data = html if isinstance(html, bytes) else html.encode()
    return [
        block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
        for block in webpage.read(data).blocks
    ]


def shapes(html: str) -> list[list[tuple[str, int, int, int]]]:
    """Each row's cells: text, column, columns, rows."""
    return [
        [(cell.text, cell.column, cell.columns, cell.rows) for cell in block.cells]
        for block in webpage.read(html.encode()).blocks
        if isinstance(block, Row)
    ]


# The forms


@pytest.fixture(scope="module")
def grids() -> list[Grid]:
    return [grid_of([form]) for form in make.forms()]


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    return facts(grid_of(make.forms()))


@pytest.mark.parametrize("habit", generator.HABITS)
def test_every_hand_reads_as_its_text(
    habit: str, grids: list[Grid], expected: list[dict[str, Any]]
) -> None:
    page = generator.page(grids, generator.HABITS[habit])
    assert facts(webpage.read(page.encode())) == expected


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "utf-8", "", "utf-16"])
def test_encodings(encoding: str, grids: list[Grid], expected: list[dict[str, Any]]) -> None:
    said = f'<meta charset="{encoding}">' if encoding else ""
    page = generator.page(grids, generator.Hand(head=said))
    data = page.encode("gb18030" if encoding.startswith("gb") or not encoding else encoding)
    assert facts(webpage.read(data)) == expected
    assert facts(webpage.read(page.encode("utf-8-sig"))) == expected


def test_a_page_in_a_single_file(grids: list[Grid], expected: list[dict[str, Any]]) -> None:
    page = generator.page(grids, generator.HABITS["as Word writes"])
    assert facts(webpage.read(generator.archive(page, "gb18030"))) == expected


def test_saved_by_libreoffice_writer(grids: list[Grid], expected: list[dict[str, Any]]) -> None:
    page = generator.page(grids, generator.Hand(before="", after=""))
    saved = resaved(page.encode(), "html", "html:HTML (StarWriter)")
    assert facts(webpage.read(saved)) == expected


def test_saved_by_libreoffice_calc(grids: list[Grid], expected: list[dict[str, Any]]) -> None:
    saved = webpage.read(resaved(workbook({"汇编": grids}), "xlsx", "html"))
    for found, right in zip(facts(saved), expected, strict=True):
        for name in ("project", "unit", "title", "budget", "groups", "indicators", "total_text"):
            assert found[name] == right[name]


@pytest.mark.parametrize("habit", generator.HABITS)
def test_a_browser_sees_the_same_cells(habit: str, grids: list[Grid], tmp_path: Path) -> None:
    """What Chromium makes of broken markup, written out whole, reads as the markup itself."""
    assert shutil.which("chromium"), "需要 Debian 的 chromium；make test 会装好它"
    page = generator.page(grids[:2], generator.HABITS[habit])
    source = tmp_path / "page.html"
    source.write_text(page.replace(generator.SCRIPT, ""), "utf-8")
    command = "chromium --headless --no-sandbox --disable-gpu --disable-quic --dump-dom".split()
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    whole = subprocess.run(
        [*command, profile, source.as_uri()], capture_output=True, check=True, timeout=120
    ).stdout
    assert shows(whole) == shows(page)


@pytest.mark.skipif(not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹")
def test_the_real_forms() -> None:
    for path in sorted(Path(FOLDER or "").glob("*.txt")):
        dump = text.read(path.read_text("utf-8"), begins_row)
        for hand in generator.HABITS.values():
            assert facts(webpage.read(generator.page([dump], hand).encode())) == facts(dump)


# Tables


def test_spans() -> None:
    html = (
        "<table><tr><td rowspan=2>甲<td colspan=2>乙<td rowspan=0>丙"
        "<tr><td>丁<td>戊<tr><td>己<td>庚<td>辛</table>"
    )
    assert shapes(html) == [
        [("甲", 0, 1, 2), ("乙", 1, 2, 1), ("丙", 3, 1, 3)],
        [("丁", 1, 1, 1), ("戊", 2, 1, 1)],
        [("己", 0, 1, 1), ("庚", 1, 1, 1), ("辛", 2, 1, 1)],
    ]


def test_absurd_spans() -> None:
    html = "<table><tr><td colspan=999999999 rowspan=-3>甲<td rowspan=99999>乙<td>丙</table>"
    assert shapes(html) == [[("甲", 0, 1000, 1), ("乙", 1000, 1, 1), ("丙", 1001, 1, 1)]]


def test_rows_of_a_nested_table_follow_the_row_that_holds_it() -> None:
    html = (
        "<table><tr><td>绩效指标</td><td>前<table><tr><td>内一</td><td>内二</td></tr></table>后</td>"
        "</tr><tr><td>总分</td><td>90</td></tr></table>"
    )
    assert shows(html) == [["绩效指标", "前\n后"], ["内一", "内二"], ["总分", "90"]]
    places = [
        (b.cells[0].source.table, b.cells[0].source.row) for b in webpage.read(html.encode()).blocks
    ]
    assert places == [(1, 1), (2, 1), (1, 2)]


def test_a_frame_of_tables_is_no_table() -> None:
    html = (
        "<table><tr><td>栏目<td><p>某某项目自评表</p><table><tr><td>项目名称<td>某项目</table>"
        "<p>备注：略</p></table>"
    )
    assert shows(html) == [
        "栏目", "某某项目自评表", ["项目名称", "某项目"], "备注：略",
    ]  # fmt: skip


def test_nested_a_hundred_deep() -> None:
    html = "<table><tr><td>项目名称<td>甲" * 100
    assert sum(isinstance(block, list) for block in shows(html)) == 1
    with pytest.raises(Unreadable, match="嵌套"):
        shows("<table><tr><td>甲" * 5000)


def test_ten_thousand_columns() -> None:
    assert len(shapes(f"<table><tr>{'<td>甲' * 10_000}</table>")[0]) == 10_000


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + f"<tr>{'<td rowspan=65000>甲' * 50}" * 1000 + "</table>",
        "<table>" + "<tr><td>甲<td>乙" * 40_000,
        "<p>甲" * 700_000,
    ],
)
def test_pages_without_end(html: str) -> None:
    with pytest.raises(Unreadable, match="过大"):
        shows(html)


# Text


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("甲<br>乙<br/>丙", "甲\n乙\n丙"),
        ("<p>甲</p>\n  <p>乙</p>", "甲\n乙"),
        ("&nbsp;甲&nbsp;&nbsp;乙&nbsp;", " 甲  乙 "),
        ("  甲 \n\t 10  个 ", "甲 10 个"),
        ("新媒体\n    推广", "新媒体 推广"),
        ("&ge;90%&#8804;5&lt;3", "≥90%≤5<3"),
        ("甲<script>乙</script><style>丙</style><!-- 丁 -->戊", "甲戊"),
        ("甲<span style='display: none'>乙</span>丙", "甲丙"),
        ("甲<span style='mso-hide:all'>乙</span><b hidden>丁</b>丙", "甲丙"),
        ("<input type=checkbox checked>是<input type='checkbox'>否", "☑是□否"),
        ("<input type=radio CHECKED=''>是<input type=hidden value=9>", "☑是"),
        ("<input value='95%'><textarea>甲\n乙</textarea>", "95%甲\n乙"),
        ("<select><option>甲<option selected>乙</select>", "乙"),
        ("<span style='font-family:\"Wingdings 2\"'>R</span>是", "☑是"),
        ("<font face=Wingdings>þ</font>是", "☑是"),
        ("<span style='font-family:Segoe UI Symbol'>R</span>", "R"),
        ("<pre>甲  乙\n丙</pre>", "甲  乙\n丙"),
        ("1,200.5<wbr>0<sup></sup>\u200b", "1,200.50"),
        ("<ruby>绩<rt>jì</rt></ruby>效", "绩效"),
    ],
)  # fmt: skip
def test_what_a_cell_shows(inside: str, shown: str) -> None:
    assert shows(f"<table><tr><td>{inside}</td></tr></table>") == [[shown]]


def test_menus_and_footers_are_no_part_of_a_form() -> None:
    form = "<table><tr><td>项目名称<td>某项目<tr><td>主管部门<td>某局</table>"
    html = f"<div>首页</div><div><p>某项目自评表</p>{form}<p>备注：略</p></div><div>版权所有</div>"
    assert shows(html) == [
        "某项目自评表", ["项目名称", "某项目"], ["主管部门", "某局"], "备注：略",
    ]  # fmt: skip


def test_the_title_may_stand_above_as_the_heading_of_the_page() -> None:
    form = "<table><tr><td>项目名称<td>某项目<tr><td>主管部门<td>某局</table>"
    html = f"<h1>某项目自评表</h1><div>来源：某局</div><div>{form}<p>备注：略</p></div>"
    assert shows(html)[0] == "某项目自评表"


def test_entities_fetch_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密")
    page = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><table><tr><td>&a;甲</table>'
    assert "机密" not in str(shows(page))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "没有文字"),
        (b"<html><body><script>x</script></body></html>", "没有文字"),
        (bytes(range(128, 256)) * 40, "编码"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx", "没有网页正文"),
    ],
)
def test_refusals(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        webpage.read(data)
