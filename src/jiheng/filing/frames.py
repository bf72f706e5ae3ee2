"""Filings as columns, and back: both ways without loss.

What only Python can tell of a cell (what does "6352.3万" mean, does 2小时 fall under ≤30分钟) is
worked out here once for each distinct text and stored as columns; everything after is expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import polars as pl
from msgspec.structs import astuple, replace

from jiheng import quantity
from jiheng.filing import columns
from jiheng.filing.model import (
    Document,
    Filing,
    FundLine,
    Group,
    Indicator,
    Leftover,
    Source,
    understood_budget,
    understood_indicator,
)
from jiheng.filing.narratives import admits, is_elsewhen, named_projects, told_shares
from jiheng.quantity import Quantity

NARRATIVES = ("deviation", "improvement", "conclusion")
CACHED = 1 << 17


@dataclass(frozen=True)
class Frames:
    """The facts of a batch as columns; `columns` says what stands in each frame."""

    filings: pl.DataFrame
    groups: pl.DataFrame
    indicators: pl.DataFrame
    lines: pl.DataFrame
    mentions: pl.DataFrame
    leftovers: pl.DataFrame
    cells: pl.DataFrame
    documents: pl.DataFrame


def frames(filings: Sequence[Filing], documents: Iterable[Document] = ()) -> Frames:
    """The frames of some filings, numbered in their order."""
    numbered = list(enumerate(filings))
    return Frames(
        filings=_frame(columns.FILINGS, (_filing(n, f) for n, f in numbered)),
        groups=_frame(columns.GROUPS, (row for n, f in numbered for row in _groups(n, f))),
        indicators=_frame(
            columns.INDICATORS,
            (row for n, f in numbered for row in _indicators(n, f)),
        ),
        lines=_frame(columns.LINES, (row for n, f in numbered for row in _lines(n, f))),
        mentions=_frame(columns.MENTIONS, (row for n, f in numbered for row in _mentions(n, f))),
        leftovers=_frame(columns.LEFTOVERS, (row for n, f in numbered for row in _leftovers(n, f))),
        cells=_frame(columns.CELLS, (row for n, f in numbered for row in _cells(n, f))),
        documents=_frame(
            columns.DOCUMENTS,
            ((d.path, d.sha256, d.status, d.filings, d.problem) for d in documents),
        ),
    )


def models(given: Frames) -> tuple[Filing, ...]:
    """The filings that some frames were made from."""
    groups = _by_filing(given.groups, _group_model)
    indicators = _by_filing(given.indicators, _indicator_model)
    lines = _by_filing(given.lines, _line_model)
    leftovers = _by_filing(given.leftovers, lambda row: (row["kept"], _leftover_model(row)))
    sources = _by_filing(given.cells, lambda row: (_key(row["field"], row["row"]), _source(row)))
    return tuple(
        _filing_model(
            row,
            (
                groups.get(row["filing"], []),
                indicators.get(row["filing"], []),
                lines.get(row["filing"], []),
            ),
            leftovers.get(row["filing"], []),
            dict(sources.get(row["filing"], ())),
        )
        for row in given.filings.iter_rows(named=True)
    )


def _frame(schema: columns.Schema, rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    gathered = list(rows)
    if not gathered:
        return pl.DataFrame(schema=schema)
    values = zip(*gathered, strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, column, dtype=kind)
            for (name, kind), column in zip(schema.items(), values, strict=True)
        ]
    )


# Models to rows


def _filing(number: int, f: Filing) -> tuple[Any, ...]:
    b = f.budget
    rate = quantity.read_rate(b.rate_text)
    return (
        number,
        f.id,
        f.path,
        f.index,
        f.template,
        f.rulebook,
        f.title,
        f.fiscal_year,
        f.unit,
        f.filled_on,
        f.filled_on_text,
        f.project,
        f.project_code,
        f.supervising_department,
        f.implementing_unit,
        f.category,
        f.attribute,
        f.kind,
        *(f.options.get(name, ()) for name in ("category", "attribute", "kind")),
        b.unit,
        b.approved,
        b.executed,
        b.approved_text,
        b.executed_text,
        b.initial,
        b.initial_text,
        b.rate_text,
        b.rate_claimed,
        b.weight,
        b.weight_text,
        b.score_claimed,
        b.score_text,
        f.performance_weight,
        f.performance_weight_text,
        f.goal,
        f.goal_actual,
        f.total_claimed,
        f.total_text,
        f.total_weight_text,
        f.conclusion,
        f.deviation,
        f.improvement,
        f.opinion,
        f.signature,
        f.signed_on,
        f.signed_on_text,
        f.notes,
        quantity.read_amount(b.approved_text, b.unit).unit,
        quantity.read_amount(b.executed_text, b.unit).unit,
        rate.decimals,
        rate.percent_sign,
        rate.ratio,
        quantity.read_score(b.score_text).decimals,
        quantity.read_score(f.total_text).decimals,
    )


def _groups(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    for place, group in enumerate(f.groups):
        yield number, place, group.level1, group.declared, group.text


def _indicators(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    admitted = admits(f.deviation)
    aims = [i.target.text if i.target.nature == "qualitative" else "" for i in f.indicators]
    told = told_shares([i.level3 for i in f.indicators], aims, f.deviation, f.project)
    for i, share in zip(f.indicators, told, strict=True):
        declared = f.groups[i.group].declared if i.group < len(f.groups) else None
        facts = _indicator(i)
        yield number, i.row, i.group, declared, *facts, share, admitted


@lru_cache(maxsize=CACHED)
def _indicator(i: Indicator) -> tuple[Any, ...]:
    return (
        i.level1,
        i.level2,
        i.level2_declared,
        i.level2_text,
        i.level3,
        i.level3_text,
        *_quantity(i.target),
        *_quantity(i.actual),
        i.weight,
        i.weight_text,
        i.score_claimed,
        i.score_text,
        i.deviation,
        quantity.read_score(i.score_text).decimals,
        *_together(i.level3, i.level2, i.target, i.actual),
    )


def _quantity(q: Quantity) -> tuple[Any, ...]:
    return (
        q.text,
        q.nature,
        q.comparator,
        q.value,
        q.upper,
        q.unit,
        q.dimension,
        q.deadline,
        q.completion,
        q.vague,
        q.growth,
    )


@lru_cache(maxsize=CACHED)
def _together(level3: str, level2: str, target: Quantity, actual: Quantity) -> tuple[Any, ...]:
    """bound, tier, lower_is_better, comparable, goal, goal_upper, reached."""
    reached, goal = quantity.against(actual, target)
    upper = _upper_goal(target, actual, goal)
    both = target.nature == actual.nature == "quantitative"
    lower = quantity.lower_is_better(level3, target)
    above = upper is not None and reached is not None and reached > upper
    if above and not lower and quantity.is_no_less_for_more(target):
        reached = None
    return (
        quantity.is_bound(actual),
        quantity.tier_of(actual, target),
        lower,
        quantity.compatible(actual, target) if both else None,
        goal,
        upper,
        reached,
    )


def _upper_goal(target: Quantity, actual: Quantity, goal: float | None) -> float | None:
    """The upper end of a target in the unit in which its lower end is `goal`."""
    if target.upper_base is None or goal is None:
        return None
    if target.base:
        return target.upper_base * (goal / target.base)
    return quantity.against(actual, replace(target, base=target.upper_base))[1]


def _lines(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    for line in f.budget.lines:
        yield number, *astuple(line)


def _mentions(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    for field in NARRATIVES:
        text = getattr(f, field)
        for m in quantity.mentions(text):
            half = _half_a_digit(m.text) if m.value is not None else None
            place = (m.start, m.end, m.before, m.after)
            when = is_elsewhen(m.before, f.fiscal_year, text)
            yield number, field, m.kind, m.text, m.value, m.iso, *place, half, when, False
        for match, name, foreign in named_projects(text, f.project):
            start, end = match.span()
            place = (start, end, text[max(0, start - 24) : start], text[end : end + 24])
            yield number, field, "project", name, None, None, *place, None, False, foreign


UNITS = (("亿", 1e4), ("万", 1.0), ("千", 0.1), ("元", 1e-4))


@lru_cache(maxsize=CACHED)
def _half_a_digit(text: str) -> float:
    """Half a unit in the last printed digit of an amount, in 万元, or of a percentage, in %."""
    decimals = re.search(r"[.．](\d+)", text)
    unit = next((factor for word, factor in UNITS if word in text), 1.0)
    return 0.5 * unit * 0.1 ** (len(decimals[1]) if decimals else 0)


def _leftovers(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    for kept in ("placeholders", "unplaced"):
        for left in getattr(f, kept):
            yield number, kept, left.field, left.text, *_place(left.source)


def _cells(number: int, f: Filing) -> Iterator[tuple[Any, ...]]:
    for key, s in f.sources.items():
        field, row = _field(key)
        yield number, field, row, *_place(s)


def _place(s: Source) -> tuple[Any, ...]:
    where = (s.line, s.paragraph, s.page, s.sheet, s.table, s.row, s.column, s.box)
    return *where, s.confidence, s.hidden, s.note, s.words()


def _field(key: str) -> tuple[str, int | None]:
    """ "indicators.3.target" -> target of row 3; "groups.0" -> group 0; others as they are."""
    head, _, rest = key.partition(".")
    if head == "indicators":
        row, _, field = rest.partition(".")
        return field, int(row)
    if head == "groups":
        return "group", int(rest)
    return key, None


def _key(field: str, row: int | None) -> str:
    if row is None:
        return field
    return f"groups.{row}" if field == "group" else f"indicators.{row}.{field}"


# Rows to models

Row = dict[str, Any]
T = TypeVar("T")


def _by_filing(frame: pl.DataFrame, model: Callable[[Row], T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["filing"], []).append(model(row))
    return found


def _group_model(row: Row) -> Group:
    return Group(row["level1"], row["declared"], row["text"])


def _indicator_model(row: Row) -> Indicator:
    return understood_indicator(
        row=row["row"],
        group=row["group"],
        level1=row["level1"],
        level2_text=row["level2_text"],
        level3_text=row["level3_text"],
        target_text=row["target_text"],
        actual_text=row["actual_text"],
        weight_text=row["weight_text"],
        score_text=row["score_text"],
        deviation=row["deviation"],
    )


def _line_model(row: Row) -> FundLine:
    return FundLine(**{name: row[name] for name in FundLine.__struct_fields__})


def _leftover_model(row: Row) -> Leftover:
    return Leftover(row["field"], row["text"], _source(row))


def _source(row: Row) -> Source:
    return Source(
        line=row["line"],
        paragraph=row["paragraph"],
        page=row["page"],
        sheet=row["sheet"],
        table=row["table"],
        row=row["table_row"],
        column=row["column"],
        box=None if row["box"] is None else tuple(row["box"]),
        confidence=row["confidence"],
        hidden=row["hidden"],
        note=row["note"],
    )


PLAIN = tuple(name for name in Filing.__struct_fields__ if name in columns.FILINGS)
CHOICES = ("category", "attribute", "kind")


def _filing_model(
    row: Row,
    children: tuple[list[Group], list[Indicator], list[FundLine]],
    leftovers: list[tuple[str, Leftover]],
    sources: dict[str, Source],
) -> Filing:
    groups, indicators, lines = children
    plain = {name: row[name] for name in PLAIN} | {name: tuple(row[name]) for name in CHOICES}
    printed = {name: tuple(row[f"{name}_options"]) for name in CHOICES}
    return Filing(
        **plain,
        options={name: options for name, options in printed.items() if options},
        budget=understood_budget(
            unit=row["budget_unit"],
            approved_text=row["approved_text"],
            executed_text=row["executed_text"],
            initial_text=row["initial_text"],
            rate_text=row["rate_text"],
            weight_text=row["budget_weight_text"],
            score_text=row["budget_score_text"],
            lines=tuple(lines),
        ),
        groups=tuple(groups),
        indicators=tuple(indicators),
        placeholders=tuple(left for kept, left in leftovers if kept == "placeholders"),
        unplaced=tuple(left for kept, left in leftovers if kept == "unplaced"),
        sources=sources,
    )
