"""The sixteen real forms rolled up, against what follows by hand from the tables read by hand."""

import os
import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.rolling.conftest import named, whole
from tests.strategies import half_up

import jiheng

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests" / "real"
FORMS = ROOT / "examples" / "2021年度自评表汇编.txt"
"""The same sixteen forms, their figures as on paper."""
SOURCES = [str(FORMS), *filter(None, [os.environ.get("JIHENG_FILINGS")])]


class Row(NamedTuple):
    """A row of a form: names and texts as on paper, weight and score reckoned by hand."""

    filing: int
    funds: Fraction
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    weight: Fraction | None
    score: Fraction


def exact(value: Any) -> Fraction:
    return Fraction(str(value))


def number(text: str) -> Fraction:
    """The number in a cell: ≥90%, 3套."""
    found = re.search(r"\d+(?:\.\d+)?", text)
    assert found, text
    return Fraction(found[0])


@pytest.fixture(scope="module")
def filings() -> list[dict[str, Any]]:
    fields = tomllib.loads((HERE / "fields.toml").read_text("utf-8"))["filing"]
    scores = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))["score"]
    return [form | {"scored": score} for form, score in zip(fields, scores, strict=True)]


@pytest.fixture(scope="module")
def rows(filings: list[dict[str, Any]]) -> list[Row]:
    return list(_rows(filings))


def _rows(filings: list[dict[str, Any]]) -> Iterator[Row]:
    for number_, form in enumerate(filings):
        for cells, scored in zip(form["indicators"], form["scored"]["rows"], strict=True):
            weight = scored.get("weight")
            texts = ("".join(cells[name].split()) for name in ("level1", "level2", "level3"))
            yield Row(
                number_,
                exact(form["budget"]["approved"]),
                *texts,
                cells["target"],
                cells["actual"],
                None if weight is None else exact(weight),
                exact(scored["score"]),
            )


@pytest.fixture(scope="module", params=SOURCES, ids=["examples", "real"][: len(SOURCES)])
def batch(request: pytest.FixtureRequest) -> jiheng.Batch:
    return jiheng.read(request.param)


@pytest.fixture(scope="module")
def result(batch: jiheng.Batch) -> jiheng.RollupResult:
    return jiheng.rollup(batch)


@pytest.fixture(scope="module")
def group(result: jiheng.RollupResult) -> dict[str, Any]:
    return whole(result, explain=True)


def weighted(rows: list[Row], values: list[Fraction]) -> Fraction:
    funds = sum(row.funds for row in rows)
    return sum(row.funds * value for row, value in zip(rows, values, strict=True)) / funds


def six(value: Fraction) -> float:
    return float(half_up(value, 6))


def test_the_budget(group: dict[str, Any], filings: list[dict[str, Any]]) -> None:
    approved = sum(exact(form["budget"]["approved"]) for form in filings)
    executed = sum(exact(form["budget"]["executed"]) for form in filings)
    assert (group["approved"], group["executed"]) == (float(approved), float(executed))
    assert (group["approved"], group["executed"]) == (2381.54, 2168.208134)
    assert group["rate"] == float(half_up(executed / approved * 100)) == 91.04
    assert group["budget_score"] == float(half_up(20 * executed / approved)) == 18.21


def test_numbers_are_added_up(group: dict[str, Any], rows: list[Row]) -> None:
    for name in ("维护设备及系统数量", "地域化品牌建立"):
        found = [
            row
            for row in rows
            if row.level3 == name
            and re.search(r"\d", row.actual)
            and (row.level1, row.level2[:2]) != ("产出指标", "社会")
        ]
        (indicator,) = (
            each
            for each in group["indicators"]
            if each["level3"] == name and each["way"] == "measured"
        )
        target = sum(number(row.target) for row in found)
        actual = sum(number(row.actual) for row in found)
        weight = weighted(found, [row.weight or Fraction(0) for row in found])
        assert indicator["filings"] == len(found) > 2
        assert (indicator["target"], indicator["actual"]) == (float(target), float(actual))
        assert indicator["weight_within"] == six(weight)
        share = min(Fraction(1), actual / target)
        score = half_up(exact(indicator["weight_within"]) * share, 6)
        assert indicator["score_within"] == float(score)
        funds = sum(row.funds for row in found)
        assert indicator["score"] == six(score * funds / exact("2381.54"))


