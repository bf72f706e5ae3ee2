"""The JSON of `jiheng rollup`, schema jiheng/rollup-1, as frozen objects.

Amounts are in 万元, rates in percent, weights and scores in points; what is not known is null.
`published` makes its JSON Schema.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

SCHEMA = "jiheng/rollup-1"


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """One filing's part of an indicator: its row there, its funds, and in the indicator's unit."""

    filing: str
    project: str
    row: int
    funds: float
    target_text: str
    actual_text: str
    target: float | None
    actual: float | None
    weight: float | None
    score: float


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of a group.

    `weight` and `score` are its parts of the total's 100 points. `weight_within` and `score_within`
    are what the filings that have it give it on average, and what its completion earns of that;
    `funds_share` is these filings' share of the funds, in percent. `way` tells "measured"
    (completions are aggregated, then scored), "trusted" (the target is a number, the actual no
    measurement: scores are averaged) and "qualitative" (the same for words). `mean_score` is the
    part that the filings' own scores have in `mean_total`.
    """

    row: int
    level1: str
    level2: str
    level3: str
    unit: str | None
    method: Literal["sum", "funds-weighted"]
    way: Literal["measured", "trusted", "qualitative"]
    filings: int
    comparator: str | None
    target: float | None
    target_upper: float | None
    actual: float | None
    target_text: str | None
    actual_text: str | None
    funds: float
    funds_share: float
    weight_within: float | None
    score_within: float
    weight: float | None
    score: float
    mean_score: float | None
    basis: str
    contributions: tuple[Contribution, ...] | UnsetType = UNSET


class Level1(msgspec.Struct, frozen=True, kw_only=True):
    """A level-1 group: its points by the filings, and what its indicators earn."""

    level1: str
    weight: float | None
    score: float


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings there are of each severity."""

    error: int
    warning: int
    advice: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """How much one part adds to the difference of the two totals; `row` is null for the budget."""

    row: int | None
    difference: float


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`total` less `mean_total`, told in words and by the parts that make it, greatest first."""

    value: float | None
    words: str
    parts: tuple[Part, ...]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Two indicators that may be one, by their rows; `confirm` is the line that confirms it."""

    first: int
    second: int
    reason: str
    likeness: float
    confirm: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know about some filings of a group."""

    code: Literal["no-funds", "no-score", "no-budget", "full-marks"]
    message: str
    filings: tuple[str, ...]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A filing of a group with what it contributes to budget and totals.

    `funds` is what it is weighted by; `total` is null where a part of it is.
    """

    filing: str
    path: str
    index: int
    unit: str
    project: str
    approved: float | None
    executed: float | None
    funds: float | None
    budget_points: float
    budget_score: float | None
    full_marks: float | None
    total: float | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Filings of one key, one rulebook and one fiscal year.

    `funds` is what the weights of all means add up to: those of the filings whose indicators count.
    """

    key: str
    rulebook: str
    rulebook_name: str
    fiscal_year: int | None
    filings: int
    approved: float | None
    executed: float | None
    rate: float | None
    budget_points: float
    budget_score: float | None
    funds: float
    indicators: tuple[Indicator, ...]
    level1: tuple[Level1, ...]
    full_marks: float | None
    total: float | None
    mean_total: float | None
    difference: Difference
    grade: str | None
    findings: Findings
    candidates: tuple[Candidate, ...]
    notes: tuple[Note, ...]
    members: tuple[Member, ...] | UnsetType = UNSET


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """Keys that may be one name: in full, and shorter ways to write it. They are not merged."""

    full: str
    short: tuple[str, ...]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """What a rulebook says about one thing of the roll-up."""

    topic: Literal["budget", "sum", "relative", "limits", "qualitative", "funds"]
    rule: str
    clause: str
    text: str


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A rulebook by which groups were rolled up."""

    id: str
    name: str
    clauses: tuple[Clause, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True, rename={"schema_": "schema"}):
    """The whole of `jiheng rollup --format json`.

    `overall` has all filings of each edition and year together, whatever their key. `notes` are
    about the batch. Contributions and members are there with `--explain` only.
    """

    schema_: str = SCHEMA
    by: Literal["unit", "supervising_department", "implementing_unit", "category"]
    rulebooks: tuple[Book, ...]
    groups: tuple[Group, ...]
    overall: tuple[Group, ...]
    variants: tuple[Variant, ...]
    notes: tuple[str, ...]


def encode(report: Report) -> bytes:
    """The JSON of a report, UTF-8, indented by two."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
