"""Which region a filing belongs to: the administrative name with which its unit's name begins."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import polars as pl

UNKNOWN = "未注明"
"""The region of a filing whose names begin with none."""
SPEAKING = ("unit", "supervising_department", "implementing_unit")
"""The columns that may say it, the first of them first."""
CACHED = 1 << 16
CODE = re.compile(r"[\s\d\-—_.、【】\[\]（()）]*")


def region() -> pl.Expr:
    """The region of each filing, over the columns `SPEAKING`; the county, or what there is."""
    told = [pl.col(name).map_elements(of, return_dtype=pl.String) for name in SPEAKING]
    return pl.coalesce(*told, pl.lit(UNKNOWN))


@lru_cache(maxsize=CACHED)
def of(name: str) -> str | None:
    """The region with which a name begins: 武汉市江岸区 of 武汉市江岸区教育局; None without one.

    Towns count only where nothing above them is named.
    """
    at = start = CODE.match(name).end()  # type: ignore[union-attr] - it may match nothing
    town = list(_levels())[-1]
    for level, pattern in _levels().items():
        found = pattern.match(name, at)
        if found and not name[at : found.end()].endswith(_not_regions()):
            if level == town and at > start:
                break
            at = found.end()
    return name[start:at] or None


@cache
def _levels() -> dict[str, re.Pattern[str]]:
    """By level, from the highest, how a name of it begins a text."""
    rules = _rules()
    kinds = sorted({char for level in rules["levels"] for s in _suffixes(level) for char in s[-1]})
    exceptions = "|".join(map(re.escape, rules["names"]["exceptions"]))
    char = rf"(?:{exceptions}|(?![{''.join(kinds)}])[\u4e00-\u9fff])"
    stops = rules["names"]["followed_by"]
    return {
        level["name"]: re.compile(
            "|".join(
                rf"{char}{{1,{each['longest']}}}?{each['suffix']}{_not_followed(each, stops)}"
                for each in level["suffixes"]
            )
        )
        for level in rules["levels"]
    }


def _not_followed(suffix: dict[str, str], stops: list[str]) -> str:
    last = suffix["suffix"][-1]
    after = "".join(word[1:] for word in stops if word.startswith(last))
    return rf"(?![{after}])" if after else ""


def _suffixes(level: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["suffix"] for each in level["suffixes"]]


@cache
def _not_regions() -> tuple[str, ...]:
    return tuple(_rules()["names"]["not_regions"])


@cache
def _rules() -> dict[str, dict[str, list[str]]]:
    text = (files("jiheng.filing") / "regions.toml").read_text("utf-8")
    return tomllib.loads(text)
