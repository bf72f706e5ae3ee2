"""A batch scored: budget, indicators, groups, totals and grades, one rulebook after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache

import polars as pl

from jiheng.filing.columns import all_computed, named
from jiheng.filing.frames import Frames
from jiheng.filing.slices import slices
from jiheng.rulebook import Rulebook, load
from jiheng.scoring.achievement import achievement
from jiheng.scoring.budget import budget
from jiheng.scoring.exact import rounded
from jiheng.scoring.indicators import scores
from jiheng.scoring.levels import official, official_level1
from jiheng.scoring.steps import Step, Steps, abreast, carried_out, step
from jiheng.scoring.totals import totals
from jiheng.scoring.weights import weights

c = pl.col

SCORED = {
    "filings": (
        "indicators",
        "claimed",
        "claimed_blank",
        "earned",
        "budget_points",
        "rate",
        "budget_score",
        "parts_total",
        "total",
        "grade",
    ),
    "groups": ("members", "weights", "score_claimed", "score", "official1"),
    "indicators": (
        "group_key",
        "official1",
        "official2",
        "nearest2",
        "home1",
        "opens",
        "measured",
        "met",
        "achievement",
        "weight",
        "weight_basis",
        "basis",
        "due",
        "score_low",
        "score_high",
        "score",
    ),
}
"""What scoring adds to each frame."""
EARNED = frozenset({"earned", "total", "grade"})
"""What scoring adds to filings out of the scores of their indicators; the rest is claimed, or of
the budget."""


SEEN = {
    "filings": (
        "rulebook",
        "approved",
        "executed",
        "budget_weight",
        "budget_score_claimed",
    ),
    "indicators": (
        "group",
        "group_declared",
        "level1",
        "level2",
        "level2_text",
        "target_nature",
        "target_comparator",
        "target_dimension",
        "actual_nature",
        "actual_completion",
        "weight_declared",
        "score_claimed",
        "score_decimals",
        "bound",
        "tier",
        "lower_is_better",
        "goal",
        "goal_upper",
        "reached",
    ),
}
"""What scoring looks at of filings and indicators, besides their numbers."""


@dataclass(frozen=True)
class Plan:
    """The scoring of the filings that one rulebook governs, as lazy frames; see `plan`.

    `claims` are the filings without what is `EARNED`: they need not wait for their indicators.
    Where a plan is `done` its frames hold what they tell, and there is nothing in them to leave
    out.
    """

    rulebook: Rulebook
    frames: Frames
    filings: pl.LazyFrame
    claims: pl.LazyFrame
    groups: pl.LazyFrame
    indicators: pl.LazyFrame
    done: bool = False


@dataclass(frozen=True)
class Scores:
    """The frames of a batch with what its rulebooks make of them, in points and percent.

    `SCORED` names what is added.
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
    scored = carried_through(governed(frames, rulebook))
    books = {plan.rulebook.id: plan.rulebook for plan in scored}
    return Scores(_together(frames, scored), books, scored)


def plans(frames: Frames, rulebook: str | None = None) -> list[Plan]:
    """How each rulebook scores its filings of a batch, slice by slice; nothing is computed yet.

    Raises RulebookError where a rulebook is not to be had.
    """
    return [plan(*part) for part in governed(frames, rulebook)]


def governed(frames: Frames, rulebook: str | None) -> list[tuple[Frames, Rulebook]]:
    """A batch in slices, each governed by one rulebook."""
    if rulebook is not None:
        book = load(rulebook)
        filings = frames.filings.with_columns(rulebook=pl.lit(book.id))
        given = [(replace(frames, filings=filings), book)]
    else:
        used = sorted(frames.filings["rulebook"].unique().to_list())
        given = [(frames if len(used) == 1 else _of(frames, id_), load(id_)) for id_ in used]
    return [(part, book) for own, book in given for part in slices(own)]


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


ORDER = {"filings": ["filing"], "groups": ["filing", "group"], "indicators": ["filing", "row"]}
"""The frames that scoring adds to, and the order of their rows."""


def _together(frames: Frames, scored: tuple[Plan, ...]) -> Frames:
    """A batch with its scores, in its order."""
    if not scored:
        return frames
    if len(scored) == 1:
        return scored[0].frames
    found = {name: pl.concat(getattr(plan.frames, name) for plan in scored) for name in ORDER}
    if any(plan.rulebook is not scored[0].rulebook for plan in scored):
        found = {name: frame.sort(ORDER[name]) for name, frame in found.items()}
    return replace(frames, **found)


def plan(frames: Frames, rulebook: Rulebook) -> Plan:
    """How one rulebook scores filings that it governs, as lazy frames."""
    indicators = indicators_scored(frames.indicators.lazy(), rulebook)
    return Plan(
        rulebook,
        frames,
        _filings(frames.filings, indicators, rulebook),
        filings_claimed(frames.filings.lazy(), frames.indicators.lazy(), rulebook),
        _groups(frames.groups, indicators, rulebook),
        _chosen(indicators, frames.indicators, "indicators"),
    )


def _chosen(scored: pl.LazyFrame, given: pl.DataFrame, name: str) -> pl.LazyFrame:
    """The columns that were given and those that scoring adds, without what led up to them."""
    return scored.select(named(*dict.fromkeys((*given.columns, *SCORED[name]))))


