from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from tests.writing import sample

from jiheng.writing import delimited, excel, listing, markdown, workbook

HOSTILE = '=HYPERLINK("http://a","b")'
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parsed(report: dict[str, Any]) -> list[dict[str, str]]:
    text = delimited.render(report)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet's rows as the text of their cells, and that no cell holds a formula."""
    found: dict[str, list[list[str]]] = {}
    with ZipFile(path) as archive:
        assert not any("hyperlink" in name.lower() for name in archive.namelist())
        names = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        for number, sheet in enumerate(names, start=1):
            root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert root.find(f".//{MAIN}f") is None
            assert root.find(f".//{MAIN}hyperlink") is None
            found[sheet.attrib["name"]] = [
                ["".join(cell.itertext()) for cell in row] for row in root.iter(f"{MAIN}row")
            ]
    return found


def hostile() -> dict[str, Any]:
    filing = {**sample.consulting(), "project": HOSTILE, "unit": "@SUM(A1)"}
    filing["findings"][1].update(observed="+1+1", expected="-cmd", difference=-0.44)
    filing["indicators"][0]["target"]["text"] = HOSTILE
    return {**sample.report(), "filings": [filing]}


def test_one_row_for_each_finding_in_the_order_of_the_report() -> None:
    rows = parsed(sample.report())
    assert len(rows) == 23
    assert [row["代码"] for row in rows[:4]] == ["R01", "X04", "W04", "T05"]
    row = next(row for row in rows if row["代码"] == "A05")
    assert row["自评表"] == "自评表/2021年度自评表汇编.txt 第13份"
    assert row["位置"] == "第3行「策划咨询执行」得分"
    assert (row["填报"], row["应为"], row["相差"]) == ("4", "4.44", "-0.44")
    assert row["原文位置"] == "第321行"
    assert rows[1]["自评表"] == "《平台咨询策划服务项目》、《采访科运行维护费》"


def test_delimited_cells_are_inert_but_numbers_stay_numbers() -> None:
    row = next(row for row in parsed(hostile()) if row["代码"] == "A05")
    assert row["项目名称"] == "'" + HOSTILE
    assert row["单位名称"] == "'@SUM(A1)"
    assert (row["填报"], row["应为"], row["相差"]) == ("'+1+1", "'-cmd", "-0.44")


def test_delimited_empty_and_unknown() -> None:
    assert parsed(sample.nothing()) == []
    assert delimited.render(sample.nothing()) == "\ufeff" + ",".join(listing.COLUMNS) + "\r\n"
    assert "None" not in delimited.render(sample.blank())


def test_workbook_holds_three_sheets(tmp_path: Path) -> None:
    excel.render(sample.report(), tmp_path / "r.xlsx")
    found = sheets(tmp_path / "r.xlsx")
    assert list(found) == ["总览", "问题清单", "指标"]
    assert [len(rows) for rows in found.values()] == [5, 24, 33]
    overview = dict(zip(found["总览"][0], found["总览"][1], strict=True))
    assert overview["结论"] == "退回修改（2 处错误）"
    assert (overview["填报总分"], overview["核算总分"], overview["相差"]) == (
        "71.16",
        "71.6",
        "-0.44",
    )
    indicator = dict(zip(found["指标"][0], found["指标"][3], strict=True))
    assert (indicator["得分（填报）"], indicator["得分（核算）"]) == ("4", "4.44")
    assert indicator["分值来源"] == "填报"


def test_workbook_cells_are_inert(tmp_path: Path) -> None:
    excel.render(hostile(), tmp_path / "r.xlsx")
    assert HOSTILE in sheets(tmp_path / "r.xlsx")["总览"][1]


def test_workbook_has_the_same_bytes_for_the_same_report(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        excel.render(sample.report(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("report", [sample.nothing(), sample.blank()])
def test_workbook_empty_and_unknown(tmp_path: Path, report: dict[str, Any]) -> None:
    excel.render(report, tmp_path / "r.xlsx")
    cells = [cell for rows in sheets(tmp_path / "r.xlsx").values() for row in rows for cell in row]
    assert "None" not in cells


def test_rows_beyond_a_sheet_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_PER_SHEET", 10)
    excel.render(sample.report(), tmp_path / "r.xlsx")
    found = sheets(tmp_path / "r.xlsx")
    parts = ["问题清单", "问题清单（2）", "问题清单（3）"]
    assert [len(found[part]) - 1 for part in parts] == [10, 10, 3]
    codes = [row[0] for part in parts for row in found[part][1:]]
    assert codes == [str(row[0]) for row in listing.rows(sample.report())]


def test_many_filings_in_a_workbook(tmp_path: Path) -> None:
    excel.render(sample.many(500), tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").stat().st_size < 1_000_000
    assert len(sheets(tmp_path / "r.xlsx")["总览"]) == 501


def test_markdown_lists_verdicts_and_findings() -> None:
    text = markdown.render(sample.report())
    assert (
        "| 退回修改 | 平台咨询策划服务项目 | 东西湖区融媒体中心 | 71.16 | **71.6** | 2 | 2 | 3 |"
        in text
    )
    assert "- **A05 错误** 第3行「策划咨询执行」得分 得分与计分办法不符：填 4，应为 4.44" in text
    assert "## 平台咨询策划服务项目：退回修改（2 处错误）" in text
    assert "  文件：自评表/加密.docx" in text


def test_markdown_text_is_inert() -> None:
    filing = {**sample.consulting(), "project": "<script>a|b</script> [x](y) `z`\n# 标题"}
    text = markdown.render({**sample.report(), "filings": [filing]})
    assert "<script>" not in text
    assert r"&lt;script&gt;a\|b&lt;/script&gt; \[x\]\(y\) \`z\` \# 标题" in text
    assert "\n# 标题" not in text


def test_markdown_empty_and_unknown() -> None:
    assert markdown.render(sample.nothing()) == "# 绩效自评表检查结果\n\n没有读到自评表。\n"
    assert "None" not in markdown.render(sample.blank())
