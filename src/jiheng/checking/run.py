"""The runner: every selected check over a batch, into one frame of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from jiheng.checking import across as across_filings
from jiheng.checking import (  # noqa: F401 - entering their checks into the catalogue
    arithmetic,
    classification,
    form,
    narrative,
    reading,
    targets,
    weights,
)
from jiheng.checking.catalogue import CATALOGUE, SEVERITIES, Firing
from jiheng.checking.context import context
from jiheng.checking.finding import FINDINGS, NOTHING, Over, Part, Prepared, in_order, placed
from jiheng.filing.columns import LEAN, PLAIN, all_computed, computed, named
from jiheng.filing.frames import Frames
from jiheng.rulebook import Problem, Rulebook, RulebookError, ids, load
from jiheng.scoring import Plan

c = pl.col

OFF = "off"
GRAVITY = (*SEVERITIES, OFF)


class UnknownCodes(ValueError):
    """--select or --ignore names a code that is not in the catalogue."""


def selected(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[str, ...]:
    """The codes that some prefixes choose; raises UnknownCodes."""
    wanted, unwanted = tuple(select), tuple(ignore)
    unknown = [p for p in (*wanted, *unwanted) if not any(code.startswith(p) for code in CATALOGUE)]
    if unknown:
        raise UnknownCodes(
            f"没有这样的检查代码：{'、'.join(unknown)}；用 jiheng rules 查看全部代码"
        )
    return tuple(
        code
        for code in sorted(CATALOGUE)
        if (not wanted or code.startswith(wanted)) and not (unwanted and code.startswith(unwanted))
    )


def run(plans: Iterable[Plan], frames: Frames, codes: Iterable[str]) -> pl.DataFrame:
    """The findings of some checks, `FINDINGS`, filing by filing in the order of the form.

    `plans` say how the filings are scored; only what the checks look at is computed.
    """
    chosen = frozenset(codes)
    plans = tuple(plans)
    several = _several(plans, frames, chosen)
    found, every = _looked(plans, chosen, across_filings.COLUMNS if several else {})
    parts = _of_documents(frames.documents, chosen)
    parts += _across(every, [plan.rulebook for plan in plans], several)
    return _together([computed(in_order(parts)), *found], plans)


Beside = dict[str, pl.DataFrame]
"""What the checks across filings look at, of some filings that one rulebook governs."""


def look(plans: Iterable[Plan], codes: Iterable[str]) -> tuple[pl.DataFrame, list[Beside]]:
    """The findings in some of a corpus' filings, and what `compare` will want to know of them.

    Beside is nothing where `codes` has no check across filings.
    """
    chosen = frozenset(codes)
    plans = tuple(plans)
    across = chosen & across_filings.CHECKS.keys()
    found, every = _looked(plans, chosen - across, across_filings.COLUMNS if across else {})
    return _together(found, plans), every


def compare(
    every: list[Beside], rulebooks: Iterable[Rulebook], codes: Iterable[str]
) -> pl.DataFrame:
    """The findings across all filings of a corpus, numbered throughout; see `look`."""
    return arranged(crossing(every, rulebooks, codes))


def crossing(
    every: list[Beside], rulebooks: Iterable[Rulebook], codes: Iterable[str]
) -> list[Part]:
    """The same, check by check, before they are arranged."""
    across = frozenset(codes) & across_filings.CHECKS.keys()
    return list(_across(every, list(rulebooks), across if every else ()))


def arranged(parts: list[Part]) -> pl.DataFrame:
    """Findings across filings as one frame, in the order of codes and of the form."""
    return _together([computed(in_order(parts))], ())


def _looked(
    plans: tuple[Plan, ...], chosen: frozenset[str], besides: Mapping[str, Sequence[str]]
) -> tuple[list[pl.DataFrame], list[Beside]]:
    """Of each plan the findings in order, `RANKED`, and what is wanted beside them."""

    for plan in plans:
        _known(plan.rulebook)
    at_once = pl.thread_pool_size()
    looked = [
        each
        for first in range(0, len(plans), at_once)
        for each in _looked_at_once(plans[first : first + at_once], chosen, besides)
    ]
    return [found for found, _ in looked], [beside for _, beside in looked]


def _looked_at_once(
    plans: tuple[Plan, ...], chosen: frozenset[str], besides: Mapping[str, Sequence[str]]
) -> Iterator[tuple[pl.DataFrame, Beside]]:
    """The same of a few plans, step by step together.

    Threads of their own would wait for one another: whichever core of polars is free takes up what
    the other plan has next, and comes back late to its own.
    """
    checks = [prepared(plan.rulebook, chosen) for plan in plans]
    frames = _collected(plans, checks, besides)
    told = all_computed(
        in_order(parts, plan.frames.cells)
        for plan, parts in zip(plans, _fired(frames, checks), strict=True)
    )
    for found, here in zip(told, frames, strict=True):
        yield found, {name: here[name].select(columns) for name, columns in besides.items()}


def _together(found: list[pl.DataFrame], plans: tuple[Plan, ...]) -> pl.DataFrame:
    """The findings of several plans in order, from those of each; rulebooks may govern by turns."""
    some = [frame for frame in found if not frame.is_empty()] or [NOTHING]
    together = pl.concat(some) if len(some) > 1 else some[0]
    if len({plan.rulebook.id for plan in plans}) > 1:
        together = together.sort("rank", maintain_order=True)
    return together[list(FINDINGS)]


def _several(plans: tuple[Plan, ...], frames: Frames, chosen: frozenset[str]) -> frozenset[str]:
    """The chosen checks across filings: for a single filing none, unless a rulebook asks for it."""
    across = chosen & across_filings.CHECKS.keys()
    asked = frozenset(code for plan in plans for code in plan.rulebook.checks)
    return across if frames.filings.height > 1 else across & asked


def _collected(
    plans: Sequence[Plan], checks: Sequence[Checks], besides: Mapping[str, Sequence[str]]
) -> list[dict[str, pl.DataFrame]]:
    """Of each plan's frames the columns that the checks name, some besides, and their masks."""
    wanted = [
        (place, over, frame)
        for place, (plan, own) in enumerate(zip(plans, checks, strict=True))
        for over, frame in _wanted(plan, own, besides)
    ]
    collected = all_computed(
        (frame for *_, frame in wanted), PLAIN if all(plan.done for plan in plans) else LEAN
    )
    frames: list[dict[str, pl.DataFrame]] = [{} for _ in plans]
    for (place, over, _), frame in zip(wanted, collected, strict=True):
        frames[place][over] = frame
    return frames