def test_rates_are_weighted_by_funds(group: dict[str, Any], rows: list[Row]) -> None:
    for name in ("宣传对象满意度", "区域群众满意度", "新媒体推广留存率"):
        found = [row for row in rows if row.level3 == name]
        indicator = named(group, name)
        assert indicator["target"] == six(weighted(found, [number(row.target) for row in found]))
        assert indicator["actual"] == six(weighted(found, [number(row.actual) for row in found]))
        assert indicator["filings"] == len(found) > 2
        weight = weighted(found, [row.weight or Fraction(0) for row in found])
        assert indicator["weight_within"] == indicator["score_within"] == six(weight)


def test_words_are_weighted_by_funds(group: dict[str, Any], rows: list[Row]) -> None:
    found = [row for row in rows if (row.level1, row.level3) == ("效益指标", "平台影响力")]
    (indicator,) = (
        each
        for each in group["indicators"]
        if (each["level1"], each["level3"]) == ("效益指标", "平台影响力")
    )
    assert indicator["filings"] == len(found) > 2
    assert indicator["score_within"] == six(weighted(found, [row.score for row in found]))
    funds = sum(row.funds for row in found)
    assert indicator["funds"] == float(funds)
    assert indicator["funds_share"] == six(funds / exact("2381.54") * 100)


def test_both_totals(group: dict[str, Any], rows: list[Row], filings: list[dict[str, Any]]) -> None:
    """One indicator alone scores otherwise when brought together; the rest is the mean."""
    whole_ = exact("2381.54")
    totals = [exact(form["scored"]["total"]) for form in filings]
    funds = [exact(form["budget"]["approved"]) for form in filings]
    mean = sum(f * t for f, t in zip(funds, totals, strict=True)) / whole_
    assert group["mean_total"] == float(half_up(mean)) == 97.04
    earned = sum(row.funds * row.score for row in rows) / whole_
    brand = [row for row in rows if row.level3 == "地域化品牌建立" and row.level1 == "效益指标"]
    told = sum(row.funds * row.score for row in brand) / whole_
    together = sum(row.funds * (row.weight or 0) for row in brand) / whole_ * Fraction(2, 3)
    total = exact("18.21") + earned - told + together
    assert abs(total - exact(group["total"])) < exact("0.0051")
    assert group["total"] == 96.56
    first = group["difference"]["parts"][0]
    assert group["indicators"][first["row"] - 1]["level3"] == "地域化品牌建立"
    assert abs(exact(first["difference"]) - (together - told)) < exact("0.00001")
    assert "地域化品牌建立" in group["difference"]["words"]


def test_every_figure_unfolds(group: dict[str, Any], rows: list[Row]) -> None:
    told = [part for each in group["indicators"] for part in each["contributions"]]
    assert len(told) == len(rows) == 151
    ids = [member["filing"] for member in group["members"]]
    have = sorted((ids.index(p["filing"]), p["row"], p["funds"], p["score"]) for p in told)
    place = dict.fromkeys(range(16), 0)
    want = []
    for row in rows:
        place[row.filing] += 1
        want.append((row.filing, place[row.filing], float(row.funds), float(row.score)))
    assert have == want


def test_nothing_is_merged_in_silence(result: jiheng.RollupResult, batch: jiheng.Batch) -> None:
    report = result.report()
    assert [(g["key"], g["filings"]) for g in report["groups"]] == [
        ("东西湖区融媒体中心", 14),
        ("（未填单位）", 2),
    ]
    (every,) = report["overall"]
    confirm = [pair["confirm"] for pair in every["candidates"]]
    assert "产出指标/时效指标/服务响应时间,产出指标/时效时间/服务响应时间" in confirm
    departments = jiheng.rollup(batch, by="supervising_department").report()
    assert departments["variants"] == [
        {"full": "东西湖区融媒体中心", "short": ["区融媒体中心", "融媒体中心"]}
    ]
