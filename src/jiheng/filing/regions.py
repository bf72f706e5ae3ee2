"""Which region a filing belongs to: the administrative name with which its unit's name begins."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
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
    at = start = len(name) - len(CODE.sub("", name, count=1))
    *higher, town = _levels()
    for level in higher:
        at = _passed(level, name, at)
    return name[start : _passed(town, name, at) if at == start else at] or None


def _passed(level: re.Pattern[str], name: str, at: int) -> int:
    """Where a region of some level ends that begins here, or here where there is none."""
    found = level.match(name, at)
    return found.end() if found and not found[0].endswith(_rules().not_regions) else at


class Suffix(msgspec.Struct, frozen=True):
    """What the names of a kind of region end in, and how many characters come before at most."""

    suffix: str
    longest: int


class Level(msgspec.Struct, frozen=True):
    """A level of the administration: 省, 市, 县, 乡镇."""

    name: str
    suffixes: tuple[Suffix, ...]


class Rules(msgspec.Struct, frozen=True):
    """How regions are told; the file says what each list is for."""

    levels: tuple[Level, ...]
    exceptions: tuple[str, ...]
    followed_by: tuple[str, ...]
    not_regions: tuple[str, ...]


@cache
def _rules() -> Rules:
    text = (files("jiheng.filing") / "regions.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Rules)


@cache
def _levels() -> tuple[re.Pattern[str], ...]:
    """For each level, from the highest, how a name of it begins a text."""
    rules = _rules()
    kinds = {each.suffix[-1] for level in rules.levels for each in level.suffixes}
    own = "|".join(map(re.escape, rules.exceptions))
    char = rf"(?:{own}|(?![{''.join(sorted(kinds))}])[\u4e00-\u9fff])"
    return tuple(
        re.compile(
            "|".join(
                rf"{char}{{1,{each.longest}}}?{each.suffix}{_not_followed(each.suffix)}"
                for each in level.suffixes
            )
        )
        for level in rules.levels
    )


def _not_followed(suffix: str) -> str:
    after = "".join(word[1:] for word in _rules().followed_by if word[0] == suffix[-1])
    return rf"(?![{after}])" if after else ""