def _wanted(
    plan: Plan, checks: Checks, besides: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, pl.LazyFrame]]:
    wanted = {over: checks[over].needs for over in checks}
    wanted |= {over: wanted.get(over, NONE).union(columns) for over, columns in besides.items()}
    for over, frame in context(plan, wanted).items():
        if over in besides or (over in checks and not getattr(plan.frames, over).is_empty()):
            yield over, _masked(frame, checks.get(over), besides.get(over, ()))


def _masked(frame: pl.LazyFrame, over: Over | None, besides: Sequence[str]) -> pl.LazyFrame:
    if over is None:
        return frame.select(named(*besides))
    return frame.select(named(*sorted(over.needs.union(besides)))).with_columns(over.masks)


NONE: frozenset[str] = frozenset()

Checks = dict[str, Over]
"""Checks by the frame that they look at."""


@lru_cache(maxsize=64)
def prepared(rulebook: Rulebook | None, codes: frozenset[str]) -> Checks:
    """The firings of some checks under a rulebook, which may turn a check off or reweigh it."""
    found: dict[str, list[Prepared]] = {}
    for code in sorted(codes):
        entry = CATALOGUE[code]
        severity = _severity(code, rulebook)
        if entry.rule is None or severity == OFF:
            continue
        fired = entry.rule(rulebook or load(ids()[0]))
        for firing in [fired] if isinstance(fired, Firing) else fired:
            found.setdefault(firing.over, []).append(Prepared(code, severity, firing))
    return {over: Over(tuple(entries)) for over, entries in found.items()}


def _severity(code: str, rulebook: Rulebook | None) -> str:
    override = rulebook.checks.get(code) if rulebook else None
    return (override and override.severity) or CATALOGUE[code].severity


def _known(rulebook: Rulebook) -> None:
    """Refuse a rulebook that speaks of checks which do not exist; raises RulebookError."""
    unknown = [code for code in rulebook.checks if code not in CATALOGUE]
    if unknown:
        problems = (
            Problem(rulebook.id, f"checks.{code}", "没有这项检查", "请用 jiheng rules 核对代码")
            for code in unknown
        )
        raise RulebookError(problems)


def _of_documents(documents: pl.DataFrame, codes: frozenset[str]) -> list[Part]:
    checks = prepared(None, codes)
    if documents.is_empty() or "documents" not in checks:
        return []
    masked = computed(_masked(documents.lazy(), checks["documents"], ()))
    return _fired([{"documents": masked}], [checks])[0]


def _fired(frames: Sequence[dict[str, pl.DataFrame]], checks: Sequence[Checks]) -> list[list[Part]]:
    """Of each plan's frames the findings of each check that fires: words for hits only."""
    hits = [
        Hit(place, entry, rows, places)
        for place, (here, own) in enumerate(zip(frames, checks, strict=True))
        for over, frame in here.items()
        if over in own
        for rows in [frame.lazy()]
        for entry, places in own[over].hits(frame)
    ]
    longest_first = sorted(range(len(hits)), key=lambda number: -len(hits[number].places))
    told = all_computed(
        hits[number].entry.found(hits[number].rows, hits[number].places) for number in longest_first
    )
    found: list[list[Part]] = [[] for _ in frames]
    for number, part in sorted(zip(longest_first, told, strict=True), key=itemgetter(0)):
        found[hits[number].place].append((hits[number].entry.code, part))
    return found


class Hit(NamedTuple):
    """A check that may fire: in the frames of which plan, in which of them, and in which rows."""

    place: int
    entry: Prepared
    rows: pl.LazyFrame
    places: pl.Series


def _across(every: list[Beside], books: list[Rulebook], codes: Iterable[str]) -> Iterator[Part]:
    """The findings across filings, whatever rulebooks govern them."""
    if not codes:
        return
    together = {
        name: pl.concat([beside[name] for beside in every]).sort("filing")
        for name in across_filings.COLUMNS
    }
    for code, function in across_filings.CHECKS.items():
        if code in codes:
            yield from part(code, books, partial(function, together, books))


def part(code: str, books: Sequence[Rulebook], find: Callable[[], pl.DataFrame]) -> list[Part]:
    """What a check across filings finds (`across.FINDING`), unless the rulebooks all do without."""
    severity = min((_severity(code, book) for book in books), key=GRAVITY.index)
    found = pl.DataFrame() if severity == OFF else find()
    if found.is_empty():
        return []
    told = found.with_columns(code=pl.lit(code), severity=pl.lit(severity), rank=placed(c.field))
    return [(code, told)]
