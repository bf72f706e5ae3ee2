"""What holds of every roll-up: of one filing, in any order, in any company, for any money."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import msgspec
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.rolling.conftest import Make, named, whole
from tests.strategies import PLACES, UNITS, batches, correct, half_up, messy, printed

import jiheng
from jiheng import checking
from jiheng.filing.contract import from_builtins
from jiheng.filing.model import Filing
from jiheng.rolling import encode, report, roll, rolled, taken, together

UNIT = "云汀区图书馆"
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(SLOW, max_examples=7)


def of(filings: list[Filing], **facts: Any) -> jiheng.Batch:
    """A batch of some filings, told apart by their ids, with some facts in common."""
    return jiheng.Batch.of(
        msgspec.structs.replace(each, **{"id": f"f{number}", **facts})
        for number, each in enumerate(filings)
    )


def told(batch: jiheng.Batch) -> dict[str, Any]:
    """What is told of all filings, without the names of those that a note is about."""
    return whole(jiheng.rollup(batch))


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, float) else []


@SLOW
@given(correct())
def test_of_one_filing_it_is_that_filing(made: Any) -> None:
    batch = jiheng.Batch.of([made.filing])
    scores = jiheng.score(batch.frames)
    (filing,) = scores.filings.iter_rows(named=True)
    group = told(batch)
    for name in ("approved", "executed", "rate", "budget_score", "total", "grade"):
        assert group[name] == filing[name], name
    assert group["mean_total"] == filing["total"]
    assert group["full_marks"] == 100
    assert all(part["difference"] == 0 for part in group["difference"]["parts"])
    rows = scores.indicators.select("level1", "level2", "level3", "weight", "score").rows()
    names = ("level1", "level2", "level3", "weight", "score")
    assert sorted(tuple(row[name] for name in names) for row in group["indicators"]) == sorted(rows)
    groups = scores.groups.select("level1", "weights", "score").rows()
    levels = [(row["level1"], row["weight"], row["score"]) for row in group["level1"]]
    assert sorted(levels) == sorted(groups)


@SOME
@given(st.lists(messy(), min_size=1, max_size=3), st.sampled_from(["unit", "category"]))
def test_whatever_is_read_no_figure_is_senseless(filings: list[Filing], by: str) -> None:
    result = jiheng.rollup(jiheng.Batch.of(filings), by=by)
    report = result.report(explain=True)
    assert all(math.isfinite(number) for number in numbers(report))
    assert sum(group["filings"] for group in report["groups"]) == len(filings)
    assert sum(group["filings"] for group in report["overall"]) == len(filings)
    assert result.to_text(explain=True)
    assert result.to_html(explain=True)


@SLOW
@given(batches(4), st.randoms(use_true_random=False))
def test_the_order_of_the_filings_does_not_matter(made: list[Any], random: Any) -> None:
    filings = [each.filing for each in made]
    shuffled = [
        msgspec.structs.replace(each, path=f"{number}.txt") for number, each in enumerate(filings)
    ]
    random.shuffle(shuffled)
    assert told(jiheng.Batch.of(shuffled)) == told(jiheng.Batch.of(filings))


@SOME
@given(batches(3), batches(3))
def test_the_company_of_other_units_does_not_matter(made: list[Any], others: list[Any]) -> None:
    own = of([each.filing for each in made], unit=UNIT).filings
    foreign = of([each.filing for each in others], unit="别处").filings
    alone = jiheng.rollup(jiheng.Batch.of(own)).report()["groups"]
    among = jiheng.rollup(jiheng.Batch.of([*foreign, *own])).report()["groups"]
    (group,) = (each for each in among if each["key"] == UNIT)
    for each in (group, alone[0]):
        del each["findings"]
    assert group == alone[0]


@SOME
@given(batches(4))
def test_doubled_funds_change_no_score(made: list[Any]) -> None:
    filings = [each.filing for each in made]
    once, twice = told(of(filings)), told(of([_richer(each) for each in filings]))
    for name in ("rate", "budget_score", "total", "mean_total", "grade", "level1", "full_marks"):
        assert twice[name] == once[name], name
    for one, other in zip(once["indicators"], twice["indicators"], strict=True):
        for name in ("target", "actual", "weight", "score", "score_within", "mean_score"):
            assert other[name] == one[name], name
    assert twice["approved"] == round(2 * once["approved"], 6)


def _richer(filing: Filing) -> Filing:
    raw = msgspec.json.decode(msgspec.json.encode(filing))
    budget = raw["budget"]
    for name in ("approved", "executed"):
        budget[f"{name}_text"] = printed(2 * Fraction(budget[f"{name}_text"]), 4)
    return from_builtins(raw)


@SOME
@given(batches(4))
def test_both_totals_by_hand(made: list[Any]) -> None:
    """The mean of the totals, and what lies between the two, in fractions."""
    filings = [each.filing for each in made]
    funds = [Fraction(str(each.budget.approved)) for each in filings]
    totals = [each.total(each.claimed) for each in made]
    mean = half_up(sum(f * t for f, t in zip(funds, totals, strict=True)) / sum(funds))
    group = told(of(filings))
    assert group["mean_total"] == float(mean)
    parts = sum(Fraction(str(part["difference"])) for part in group["difference"]["parts"])
    value = Fraction(str(group["difference"]["value"]))
    assert abs(parts - value) <= Fraction(1, 100) + Fraction(len(group["indicators"]) + 1, 10**6)


@SOME
@given(batches(4))
def test_the_parts_make_the_whole(made: list[Any]) -> None:
    group = told(of([each.filing for each in made]))
    count = len(group["indicators"])
    assert group["full_marks"] == 100
    for name in ("weight", "score"):
        rows = sum(Fraction(str(each[name])) for each in group["indicators"])
        levels = sum(Fraction(str(each[name])) for each in group["level1"])
        assert abs(rows - levels) <= Fraction(count + 3, 2 * 10**6)
    assert all(each["score"] <= each["weight"] + 1e-6 for each in group["indicators"])
    assert abs(group["budget_score"] + float(levels) - group["total"]) <= 0.005 + 1e-6


@SOME
@given(
    st.lists(
        st.tuples(
            st.integers(1, 2000), st.integers(1, 99), st.integers(0, 99), st.sampled_from(UNITS)
        ),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from(PLACES),
)
def test_of_roll_ups_it_is_the_roll_up_of_all(
    filing: Make, rows: list[tuple[int, int, int, str]], place: str
) -> None:
    """Where every filing has the same indicators under the same weights, and none is in words."""
    assume(len({unit for *_, unit in rows}) > 1)
    filings = [
        filing(
            (f"{funds}", f"{funds}"),
            ("活动（50分）", f"≥{target}场", f"{actual}场", "1"),
            ("及时率（30分）", "≥90%", f"{actual}%", "1"),
            unit=place + unit,
        )
        for funds, target, actual, unit in rows
    ]
    every = told(jiheng.Batch.of(filings))
    units = jiheng.rollup(jiheng.Batch.of(filings)).to_filings()
    again = told(units)
    for name in ("approved", "executed", "rate", "budget_score", "full_marks"):
        assert again[name] == every[name], name
    for level3 in ("活动", "及时率"):
        one, other = named(every, level3), named(again, level3)
        assert (one["target"], one["weight"]) == (other["target"], other["weight"])
        assert math.isclose(one["actual"], other["actual"], abs_tol=2e-6)
        assert math.isclose(one["score"], other["score"], abs_tol=0.01)


def test_of_roll_ups_it_is_another_where_not_all_have_an_indicator(filing: Make) -> None:
    """A unit's rate is then weighted by all of its funds, and no longer by those behind it.

    The unit's one filing with the rate has 10 of its 1000; in the roll-up of all it weighs 10
    against 90, in the roll-up of the roll-ups 1000 against 90.
    """
    other = ("活动（80分）", "≥1场", "1场", "80")
    filings = [
        filing(("10", "10"), ("及时率（80分）", "≥90%", "0%", "0"), unit="甲"),
        filing(("990", "990"), other, unit="甲"),
        filing(("90", "90"), ("及时率（80分）", "≥90%", "90%", "80"), unit="乙"),
    ]
    result = jiheng.rollup(jiheng.Batch.of(filings))
    every, again = whole(result), told(result.to_filings())
    assert named(every, "及时率")["actual"] == 81
    assert named(again, "及时率")["actual"] == round(90 * 90 / 1090, 6)
    assert every["full_marks"] == again["full_marks"] == 100
    assert every["total"] != again["total"]


def test_of_roll_ups_it_is_another_for_means_of_means(filing: Make) -> None:
    """A capped shortfall: a unit's surplus makes up for its own shortfall only."""
    names = ("甲", "乙")
    filings = [
        filing(("10", "10"), ("活动（80分）", f"≥{goal}场", f"{done}场", "0"), unit=unit)
        for unit, goal, done in zip(names * 2, (10, 10, 10, 10), (20, 5, 10, 5), strict=True)
    ]
    result = jiheng.rollup(jiheng.Batch.of(filings))
    by_key = {row["key"]: row for row in result.groups.iter_rows(named=True)}
    assert whole(result)["total"] == 100
    assert (by_key["甲"]["total"], by_key["乙"]["total"]) == (100, 60)
    assert told(result.to_filings())["mean_total"] == 80


