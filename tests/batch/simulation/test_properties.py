"""What holds of every simulation: nothing changed moves nothing, order and slices do not matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import batches, messy

import jiheng
from jiheng.batch.simulation.run import Question, simulated
from jiheng.filing.model import Filing

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SIDES = ("total", "grade", "budget_score", "points", "earned")
SAME = [
    {"against": "hubei-2021"},
    {"settings": ["budget.points=20"]},
    {"settings": ["budget.weight = 20", "total.digits=2"]},
    {"settings": ["indicators.qualitative.partly_from=0.5"]},
]
OTHER: list[dict[str, Any]] = [
    {"against": "mof-2020"},
    {"settings": ["budget.weight=10"]},
    {"settings": ["indicators.quantitative.higher_is_better=all-or-nothing"]},
]


def of(filings: list[Filing]) -> jiheng.Batch:
    return jiheng.Batch.of(
        msgspec.structs.replace(each, id=f"f{number}") for number, each in enumerate(filings)
    )


def moves(result: jiheng.SimulationResult) -> dict[str, tuple[Any, ...]]:
    names = [f"{side}_{name}" for side in ("before", "after") for name in SIDES]
    rows = result.filings.select("id", "change", "why", *names).rows()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("asked", SAME)
@SLOW
@given(filings=st.lists(st.one_of(messy(), batches(1).map(lambda made: made[0].filing))))
def test_what_changes_nothing_moves_nothing(asked: dict[str, Any], filings: list[Filing]) -> None:
    result = jiheng.simulate(of(filings), "hubei-2021", **asked)
    told = result.report
    assert (told["up"], told["down"], told["regraded"]) == (0, 0, 0)
    for row in result.filings.iter_rows(named=True):
        for name in SIDES:
            assert row[f"before_{name}"] == row[f"after_{name}"], name
        assert row["change"] in (0, None)
    assert all(each["rank_before"] == each["rank_after"] for each in told["groups"])


@pytest.mark.parametrize("asked", OTHER)
@SLOW
@given(made=batches(4), random=st.randoms(use_true_random=False))
def test_the_order_does_not_matter(asked: dict[str, Any], made: list[Any], random: Any) -> None:
    batch = of([each.filing for each in made])
    shuffled = random.sample(list(batch.filings), len(batch.filings))
    one, other = (
        jiheng.simulate(each, "hubei-2021", **asked) for each in (batch, jiheng.Batch.of(shuffled))
    )
    assert moves(one) == moves(other)
    for name in ("before", "after", "change", "matrix", "bins", "ranks", "up", "down", "parts"):
        assert one.report[name] == other.report[name], name


@pytest.mark.parametrize("asked", OTHER)
@SLOW
@given(made=batches(4))
def test_full_marks_stay_in_proportion(asked: dict[str, Any], made: list[Any]) -> None:
    """The indicators of a filing add up to what the other rulebook gives performance."""
    result = jiheng.simulate(of([each.filing for each in made]), "hubei-2021", **asked)
    (exchange,) = result.report["exchanges"]
    level = exchange["after"]["performance"] / exchange["before"]["performance"]
    for row in result.filings.iter_rows(named=True):
        if row["before_points"] is None:
            assert row["after_points"] is None
        else:
            assert row["after_points"] == pytest.approx(row["before_points"] * level, abs=1e-5)


def test_slices_make_no_difference(collection: jiheng.Batch) -> None:
    question = Question("hubei-2021", "mof-2020")
    frames = collection.frames

    def part(low: int, high: int) -> Any:
        def some(frame: pl.DataFrame) -> pl.DataFrame:
            chosen = frame.filter(pl.col("filing").is_between(low, high - 1))
            return chosen.with_columns(pl.col("filing") - low)

        names = ("filings", "groups", "indicators", "lines", "mentions", "leftovers", "cells")
        return replace(frames, **{name: some(getattr(frames, name)) for name in names})

    whole = simulated([frames], question)
    sliced = simulated([part(0, 7), part(7, 12), part(12, 17)], question)
    assert sliced.filings.equals(whole.filings)
    assert sliced.indicators.sort("filing", "row").equals(whole.indicators.sort("filing", "row"))


def test_a_mixed_batch_is_held_against_each_filing_s_own_rulebook(
    collection: jiheng.Batch,
) -> None:
    filings = list(collection.filings)
    mixed = [msgspec.structs.replace(filings[0], rulebook="mof-2020"), *filings[1:4]]
    report = jiheng.simulate(jiheng.Batch.of(mixed), settings=["budget.weight=15"]).report
    assert [
        (each["filings"], each["before"]["id"], each["after"]["id"]) for each in report["exchanges"]
    ] == [(3, "hubei-2021", "hubei-2021-set"), (1, "mof-2020", "mof-2020-set")]
    assert any("不是同一个办法" in note for note in report["notes"])
