"""The runner: every selected check over a batch, into one frame of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from operator import itemgetter

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
from jiheng.checking.finding import FINDINGS, NOTHING, Over, Prepared, in_order, placed
from jiheng.filing.columns import ENGINE, LEAN, PLAIN, computed, named
from jiheng.filing.frames import Frames
from jiheng.filing.slices import side_by_side
from jiheng.rulebook import Problem, Rulebook, RulebookError, ids, load
from jiheng.scoring import Plan

c = pl.col

OFF = "off"
GRAVITY = (*SEVERITIES, OFF)
Part = tuple[str, pl.DataFrame]
"""A code and its findings."""


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
    return _together([_in_order(parts), *found], plans)


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
    return _together([_in_order(parts)], ())


def _looked(
    plans: tuple[Plan, ...], chosen: frozenset[str], besides: Mapping[str, Sequence[str]]
) -> tuple[list[pl.DataFrame], list[Beside]]:
    """Of each plan the findings in order, `RANKED`, and what is wanted beside them."""

    def one(plan: Plan) -> tuple[pl.DataFrame, Beside]:
        checks = prepared(plan.rulebook, chosen)
        here = _collected(plan, checks, besides)
        found = _in_order(_fired(here, checks), plan.frames.cells)
        return found, {name: here[name].select(columns) for name, columns in besides.items()}

    for plan in plans:
        _known(plan.rulebook)
    looked = side_by_side(one, plans)
    return [found for found, _ in looked], [beside for _, beside in looked]


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
    plan: Plan, checks: Checks, besides: Mapping[str, Sequence[str]]
) -> dict[str, pl.DataFrame]:
    """Of each frame the columns that the checks name, some besides, and the checks' masks."""
    wanted = {over: checks[over].needs for over in checks}
    wanted |= {over: wanted.get(over, NONE).union(columns) for over, columns in besides.items()}
    frames = context(plan, wanted)
    chosen = [
        over
        for over in frames
        if over in besides or (over in checks and not getattr(plan.frames, over).is_empty())
    ]
    collected = pl.collect_all(
        [_masked(frames[over], checks.get(over), besides.get(over, ())) for over in chosen],
        engine=ENGINE,
        optimizations=PLAIN if plan.done else LEAN,
    )
    return dict(zip(chosen, collected, strict=True))


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
    return _fired({"documents": masked}, checks)


def _fired(frames: dict[str, pl.DataFrame], checks: Checks) -> list[Part]:
    """The findings of each check that fires, frame by frame: words for hits only."""
    hits = [
        (entry, rows, mask)
        for over, frame in frames.items()
        if over in checks
        for rows in [frame.lazy()]
        for entry, mask in checks[over].hits(frame)
    ]
    found = pl.collect_all(
        [entry.found(rows, mask) for entry, rows, mask in hits],
        engine=ENGINE,
        optimizations=PLAIN,
    )
    return [(entry.code, rows) for (entry, *_), rows in zip(hits, found, strict=True)]


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


def _in_order(parts: list[Part], cells: pl.DataFrame | None = None) -> pl.DataFrame:
    """Findings in the order of the form, of the same field in that of their codes."""
    return in_order([found for _, found in sorted(parts, key=itemgetter(0))], cells)
