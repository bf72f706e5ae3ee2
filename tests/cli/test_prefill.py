"""`jiheng write --prefill` from a list of approved targets, in Excel or CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from tests.cli.conftest import EXAMPLES, Call

import jiheng as library
from jiheng.reading.approved import read
from jiheng.rulebook import load
from jiheng.writing.official.approved import form_of

LIST = EXAMPLES.parent / "docs/samples/年初批复的绩效目标.csv"
RULEBOOKS = ("hubei-2021", "mof-2020", "sichuan-2023")


def rows() -> list[list[str]]:
    return list(csv.reader(LIST.read_text("utf-8").splitlines()))


def workbook(lines: list[list[str]], path: Path, *, merged: bool = False) -> Path:
    book = openpyxl.Workbook()
    for line in (["2022年度绩效目标批复表"], *lines):
        book.active.append([cell or None for cell in line])
    if merged:
        for column in "ABCDE":
            book.active.merge_cells(f"{column}3:{column}10")
            book.active.merge_cells(f"{column}11:{column}15")
    book.save(path)
    return path


@pytest.mark.parametrize("rulebook", RULEBOOKS)
def test_targets_become_forms_to_be_filled_in(jiheng: Call, tmp_path: Path, rulebook: str) -> None:
    target = tmp_path / "今年.docx"
    done = jiheng("write", LIST, "--prefill", "--rulebook", rulebook, "--year", 2022, "-o", target)
    assert (done.status, done.err) == (0, "")
    first, second = library.read(target).filings
    assert (first.project, first.unit) == ("2022年度流动图书车送书下乡项目", "云汀区图书馆")
    assert (first.fiscal_year, first.budget.approved, first.budget.executed) == (2022, 52, None)
    assert first.supervising_department == "云汀区文化和旅游局"
    assert [i.target.text for i in first.indicators][:4] == [
        "≥130场",
        "≥21000册",
        "≥95%",
        "12月底前",
    ]
    assert [i.level2 for i in first.indicators][:3] == ["数量指标", "数量指标", "质量指标"]
    assert [i.weight for i in first.indicators] == [10, 10, 5, 5, 10, 10, 10, 20]
    assert [g.declared for g in first.groups] == [40, 20, 20]
    assert not any(i.actual.text or i.score_text for i in first.indicators)
    assert (second.project, len(second.indicators)) == ("2022年度少儿阅读推广项目", 5)


@pytest.mark.parametrize("merged", [False, True])
def test_a_workbook_says_the_same_as_the_values(tmp_path: Path, merged: bool) -> None:
    path = workbook(rows(), tmp_path / "批复.xlsx", merged=merged)
    assert read(path.read_bytes()) == read(LIST.read_bytes())


def test_columns_by_their_labels_in_any_order_and_money_in_yuan(tmp_path: Path) -> None:
    names = {"批复预算（万元）": "年初预算数（元）", "三级指标": "指标名称", "目标值": "年度指标值"}
    head, *lines = rows()
    mixed = [[names.get(name, name) for name in head][::-1], *(line[::-1] for line in lines)]
    mixed[1][mixed[0].index("年初预算数（元）")] = "520000"
    path = workbook([*mixed, ["合计"]], tmp_path / "批复.xlsx")
    target = tmp_path / "表.docx"
    from_list = read(path.read_bytes())
    assert from_list is not None
    assert from_list[0].money == "元"
    assert [len(each.indicators) for each in from_list] == [8, 5]
    library.write(form_of(from_list[0], load("hubei-2021")), target)
    assert library.read(target).filings[0].budget.approved == 52


def spoilt(column: str, new: str, place: int = 0) -> list[list[str]]:
    lines = rows()
    lines[place][rows()[0].index(column)] = new
    return lines


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (spoilt("目标值", "目标"), "缺少“年初目标值”一栏"),
        (spoilt("一级指标", "级别"), "缺少“一级指标”一栏"),
        (spoilt("三级指标", "", 3), "第4行没有填三级指标"),
        (spoilt("目标值", "", 5), "第6行没有填年初目标值"),
        (rows()[:1], "没有指标"),
        ([["甲", "乙"], ["1", "2"]], "不是绩效目标清单"),
    ],
)
def test_a_list_that_will_not_do(
    jiheng: Call, tmp_path: Path, lines: list[list[str]], said: str
) -> None:
    path, target = tmp_path / "批复.csv", tmp_path / "表.docx"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    done = jiheng("write", path, "--prefill", "--rulebook", "hubei-2021", "-o", target)
    assert done.status == 2 and not target.exists()
    (line,) = done.err.splitlines()
    assert said in line


def test_a_list_needs_a_rulebook(jiheng: Call, tmp_path: Path) -> None:
    done = jiheng("write", LIST, "--prefill", "-o", tmp_path / "表.docx")
    assert done.status == 2 and "--rulebook" in done.err


def test_an_official_form_in_excel_is_no_list(jiheng: Call, tmp_path: Path) -> None:
    form = tmp_path / "上年.xlsx"
    assert jiheng("write", EXAMPLES / "示范.txt", "-o", form).status == 0
    assert read(form.read_bytes()) is None
    done = jiheng("write", form, "--prefill", "-o", tmp_path / "今年.docx")
    assert done.status == 0
    assert library.read(tmp_path / "今年.docx").filings[0].fiscal_year == 2022


def test_a_list_in_an_old_encoding(tmp_path: Path) -> None:
    text = LIST.read_text("utf-8")
    assert read(text.encode("gb18030")) == read(text.encode())
