"""A batch scored: budget, indicators, groups, totals and grades, one rulebook after another."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.filing.frames import Frames
from jiheng.rulebook import Rulebook, load
from jiheng.scoring.achievement import with_achievement
from jiheng.scoring.exact import rounded, share
from jiheng.scoring.indicators import with_scores
from jiheng.scoring.levels import official_level1, with_official
from jiheng.scoring.totals import with_total
from jiheng.scoring.weights import with_weights

c = pl.col

PLAIN = pl.QueryOptFlags.none()
"""Where every column is wanted there is nothing to leave out, and looking for it takes time."""


@dataclass(frozen=True)
class Plan:
    """The scoring of the filings that one rulebook governs, as lazy frames; see `plan`."""

    rulebook: Rulebook
    frames: Frames
    filings: pl.LazyFrame
    groups: pl.LazyFrame
    indicators: pl.LazyFrame


@dataclass(frozen=True)
class Scores:
    """The frames of a batch with what its rulebooks make of them, in points and percent.

    filings: + budget_points, rate, budget_score, parts_total, total, grade
    groups: + group_key, official1, members, weights, score_claimed, score
    indicators: + group_key, official1, official2, nearest2, home1, opens, measured, met,
    achievement, weight, weight_basis, basis, score_low, score_high, score
    """

    frames: Frames
    rulebooks: dict[str, Rulebook]
    plans: tuple[Plan, ...]

    @property
    def filings(self) -> pl.DataFrame:
        """Every filing, in the batch's order."""
        return self.frames.filings

    @property
    def groups(self) -> pl.DataFrame:
        """Every group, in the batch's order."""
        return self.frames.groups

    @property
    def indicators(self) -> pl.DataFrame:
        """Every indicator, in the batch's order."""
        return self.frames.indicators


def score(frames: Frames, rulebook: str | None = None) -> Scores:
    """Score every filing by its own rulebook, or all by the one that is named.

    Raises RulebookError where a rulebook is not to be had.
    """
    planned = plans(frames, rulebook)
    scored = [_collected(plan) for plan in planned]
    books = {plan.rulebook.id: plan.rulebook for plan in planned}
    return Scores(_together(frames, [plan.frames for plan in scored]), books, tuple(scored))


def plans(frames: Frames, rulebook: str | None = None) -> list[Plan]:
    """How each rulebook scores its filings of a batch; nothing is computed yet.

    Raises RulebookError where a rulebook is not to be had.
    """
    if rulebook is not None:
        named = load(rulebook)
        filings = frames.filings.with_columns(rulebook=pl.lit(named.id))
        return [plan(replace(frames, filings=filings), named)]
    used = frames.filings["rulebook"].unique().sort().to_list()
    return [plan(frames if len(used) == 1 else _of(frames, id_), load(id_)) for id_ in used]


def _of(frames: Frames, id_: str) -> Frames:
    """The part of a batch that one rulebook governs."""
    filings = frames.filings.filter(c.rulebook == id_)
    numbers = filings.select("filing")
    parts = {
        field.name: getattr(frames, field.name).join(
            numbers, on="filing", how="semi", maintain_order="left"
        )
        for field in fields(Frames)
        if field.name not in ("filings", "documents")
    }
    return replace(frames, filings=filings, **parts)


def _together(frames: Frames, parts: list[Frames]) -> Frames:
    if not parts:
        return frames
    if len(parts) == 1:
        return parts[0]
    order = {"filings": ["filing"], "groups": ["filing", "group"], "indicators": ["filing", "row"]}
    return replace(
        frames,
        **{
            name: pl.concat([getattr(part, name) for part in parts]).sort(by)
            for name, by in order.items()
        },
    )


