from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.writing.test_tables_of_findings import HOSTILE, sheets

from jiheng.filing.batch import Batch
from jiheng.filing.contract import from_builtins
from jiheng.filing.model import Document
from jiheng.reading import documents
from jiheng.writing import facts, workbook

COLLECTION = Path(__file__).parents[2] / "examples" / "2021年度自评表汇编.txt"


@pytest.fixture(scope="module")
def collection() -> Batch:
    return documents.read(COLLECTION)


def filing(**changes: Any) -> dict[str, Any]:
    indicator = {
        "level1": "产出指标",
        "level2": "质量指标",
        "level3": "合格率",
        "target": {"text": "≥90%"},
        "actual": {"text": "95-98%"},
        "score_text": "19.90",
    }
    return {
        "id": "f1",
        "path": "甲.txt",
        "rulebook": "hubei-2021",
        "fiscal_year": 2021,
        "unit": "甲单位",
        "project": "乙项目",
        "budget": {
            "approved_text": "800",
            "executed_text": "6727625.90元",
            "lines": [{"label": "其中：当年财政拨款", "approved_text": "800", "executed_text": ""}],
        },
        "groups": [{"text": "产出指标（40分）"}],
        "indicators": [indicator],
        "deviation": "第一条。\n第二条。",
        **changes,
    }


def batch(*filings: dict[str, Any]) -> Batch:
    return Batch.of(map(from_builtins, filings))


def parsed(given: Batch) -> list[dict[str, str]]:
    text = facts.delimited(given)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def read_back(given: Batch, path: Path) -> dict[str, list[dict[str, str]]]:
    facts.workbook(given, path)
    return {
        name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        for name, rows in sheets(path).items()
    }


def test_a_row_for_each_indicator_of_the_collection(collection: Batch) -> None:
    rows = parsed(collection)
    assert len(rows) == 151
    assert {row["单位名称"] for row in rows if row["单位名称"]} == {"东西湖区融媒体中心"}
    assert sum(bool(row["原文位置"]) for row in rows) == 151


def test_workbook_holds_filings_indicators_and_documents(collection: Batch, tmp_path: Path) -> None:
    found = read_back(collection, tmp_path / "f.xlsx")
    assert {name: len(rows) for name, rows in found.items()} == {
        "自评表": 16,
        "指标": 151,
        "文件": 1,
    }
    approved = sum(float(row["预算数（万元）"]) for row in found["自评表"])
    assert round(approved, 6) == 2381.54
    assert found["文件"][0]["状态"] == "已读取"
    assert found["文件"][0]["自评表份数"] == "16"


def test_values_stand_beside_the_texts_they_were_read_from(tmp_path: Path) -> None:
    given = batch(filing())
    found = read_back(given, tmp_path / "f.xlsx")
    row = found["自评表"][0]
    assert (row["执行数（万元）"], row["执行数原文"]) == ("672.76259", "6727625.90元")
    assert row["资金构成"] == "其中：当年财政拨款：预算数 800，执行数 （空）"
    assert row["偏差原因分析"] == "第一条。\n第二条。"
    for row in (found["指标"][0], parsed(given)[0]):
        assert (row["年初目标值"], row["目标比较"], row["目标数值"]) == ("≥90%", "不低于", "90")
        assert (row["实际数值"], row["实际上限"], row["实际单位"]) == ("95", "98", "%")
        assert (row["一级指标分值"], row["得分"], row["得分原文"]) == ("40", "19.9", "19.90")


def test_numbers_keep_every_digit() -> None:
    indicator = filing()["indicators"][0] | {"target": {"text": "≥0.00000125"}}
    given = batch(filing(indicators=[indicator]))
    assert given.filings[0].indicators[0].target.value == float(parsed(given)[0]["目标数值"])


def test_cells_are_inert(tmp_path: Path) -> None:
    indicator = filing()["indicators"][0] | {"level3": "@SUM(A1)", "actual": {"text": "=1+1"}}
    given = batch(filing(project=HOSTILE, unit="\x07甲", indicators=[indicator]))
    row = parsed(given)[0]
    assert (row["项目名称"], row["单位名称"]) == ("'" + HOSTILE, "甲")
    assert (row["三级指标"], row["实际完成值"]) == ("'@SUM(A1)", "'=1+1")
    found = read_back(given, tmp_path / "f.xlsx")
    assert found["自评表"][0]["项目名称"] == HOSTILE


def test_the_same_batch_gives_the_same_bytes(collection: Batch, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        facts.workbook(collection, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_frames_and_models_give_the_same_table(collection: Batch) -> None:
    assert facts.delimited(Batch(collection.frames)) == facts.delimited(collection)


def test_empty_and_unreadable(tmp_path: Path) -> None:
    problem = "文件已加密，无法打开"
    given = Batch.of((), [Document("甲.docx", "", "unreadable", 0, problem)])
    assert parsed(given) == []
    found = read_back(given, tmp_path / "f.xlsx")
    assert found["自评表"] == found["指标"] == []
    assert (found["文件"][0]["状态"], found["文件"][0]["问题"]) == ("未能读取", problem)


def test_nothing_known_prints_no_none(tmp_path: Path) -> None:
    given = batch({"id": "f1", "rulebook": "hubei-2021", "indicators": [{}]})
    cells = [*parsed(given)[0].values()]
    found = read_back(given, tmp_path / "f.xlsx")
    cells += [cell for rows in found.values() for row in rows for cell in row.values()]
    assert "None" not in cells


def test_a_text_too_long_for_a_cell_says_that_it_is_cut(tmp_path: Path) -> None:
    given = batch(filing(deviation="长" * 40_000))
    row = read_back(given, tmp_path / "f.xlsx")["自评表"][0]
    assert row["偏差原因分析"] == "长" * (workbook.LONGEST - len(workbook.CUT)) + workbook.CUT
