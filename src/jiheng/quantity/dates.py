"""Dates as they are written on forms, whole or in part."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.quantity.model import PartialDate
from jiheng.quantity.normal import LONGEST, plain
from jiheng.quantity.numbers import chinese

ONES = "〇零一二三四五六七八九"
POINTED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-./;](?P<month>\d{1,2})(?:[-./;](?P<day>\d{1,2}))?(?!\d)"
)
SOLID = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
WRITTEN = re.compile(
    rf"(?:(?P<year>(?<!\d)\d{{4}}|[{ONES}]{{4}})年度?)?"
    rf"(?:(?P<month>(?<!\d)\d{{1,2}}|[{ONES}十]{{1,3}})月(?:份)?)?"
    rf"(?:(?P<day>\d{{1,2}}(?!\d)|[{ONES}十]{{1,3}})[日号]?)?"
)


@lru_cache(maxsize=1 << 14)
def read_date(text: str) -> PartialDate:
    """The date in a text, as far as it is written; what is absent is None. Never raises."""
    bare = plain(text.strip()[:LONGEST])
    hit = _written(bare) or POINTED.search(bare) or SOLID.search(bare)
    if hit is None:
        return PartialDate(text)
    return PartialDate(text, *(_count(hit[part]) for part in ("year", "month", "day")))


def _written(bare: str) -> re.Match[str] | None:
    """The fullest 年月日 in a text, the first of equals; a bare number is no date."""
    hits = (hit for hit in WRITTEN.finditer(bare) if hit["year"] or hit["month"])
    return max(hits, key=lambda hit: sum(part is not None for part in hit.groups()), default=None)


def _count(told: str | None) -> int | None:
    if told is None:
        return None
    if told.isdecimal():
        return int(told)
    value = chinese(told)
    return None if value is None else int(value)
