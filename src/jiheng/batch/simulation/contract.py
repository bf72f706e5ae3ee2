"""The JSON of `jiheng simulate`, schema jiheng/simulate-1, as frozen objects.

Totals, scores and weights are in points; `change` is what is after less what was before; ranks
count from 1, equal totals share the better one. What is not known is null.
"""

from __future__ import annotations

from typing import Any

import msgspec

SCHEMA = "jiheng/simulate-1"


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A rulebook: its id, its name, its budget points and performance points."""

    id: str
    name: str
    budget: float
    performance: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A value that was set, or that follows from one that was."""

    key: str
    before: Any
    after: Any
    follows: bool


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A rulebook and the one held against it: over how many filings."""

    filings: int
    before: Book
    after: Book
    changes: tuple[Change, ...]


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How values are spread; quantiles lie on the nearest value."""

    mean: float
    lowest: float
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    highest: float


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why filings cannot be compared, and how many."""

    why: str
    filings: int


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How many filings of one grade get which."""

    before: str
    after: str
    filings: int


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """How many filings change by `low` or more and less than `high` points."""

    low: float
    high: float
    filings: int


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The mean change of the budget's points and of the indicators'."""

    budget: float
    performance: float


class Ranks(msgspec.Struct, frozen=True, kw_only=True):
    """How filings change places: how many, by how much on average and at most, and ties."""

    moved: int
    mean_move: float
    largest_move: int
    tied_before: int
    tied_after: int


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The filings of a unit, a department or a category; its rank is that of its mean total."""

    key: str
    filings: int
    compared: int
    before: float | None
    after: float | None
    change: float | None
    rank_before: int | None
    rank_after: int | None
    up: int
    down: int
    regraded: int
    reranked: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The budget or a level-1 group of a filing under both rulebooks."""

    name: str
    weight_before: float | None
    weight_after: float | None
    before: float | None
    after: float | None
    change: float | None


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator whose share of its weight, or whose weight, makes a filing move."""

    row: int
    level3: str
    weight_before: float | None
    weight_after: float | None
    before: float | None
    after: float | None
    lost: float
    """How much less of its weight it leaves unearned, in points."""


class Mover(msgspec.Struct, frozen=True, kw_only=True):
    """A filing that gains or loses much, and by which parts."""

    id: str
    path: str
    index: int
    unit: str
    project: str
    fiscal_year: int | None
    before: float
    after: float
    change: float
    grade_before: str | None
    grade_after: str | None
    rank_before: int
    rank_after: int
    rank_in_group_before: int
    rank_in_group_after: int
    parts: tuple[Part, ...]
    indicators: tuple[Indicator, ...]
    words: str


class Report(msgspec.Struct, frozen=True, kw_only=True, rename={"schema_": "schema"}):
    """The whole of a simulation."""

    schema_: str
    by: str
    exchanges: tuple[Exchange, ...]
    filings: int
    compared: int
    not_compared: tuple[Why, ...]
    before: Spread | None
    after: Spread | None
    change: Spread | None
    up: int
    down: int
    same: int
    parts: Parts | None
    grades: tuple[str, ...]
    regraded: int
    matrix: tuple[Cell, ...]
    bins: tuple[Bin, ...]
    ranks: Ranks | None
    groups: tuple[Group, ...]
    gains: tuple[Mover, ...]
    losses: tuple[Mover, ...]
    notes: tuple[str, ...]


def encode(report: Report) -> bytes:
    """The JSON of a simulation, UTF-8, indented by two."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `encode` writes."""
    (reference,), parts = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    for part in parts.values():
        if "description" in part:
            part["description"] = " ".join(part["description"].split())
    parts["Report"]["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **reference,
        "$defs": parts,
    }
