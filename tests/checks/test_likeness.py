"""Near-duplicates among many texts: the same groups as comparing every pair would give."""

import random

import polars as pl
import pytest
from benchmarks.narratives import narratives
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from jiheng.checking.likeness import FEW, LIKE, LISTED, alike, links


def filings(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"filing": range(len(texts)), "text": texts},
        schema={"filing": pl.UInt32, "text": pl.String},
    )


def every_pair(texts: list[str], like: float = LIKE) -> set[tuple[int, int]]:
    return {
        (one, other)
        for one in range(len(texts))
        for other in range(one + 1, len(texts))
        if fuzz.ratio(texts[one], texts[other], score_cutoff=like)
    }


@pytest.fixture(scope="module")
def several() -> list[str]:
    return narratives(1_500, seed=3).unique(maintain_order=True).to_list()


def test_nearly_every_pair_is_found_and_no_other(several: list[str]) -> None:
    exact = every_pair(several)
    found = links(pl.Series(several))
    pairs = set(found.select("one", "other").iter_rows())
    assert len(several) > FEW
    assert len(exact) > 100
    assert pairs <= exact
    groups = alike(filings(several))["filings"].to_list()
    together = {place: number for number, group in enumerate(groups) for place in group}
    met = [pair for pair in exact if together.get(pair[0], -1) == together.get(pair[1], -2)]
    assert len(met) >= 0.95 * len(exact)


def test_what_is_told_of_a_pair_is_its_likeness(several: list[str]) -> None:
    for one, other, likeness in links(pl.Series(several)).iter_rows():
        assert likeness == fuzz.ratio(several[one], several[other])


def test_the_order_of_the_filings_does_not_matter(several: list[str]) -> None:
    shuffled = random.Random(5).sample(several, len(several))
    texts = [
        {frozenset(order[place] for place in group) for group in alike(filings(order))["filings"]}
        for order in (several, shuffled)
    ]
    apart = texts[0] ^ texts[1]
    assert len(apart) <= 0.05 * len(texts[0])


def test_boilerplate_is_one_group_that_names_its_first_filings() -> None:
    wording = "本项目全年任务均已完成，资金按合同及时支付，没有偏差"
    texts = [f"{wording}{number % 7}" for number in range(5_000)]
    (group,) = alike(filings(texts)).iter_rows(named=True)
    assert group["count"] == len(texts)
    assert group["filings"] == list(range(LISTED))
    assert group["high"] == 100


def test_a_template_with_other_numbers_is_one_group() -> None:
    draw = random.Random(1)
    texts = [
        f"本项目全年预算执行到位各项工作按计划推进共办理事项{draw.randrange(10_000)}件没有出现偏差"
        for _ in range(20_000)
    ]
    groups = alike(filings(texts))
    assert groups["count"].max() >= 0.99 * len(texts)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("甲乙丙丁戊己", max_size=12), max_size=30))
def test_among_few_texts_nothing_is_missed(texts: list[str]) -> None:
    groups = alike(filings(texts))["filings"].to_list()
    together = {place: number for number, group in enumerate(groups) for place in group}
    for one, other in every_pair(texts) | {
        (a, b) for a in range(len(texts)) for b in range(a + 1, len(texts)) if texts[a] == texts[b]
    }:
        assert together[one] == together[other]
    for group in groups:
        assert len(group) > 1
        for place in group:
            assert any(
                texts[place] == texts[mate] or fuzz.ratio(texts[place], texts[mate]) >= LIKE
                for mate in group
                if mate != place
            )
