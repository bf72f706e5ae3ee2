"""The JSON of filings: its schemas are current, and what does not keep to them is told plainly."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiheng
from jiheng.filing import contract
from jiheng.filing.contract import Malformed
from jiheng.reading import documents

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "schema"
INPUTS = ["examples", "tests/reading/specimens", "no such folder"]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    return found


def wrongs(name: str, data: bytes) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema(name))
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(json.loads(data))]


def test_the_published_schema_is_the_contract_s(tmp_path: Path) -> None:
    contract.publish(tmp_path)
    assert (tmp_path / "read-1.json").read_bytes() == (SCHEMAS / "read-1.json").read_bytes()


@pytest.mark.parametrize("name", ["read-1", "check-1"])
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert schema(name)["title"] == f"jiheng/{name}"


@pytest.mark.parametrize("given", INPUTS)
def test_what_read_writes_keeps_to_its_schema(given: str) -> None:
    assert wrongs("read-1", contract.encode(jiheng.read(ROOT / given))) == []


@pytest.mark.parametrize("given", INPUTS)
def test_what_check_writes_keeps_to_its_schema(given: str) -> None:
    report = jiheng.check(jiheng.read(ROOT / given)).to_json()
    assert wrongs("check-1", report) == []


def test_what_check_writes_has_all_that_read_writes() -> None:
    facts, judged = schema("read-1")["$defs"], schema("check-1")["$defs"]
    for name, part in facts.items():
        if name != "ReadReport":
            assert part["properties"].keys() <= judged[name]["properties"].keys(), name


def test_a_wrong_report_breaks_the_schema() -> None:
    report = json.loads(jiheng.check(jiheng.read(ROOT / "examples")).to_json())
    del report["filings"][0]["grade"]
    report["filings"][1]["findings"][0]["severity"] = "fatal"
    report["unknown"] = 1
    assert len(wrongs("check-1", json.dumps(report).encode())) == 3


def test_check_s_json_is_read_like_read_s() -> None:
    batch = jiheng.read(ROOT / "examples")
    assert tuple(contract.decode(jiheng.check(batch).to_json())) == batch.filings
    assert tuple(contract.decode(contract.encode(batch))) == batch.filings


LEAST = {
    "schema": "jiheng/read-1",
    "filings": [
        {
            "id": "a-1",
            "rulebook": "hubei-2021",
            "project": "某项目",
            "budget": {
                "approved": 20,
                "executed": 19.75,
                "rate_claimed": 98.75,
                "score_claimed": 19.75,
            },
            "groups": [{"level1": "产出指标", "declared": 40}, {"level1": "效益指标"}],
            "indicators": [
                {
                    "level1": "产出指标",
                    "level2": "数量指标",
                    "level3": "座数",
                    "target": {"comparator": ">=", "value": 5, "unit": "座"},
                    "actual": {"value": 3, "upper": 5, "unit": "座"},
                    "weight": 8,
                    "score_claimed": 7.5,
                },
                {"level1": "效益指标", "level3": "影响", "target": {"text": "提升"}},
            ],
            "total_claimed": 95,
            "filled_on": "2022-02-07",
        }
    ],
}


def test_values_alone_are_enough() -> None:
    (filing,) = contract.decode(json.dumps(LEAST).encode())
    first, second = filing.indicators
    assert (filing.budget.approved, filing.budget.approved_text) == (20, "20万元")
    assert (filing.total_claimed, filing.filled_on) == (95, "2022-02-07")
    assert (first.target.text, first.actual.text) == ("≥5座", "3-5座")
    assert (first.weight, first.score_claimed, first.group, second.group) == (8, 7.5, 0, 1)
    assert filing.groups[0].declared == 40


def altered(*path: object, value: object) -> bytes:
    raw: Any = copy.deepcopy(LEAST)
    here = raw
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("schema",), "jiheng/read-9", "应为 jiheng/read-1，实际为“jiheng/read-9”"),
        (("schema",), 5, "没有写明"),
        (("filings",), {}, None),
        (("filings",), 5, "filings不合规定：filings 应为对象的列表"),
        (("filings", 0), 5, "filings 应为对象的列表"),
        (("filings", 0, "project"), 5, "第1份自评表不合规定：project 应为文字，实际为整数"),
        (("filings", 0, "id"), None, "缺少 id"),
        (("filings", 0, "fiscal_year"), 10**12, "1000000000000 超出范围"),
        (("filings", 0, "fiscal_year"), "明年", "fiscal_year 应为整数或空值，实际为文字"),
        (("filings", 0, "budget"), [1], "budget 应为对象"),
        (("filings", 0, "indicators"), "无", "indicators 应为对象的列表"),
        (("filings", 0, "indicators", 0, "target"), "5座", "target 应为对象"),
        (("filings", 0, "indicators", 0, "group"), 7, "group 应为 groups 中的序号"),
        (("filings", 0, "indicators", 0, "level3"), ["座数"], "level3_text 应为文字"),
        (("filings", 0, "indicators"), [{}] * 10_001, "indicators 超过 10000 行"),
        (("filings", 0, "sources"), {"unit": {"line": -1}}, "-1 超出范围"),
        (("filings", 0, "unplaced"), [{"text": "x"}], "缺少 field"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    path: tuple[object, ...], value: object, words: str | None
) -> None:
    data = altered(*path, value=value)
    if words is None:
        assert contract.decode(data) == []
        return
    with pytest.raises(Malformed) as told:
        contract.decode(data)
    assert words in str(told.value)
    assert "；请" in str(told.value)


def leaves(raw: Any, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(raw, dict):
        return [place for key, each in raw.items() for place in leaves(each, (*path, key))] + [path]
    if isinstance(raw, list):
        return [place for n, each in enumerate(raw) for place in leaves(each, (*path, n))] + [path]
    return [path]


WHOLE = json.loads(contract.encode(jiheng.read(ROOT / "examples" / "示范.txt")))
PLACES = [path for path in leaves(WHOLE) if path]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(PLACES), VALUES)
def test_any_value_anywhere_is_read_or_refused(path: tuple[object, ...], value: object) -> None:
    raw: Any = copy.deepcopy(WHOLE)
    here = raw
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    batch = documents.read_bytes(json.dumps(raw).encode(), "表.json")
    assert batch.documents[0].status in ("read", "partly", "unreadable")
    assert batch.frames.filings.height == len(batch.filings)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_damaged_json_is_read_or_refused(place: int, damage: bytes) -> None:
    data = msgspec.json.encode(WHOLE)
    damaged = data[: place % len(data)] + damage + data[place % len(data) + len(damage) :]
    batch = documents.read_bytes(damaged, "表.json")
    assert batch.documents[0].status in ("read", "partly", "unreadable")
