"""For each check: it fires in its failing examples, there and so gravely, and in no passing one."""

import json
from typing import Any

import pytest

from jiheng.checking import CATALOGUE, check
from jiheng.checking.examples import Example, examples, specimen, varied
from jiheng.filing.batch import Batch

EXAMPLES = [
    pytest.param(each, id=f"{code}-{number}")
    for code in CATALOGUE
    for number, each in enumerate(examples(code), 1)
]


def in_report(report: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The findings of a check, wherever the contract's JSON puts them."""
    places = [report, *report["documents"], *report["filings"]]
    return [found for place in places for found in place["findings"] if found["code"] == code]


def where(place: str) -> tuple[str, int | None]:
    head, _, rest = place.partition(".")
    if head == "indicators":
        row, _, field = rest.partition(".")
        return field, int(row)
    return ("group", int(rest)) if head == "groups" else (place, None)


@pytest.mark.parametrize("each", EXAMPLES)
def test_the_failing_example(each: Example) -> None:
    result = check(each.faulty)
    found = result.findings.filter(code=each.code)
    field, row = where(each.place)
    assert found.select("code", "severity", "field", "row").rows() == [
        (each.code, each.severity, field, row)
    ]
    concerned = list(range(len(each.faulty.filings)))
    filing, path = found["filing"][0], found["path"][0]
    if each.code.startswith("X"):
        assert (filing, found["filings"][0].to_list()) == (None, concerned)
    elif each.code == "R01":
        assert (filing, path) == (None, each.faulty.documents[0].path)
    else:
        assert (filing, path) == (0, None)
    told = in_report(json.loads(result.to_json()), each.code)
    assert [one["severity"] for one in told] == [each.severity]
    assert told[0]["where"]["field"] == field
    assert told[0]["where"]["row"] == (None if field == "group" else row)
    assert told[0]["title"] == CATALOGUE[each.code].title
    assert told[0]["message"]
    assert told[0]["citation"]


@pytest.mark.parametrize("each", EXAMPLES)
def test_the_passing_example(each: Example) -> None:
    assert check(each.sound).findings.filter(code=each.code).rows() == []


def test_the_specimen_has_no_finding() -> None:
    assert check(specimen()).findings.rows() == []


@pytest.mark.parametrize("which", [1, 2])
def test_neither_specimen_alone_has_a_finding(which: int) -> None:
    assert check(varied({"like": which})).findings.rows() == []


def test_an_empty_batch_has_no_finding() -> None:
    assert check(Batch.of(())).findings.rows() == []
