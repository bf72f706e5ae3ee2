"""What scoring says it looks at is enough to score by, and no more than it takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import jiheng
from jiheng.filing.frames import Frames
from jiheng.rulebook import derived, load
from jiheng.scoring.run import SEEN, filings_scored, indicators_scored

OTHERWISE = (
    "indicators.quantitative.strict=exclusive",
    "indicators.quantitative.zero_target=trust",
    "indicators.quantitative.higher_is_better=all-or-nothing",
    "indicators.quantitative.cap=1.2",
    "indicators.quantitative.over_achievement.then=reduce",
)
BOOKS = [
    *(load(name) for name in ("hubei-2021", "mof-2020", "sichuan-2023")),
    derived("hubei-2021", OTHERWISE).rulebook,
]


@pytest.fixture(scope="module")
def frames() -> Frames:
    return jiheng.read(Path(__file__).parents[2] / "examples").frames


def scored(frames: Frames, number: int) -> tuple[pl.DataFrame, ...]:
    book = BOOKS[number]
    indicators = indicators_scored(frames.indicators.lazy(), book)
    filings = filings_scored(frames.filings.lazy(), indicators, book)
    return (
        indicators.select("filing", "row", "weight", "basis", "score").collect(),
        filings.select("filing", "budget_points", "budget_score", "total", "grade").collect(),
    )


@pytest.mark.parametrize("number", range(len(BOOKS)))
def test_what_it_looks_at_is_enough(frames: Frames, number: int) -> None:
    few = replace(
        frames,
        filings=frames.filings.select("filing", *SEEN["filings"]),
        indicators=frames.indicators.select("filing", "row", *SEEN["indicators"]),
    )
    for whole, part in zip(scored(frames, number), scored(few, number), strict=True):
        assert part.equals(whole)


@pytest.mark.parametrize("name", SEEN["indicators"])
def test_nothing_is_named_in_vain(frames: Frames, name: str) -> None:
    without = replace(frames, indicators=frames.indicators.drop(name))
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        scored(without, 0)
