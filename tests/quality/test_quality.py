"""The checks find the errors that are put in, and nothing else: `make quality`, a small one."""

from __future__ import annotations

import pytest

from benchmarks import quality
from jiheng.batch.synth.errors import families
from jiheng.checking import CATALOGUE

FEW = 3


@pytest.fixture(scope="module")
def scores() -> dict[str, quality.Score]:
    return quality.measured(FEW)


def test_every_code_of_the_catalogue_is_put_in() -> None:
    assert {*families(), "R01", "X05"} == set(CATALOGUE)


def test_every_wording_finds_filings_that_it_fits(scores: dict[str, quality.Score]) -> None:
    for code, ways in families().items():
        assert {way.wording for way in ways} == set(scores[code].put_in), code
    assert sum(sum(score.put_in.values()) for score in scores.values()) > 800


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_errors_are_found_and_nothing_else(code: str, scores: dict[str, quality.Score]) -> None:
    score, goal = scores[code], quality.GOALS[CATALOGUE[code].severity]
    assert score.recall >= goal, "\n".join(score.missed)
    assert score.precision >= goal, "\n".join(score.wrong)


def test_what_follows_is_only_named_where_it_is_known() -> None:
    for ways in families().values():
        for way in ways:
            assert set(way.leads_to) <= set(CATALOGUE), way
            assert way.code not in way.leads_to, way


def test_a_check_that_is_blind_or_rash_falls_short() -> None:
    blind = quality.Score("A01", put_in={"错一位数字": 50}, found={"错一位数字": 48}, findings=48)
    rash = quality.Score("A04", put_in={"多一分": 50}, found={"多一分": 50}, findings=52, false=2)
    assert quality.short({"A01": blind, "A04": rash}) == ["A01 0.960 1.000", "A04 1.000 0.962"]
