"""A simulation told: how totals, grades and ranks move, by group and overall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from jiheng.batch.simulation.contract import (
    SCHEMA,
    Bin,
    Book,
    Cell,
    Change,
    Exchange,
    Group,
    Indicator,
    Mover,
    Part,
    Parts,
    Ranks,
    Report,
    Spread,
    Why,
)
from jiheng.batch.simulation.moves import MOST, extremes
from jiheng.batch.simulation.run import Simulation
from jiheng.filing.columns import ENGINE
from jiheng.rolling.keys import keyed
from jiheng.rulebook import Rulebook

c = pl.col

QUANTILES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
BINS = 20
"""Bars of a histogram, at most."""
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Widths that a bar may have, in points."""
TOLD = 3
"""Indicators that the reason for a filing's move names."""
BUDGET = "预算执行"
UNKNOWN = "无等级"


def report(simulation: Simulation) -> Report:
    """Tell a simulation."""
    filings = _ranked(simulation.filings, simulation.question.by)
    compared = filings.filter(c.why.is_null())
    some = not compared.is_empty()
    movers = _movers(compared, simulation.indicators)
    change = compared["change"]
    return Report(
        schema_=SCHEMA,
        by=simulation.question.by,
        exchanges=tuple(_exchanges(simulation)),
        filings=filings.height,
        compared=compared.height,
        not_compared=tuple(
            Why(why=why, filings=count)
            for why, count in filings["why"].drop_nulls().value_counts().sort("why").iter_rows()
        ),
        before=_spread(compared["before_total"]),
        after=_spread(compared["after_total"]),
        change=_spread(change),
        up=_count(change > 0),
        down=_count(change < 0),
        same=_count(change == 0),
        parts=_parts(compared) if some else None,
        grades=_grades(simulation),
        regraded=_count(compared["regraded"]),
        matrix=tuple(_matrix(compared)),
        bins=tuple(_bins(change)),
        ranks=_ranks(compared) if some else None,
        groups=tuple(_groups(filings)),
        gains=tuple(reversed([each for each in movers if each.change > 0])),
        losses=tuple(each for each in movers if each.change < 0),
        notes=tuple(_notes(simulation)),
    )


def _count(which: pl.Series) -> int:
    return int(which.sum())


def _exchanges(simulation: Simulation) -> Iterator[Exchange]:
    counts = dict(simulation.filings["before_rulebook"].value_counts().iter_rows())
    for id_, book in sorted(simulation.rulebooks.items()):
        yield Exchange(
            filings=counts.get(id_, 0),
            before=_book(book),
            after=_book(simulation.others[id_]),
            changes=tuple(
                Change(key=e.key, before=_told(e.before), after=_told(e.after), follows=e.follows)
                for e in simulation.changes[id_]
            ),
        )


def _book(book: Rulebook) -> Book:
    return Book(
        id=book.id, name=book.name, budget=book.budget.points, performance=book.total.performance
    )


def _told(value: Any) -> Any:
    """A rulebook's value as JSON has it."""
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def _ranked(filings: pl.DataFrame, by: str) -> pl.DataFrame:
    """Filings with the key of their group, their ranks and whether their grade changes.

    They are numbered from 0, in order.
    """
    keys = keyed(filings.with_columns(rulebook=pl.lit(""), fiscal_year=pl.lit(0)), by)
    names = keys.groups.lazy().select("group", "key")
    named = keys.own.join(names, on="group").sort("filing").collect(engine=ENGINE)
    totals = {"before": c.before_total, "after": c.after_total}
    return (
        filings.lazy()
        .with_columns(named["group"], named["key"])
        .with_columns(
            pl.when(c.why.is_null()).then(c(f"{side}_total")).alias(f"{side}_total")
            for side in totals
        )
        .with_columns(
            *(
                total.rank("min", descending=True).alias(f"{side}_rank")
                for side, total in totals.items()
            ),
            *(
                total.rank("min", descending=True).over("group").alias(f"{side}_place")
                for side, total in totals.items()
            ),
            *(
                (total.is_not_null() & total.is_duplicated()).alias(f"{side}_tied")
                for side, total in totals.items()
            ),
            regraded=c.before_grade.ne_missing(c.after_grade),
        )
        .with_columns(move=c.before_rank.cast(pl.Int64) - c.after_rank.cast(pl.Int64))
        .collect(engine=ENGINE)
    )


