"""What a rulebook changes about a check: its severity, whether it runs, its thresholds."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from jiheng.checking import check
from jiheng.checking.examples import example, examples, specimen, varied
from jiheng.filing.batch import Batch
from jiheng.rulebook import RulebookError

Derived = Callable[..., str]


def found(batch: Batch, rulebook: str | None, code: str) -> list[str]:
    return check(batch, rulebook).findings.filter(code=code)["severity"].to_list()


@pytest.mark.parametrize(
    ("code", "before", "body", "after"),
    [
        ("A02", ["advice"], 'A02 = { severity = "off" }', []),
        ("W01", ["advice"], 'W01 = { severity = "error" }', ["error"]),
        ("A04", ["error"], 'A04 = { severity = "warning" }', ["warning"]),
        ("A03", ["error"], 'A03 = { severity = "advice" }', ["advice"]),
        ("X03", ["error"], 'X03 = { severity = "off" }', []),
        ("X04", ["advice"], 'X04 = { severity = "warning" }', ["warning"]),
        ("A02", ["advice"], 'A04 = { severity = "off" }', ["advice"]),
    ],
)
def test_severity(
    derived: Derived, code: str, before: list[str], body: str, after: list[str]
) -> None:
    batch = example(code).faulty
    assert found(batch, None, code) == before
    assert found(batch, derived(f"[checks]\n{body}"), code) == after


def test_a_severity_that_depends_gives_way_to_the_rulebooks(derived: Derived) -> None:
    rounded_rate = next(each for each in examples("A03") if each.severity == "advice").faulty
    assert found(rounded_rate, None, "A03") == ["advice"]
    warned = derived('[checks]\nA03 = { severity = "warning" }')
    assert found(rounded_rate, warned, "A03") == ["warning"]


def sources(confidence: float) -> dict[str, Any]:
    return {"sources": {"total": {"page": 1, "confidence": confidence}}}


LIKE = {
    "improvement": "汛期场次提前到上半年安排，因天气取消的当季补足；"
    "按季核对支出进度。下年度把目标定得更准。"
}


@pytest.mark.parametrize(
    ("code", "threshold", "batch", "before", "after"),
    [
        ("R02", "confidence = 0.5", varied(sources(0.6)), 1, 0),
        ("R02", "confidence = 0.99", varied(sources(0.95)), 0, 1),
        ("A02", "decimals = 0", example("A02").sound, 0, 0),
        ("A02", "decimals = 0", varied({"budget.rate_text": "96%"}), 1, 0),
        ("T03", "indicators = 11", example("T03").faulty, 1, 0),
        ("X01", "likeness = 55", varied({}, LIKE), 0, 1),
        ("X01", "likeness = 99", example("X01").faulty, 1, 0),
        ("X01", "characters = 100", example("X01").faulty, 1, 0),
        ("X02", "indicators = 7", example("X02").faulty, 1, 0),
        ("X05", "filings = 3", example("X05").faulty, 1, 0),
        ("X05", "filings = 1", varied({"like": 2}), 0, 1),
    ],
)
def test_thresholds(
    derived: Derived, code: str, threshold: str, batch: Batch, before: int, after: int
) -> None:
    assert len(found(batch, None, code)) == before
    path = derived(f"[checks.{code}]\nthresholds = {{ {threshold} }}")
    assert len(found(batch, path, code)) == after


@pytest.mark.parametrize(
    ("code", "body", "changes", "before", "after"),
    [
        (
            "T08",
            '[indicators.quantitative]\nover_achievement = { threshold = 1.2, then = "explain" }',
            {"indicators.2.actual": "36000册"},
            0,
            1,
        ),
        (
            "T08",
            '[indicators.quantitative]\nover_achievement = { threshold = 1.2, then = "nothing" }',
            {"indicators.2.actual": "60000册"},
            1,
            0,
        ),
        ("N04", "[explanations]\nrate_below = 0.97", {"deviation": ""}, 0, 1),
        ("W05", "[weights]\nheavy_indicator = 11", {}, 0, 1),
        ("W04", "[weights]\ngroup_gap = 5", {"groups.0.text": "产出指标（45分）"}, 0, 1),
        (
            "W02",
            "[weights]\nlevel2_must_add_up = true",
            {"indicators.5.level2_text": "时效指标（9分）"},
            0,
            1,
        ),
        (
            "W02",
            "[weights]\nlevel2_must_add_up = true",
            {"indicators.5.level2_text": "时效指标（8分）"},
            0,
            0,
        ),
        ("F12", "[groups.satisfaction]\nrequired = true", {}, 0, 0),
        (
            "F12",
            "[groups.satisfaction]\nrequired = true",
            {"groups.2.text": "其他指标（20分）"},
            0,
            1,
        ),
        ("A12", "[total]\npoints = 100\nperformance = 80\ndigits = 1", {}, 0, 2),
    ],
)
def test_numbers_elsewhere_in_the_rulebook(
    derived: Derived, code: str, body: str, changes: dict[str, Any], before: int, after: int
) -> None:
    batch = varied(changes)
    assert len(found(batch, None, code)) == before
    assert len(found(batch, derived(body), code)) == after


def test_each_filing_under_its_own_rulebook(
    derived: Derived, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = derived('[checks]\nA02 = { severity = "off" }').rpartition("/")[0]
    monkeypatch.setenv("JIHENG_RULEBOOKS", folder)
    careless = varied({"like": 2, "budget.rate_text": "1"}, {"budget.rate_text": "1"})
    one, two = careless.filings
    mixed = Batch.of([one, msgspec.structs.replace(two, rulebook="lisheng-2021")])
    assert check(careless).findings.filter(code="A02")["filing"].to_list() == [0, 1]
    assert check(mixed).findings.filter(code="A02")["filing"].to_list() == [0]


def test_a_rulebook_that_speaks_of_an_unknown_check_is_refused(derived: Derived) -> None:
    with pytest.raises(RulebookError, match="A99"):
        check(specimen(), derived('[checks]\nA99 = { severity = "off" }'))
