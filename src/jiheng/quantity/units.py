"""Units: what people call them, their dimension, and how they convert."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from jiheng.quantity.lexicon import beginning, lexicon, words
from jiheng.quantity.normal import plain


class Unit(NamedTuple):
    """A unit: its kept spelling, its dimension, and `times` / `over` base units of it."""

    name: str
    dimension: str
    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)

    def base(self, value: Decimal) -> Decimal:
        """A number of these units in the dimension's base unit."""
        return value * self.times / self.over


@cache
def known_units() -> dict[str, Unit]:
    """Every spelling -> its unit; counters last, so that a measure's spelling wins."""
    found = {plain(word): Unit(plain(word), "count") for word in lexicon()["counters"]["words"]}
    for name, others in lexicon()["concentrations"].items():
        found |= {plain(spelling): Unit(plain(name), "count") for spelling in (name, *others)}
    for dimension, listed in lexicon()["units"].items():
        for name, (factor, *others) in listed.items():
            times, _, over = factor.partition("/")
            unit = Unit(name, dimension, Decimal(times), Decimal(over or 1))
            found |= {plain(spelling): unit for spelling in (name, *others)}
    return found


@cache
def _longest() -> int:
    return max(map(len, known_units()))


def unit_at(text: str, start: int) -> str:
    """The longest spelling of a known unit at a position of the text, "" for none."""
    return beginning(text, start, known_units(), _longest())


@cache
def _groups() -> dict[str, str]:
    groups = (*lexicon()["counters"]["same"], *lexicon()["periods"]["same"])
    return {word: group[0] for group in groups for word in group}


@lru_cache(maxsize=4096)
def unit_named(name: str) -> Unit:
    """The unit of a name as kept in a quantity; a rate (次/月) counts in its numerator."""
    if name in known_units():
        return known_units()[name]
    numerator, per, _ = name.partition("/")
    unit = known_units().get(numerator) or Unit(numerator, "count")
    return Unit(name, "count", unit.times, unit.over) if per else unit


@lru_cache(maxsize=4096)
def kind(name: str) -> tuple[str, str]:
    """What a unit can be converted into: its dimension or group of counters, and its denominator.

    Units of one kind can be converted into one another. What is counted by the year, which is a
    self-evaluation's period, is simply counted.
    """
    if name in known_units():
        numerator, denominator = name, ""
    else:
        numerator, _, denominator = name.partition("/")
    if denominator in words("year"):
        denominator = ""
    unit = known_units().get(numerator)
    measured = unit is not None and unit.dimension != "count"
    of = unit.dimension if unit and measured else _groups().get(numerator, numerator)
    return of, _groups().get(denominator, denominator)
