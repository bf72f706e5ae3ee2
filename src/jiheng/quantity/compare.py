"""An actual held against its target."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from jiheng.quantity import answers
from jiheng.quantity.lexicon import any_of, lexicon, words
from jiheng.quantity.model import Quantity
from jiheng.quantity.normal import plain
from jiheng.quantity.relative import is_relative
from jiheng.quantity.units import kind, unit_named

LARGEST_RATIO = 1.0
"""Up to here a bare number with a printed point is a ratio: 0.75 is 75%."""

ABOUT = 0.1
"""The share of a number up to which 约 may be meant."""

FAR = 1.5
"""So many times as much over the year as was asked for: one of the two left its period out."""

SMALL_TARGET = 10.0
"""Up to this target in percent a bare 0.5 is no ratio: against ≤5% it is 0.5%."""


def is_bound(actual: Quantity) -> bool:
    """Whether an actual repeats a bound (≤5%) and measures nothing.

    达到95% says what was reached; 完成81.25% and a date by which something was done measure, too.
    """
    if actual.comparator in (None, "=") or actual.dimension == "date":
        return False
    return not _reached(actual.text)


@lru_cache(maxsize=1 << 16)
def _reached(text: str) -> bool:
    """Whether 达到 is all that a text says of bounds."""
    line = plain(text)
    if not any(word in line for word in words("reached")):
        return False
    return not _bounding().search(_reaching().sub("", line))


@cache
def _reaching() -> re.Pattern[str]:
    return re.compile(rf"(?<![未没])(?:{any_of(words('reached'))})")


@cache
def _bounding() -> re.Pattern[str]:
    tables = (lexicon()["before"], lexicon()["after"])
    said = {plain(word) for table in tables for listed in table.values() for word in listed}
    return re.compile(any_of(said - words("reached")))


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities can be compared.

    They can in one dimension, for counters and rates in one unit; a bare number takes any unit,
    and a completion (完成81.25%) answers any target.
    """
    if a.nature != "quantitative" or b.nature != "quantitative":
        return False
    if "date" in (a.dimension, b.dimension):
        return a.dimension == b.dimension or None in (a.dimension, b.dimension)
    if a.unit is None or b.unit is None or a.completion is not None or b.completion is not None:
        return True
    return kind(a.unit) == kind(b.unit) or _over_the_year(a, b) is not None


def against(actual: Quantity, target: Quantity) -> tuple[float | None, float | None]:
    """Actual and target in one base unit, (None, None) where they cannot be compared.

    A bare number takes the other's unit; a bare 0.75 against a percentage above 10% means 75%. Of
    an actual range the end counts that is farther from fulfilling the target. A decline answers a
    target of growth as a negative number, and the other way round. 12期 fulfils 每月1期; a few less
    may be meant by the month. What misses a target of about so many by a tenth cannot be told.
    """
    if actual.base is None or target.base is None:
        return None, None
    if not _commensurable(actual, target):
        return _over_the_year(actual, target) or (None, None)
    reached, goal = _in_one_unit(actual, target)
    if target.approximate and 0 < abs(reached - goal) <= ABOUT * abs(goal):
        return None, None
    return reached, goal


def _in_one_unit(actual: Quantity, target: Quantity) -> tuple[float, float]:
    assert target.base is not None
    reached, goal = _end(actual, target), target.base
    if actual.unit is None and target.unit is not None:
        return _in_unit(reached, actual, target, SMALL_TARGET), goal
    if target.unit is None and actual.unit is not None:
        return reached, _in_unit(goal, target, actual, LARGEST_RATIO)
    opposite = actual.growth and target.growth and _falls(actual.text) != _falls(target.text)
    return -reached if opposite and reached else reached, goal


def _over_the_year(actual: Quantity, target: Quantity) -> tuple[float, float] | None:
    """Actual and target by the year, where one is told by a shorter period, if it is fulfilled.

    Not where it is fulfilled by far: then the other may have left its period out.
    """
    if actual.unit is None or target.unit is None or actual.base is None or target.base is None:
        return None
    (counted, by), (aimed, period) = kind(actual.unit), kind(target.unit)
    times = lexicon()["periods"]["in_a_year"]
    if counted != aimed or "" not in (by, period) or not {by, period} <= {"", *times}:
        return None
    reached, goal = actual.base * times.get(by, 1), target.base * times.get(period, 1)
    low, high = sorted((goal, goal * (1 / FAR if target.comparator in ("<=", "<") else FAR)))
    return (reached, goal) if low <= reached <= high else None


