"""Reports for a reader: what they say, in every format, and the working paper's live formulas."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from docx import Document

import jiheng
from jiheng.writing.reports import batch, letter, make, review
from jiheng.writing.reports.content import Bars, Heading, Listing

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def given() -> tuple[dict[str, Any], dict[str, Any]]:
    read = jiheng.read(EXAMPLES)
    return jiheng.check(read).report, jiheng.rollup(read).report()


def words(data: bytes, kind: str) -> str:
    if kind == "docx":
        document = Document(BytesIO(data))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        text = "".join([*(p.text for p in document.paragraphs), *cells])
    elif kind == "pdf":
        pages = pypdfium2.PdfDocument(data)
        text = "".join(page.get_textpage().get_text_range() for page in pages)
    else:
        text = re.sub("<[^>]*>", "", data.decode())
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_every_format_says_the_same(
    given: tuple[dict[str, Any], dict[str, Any]], kind: str, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.{kind}" for name in "ab"]
    for path in paths:
        make.on_batch(*given, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    told = words(paths[0].read_bytes(), kind)
    for part in (
        *("项目支出绩效自评审核报告", "一、总体情况", "共审核自评表17份", "二、各单位情况"),
        *("综合业务管理工作经费", "各部分得分相加是105", "相似度99.2%"),
    ):
        assert part in told, part


def test_the_figures_are_the_check_s_and_the_roll_up_s(
    given: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    report, rolled = given
    blocks = batch.content(report, rolled)
    spread = next(b for b in blocks if isinstance(b, Bars))
    assert sum(size for _, size, _ in spread.bars) == len(report["filings"])
    units = next(b for b in blocks if isinstance(b, Listing))
    assert [row[0] for row in units.rows] == [group["key"] for group in rolled["groups"]]
    grave = [f for form in report["filings"] for f in form["findings"] if f["severity"] != "advice"]
    listed = [b for b in blocks if isinstance(b, Listing) and b.heads[0] == "代码"]
    assert sum(len(b.rows) for b in listed if len(b.heads) == 4) == len(grave)


def test_a_letter_names_the_unit_s_forms_alone(
    given: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    blocks = letter.content(given[0], "东西湖区融媒体中心")
    titles = [b.text for b in blocks if isinstance(b, Heading)][1:]
    own = [f for f in given[0]["filings"] if f["unit"] == "东西湖区融媒体中心"]
    assert len(titles) == len(own)
    assert not any("综合业务管理工作经费" in title for title in titles)


def test_a_unit_with_nothing_to_return(given: tuple[dict[str, Any], dict[str, Any]]) -> None:
    with pytest.raises(letter.NothingToReturn, match="不用退回"):
        letter.content(given[0], "云汀区图书馆")
    with pytest.raises(letter.NothingToReturn, match="单位有"):
        letter.content(given[0], "别的单位")


def test_the_working_paper_is_live(
    given: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "复核表.xlsx"
    review.render(given[0], path)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == len(given[0]["filings"]) + 1
    sheet = book.worksheets[1]
    score = sheet["K5"].value
    assert score.startswith('=IF(J5="",I5,') and "G5" in score
    assert sheet["K4"].value == '=IF(J4="",I4,IFERROR(ROUND(MAX(0,MIN(1,J4/E4))*G4,2),0))'
    shown = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    claimed = [shown.cell(row, 4).value for row in range(2, 19)]
    assert claimed == [shown.cell(row, 5).value for row in range(2, 19)]
    assert claimed[0] == given[0]["filings"][0]["parts_total"]


def test_no_text_becomes_a_formula(
    given: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    filing = given[0]["filings"][0]
    odd = filing | {"project": "=HYPERLINK(1)", "unit": "@SUM(A1)"}
    path = tmp_path / "a.xlsx"
    review.render(given[0] | {"filings": [odd]}, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert (sheet["B2"].data_type, sheet["C2"].data_type) == ("s", "s")


def test_a_deadline_in_the_working_paper_stays_in_words(
    given: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "复核表.xlsx"
    review.render(given[0], path)
    rows = [row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(min_row=4)]
    (deadline,) = [row for row in rows if row[2].value == "月度运营数据分析"]
    assert (deadline[4].value, deadline[5].value or "") == ("次月10日前", "")
    assert "MIN(1,J" in deadline[10].value
