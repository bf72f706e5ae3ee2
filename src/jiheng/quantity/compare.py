"""An actual held against its target."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.quantity.lexicon import lexicon, normal
from jiheng.quantity.model import Quantity

RATIO_AT_MOST = 1.0


def is_bound(actual: Quantity) -> bool:
    """Whether an actual repeats a bound (≤5%) and measures nothing."""
    if actual.dimension == "date" or actual.completion is not None:
        return False
    return actual.comparator is not None and actual.comparator != "="


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities can be compared: one dimension, and for counts one counter."""
    if a.nature != "quantitative" or b.nature != "quantitative":
        return False
    if a.unit is None or b.unit is None:
        return "date" not in (a.dimension, b.dimension)
    if a.dimension != b.dimension:
        return False
    return a.dimension not in ("count", "date") or a.unit == b.unit


def against(actual: Quantity, target: Quantity) -> tuple[float | None, float | None]:
    """Actual and target in one unit, (None, None) where they cannot be compared.

    A bare number takes the other's unit; a bare 0.75 against a percentage means 75%.
    """
    if not compatible(actual, target) or actual.value is None or target.value is None:
        return None, None
    reached, goal = actual.base, target.base
    if actual.unit is None and target.unit is not None:
        reached = _in_unit(actual, target)
    elif target.unit is None and actual.unit is not None:
        goal = _in_unit(target, actual)
    return reached, goal


def _in_unit(bare: Quantity, other: Quantity) -> float | None:
    if bare.value is None or other.value is None or other.base is None:
        return None
    if _is_ratio(bare, other):
        return bare.value * 100
    factor = other.base / other.value if other.value else 1.0
    return bare.value * factor


def _is_ratio(bare: Quantity, other: Quantity) -> bool:
    return (
        other.dimension == "ratio"
        and bool(bare.decimals)
        and 0 < (bare.value or 0) <= RATIO_AT_MOST
        and (other.value or 0) > RATIO_AT_MOST
    )


@lru_cache(maxsize=1 << 16)
def _direction(name: str) -> str | None:
    lists = lexicon()["direction"]
    best = max(
        ((word, way) for way, listed in lists.items() for word in listed if word in name),
        key=lambda found: len(found[0]),
        default=None,
    )
    return None if best is None else best[1]


def lower_is_better(name: str, target: Quantity) -> bool:
    """Whether less is better: by the target's comparator, else by the indicator's own words."""
    if target.comparator in ("<=", "<"):
        return True
    if target.comparator is not None:
        return False
    if target.dimension == "date":
        return True
    return _direction(normal(name)) == "lower"


def tier_of(answer: Quantity, target: Quantity) -> str | None:
    """The tier that an answer in words claims for its target; None where it claims none.

    The target's own words claim that it is achieved; 较 put before its word, that it partly is.
    """
    if answer.nature != "qualitative":
        return None
    said, aimed = _bare(answer.text), _bare(target.text)
    if said == aimed:
        return "achieved"
    if "较" in said and "较" not in aimed and said.replace("较", "") in (aimed, f"{aimed}了"):
        return "partly"
    return answer.tier


def _bare(text: str) -> str:
    return re.sub(r"[^\w]", "", normal(text))
