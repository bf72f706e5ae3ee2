"""Rounding and sums agree with exact fractions to the last digit."""

import math
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.scoring.exact import Ratio, share, summed
from jiheng.scoring.steps import carried_out

QUICK = settings(deadline=None, max_examples=150)
hundredths = st.integers(0, 20_000).map(lambda n: Fraction(n, 100))
positive = st.integers(1, 10**9).map(lambda n: Fraction(n, 10**4))
points = st.one_of(st.none(), st.integers(0, 10**8).map(lambda n: Fraction(n, 10**6)))


def half_up(value: Fraction) -> Fraction:
    return Fraction(math.floor(value * 100 + Fraction(1, 2)), 100)


@QUICK
@given(st.lists(st.tuples(hundredths, positive, positive), min_size=1, max_size=30))
def test_a_share_is_rounded_as_a_fraction_is(rows: list[tuple[Fraction, Fraction, Fraction]]):
    frame = pl.DataFrame(
        [[float(value) for value in row] for row in rows],
        schema=["points", "part", "whole"],
        orient="row",
    )
    ratio = Ratio(pl.col("part") / pl.col("whole"), pl.col("part"), pl.col("whole"))
    steps = share("found", pl.col("points"), ratio, digits=2)
    found = carried_out(frame.lazy(), steps).collect()["found"].to_list()
    assert found == [float(half_up(p * part / whole)) for p, part, whole in rows]


@given(st.integers(0, 9_999), st.sampled_from([8, 16, 25, 40, 80, 125]))
def test_a_tie_goes_up(half_hundredths: int, whole: int):
    """The part is such that points × part ÷ whole lies half-way between two hundredths."""
    tie = Fraction(2 * half_hundredths + 1, 200)
    frame = pl.DataFrame({"part": [float(tie * whole / 10)], "whole": [float(whole)]})
    ratio = Ratio(pl.col("part") / pl.col("whole"), pl.col("part"), pl.col("whole"))
    steps = share("found", pl.lit(10.0), ratio, digits=2)
    found = carried_out(frame.lazy(), steps).collect()["found"].item()
    assert found == float(half_up(tie))


@QUICK
@given(st.lists(st.lists(points, min_size=1, max_size=6), min_size=1, max_size=12))
def test_sums_are_those_of_fractions(groups: list[list[Fraction | None]]):
    assert sums(groups) == [float(sum(filter(None, group), Fraction())) for group in groups]


@QUICK
@given(st.lists(points, min_size=1, max_size=6), st.floats(1e12, 1e300))
def test_an_absurd_number_changes_no_other_groups_sum(group: list[Fraction | None], huge: float):
    before, _, after = sums([group, [huge, huge], group])
    assert before == after == float(sum(filter(None, group), Fraction()))


def sums(groups: list[list[Fraction | None]] | list[list[float]]) -> list[float]:
    rows = [(key, value) for key, group in enumerate(groups) for value in group]
    frame = pl.DataFrame(
        {
            "key": pl.Series([key for key, _ in rows], dtype=pl.UInt32),
            "points": [None if value is None else float(value) for _, value in rows],
        }
    )
    found = carried_out(frame.lazy(), summed("found", pl.col("points"), "key")).collect()
    return [
        round(total, 6) for total in found.group_by("key", maintain_order=True).first()["found"]
    ]
