"""Which numbers cannot be added up across projects: rates, averages, levels."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jiheng.quantity.lexicon import any_of, words
from jiheng.quantity.normal import plain
from jiheng.quantity.units import kind, unit_named


@lru_cache(maxsize=1 << 16)
def is_relative(name: str, unit: str) -> bool:
    """Whether an indicator's number is a rate, an average or a level, by its name and unit ("").

    留存率 ≥90%, 单个产品曝光量 ≥1000, 3次/月 and 30分贝 are; 5个 and 10公里 are not.
    """
    if unit in words("relative", "units") or (unit and _rate(unit)):
        return True
    line = _absolute().sub("", plain(name))
    if not unit and any(line.endswith(word) for word in words("relative", "endings")):
        return True
    return _named().search(line) is not None


def _rate(unit: str) -> bool:
    return unit_named(unit).dimension == "ratio" or kind(unit)[1] != ""


@cache
def _named() -> re.Pattern[str]:
    return re.compile(any_of(words("relative", "names")))


@cache
def _absolute() -> re.Pattern[str]:
    return re.compile(any_of(words("relative", "absolute")))