def plan(frames: Frames, rulebook: Rulebook) -> Plan:
    """How one rulebook scores filings that it governs, as lazy frames."""
    change = (c.filing != c.filing.shift(1)) | (c.group != c.group.shift(1))
    indicators = (
        frames.indicators.lazy()
        .with_columns(
            filing=c.filing.set_sorted(),
            group_key=change.fill_null(value=True).cast(pl.UInt32).cum_sum().set_sorted(),
        )
        .pipe(with_official, rulebook)
        .pipe(with_achievement, rulebook)
        .pipe(with_weights)
        .pipe(with_scores, rulebook)
    )
    filings = frames.filings.lazy().pipe(_scored_filings, indicators, rulebook)
    return Plan(rulebook, frames, filings, _groups(frames.groups, indicators, rulebook), indicators)


def _groups(groups: pl.DataFrame, indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    sums = indicators.group_by("filing", "group").agg(
        members=pl.len(),
        weights=pl.when(c.weight.null_count() == 0).then(c.weight.sum()),
        score_claimed=c.score_claimed.sum(),
        score=pl.when(c.score.null_count() == 0).then(c.score.sum()),
    )
    return (
        groups.lazy()
        .join(sums, on=["filing", "group"], how="left", maintain_order="left")
        .with_columns(
            c.members.fill_null(0),
            _tidy("weights"),
            _tidy("score_claimed"),
            _tidy("score"),
            official1=official_level1(c.level1, rulebook),
        )
    )


def _collected(planned: Plan) -> Plan:
    """A plan carried out: its frames hold the scores, and what is planned on them is at hand."""
    indicators = planned.indicators.collect(engine=ENGINE, optimizations=PLAIN)
    here = replace(planned.frames, indicators=indicators)
    lazy = replace(planned, indicators=indicators.lazy())
    filings = planned.frames.filings.lazy().pipe(
        _scored_filings, indicators.lazy(), planned.rulebook
    )
    groups = _groups(planned.frames.groups, indicators.lazy(), planned.rulebook)
    done = pl.collect_all([filings, groups], engine=ENGINE, optimizations=PLAIN)
    return replace(
        lazy,
        frames=replace(here, filings=done[0], groups=done[1]),
        filings=done[0].lazy(),
        groups=done[1].lazy(),
    )


def _scored_filings(
    filings: pl.LazyFrame, indicators: pl.LazyFrame, rulebook: Rulebook
) -> pl.LazyFrame:
    return (
        filings.pipe(_with_budget, rulebook)
        .join(_parts(indicators), on="filing", how="left", maintain_order="left")
        .pipe(_with_parts)
        .pipe(with_total, rulebook)
    )


def _tidy(name: str) -> pl.Expr:
    return rounded(c(name), digits=6).alias(name)


def _with_budget(filings: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `budget_points`, `rate` (percent, two decimals) and `budget_score`."""
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    points = c.budget_weight.fill_null(rulebook.budget.points)
    spent, approved = c.executed.clip(0), c.approved
    ratio = pl.when(approved > 0).then(spent / approved)
    earned = share(points, ratio, (spent, approved), digits=digits, rounding=rounding)
    return filings.with_columns(
        budget_points=points,
        rate=share(pl.lit(100.0), ratio, (spent, approved), digits=2),
        budget_score=pl.min_horizontal(earned, points * rulebook.budget.cap),
    )


def _parts(indicators: pl.LazyFrame) -> pl.LazyFrame:
    return indicators.group_by("filing").agg(
        indicators=pl.len(),
        claimed=c.score_claimed.sum(),
        claimed_blank=c.score_claimed.null_count(),
        earned=pl.when(c.score.null_count() == 0).then(c.score.sum()),
    )


def _with_parts(filings: pl.LazyFrame) -> pl.LazyFrame:
    """Add `parts_total`, the sum of the claimed parts."""
    return filings.with_columns(
        indicators=c.indicators.fill_null(0),
        parts_total=rounded(c.budget_score_claimed.fill_null(0) + c.claimed.fill_null(0), digits=6),
    )
