"""--select and --ignore: prefixes of codes."""

import pytest

from jiheng.checking import CATALOGUE, UnknownCodes, check, selected
from jiheng.checking.examples import varied

FAULTS = {"unit": "", "total_text": "97", "budget.rate_text": "0.962"}


def test_everything_unless_told_otherwise() -> None:
    assert selected() == tuple(sorted(CATALOGUE))


@pytest.mark.parametrize(
    ("select", "ignore", "found"),
    [
        ([], [], ["A02", "A04", "F01"]),
        (["A"], [], ["A02", "A04"]),
        (["A04"], [], ["A04"]),
        (["A04", "F"], [], ["A04", "F01"]),
        ([], ["A"], ["F01"]),
        ([], ["A02", "F0"], ["A04"]),
        (["A"], ["A02"], ["A04"]),
        (["A"], ["A"], []),
        (["X"], [], []),
    ],
)
def test_prefixes_choose(select: list[str], ignore: list[str], found: list[str]) -> None:
    findings = check(varied(FAULTS), select=select, ignore=ignore).findings
    assert sorted(findings["code"]) == found


def test_what_is_ignored_is_ignored_though_selected() -> None:
    assert selected(["W", "A12"], ["W0"]) == ("A12",)


@pytest.mark.parametrize(
    ("select", "ignore"), [(["A99"], []), ([], ["Z"]), (["A", "B"], []), (["a01"], [])]
)
def test_unknown_codes_are_refused(select: list[str], ignore: list[str]) -> None:
    with pytest.raises(UnknownCodes, match="没有这样的检查代码"):
        selected(select, ignore)


def test_the_refusal_names_every_unknown_code() -> None:
    with pytest.raises(UnknownCodes, match="A99、Q"):
        selected(["A99", "A01"], ["Q"])
