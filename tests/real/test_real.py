"""The real file: read as a careful person reads it, found wrong where a reviewer finds it wrong."""

import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import jiheng

HERE = Path(__file__).parent
FOLDER = os.environ.get("JIHENG_FILINGS")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹"
)


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def batch() -> jiheng.Batch:
    return jiheng.read(FOLDER or "")


@pytest.fixture(scope="module")
def result(batch: jiheng.Batch) -> jiheng.CheckResult:
    return jiheng.check(batch)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_whole_file_is_read(batch: jiheng.Batch) -> None:
    assert [document.status for document in batch.documents] == ["read"]
    assert len(batch.filings) == 16
    assert sum(len(filing.indicators) for filing in batch.filings) == 151
    assert round(sum(filing.budget.approved or 0 for filing in batch.filings), 6) == 2381.54
    assert round(sum(filing.budget.executed or 0 for filing in batch.filings), 6) == 2168.208134
    assert not [left for filing in batch.filings for left in filing.unplaced]


@pytest.mark.parametrize("index", range(1, 17))
def test_every_field_is_read(batch: jiheng.Batch, index: int) -> None:
    filing = batch.filings[index - 1]
    want = table("fields.toml")["filing"][index - 1]
    plain = ("title", "fiscal_year", "unit", "project", "supervising_department")
    for name in (*plain, "implementing_unit", "total_claimed"):
        assert getattr(filing, name) == want[name], name
    for name in ("category", "attribute", "kind"):
        assert list(getattr(filing, name)) == want[name], name
    assert squeezed(filing.filled_on_text) == squeezed(want["filled_on"])
    assert (filing.filled_on or "") == want.get("filled_on_iso", "")
    for name in ("approved", "executed", "score_claimed", "approved_text", "executed_text"):
        if name in want["budget"]:
            assert getattr(filing.budget, name) == want["budget"][name], name
    assert filing.budget.rate_text == want["budget"]["rate_text"]
    assert filing.budget.weight == 20
    assert [(group.level1, group.declared) for group in filing.groups] == [
        (group["level1"], group.get("declared")) for group in want["groups"]
    ]
    for name in ("deviation", "improvement"):
        text = squeezed(getattr(filing, name))
        assert (text == "") == want[f"{name}_blank"], name
        if text:
            assert (len(text), text[:6]) == (want[f"{name}_length"], want[f"{name}_start"])
    assert (filing.opinion == "") == want["opinion_blank"]


@pytest.mark.parametrize("index", range(1, 17))
def test_every_indicator_is_read(batch: jiheng.Batch, index: int) -> None:
    filing = batch.filings[index - 1]
    want = table("fields.toml")["filing"][index - 1]
    read = [
        (
            i.row,
            i.level1,
            squeezed(i.level2),
            squeezed(i.level3),
            i.weight,
            squeezed(i.target.text),
            squeezed(i.actual.text),
            i.score_claimed,
        )
        for i in filing.indicators
    ]
    assert read == [
        (
            i["row"],
            i["level1"],
            squeezed(i["level2"]),
            squeezed(i["level3"]),
            i.get("weight"),
            squeezed(i["target"]),
            squeezed(i["actual"]),
            i["score_claimed"],
        )
        for i in want["indicators"]
    ]


def test_every_fault_is_found_and_nothing_else(result: jiheng.CheckResult) -> None:
    want = Counter(
        (tuple(f["filings"]) if "filings" in f else f["filing"], f["code"], f.get("row"))
        for f in table("expected.toml")["finding"]
        if f.get("reported", True)
    )
    have = Counter(
        (
            tuple(n + 1 for n in row["filings"]) if row["filings"] else row["filing"] + 1,
            row["code"],
            None if row["field"] == "group" else row["row"],
        )
        for row in result.findings.iter_rows(named=True)
    )
    assert sorted((have - want).items(), key=str) == []
    assert sorted((want - have).items(), key=str) == []


def test_every_score_follows_by_hand(result: jiheng.CheckResult) -> None:
    scores = table("expected.toml")["score"]
    rows = result.scores.filings.iter_rows(named=True)
    for want, row in zip(scores, rows, strict=True):
        assert row["budget_score"] == want["budget_score"], want["filing"]
        assert row["total"] == want["total"], want["filing"]


def test_every_weight_and_score_follows_by_hand(result: jiheng.CheckResult) -> None:
    indicators = result.scores.indicators
    for want in table("expected.toml")["score"]:
        rows = indicators.filter(indicators["filing"] == want["filing"] - 1)
        have = list(rows.select("row", "weight", "weight_basis", "score").iter_rows())
        assert have == [
            (row["row"], row.get("weight"), row["weight_basis"], row["score"])
            for row in want["rows"]
        ], want["filing"]
