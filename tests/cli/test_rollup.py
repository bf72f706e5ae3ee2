"""`jiheng rollup` as it is called."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len
from tests.cli.conftest import Call

from jiheng.rolling import published

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "rollup-1.json"


def wrongs(data: Any) -> list[str]:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(data)]


def test_the_published_schema_is_the_contract_s(tmp_path: Path) -> None:
    published.publish(tmp_path)
    assert (tmp_path / "rollup-1.json").read_bytes() == SCHEMA.read_bytes()
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("explain", [[], ["--explain"]])
@pytest.mark.parametrize("by", ["unit", "supervising_department", "implementing_unit", "category"])
def test_json_keeps_to_its_schema(
    jiheng: Call, collection: Path, by: str, explain: list[str]
) -> None:
    done = jiheng("rollup", collection, "--by", by, "--format", "json", *explain)
    assert wrongs(done.json) == []
    assert (done.json["schema"], done.json["by"]) == ("jiheng/rollup-1", by)
    assert sum(group["filings"] for group in done.json["groups"]) == 16
    for group in done.json["groups"]:
        assert ("members" in group) == bool(explain)


def test_the_schema_tells_a_wrong_report(jiheng: Call, collection: Path) -> None:
    report = jiheng("rollup", collection, "--format", "json").json
    report["groups"][0]["indicators"][0]["method"] = "guess"
    del report["groups"][1]["total"]
    assert len(wrongs(report)) == 2


def test_the_contract_s_keys_are_there(jiheng: Call, collection: Path) -> None:
    """What interface.md lists, by its names."""
    (group, *_) = jiheng("rollup", collection, "--format", "json").json["groups"]
    for name in (
        *("key", "filings", "approved", "executed", "rate", "budget_score", "indicators"),
        *("level1", "total", "mean_total", "grade", "findings"),
    ):
        assert name in group, name
    for name in (
        *("level1", "level2", "level3", "unit", "method", "filings"),
        *("target", "actual", "weight", "score"),
    ):
        assert name in group["indicators"][0], name
    assert group["level1"][0].keys() == {"level1", "weight", "score"}
    assert group["findings"].keys() == {"error", "warning", "advice"}


def test_the_status_says_whether_there_are_errors(
    jiheng: Call, collection: Path, good: Path
) -> None:
    assert jiheng("rollup", collection).status == 1
    assert jiheng("rollup", collection, "--fail-on", "never").status == 0
    assert jiheng("rollup", good).status == 0
    assert jiheng("rollup", collection, "--select", "R").status == 0
    assert jiheng("rollup", good / "没有.txt").status == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "town"], "supervising_department"),
        (["--fail-on", "x"], "--fail-on"),
        (["--same", "没有.csv"], "没有.csv"),
        (["--rulebook", "none"], "none"),
        (["--select", "Q"], "Q"),
        (["--format", "pdf"], "pdf"),
    ],
)
def test_wrong_usage(jiheng: Call, good: Path, words: list[str], said: str) -> None:
    done = jiheng("rollup", good, *words)
    assert (done.status, done.out) == (2, b"")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_text_stands_in_line(jiheng: Call, collection: Path) -> None:
    text = jiheng("rollup", collection).text
    assert max(map(cell_len, text.splitlines())) <= 120
    assert "预算数 2381.54 万元  执行数 2168.208134 万元  执行率 91.04%" in text
    assert "可能是同一指标，请确认" in text
    rows = [line for line in text.splitlines() if re.match(r" +\d+  \S", line)]
    last = {cell_len(line) for line in rows}
    assert len(last) <= 3


def test_explained_text_writes_every_sum(jiheng: Call, collection: Path) -> None:
    text = jiheng("rollup", collection, "--explain").text
    assert "目标：3＋1＋1＋3＝8" in text
    assert "执行率：2168.208134÷2381.54＝91.04%" in text
    assert "8.113208×2÷3＝5.408805" in text
    assert "5.408805×530÷2381.54＝1.203703" in text
    assert "表下备注2" in text
    assert "各表得分平均计入 1.679585，相差 −0.475882" in text


def test_quiet_says_totals_only(jiheng: Call, collection: Path) -> None:
    text = jiheng("rollup", collection, "--quiet").text
    assert len(text.splitlines()) == 14
    assert "总分 96.56（优）" in text


def test_same_names_from_a_file(jiheng: Call, collection: Path, tmp_path: Path) -> None:
    pair = "产出指标/时效指标/服务响应时间,产出指标/时效时间/服务响应时间"
    same = tmp_path / "same.csv"
    same.write_text(f"{pair}\n", "utf-8")
    before = jiheng("rollup", collection, "--format", "json").json["overall"][0]
    assert pair in [each["confirm"] for each in before["candidates"]]
    after = jiheng("rollup", collection, "--same", same, "--format", "json").json["overall"][0]
    assert pair not in [each["confirm"] for each in after["candidates"]]
    (row,) = (each for each in after["indicators"] if each["level3"] == "服务响应时间")
    assert row["filings"] == 4
    assert len(after["indicators"]) == len(before["indicators"]) - 1


@pytest.mark.parametrize("explain", [[], ["--explain"]])
def test_a_page_that_needs_nothing_else(
    jiheng: Call, collection: Path, tmp_path: Path, explain: list[str]
) -> None:
    target = tmp_path / "汇总.html"
    jiheng("rollup", collection, "-o", target, *explain)
    page = target.read_text("utf-8")
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count("<details") == page.count("</details>")
    assert ("怎样得来" in page) == bool(explain)
    assert "可能是同一指标，请确认" in page


def test_a_workbook(jiheng: Call, collection: Path, tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    jiheng("rollup", collection, "-o", target, "--explain")
    book = zipfile.ZipFile(io.BytesIO(target.read_bytes()))
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == [
        *("汇总", "分值和得分", "指标", "合计怎样得来", "指标怎样得来", "各表", "请确认", "注意"),
    ]
    assert "2381.54" in book.read("xl/worksheets/sheet1.xml").decode()
    again = tmp_path / "又.xlsx"
    jiheng("rollup", collection, "-o", again, "--explain")
    assert again.read_bytes() == target.read_bytes()


def test_rows_and_markdown(jiheng: Call, collection: Path) -> None:
    rows = jiheng("rollup", collection, "--format", "csv").text.splitlines()
    assert rows[0].lstrip("\ufeff").startswith("汇总对象,计分办法,年度,行,一级指标")
    assert len({line.count(",") for line in rows}) <= 2
    parts = jiheng("rollup", collection, "--format", "csv", "--explain").text
    assert "怎样得来" in parts.splitlines()[0]
    marked = jiheng("rollup", collection, "--format", "md", "--explain").text
    assert "| 全部 | 湖北省项目支出绩效自评 2021年度 | 16 | 2381.54 |" in marked
    assert "3＋1＋1＋3＝8" in marked


def test_what_cannot_be_read_costs_nothing_else(
    jiheng: Call, collection: Path, tmp_path: Path
) -> None:
    (tmp_path / "表.txt").write_bytes(collection.read_bytes())
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 no")
    done = jiheng("rollup", tmp_path, "--format", "json")
    assert done.status == 2
    assert done.json["overall"][0]["filings"] == 16
    assert "坏.docx" in done.err