def indicators_scored(indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    """Indicators with what a rulebook makes of them, and with all that leads up to it."""
    return carried_out(indicators, _indicators(rulebook))


@lru_cache(maxsize=64)
def _indicators(rulebook: Rulebook) -> Steps:
    key = pl.struct("filing", "group").rle_id()
    return (
        step(filing=c.filing.set_sorted(), group_key=key.set_sorted()),
        *abreast(
            official(rulebook),
            (*achievement(rulebook), *weights(), *scores(rulebook)),
        ),
    )


def _groups(groups: pl.DataFrame, indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    sums = indicators.group_by("filing", "group").agg(_of_groups())
    joined = groups.lazy().join(sums, on=["filing", "group"], how="left", maintain_order="left")
    return joined.with_columns(_tidied(rulebook))


@cache
def _of_groups() -> Step:
    return step(
        members=pl.len(),
        weights=pl.when(c.weight.null_count() == 0).then(c.weight.sum()),
        score_claimed=c.score_claimed.sum(),
        score=pl.when(c.score.null_count() == 0).then(c.score.sum()),
    )


@lru_cache(maxsize=64)
def _tidied(rulebook: Rulebook) -> Step:
    return step(
        members=c.members.fill_null(0),
        weights=rounded(c.weights, digits=6),
        score_claimed=rounded(c.score_claimed, digits=6),
        score=rounded(c.score, digits=6),
        official1=official_level1(rulebook),
    )


def _filings(filings: pl.DataFrame, indicators: pl.LazyFrame, rulebook: Rulebook) -> pl.LazyFrame:
    return _chosen(filings_scored(filings.lazy(), indicators, rulebook), filings, "filings")


def filings_scored(
    filings: pl.LazyFrame, indicators: pl.LazyFrame, rulebook: Rulebook
) -> pl.LazyFrame:
    """Filings with what a rulebook makes of them, and with all that leads up to it.

    `indicators` are theirs, as `indicators_scored` gives them.
    """
    parts = (*_claims(), *_earnings())
    added = (*_claims_added(), *_earnings_added())
    return carried_out(
        _with_sums(filings, indicators, parts, added),
        abreast((_counted(),), (*budget(rulebook), *totals(rulebook))),
    )


def filings_claimed(
    filings: pl.LazyFrame, indicators: pl.LazyFrame, rulebook: Rulebook
) -> pl.LazyFrame:
    """The same but for what is `EARNED`; their indicators need not be scored."""
    return carried_out(
        _with_sums(filings, indicators, _claims(), _claims_added()),
        abreast((_counted(),), budget(rulebook)),
    )


def _with_sums(
    filings: pl.LazyFrame, indicators: pl.LazyFrame, parts: Step, added: Step
) -> pl.LazyFrame:
    """Filings with what their indicators say together, first by filing and then added up.

    Lists are added up in half the time that the rows of groups are.
    """
    in_order = c.filing.set_sorted()
    by_filing = indicators.with_columns(in_order).group_by("filing", maintain_order=True)
    sums = by_filing.agg(parts).with_columns(in_order)
    return filings.with_columns(in_order).join(
        sums.with_columns(added), on="filing", how="left", maintain_order="left"
    )


@cache
def _claims() -> Step:
    return step(
        indicators=pl.len(),
        claimed=c.score_claimed.fill_null(0),
        claimed_blank=c.score_claimed.null_count(),
    )


@cache
def _claims_added() -> Step:
    return step(claimed=c.claimed.list.sum())


@cache
def _earnings() -> Step:
    return step(earned=c.score.fill_null(0), unscored=c.score.null_count())


@cache
def _earnings_added() -> Step:
    """Null where an indicator cannot be scored."""
    return step(earned=pl.when(c.unscored == 0).then(c.earned.list.sum()))


@cache
def _counted() -> Step:
    claimed = c.budget_score_claimed.fill_null(0) + c.claimed.fill_null(0)
    return step(indicators=c.indicators.fill_null(0), parts_total=rounded(claimed, digits=6))


def carried_through(parts: Sequence[tuple[Frames, Rulebook]]) -> tuple[Plan, ...]:
    """Plans carried out: their frames hold the scores, and what is planned on them is at hand."""
    scored = all_computed(
        _chosen(
            indicators_scored(frames.indicators.lazy(), rulebook), frames.indicators, "indicators"
        )
        for frames, rulebook in parts
    )
    given = [(*part, indicators.lazy()) for part, indicators in zip(parts, scored, strict=True)]
    told = all_computed(
        (
            *(_filings(frames.filings, own, rulebook) for frames, rulebook, own in given),
            *(_groups(frames.groups, own, rulebook) for frames, rulebook, own in given),
        )
    )
    count = len(parts)
    return tuple(
        _done(rulebook, replace(frames, filings=filings, groups=groups, indicators=indicators))
        for (frames, rulebook), filings, groups, indicators in zip(
            parts, told[:count], told[count:], scored, strict=True
        )
    )


def _done(rulebook: Rulebook, frames: Frames) -> Plan:
    filings, groups, indicators = (
        frame.lazy() for frame in (frames.filings, frames.groups, frames.indicators)
    )
    return Plan(rulebook, frames, filings, filings, groups, indicators, done=True)
