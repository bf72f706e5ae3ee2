"""Which filings are made wrong, and how: drawn by number, each error kept as truth."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

import polars as pl

from jiheng.batch.synth.chance import Chance
from jiheng.batch.synth.errors import families
from jiheng.batch.synth.errors.case import Case, Unfit, Wrong
from jiheng.batch.synth.modelled import modelled, ticked
from jiheng.batch.synth.settled import settled
from jiheng.batch.synth.telling import told
from jiheng.batch.synth.written import written
from jiheng.filing import columns
from jiheng.filing.model import Filing

Facts = tuple[pl.DataFrame, pl.DataFrame]
TRIES = 40

TRUTH: columns.Schema = {
    "filing": pl.String,
    "path": pl.String,
    "index": pl.Int32,
    "unit": pl.String,
    "project": pl.String,
    "code": pl.String,
    "wording": pl.String,
    "field": pl.String,
    "row": pl.Int16,
    "was": pl.String,
    "now": pl.String,
    "rows": pl.List(pl.Int16),
    "with": pl.String,
    "leads_to": pl.List(pl.String),
}
"""The truth: one line per error. `field`, `row` (0: not an indicator's) and what was changed from
and to; `rows` all the indicators that were touched, `with` the other filing of an X code,
`leads_to` the codes that follow of necessity."""


@dataclass(frozen=True)
class Injected:
    """A filing made wrong, and what was done to it."""

    number: int
    way: Wrong
    filing: Filing
    truth: tuple[Any, ...]


def finished(facts: Facts, seed: int) -> Facts:
    """Facts with all sums and words: the last step for those that stay right."""
    return written(*told(*settled(*facts), seed), seed)


def plan(number: int, chance: Chance, codes: Iterable[str] | None = None) -> list[Wrong]:
    """The ways to try on a filing, in order: first the code is drawn, then the wording."""
    random = chance.generator("wrong", number)
    by_code = {code: ways for code, ways in families().items() if not codes or code in codes}
    drawn = (random.choice(list(by_code)) for _ in range(TRIES))
    return [random.choice(by_code[code]) for code in drawn]


def injected(
    facts: Facts, right: Facts, plans: dict[int, list[Wrong]], seed: int
) -> list[Injected]:
    """The filings of `plans` made wrong, by their numbers; those that no way fits are left out.

    `facts` are those of whole runs of filings, `right` the same finished.
    """
    forms = {row["number"]: row for row in facts[0].iter_rows(named=True)}
    rows = _by_number(facts[1])
    neighbours = _neighbours(right, plans)
    done: list[Injected] = []
    waiting = {number: list(ways) for number, ways in plans.items() if number in forms}
    while waiting:
        begun = [
            each
            for number, ways in waiting.items()
            if (each := _begun(number, ways, forms, rows, neighbours, seed)) is not None
        ]
        waiting = {one.number: waiting[one.number] for one in begun}
        for wrong in _carried_out(begun, (facts[0].schema, facts[1].schema), seed):
            del waiting[wrong.number]
            done.append(wrong)
    return sorted(done, key=lambda each: each.number)


@dataclass
class _Begun:
    number: int
    way: Wrong
    case: Case
    steps: Generator[None, None, None]


def _begun(  # noqa: PLR0913 - what a case is made of
    number: int,
    ways: list[Wrong],
    forms: dict[int, dict[str, Any]],
    rows: dict[int, list[dict[str, Any]]],
    neighbours: dict[int, Case],
    seed: int,
) -> _Begun | None:
    """The first way that fits a filing, its facts changed; `ways` is used up."""
    while ways:
        way = ways.pop(0)
        case = Case(
            form=dict(forms[number]),
            rows=deepcopy(rows[number]),
            random=Random(Chance(seed).generator(f"{way.code}/{way.wording}", number).random()),
            partner=neighbours.get(number),
            ticks=ticked(forms[number]),
        )
        steps = way.change(case)
        try:
            next(steps)
        except Unfit:
            continue
        return _Begun(number, way, case, steps)
    return None


def _carried_out(
    begun: list[_Begun], schemas: tuple[pl.Schema, pl.Schema], seed: int
) -> list[Injected]:
    """Sums and words made anew, then what is written changed; those that do not fit are left."""
    if not begun:
        return []
    changed = (
        pl.DataFrame([each.case.form for each in begun], schema=schemas[0]),
        pl.DataFrame([row for each in begun for row in each.case.rows], schema=schemas[1]),
    )
    forms, rows = finished(changed, seed)
    texts = {row["number"]: row for row in forms.iter_rows(named=True)}
    cells = _by_number(rows)
    done = []
    for each in begun:
        each.case.form.update(texts[each.number])
        for row, cell in zip(each.case.rows, cells[each.number], strict=True):
            row.update(cell)
        try:
            next(each.steps, None)
        except Unfit:
            continue
        done.append(Injected(each.number, each.way, modelled(each.case), _truth(each)))
    return done


def _truth(each: _Begun) -> tuple[Any, ...]:
    case, way = each.case, each.way
    first = case.altered[0]
    touched = sorted({one.row for one in case.altered if one.row})
    about = tuple(case.form[name] for name in ("id", "path", "index", "unit", "project"))
    other = case.partner.form["id"] if case.partner and way.code.startswith("X") else None
    what = (first.field, first.row, first.was, first.now)
    return (*about, way.code, way.wording, *what, touched, other, list(way.leads_to))


def _by_number(rows: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["number"], []).append(row)
    return found


def _neighbours(right: Facts, plans: dict[int, list[Wrong]]) -> dict[int, Case]:
    """For each filing the one before it in its unit, where that stays right."""
    wanted = {number - 1 for number in plans} - set(plans)
    forms = right[0].filter(pl.col("number").is_in(list(wanted)))
    rows = _by_number(right[1].filter(pl.col("number").is_in(list(wanted))))
    units = dict(right[0].select("number", "unit_no").iter_rows())
    return {
        form["number"] + 1: Case(form, rows[form["number"]], Random(0))
        for form in forms.iter_rows(named=True)
        if units.get(form["number"] + 1) == form["unit_no"]
    }