def _spread(values: pl.Series) -> Spread | None:
    if values.is_empty():
        return None
    mean, low, high = (float(x) for x in (values.mean(), values.min(), values.max()))  # type: ignore[arg-type] # of numbers
    found = {name: float(values.quantile(q, "nearest") or 0.0) for name, q in QUANTILES.items()}
    return Spread(mean=round(mean, 4), lowest=low, highest=high, **found)


def _parts(compared: pl.DataFrame) -> Parts:
    budget, whole = compared.select(
        budget=(c.after_budget_score - c.before_budget_score).mean(), whole=c.change.mean()
    ).row(0)
    return Parts(budget=round(budget, 4), performance=round(whole - budget, 4))


def _grades(simulation: Simulation) -> tuple[str, ...]:
    """Every grade that either side knows, best first."""
    bands = {
        band.grade: band.low
        for books in (simulation.others, simulation.rulebooks)
        for book in books.values()
        for band in book.grades.bands
    }
    return tuple(sorted(bands, key=lambda grade: -bands[grade]))


def _matrix(compared: pl.DataFrame) -> Iterator[Cell]:
    found = (
        compared.group_by(c.before_grade.fill_null(UNKNOWN), c.after_grade.fill_null(UNKNOWN))
        .len()
        .sort("before_grade", "after_grade")
    )
    for before, after, count in found.iter_rows():
        yield Cell(before=before, after=after, filings=count)


def _bins(change: pl.Series) -> Iterator[Bin]:
    """A histogram of the changes, its bars on round numbers."""
    if change.is_empty():
        return
    low, high = float(change.min() or 0), float(change.max() or 0)  # type: ignore[arg-type] # of numbers
    width = next((step for step in STEPS if (high - low) / step < BINS - 1), STEPS[-1])
    found = (change / width + 1e-9).floor().cast(pl.Int64).value_counts().sort("change")
    counts = dict(found.iter_rows())
    for number in range(min(counts), max(counts) + 1):
        yield Bin(
            low=round(number * width, 6),
            high=round((number + 1) * width, 6),
            filings=counts.get(number, 0),
        )


def _ranks(compared: pl.DataFrame) -> Ranks:
    moved, mean, largest, before, after = compared.select(
        (c.move != 0).sum().alias("moved"),
        c.move.abs().mean().alias("mean"),
        c.move.abs().max().alias("largest"),
        c.before_tied.sum(),
        c.after_tied.sum(),
    ).row(0)
    return Ranks(
        moved=moved,
        mean_move=round(mean, 2),
        largest_move=largest,
        tied_before=before,
        tied_after=after,
    )


def _groups(filings: pl.DataFrame) -> Iterator[Group]:
    """The groups, those that lose most first."""
    found = (
        filings.group_by("group")
        .agg(
            c.key.first(),
            filings=pl.len(),
            compared=c.why.is_null().sum(),
            before=c.before_total.mean().round(4),
            after=c.after_total.mean().round(4),
            change=c.change.filter(c.why.is_null()).mean().round(4),
            up=(c.change > 0).sum(),
            down=(c.change < 0).sum(),
            regraded=(c.regraded & c.why.is_null()).sum(),
            reranked=(c.before_place != c.after_place).sum(),
        )
        .with_columns(
            rank_before=c.before.rank("min", descending=True),
            rank_after=c.after.rank("min", descending=True),
        )
        .sort("change", "group", nulls_last=True)
        .drop("group")
    )
    return (Group(**row) for row in found.iter_rows(named=True))


def _movers(compared: pl.DataFrame, indicators: pl.DataFrame) -> list[Mover]:
    """The filings at either end, from the greatest loss to the greatest gain."""
    ends = compared.join(extremes(compared).select("filing"), on="filing", how="semi")
    rows = {
        key[0]: part.rows(named=True)
        for key, part in indicators.partition_by("filing", as_dict=True).items()
    }
    ordered = ends.sort("change", "filing").iter_rows(named=True)
    return [_mover(row, rows.get(row["filing"], [])) for row in ordered]


