"""The catalogue is the regulator's list, and every check in it is explained and exemplified."""

import pytest

from jiheng.checking import CATALOGUE
from jiheng.checking.catalogue import SEVERITIES
from jiheng.checking.examples import example, examples
from jiheng.rulebook import all_rulebooks
from jiheng.rulebook.schema import TOPICS

LIST = {
    "R01": "error",
    "R02": "warning",
    "R03": "warning",
    "F01": "error",
    "F02": "warning",
    "F03": "warning",
    "F04": "warning",
    "F05": "error",
    "F07": "error",
    "F08": "error",
    "F09": "error",
    "F10": "warning",
    "F11": "warning",
    "F12": "warning",
    "F13": "error",
    "A01": "error",
    "A02": "advice",
    "A03": "error",
    "A04": "error",
    "A05": "error",
    "A06": "error",
    "A07": "error",
    "A08": "error",
    "A09": "error",
    "A10": "error",
    "A11": "warning",
    "A12": "advice",
    "W01": "advice",
    "W02": "warning",
    "W03": "error",
    "W04": "advice",
    "W05": "advice",
    "W06": "error",
    "T01": "warning",
    "T02": "warning",
    "T03": "warning",
    "T04": "advice",
    "T05": "advice",
    "T06": "warning",
    "T07": "warning",
    "T08": "warning",
    "T09": "warning",
    "T10": "warning",
    "T11": "warning",
    "C01": "advice",
    "C02": "warning",
    "C03": "advice",
    "C04": "warning",
    "C05": "warning",
    "C06": "advice",
    "N01": "warning",
    "N02": "error",
    "N03": "warning",
    "N04": "warning",
    "N05": "warning",
    "N06": "warning",
    "N07": "warning",
    "X01": "warning",
    "X02": "advice",
    "X03": "error",
    "X04": "advice",
    "X05": "warning",
}


def test_the_catalogue_is_the_list() -> None:
    assert {code: entry.severity for code, entry in CATALOGUE.items()} == LIST


@pytest.mark.parametrize("code", LIST)
def test_a_check_is_explained(code: str) -> None:
    entry = CATALOGUE[code]
    assert entry.code == code
    assert entry.severity in SEVERITIES
    assert entry.title
    assert not entry.title.endswith("。")
    assert entry.reason.endswith("。")
    assert entry.reason.count("。") == 1
    assert entry.advice
    assert entry.cites in (*TOPICS, "practice")
    if entry.cites != "practice":
        assert all(book.citation(entry.cites) for book in all_rulebooks())


@pytest.mark.parametrize("code", LIST)
def test_a_check_has_a_passing_and_a_failing_example(code: str) -> None:
    assert examples(code)
    shown = example(code)
    assert shown.wrong
    assert shown.right
    assert shown.wrong != shown.right
    assert all(name and text for name, text in (*shown.wrong, *shown.right))


def test_an_unknown_code_has_no_example() -> None:
    with pytest.raises(KeyError):
        example("A99")
