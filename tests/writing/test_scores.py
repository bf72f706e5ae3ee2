from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from rich.cells import cell_len
from tests.writing import sample

from jiheng.writing import scores, tables

NOTHING_READ = "没有读到自评表。\n"


def rows(report: dict[str, Any], *, explain: bool) -> list[dict[str, str]]:
    text = scores.delimited(report, explain=explain)
    assert text.startswith("\ufeff")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def only(filing: dict[str, Any]) -> dict[str, Any]:
    return {**sample.report(), "filings": [filing]}


def test_a_line_for_each_filing_with_its_columns_in_line() -> None:
    lines = scores.text(sample.report(), explain=False).splitlines()
    assert len(lines) == 1 + len(sample.report()["filings"])
    assert lines[0].split() == [*scores.TOTALS]
    line = next(line for line in lines if "平台咨询策划服务项目" in line)
    assert line.split()[:4] == ["71.16", "71.6", "−0.44", "中"]
    units = {
        cell_len(line[: line.index(name)])
        for line in lines[1:]
        for name in ("东西湖区融媒体中心",)
        if name in line
    }
    assert len(units) == 1


def test_figures_stand_to_the_right() -> None:
    lines = scores.text(sample.report(), explain=False).splitlines()
    assert {cell_len(line[: cell_end(line, 1)]) for line in lines} == {8}


def cell_end(line: str, number: int) -> int:
    position = 0
    for word in line.split()[:number]:
        position = line.index(word, position) + len(word)
    return position


def test_explained_every_indicator_has_its_figures_and_below_them_the_reason() -> None:
    lines = scores.text(only(sample.consulting()), explain=True).splitlines()
    assert lines[0].startswith(
        "平台咨询策划服务项目  东西湖区融媒体中心  填报 71.16，核算 71.6（差 −0.44），等级 中"
    )
    budget = "  预算执行  执行数 19.363028÷预算数 30＝64.543427%  分值 20  填报 12.91  核算 12.91"
    assert budget in lines
    at = next(n for n, line in enumerate(lines) if "策划咨询执行" in line)
    assert lines[at].split() == [
        *("3", "策划咨询执行", "10（填明）", "≥90%", "40%", "4", "4.44", "−0.44")
    ]
    assert lines[at + 1] == f"      {sample.RISING}"
    assert sum(line.startswith("      表下备注") for line in lines) == 9


def test_explained_lines_keep_the_width() -> None:
    filing = sample.consulting()
    filing["indicators"][0].update(level3="名称很长的三级指标" * 20, basis="依据" * 200)
    text = scores.text({**sample.report(), "filings": [filing, sample.consulting()]}, explain=True)
    assert max(map(cell_len, text.splitlines())) <= tables.WIDTH
    assert text.count("依") == 200


@pytest.mark.parametrize(
    ("basis", "weight", "words"),
    [
        ("declared", 12.0, "12（填明）"),
        ("inferred", 8.0, "8（推定）"),
        ("unknown", None, "不明"),
    ],
)
def test_a_weight_says_where_it_comes_from(basis: str, weight: float | None, words: str) -> None:
    filing = sample.consulting()
    filing["indicators"][0].update(weight=weight, weight_basis=basis)
    report = only(filing)
    assert f"报告材料          {words} " in scores.text(report, explain=True)
    assert f"| 报告材料 | {words} |" in scores.markdown(report, explain=True)
    row = next(row for row in rows(report, explain=True) if row["行"] == "1")
    assert words == (f"{row['分值']}（{row['分值来源']}）" if row["分值"] else row["分值来源"])


def test_delimited_has_a_row_for_each_filing() -> None:
    found = rows(sample.report(), explain=False)
    assert len(found) == len(sample.report()["filings"])
    row = next(row for row in found if row["项目名称"] == "平台咨询策划服务项目")
    assert (row["预算数（万元）"], row["执行数（万元）"]) == ("30", "19.363028")
    assert (row["填报总分"], row["核算总分"], row["相差"]) == ("71.16", "71.6", "-0.44")
    assert row["等级"] == "中"


def test_delimited_explained_has_a_row_for_each_part_and_the_total() -> None:
    found = rows(only(sample.consulting()), explain=True)
    assert [row["部分"] for row in found] == ["预算执行", *["绩效指标"] * 9, "总分"]
    assert (found[0]["年初目标值"], found[0]["实际完成值"]) == ("30", "19.363028")
    third = found[3]
    assert (third["行"], third["三级指标"], third["分值来源"]) == ("3", "策划咨询执行", "填明")
    assert (third["得分（填报）"], third["得分（核算）"], third["相差"]) == ("4", "4.44", "-0.44")
    assert third["核算依据"] == sample.RISING
    parts = [float(row["得分（核算）"]) for row in found]
    assert round(sum(parts[:-1]), 6) == parts[-1]
    assert found[-1]["核算依据"] == "等级：中"


def test_markdown_lists_filings_or_explains_them() -> None:
    short = scores.markdown(sample.report(), explain=False)
    assert "平台咨询策划服务项目 | 71.16 | 71.6 | −0.44 |" in short
    full = scores.markdown(only(sample.consulting()), explain=True)
    assert "## 平台咨询策划服务项目：填报 71.16，核算 71.6（差 −0.44），等级 中" in full
    assert "| 3 | 策划咨询执行 | 10（填明） | ≥90% | 40% | 4 | 4.44 | −0.44 |" in full


@pytest.mark.parametrize("explain", [False, True])
def test_hostile_cells_are_inert(explain: bool) -> None:
    filing = {**sample.consulting(), "project": '=HYPERLINK("http://a")', "unit": "甲\x1b[31m|<b>"}
    filing["indicators"][0]["target"]["text"] = "=1+1"
    report = only(filing)
    assert "\x1b" not in scores.text(report, explain=explain)
    assert "<b>" not in scores.markdown(report, explain=explain)
    cells = [cell for row in rows(report, explain=explain) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith("=")]


@pytest.mark.parametrize("explain", [False, True])
def test_nothing_read_and_nothing_known(explain: bool) -> None:
    assert scores.text(sample.nothing(), explain=explain) == NOTHING_READ
    assert scores.markdown(sample.nothing(), explain=explain).endswith(f"\n\n{NOTHING_READ}")
    assert rows(sample.nothing(), explain=explain) == []
    for render in (scores.text, scores.markdown, scores.delimited):
        assert "None" not in render(sample.blank(), explain=explain)
    assert "不明" in scores.text(sample.blank(), explain=explain)
