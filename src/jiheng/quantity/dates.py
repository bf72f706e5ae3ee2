"""Dates as they are written on forms, whole or in part."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.quantity.lexicon import normal
from jiheng.quantity.model import PartialDate
from jiheng.quantity.numbers import chinese

NUMERALS = "〇零一二三四五六七八九十"
WRITTEN = re.compile(
    rf"(?:(?P<year>\d{{2,4}}|[{NUMERALS}]{{4}})年)?(?:(?P<month>\d{{1,2}}|[{NUMERALS}]{{1,3}})月)?"
    rf"(?:(?P<day>\d{{1,2}}|[{NUMERALS}]{{1,3}})[日号]?)?"
)
POINTED = re.compile(r"(?P<year>\d{4})[-./、](?P<month>\d{1,2})(?:[-./、](?P<day>\d{1,2}))?(?!\d)")
SOLID = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")


@lru_cache(maxsize=4096)
def read_date(text: str) -> PartialDate:
    """The date in a text, as far as it is written; what is absent is None. Never raises."""
    bare = normal(text)
    hit = POINTED.search(bare) or SOLID.search(bare) or _written(bare)
    if hit is None:
        return PartialDate(text)
    return PartialDate(text, *(_number(hit[part]) for part in ("year", "month", "day")))


def _written(bare: str) -> re.Match[str] | None:
    """The fullest 年月日 in a text; a bare number is no date."""
    hits = (hit for hit in WRITTEN.finditer(bare) if hit["year"] or hit["month"])
    return max(hits, key=lambda hit: len(hit[0]), default=None)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    value = chinese(text)
    return None if value is None else int(value)
