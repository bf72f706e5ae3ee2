"""What a cell's words come to."""

from __future__ import annotations

import datetime

import msgspec


class Quantity(msgspec.Struct, frozen=True):
    """A target or an actual: the text as read, and what it means.

    `value` is the number in its own `unit`, `base` the same in the base unit of its `dimension`
    (ratio: percent; time: seconds; money: 元; length: mm; area: cm²; weight: g; volume: ml; count:
    itself). `upper` is the other end of a range. A deadline is of dimension "date": `deadline`
    says which, `value` is an ordinal by which deadlines of the same `unit` compare.
    `completion` is the percentage of 完成81.25%; `tier` what an answer's words claim.
    """

    text: str
    nature: str = "blank"
    comparator: str | None = None
    value: float | None = None
    upper: float | None = None
    unit: str | None = None
    dimension: str | None = None
    base: float | None = None
    upper_base: float | None = None
    decimals: int | None = None
    completion: float | None = None
    deadline: str | None = None
    tier: str | None = None
    vague: bool = False
    approximate: bool = False
    growth: bool = False


class Amount(msgspec.Struct, frozen=True):
    """Money in a column: `value` in 万元, `unit` the one that the cell itself names."""

    text: str
    value: float | None = None
    unit: str | None = None
    decimals: int | None = None


class Rate(msgspec.Struct, frozen=True):
    """A rate: `value` in percent, whether it has its sign, or is written as a ratio (0.75)."""

    text: str
    value: float | None = None
    percent_sign: bool = False
    ratio: bool = False
    decimals: int | None = None


class Score(msgspec.Struct, frozen=True):
    """Points, with the number of printed decimals."""

    text: str
    value: float | None = None
    decimals: int | None = None


class PartialDate(msgspec.Struct, frozen=True):
    """A date as far as it is written."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def complete(self) -> bool:
        """Whether year, month and day are there and make a real day."""
        return self.iso() is not None

    def iso(self) -> str | None:
        """The full date as 2022-02-18, None for anything less."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return datetime.date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None


class Mention(msgspec.Struct, frozen=True):
    """An amount (万元), a percentage (%) or a date that a narrative tells, and the words around."""

    kind: str
    text: str
    value: float | None
    iso: str | None
    start: int
    end: int
    before: str
    after: str