def is_no_less_for_more(target: Quantity) -> bool:
    """Whether more than a range's upper end is no failure: of counts and shares, not of levels."""
    return target.dimension in ("count", "ratio") and (
        target.unit in ("%", "‰") or not is_relative("", target.unit or "")
    )


def _commensurable(actual: Quantity, target: Quantity) -> bool:
    if "date" in (actual.dimension, target.dimension):
        return actual.unit == target.unit
    if actual.completion is not None and _of_target(actual.text):
        return False
    if actual.unit is None or target.unit is None:
        return True
    return kind(actual.unit) == kind(target.unit)


def _end(actual: Quantity, target: Quantity) -> float:
    falling = target.comparator in ("<=", "<") or target.dimension == "date"
    upper = actual.upper_base if falling else None
    return (actual.base or 0.0) if upper is None else upper


def _in_unit(number: float, bare: Quantity, other: Quantity, small: float) -> float:
    """A number of a bare quantity in the other's unit, as base units.

    It may be a ratio where the other is a percentage above `small`.
    """
    unit = unit_named(other.unit or "")
    if unit.dimension == "ratio":
        ratio = bool(bare.decimals) and 0 < abs(number) <= LARGEST_RATIO
        if ratio and abs(other.base or 0.0) > small:
            return float(Decimal(repr(number)) * 100)
    if unit.dimension == "money" and any(scale in bare.text for scale in "万亿"):
        return number
    return number if unit.times == unit.over else float(unit.base(Decimal(repr(number))))


@lru_cache(maxsize=1 << 12)
def _of_target(text: str) -> bool:
    return any(word in text for word in lexicon()["completion"]["of_target"])


@lru_cache(maxsize=1 << 12)
def _falls(text: str) -> bool:
    return any(word in text for word in lexicon()["growth"]["down"])


def lower_is_better(name: str, target: Quantity) -> bool:
    """Whether less is better: by the comparator, else by the words of indicator and target.

    A deadline is the better met the earlier.
    """
    if target.comparator in ("<=", "<"):
        return True
    if target.comparator in (">=", ">"):
        return False
    if target.dimension == "date":
        return True
    if target.growth and _falls(target.text):
        return False
    told = target.text[:LONGEST_NAME] if target.nature == "quantitative" else ""
    return _direction(f"{name[:LONGEST_NAME]};{told}") == "lower"


LONGEST_NAME = 120


@cache
def _directions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(any_of_gapped(listed)), way) for way, listed in lexicon()["direction"].items()
    )


def any_of_gapped(listed: list[str]) -> str:
    """A pattern for any of some words, the longest first; … is a gap of up to six characters."""
    by_length = sorted(listed, key=len, reverse=True)
    return "|".join(".{0,6}?".join(map(re.escape, word.split("…"))) for word in by_length)


@lru_cache(maxsize=1 << 16)
def _direction(name: str) -> str | None:
    """lower or higher by the longest word in a name; of equal ones, the later."""
    line = plain(name)
    best, longest = None, (0, 0)
    for pattern, way in _directions():
        for start in range(len(line)):
            hit = pattern.match(line, start)
            if hit and (len(hit[0]), hit.end()) > longest:
                best, longest = way, (len(hit[0]), hit.end())
    return best


def tier_of(answer: Quantity, target: Quantity) -> str | None:
    """The tier that an answer in words claims in view of its target; None where it claims none.

    The target's own words claim that it is achieved; the same words with a weaker degree (较高 for
    高, 有所提升 for 显著提升), that it partly is. A completion claims no tier; a number
    claims what the words beside it do, where the target is in words.
    """
    if answer.nature == "quantitative":
        return answer.tier if target.nature == "qualitative" else None
    if answer.nature == "blank":
        return None
    return _tier_of(answer.text[:1000], target.text[:1000]) or answer.tier


@lru_cache(maxsize=1 << 16)
def _tier_of(said: str, aimed: str) -> str | None:
    said, aimed = plain(said), plain(aimed)
    if answers.bare(said) == answers.bare(aimed):
        return "achieved"
    return "partly" if answers.weaker(said, aimed) else None
