"""Correct filings at random: no error is found, and every score is the exact one."""

import math
from fractions import Fraction

import msgspec
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import Correct, batches, correct, messy, points, printed, to_hundredths

from jiheng.checking import check
from jiheng.filing.batch import Batch
from jiheng.filing.frames import frames
from jiheng.filing.model import Filing
from jiheng.quantity import read_score
from jiheng.scoring import score

SLOW = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def batch(forms: list[Correct]) -> Batch:
    return Batch.of([form.filing for form in forms])


def claiming(filing: Filing, claims: tuple[Fraction, ...]) -> Filing:
    """The filing with other claimed scores."""
    rows = []
    for row, claim in zip(filing.indicators, claims, strict=True):
        text = printed(claim)
        value = read_score(text).value
        rows.append(msgspec.structs.replace(row, score_text=text, score_claimed=value))
    return msgspec.structs.replace(filing, indicators=tuple(rows))


def claims(count: int) -> st.SearchStrategy[tuple[Fraction, ...]]:
    return st.lists(points(90), min_size=count, max_size=count).map(tuple)


def computed(forms: list[Filing]) -> tuple[list[list[float]], list[float], list[float]]:
    """Scores row by row, budget scores and totals as the frames have them."""
    scores = score(frames(forms))
    rows = scores.indicators.group_by("filing", maintain_order=True).agg("score")["score"]
    return (
        rows.to_list(),
        scores.filings["budget_score"].to_list(),
        scores.filings["total"].to_list(),
    )


@SLOW
@given(batches())
def test_a_correct_form_has_no_error(forms: list[Correct]) -> None:
    found = check(batch(forms)).findings.filter(severity="error")
    assert found.select("filing", "code", "row", "message").rows() == []


@SLOW
@given(batches())
def test_a_correct_form_gets_the_scores_that_it_claims(forms: list[Correct]) -> None:
    rows, budgets, totals = computed([form.filing for form in forms])
    for place, form in enumerate(forms):
        assert rows[place] == [float(claim) for claim in form.claimed]
        assert budgets[place] == float(form.budget)
        assert totals[place] == form.filing.total_claimed


@SLOW
@given(correct(), st.data())
def test_a_wrong_claim_changes_no_score_that_follows_from_the_data(
    form: Correct, data: st.DataObject
) -> None:
    claimed = data.draw(claims(len(form.ranges)))
    (rows,), (budget,), (total,) = computed([claiming(form.filing, claimed)])
    wanted = [r.score(claim) for r, claim in zip(form.ranges, claimed, strict=True)]
    assert rows == [float(points) for points in wanted]
    assert budget == float(form.budget)
    assert total == float(form.total(claimed))


@SLOW
@given(correct(), st.data())
def test_a_wrong_score_of_a_measured_indicator_is_an_error(
    form: Correct, data: st.DataObject
) -> None:
    claimed = data.draw(claims(len(form.ranges)))
    wrong = {
        row
        for row, (r, claim) in enumerate(zip(form.ranges, claimed, strict=True), 1)
        if not r.low <= claim <= r.high and _apart(claim, r)
    }
    found = check(Batch.of([claiming(form.filing, claimed)]), select=["A05", "A06", "A10"])
    assert wrong <= set(found.findings["row"].to_list())


def _apart(claim: Fraction, r: object) -> bool:
    """Whether a claim is further off than half a unit of its last printed digit."""
    text = printed(claim)
    digits = len(text.partition(".")[2]) or 2
    nearest = min(max(claim, r.low), r.high)
    return abs(claim - nearest) > Fraction(1, 2 * 10**digits)


@SLOW
@given(correct(), st.integers(1, 10**6))
def test_a_total_that_is_off_is_an_error(form: Correct, hundredths: int) -> None:
    wrong = Fraction(form.filing.total_text) + Fraction(hundredths, 100)
    text = to_hundredths(wrong)
    filing = msgspec.structs.replace(
        form.filing, total_text=text, total_claimed=read_score(text).value
    )
    found = check(Batch.of([filing]), select=["A04"]).findings
    assert found["code"].to_list() == ["A04"]
    assert math.isclose(found["difference"][0], hundredths / 100, abs_tol=1e-6)


@SLOW
@given(correct(), st.lists(st.one_of(correct().map(lambda form: form.filing), messy()), max_size=2))
def test_other_filings_change_nothing_in_a_filings_findings(
    form: Correct, others: list[Filing]
) -> None:
    faulty = claiming(form.filing, tuple(claim + 1 for claim in form.claimed))
    alone = check(Batch.of([faulty]), ignore=["X"]).findings
    first = check(Batch.of([faulty, *others]), ignore=["X"]).findings
    last = check(Batch.of([*others, faulty]), ignore=["X"]).findings
    assert first.filter(filing=0).equals(alone)
    moved = last.filter(filing=len(others)).with_columns(filing=pl.lit(0, pl.UInt32))
    assert moved.equals(alone)


@SLOW
@given(st.lists(messy(), max_size=3))
def test_no_text_is_too_messy_to_be_checked(filings: list[Filing]) -> None:
    result = check(Batch.of(filings))
    assert len(result.report["filings"]) == len(filings)
    assert result.to_json()