@SOME
@given(batches(5), st.integers(1, 3))
def test_slice_by_slice_it_is_the_same(made: list[Any], size: int) -> None:
    """A corpus larger than the memory is taken slice by slice."""
    filings = [each.filing for each in made]
    slices = [filings[at : at + size] for at in range(0, len(filings), size)]
    parts = [taken(checking.check(jiheng.Batch.of(each), ignore=["X"])) for each in slices]
    whole_ = taken(checking.check(jiheng.Batch.of(filings), ignore=["X"]))
    for by in ("unit", "category"):
        once, sliced = (rolled(given, by) for given in (whole_, together(parts)))
        assert encode(report(sliced, explain=True)) == encode(report(once, explain=True))
        assert sliced.found == once.found


def test_the_last_digit_does_not_depend_on_the_order(filing: Make) -> None:
    filings = [
        filing((f"{n / 7:.4f}", "0.1"), ("活动（80分）", f"≥{n / 3:.4f}场", f"{n / 9:.3f}场", "1"))
        for n in range(1, 60)
    ]
    once = roll(jiheng.Batch.of(filings))
    backwards = roll(jiheng.Batch.of(filings[::-1]))
    columns = ["target", "actual", "weight", "score", "mean_score", "funds"]
    assert once.indicators.select(columns).equals(backwards.indicators.select(columns))
    totals = ["approved", "executed", "total", "mean_total", "earned", "full_marks"]
    assert once.groups.select(totals).equals(backwards.groups.select(totals))
