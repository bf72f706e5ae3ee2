"""Like names are found without comparing every pair, and none that is not like."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from jiheng.rolling.candidates import COMMONEST, LIKE, SHORTEST, WITHIN, alike

NAMES = st.lists(st.text("群众满意度率服务", min_size=3, max_size=8), max_size=24, unique=True)


def by_comparing(names: list[str]) -> set[tuple[str, str]]:
    found = set()
    for one, other in combinations(sorted(names), 2):
        likeness = fuzz.ratio(one, other)
        short, long = sorted((one, other), key=len)
        held = len(short) >= SHORTEST and (long.startswith(short) or long.endswith(short))
        if likeness >= LIKE or (held and likeness >= WITHIN):
            found.add((one, other))
    return found


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_all_that_comparing_every_pair_finds(names: list[str]) -> None:
    found = {(one, other) for one, other, _ in alike(sorted(names)).iter_rows()}
    assert by_comparing(names) <= found
    for one, other, likeness in alike(sorted(names)).iter_rows():
        assert likeness >= WITHIN
        assert likeness >= LIKE or one in other or other in one


def test_a_name_within_another_is_found_among_thousands() -> None:
    """Runs that very many names share are not looked at; beginnings and ends always are."""
    crowd = [f"{a}{b}群众满意度" for a in "甲乙丙丁戊己庚辛壬癸" for b in "子丑寅卯辰巳午未"]
    assert len(crowd) > COMMONEST
    found = {(one, other) for one, other, _ in alike(sorted([*crowd, "群众满意度"])).iter_rows()}
    assert len([pair for pair in found if "群众满意度" in pair]) == len(crowd)


def test_nothing_to_compare() -> None:
    assert alike([]).is_empty()
    assert alike(["独一份"]).is_empty()
