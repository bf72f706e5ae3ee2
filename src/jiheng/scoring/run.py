"""A batch scored: budget, indicators, groups, totals and grades, one rulebook after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import polars as pl

from jiheng.filing.frames import Frames
from jiheng.rulebook import Rulebook, load
from jiheng.scoring.achievement import with_achievement
from jiheng.scoring.exact import rounded, share
from jiheng.scoring.indicators import with_scores
from jiheng.scoring.levels import official_level1, with_official
from jiheng.scoring.weights import with_weights

c = pl.col


@dataclass(frozen=True)
class Scores:
    """The frames of a batch with what its rulebooks make of them, in points and percent.

    filings: + budget_points, rate, budget_score, parts_total, total, grade
    groups: + group_key, official1, members, weights, score_claimed, score
    indicators: + group_key, group_declared, official1, official2, home1, opens, measured, met,
    achievement, weight, weight_basis, basis, score_low, score_high, score
    """

    frames: Frames
    rulebooks: dict[str, Rulebook]
    by_rulebook: dict[str, Frames]

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
    if rulebook is not None:
        named = load(rulebook)
        frames = replace(frames, filings=frames.filings.with_columns(rulebook=pl.lit(named.id)))
        rulebooks = {named.id: named}
    else:
        rulebooks = {id_: load(id_) for id_ in frames.filings["rulebook"].unique().sort()}
    scored = {id_: _scored(_of(frames, id_, rulebooks), book) for id_, book in rulebooks.items()}
    return Scores(_together(frames, scored.values()), rulebooks, scored)


def _of(frames: Frames, id_: str, rulebooks: Iterable[str]) -> Frames:
    """The part of a batch that one rulebook governs."""
    if list(rulebooks) == [id_]:
        return frames
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


def _together(frames: Frames, scored: Iterable[Frames]) -> Frames:
    parts = list(scored)
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


def _scored(frames: Frames, rulebook: Rulebook) -> Frames:
    numbered = frames.groups.with_row_index("group_key")
    keys = numbered.lazy().select("filing", "group", "group_key", group_declared="declared")
    indicators = (
        frames.indicators.lazy()
        .join(keys, on=["filing", "group"], how="left", maintain_order="left")
        .pipe(with_official, rulebook)
        .pipe(with_achievement, rulebook)
        .pipe(with_weights)
        .pipe(with_scores, rulebook)
        .collect()
    )
    sums = indicators.lazy().group_by("group_key").agg(
        members=pl.len(),
        weights=pl.when(c.weight.null_count() == 0).then(c.weight.sum()),
        score_claimed=c.score_claimed.sum(),
        score=pl.when(c.score.null_count() == 0).then(c.score.sum()),
    )
    groups = (
        numbered.lazy()
        .join(sums, on="group_key", how="left", maintain_order="left")
        .with_columns(
            c.members.fill_null(0),
            _tidy("weights"),
            _tidy("score_claimed"),
            _tidy("score"),
            official1=official_level1(c.level1, rulebook),
        )
        .collect()
    )
    filings = (
        frames.filings.lazy()
        .pipe(_with_budget, rulebook)
        .join(_parts(indicators), on="filing", how="left", maintain_order="left")
        .pipe(_with_total, rulebook)
        .collect()
    )
    return replace(frames, filings=filings, groups=groups, indicators=indicators)


def _tidy(name: str) -> pl.Expr:
    return rounded(c(name), digits=6).alias(name)


def _with_budget(filings: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `budget_points`, `rate` (percent, two decimals) and `budget_score`."""
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    points = c.budget_weight.fill_null(rulebook.budget.points)
    earned = share(points, c.executed.clip(0), c.approved, digits=digits, rounding=rounding)
    return filings.with_columns(
        budget_points=points,
        rate=share(pl.lit(100.0), c.executed.clip(0), c.approved, digits=2),
        budget_score=pl.min_horizontal(earned, points * rulebook.budget.cap),
    )


def _parts(indicators: pl.DataFrame) -> pl.LazyFrame:
    return (
        indicators.lazy()
        .group_by("filing")
        .agg(
            indicators=pl.len(),
            claimed=c.score_claimed.sum(),
            claimed_blank=c.score_claimed.null_count(),
            earned=pl.when(c.score.null_count() == 0).then(c.score.sum()),
        )
    )


def _with_total(filings: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Add `parts_total` (claimed parts), `total` (computed; null if a part is) and `grade`."""
    digits, rounding = rulebook.total.digits, rulebook.total.rounding
    computed = c.budget_score + c.earned
    return filings.with_columns(
        indicators=c.indicators.fill_null(0),
        parts_total=rounded(c.budget_score_claimed.fill_null(0) + c.claimed.fill_null(0), digits=6),
        total=rounded(computed, digits=digits, rounding=rounding),
    ).with_columns(grade=_grade(rulebook))


def _grade(rulebook: Rulebook) -> pl.Expr:
    bands = sorted(rulebook.grades.bands, key=lambda band: -band.low)
    return pl.coalesce(pl.when(c.total >= band.low).then(pl.lit(band.grade)) for band in bands)
