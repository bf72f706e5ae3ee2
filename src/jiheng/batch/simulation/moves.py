"""Each filing under two rulebooks: both totals, grades and parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from jiheng.batch.simulation.exchange import exchanged, with_other_budget
from jiheng.filing.columns import ENGINE, LEAN
from jiheng.filing.frames import Frames
from jiheng.filing.slices import side_by_side
from jiheng.rulebook import Rulebook
from jiheng.scoring.run import filings_scored, governed, indicators_scored

c = pl.col

Other = Callable[[Rulebook], Rulebook]
"""The rulebook to hold against one."""
FACTS = (
    "filing",
    "id",
    "path",
    "index",
    "fiscal_year",
    "unit",
    "supervising_department",
    "implementing_unit",
    "category",
    "project",
)
JUDGED = ("rulebook", "budget_points", "budget_score", "earned", "total", "grade")
POINTS = ("weight", "score")
COUNTED = (*POINTS, "score_claimed")
"""What a filing's points are counted from."""
BEFORE, AFTER = "before", "after"
WHY = (
    (c.before_budget_score.is_null(), "预算数或执行数不明，预算执行得分算不出"),
    (c.indicators == 0, "没有指标"),
    (c.before_total.is_null(), "有的指标既算不出得分，也没有填报得分"),
    (c.after_total.is_null(), "换了办法以后，有的得分算不出"),
)
"""When a filing has no total and cannot be compared, and why."""
MOST = 10
"""Filings of either end that are told one by one."""


@dataclass(frozen=True)
class Moves:
    """What the exchange does to some filings, in points.

    filings: `FACTS`, `JUDGED` and the indicators' full `points` twice, after `before_` and
    `after_`; `why` it cannot be compared; `change`
    indicators: of the filings that gain or lose most: filing, row, level1, level3 and `POINTS`
    twice
    """

    filings: pl.DataFrame
    indicators: pl.DataFrame


def moves(frames: Frames, rulebook: str | None, other: Other) -> Moves:
    """Score filings by their own rulebooks, or by one, and by the other of each.

    Raises RulebookError where a rulebook is not to be had.
    """
    parts = side_by_side(lambda part: _moved(*part, other(part[1])), governed(frames, rulebook))
    if not parts:
        return nothing()
    filings = pl.concat([part.filings for part in parts]).sort("filing")
    told = extremes(filings)["filing"]
    indicators = pl.concat([part.indicators for part in parts])
    return Moves(filings, indicators.filter(c.filing.is_in(told.implode())))


def nothing() -> Moves:
    """The moves of no filing."""
    texts = dict.fromkeys(("id", "path", *FACTS[5:8], "project", "why"), pl.String())
    numbers = {"filing": pl.UInt32(), "index": pl.Int32(), "fiscal_year": pl.Int16()}
    judged = {
        f"{side}_{name}": pl.String() if name in ("rulebook", "grade") else pl.Float64()
        for side in (BEFORE, AFTER)
        for name in (*JUDGED, "points")
    }
    points = {f"{side}_{name}": pl.Float64() for side in (BEFORE, AFTER) for name in POINTS}
    rows = {"filing": pl.UInt32(), "row": pl.Int16(), "level1": pl.String(), "level3": pl.String()}
    return Moves(
        pl.DataFrame(
            schema={
                **texts,
                **numbers,
                "category": pl.List(pl.String()),
                **judged,
                "indicators": pl.UInt32(),
                "change": pl.Float64(),
            }
        ),
        pl.DataFrame(schema={**rows, **points}),
    )


def extremes(filings: pl.DataFrame) -> pl.DataFrame:
    """Those filings that lose most and those that gain most, `MOST` of each."""
    compared = filings.select("filing", "change").drop_nulls()
    ends = [
        compared.filter(sign * c.change < 0).sort(sign * c.change, "filing").head(MOST)
        for sign in (1, -1)
    ]
    return pl.concat(ends)


def _moved(frames: Frames, book: Rulebook, other: Rulebook) -> Moves:
    own = indicators_scored(frames.indicators.lazy(), book).with_columns(
        c(name).alias(f"{BEFORE}_{name}") for name in COUNTED
    )
    both = indicators_scored(exchanged(own, book, other), other).select(
        *("filing", "row", "level1", "level3"),
        *(f"{BEFORE}_{name}" for name in COUNTED),
        *(c(name).alias(f"{AFTER}_{name}") for name in COUNTED),
    )
    (indicators,) = pl.collect_all([both], engine=ENGINE, optimizations=LEAN)
    filings = frames.filings.lazy()
    sides = [
        _of_filings(filings, indicators, book, BEFORE),
        _of_filings(with_other_budget(filings, book, other), indicators, other, AFTER),
    ]
    facts = filings.select(FACTS)
    told = pl.concat(
        pl.collect_all([facts, *sides], engine=ENGINE, optimizations=LEAN), how="horizontal"
    )
    return Moves(
        told.lazy()
        .with_columns(
            change=(c.after_total - c.before_total).round(6),
            why=pl.coalesce(pl.when(where).then(pl.lit(words)) for where, words in WHY),
        )
        .collect(engine=ENGINE),
        indicators.drop(f"{side}_score_claimed" for side in (BEFORE, AFTER)),
    )


def _of_filings(
    filings: pl.LazyFrame, indicators: pl.DataFrame, rulebook: Rulebook, side: str
) -> pl.LazyFrame:
    """What a rulebook makes of each filing, by what it has made of the indicators."""
    own = indicators.lazy().select(
        c.filing.set_sorted(), *(c(f"{side}_{name}").alias(name) for name in COUNTED)
    )
    points = own.group_by("filing", maintain_order=True).agg(
        points=pl.when(c.weight.null_count() == 0).then(c.weight.sum().round(6))
    )
    return (
        filings_scored(filings, own, rulebook)
        .select("filing", *JUDGED, "indicators")
        .join(points, on="filing", how="left", maintain_order="left")
        .select(
            *(["indicators"] if side == BEFORE else []),
            *(c(name).alias(f"{side}_{name}") for name in (*JUDGED, "points")),
        )
    )
