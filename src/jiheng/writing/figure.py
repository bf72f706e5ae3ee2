"""Values as people write them: numbers plain, absent ones named, text on one line."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

ABSENT = "（空）"

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """The text without control characters, direction overrides and broken code points."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The printable text with every run of white space as a single space."""
    return " ".join(printable(text).split())


def plain(value: Any) -> str:
    """A value as it stands in a form: 19.90 -> "19.9", None -> "", a list joined by 、.

    Numbers show at most six decimals, which is one 分 in a column of 万元; a Decimal shows all.
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(plain(item) for item in value)
    if isinstance(value, str):
        return one_line(value)
    return _number(value)


def named(value: Any) -> str:
    """A value as a finding quotes it: like `plain`, with "（空）" where nothing stands."""
    return plain(value) or ABSENT


def signed(value: float | None) -> str:
    """A difference with its sign: "−0.44", "+1"; "" where there is none."""
    words = plain(value)
    if words in ("", "0"):
        return words
    return f"−{words[1:]}" if words.startswith("-") else f"+{words}"


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same to the last digit that is ever printed."""
    return plain(one) == plain(other)


def gap(claimed: float | None, computed: float | None) -> float | None:
    """Claimed less computed, to the six decimals that are ever printed; None where they agree."""
    if claimed is None or computed is None or same(claimed, computed):
        return None
    return float(plain(claimed - computed))


def exact(value: float | None) -> Decimal | None:
    """A number with every digit that a float tells apart; None for what is no finite number."""
    return None if value is None or not math.isfinite(value) else Decimal(repr(value))


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        return ""
    digits = f"{value:f}" if isinstance(value, Decimal) else f"{value:.6f}"
    words = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if words == "-0" else words