def _mover(row: dict[str, Any], indicators: list[dict[str, Any]]) -> Mover:
    parts = tuple(_of_filing(row, indicators))
    told = tuple(_telling(indicators, row["change"]))
    return Mover(
        id=row["id"],
        path=row["path"],
        index=row["index"],
        unit=row["unit"],
        project=row["project"],
        fiscal_year=row["fiscal_year"],
        before=row["before_total"],
        after=row["after_total"],
        change=row["change"],
        grade_before=row["before_grade"],
        grade_after=row["after_grade"],
        rank_before=row["before_rank"],
        rank_after=row["after_rank"],
        rank_in_group_before=row["before_place"],
        rank_in_group_after=row["after_place"],
        parts=parts,
        indicators=told,
        words=_words(parts, told),
    )


def _of_filing(row: dict[str, Any], indicators: list[dict[str, Any]]) -> Iterator[Part]:
    yield _part(
        BUDGET,
        (row["before_budget_points"], row["after_budget_points"]),
        (row["before_budget_score"], row["after_budget_score"]),
    )
    for name in dict.fromkeys(each["level1"] for each in indicators):
        members = [each for each in indicators if each["level1"] == name]
        weights, scores = (
            tuple(
                _sum([each[f"{side}_{what}"] for each in members]) for side in ("before", "after")
            )
            for what in ("weight", "score")
        )
        yield _part(name or "（未写一级指标）", weights, scores)


def _part(name: str, weights: tuple[Any, ...], scores: tuple[Any, ...]) -> Part:
    return Part(
        name=name,
        weight_before=weights[0],
        weight_after=weights[1],
        before=scores[0],
        after=scores[1],
        change=None if None in scores else round(scores[1] - scores[0], 6),
    )


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known), 6) if len(known) == len(values) else None


def _telling(indicators: list[dict[str, Any]], change: float) -> Iterator[Indicator]:
    """The indicators whose unearned points tell most of a change, in its direction."""
    found = [
        Indicator(
            row=each["row"],
            level3=each["level3"],
            weight_before=each["before_weight"],
            weight_after=each["after_weight"],
            before=each["before_score"],
            after=each["after_score"],
            lost=round(_unearned(each, "before") - _unearned(each, "after"), 6),
        )
        for each in indicators
        if None not in (each["before_weight"], each["after_weight"])
    ]
    telling = [each for each in found if each.lost * change > 0]
    yield from sorted(telling, key=lambda each: (-abs(each.lost), each.row))[:TOLD]


def _unearned(row: dict[str, Any], side: str) -> float:
    return float(row[f"{side}_weight"]) - float(row[f"{side}_score"] or 0)


def _words(parts: tuple[Part, ...], indicators: tuple[Indicator, ...]) -> str:
    """Where a change comes from, in a sentence."""
    moved = [
        f"{part.name}少扣 {-lost:g} 分" if lost < 0 else f"{part.name}多扣 {lost:g} 分"
        for part in parts
        if (lost := _more_lost(part))
    ]
    named = [f"第{each.row}行“{each.level3}”" for each in indicators]
    words = "，".join(moved) or "各部分扣分不变"
    return f"{words}；主要在{'、'.join(named)}" if named else words


def _more_lost(part: Part) -> float:
    """How many points more of its weight a part leaves unearned."""
    numbers = (part.weight_before, part.weight_after, part.before, part.after)
    if None in numbers:
        return round(-(part.change or 0.0), 2)
    before, after, earned, earns = numbers
    return round((after - earns) - (before - earned), 2)  # type: ignore[operator] # none is None


def _notes(simulation: Simulation) -> Iterator[str]:
    """What has to be known to read the figures."""
    yield "表上的分值按新办法的分值折算，填报得分随之折算；目标值、完成值和金额不变"
    if len(simulation.rulebooks) > 1:
        yield "这些表原来用的不是同一个办法，各表和自己原来的办法比"
    years = simulation.filings["fiscal_year"].drop_nulls().unique()
    for id_ in sorted({book.id for book in simulation.others.values()}):
        book = next(each for each in simulation.others.values() if each.id == id_)
        if any(year not in book.fiscal_years for year in years):
            yield f"“{book.name}”的适用年度不含其中一些表的年度，只是测算"
    if simulation.filings.height and simulation.filings["change"].drop_nulls().len() > 2 * MOST:
        yield f"得益和受损的只列变动最大的各 {MOST} 份；逐份的变动用 --format csv 或 xlsx 写出"
