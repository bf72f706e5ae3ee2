"""Deadlines: 次月10日前, 12月底前, 第三季度, 2021年6月30日前 as days that can be compared."""

from __future__ import annotations

import calendar
import datetime
import re

from jiheng.quantity.numbers import CHINESE, chinese

NUMERAL = rf"(\d{{1,4}}|(?:{CHINESE}))"
BY = r"(?:之前|以前|前|前完成|截止|截至|内|以内|之内|完成)?"
FULL = re.compile(rf"(?P<lead>于|在|截至|至)?(?P<year>\d{{4}})[年\-./](?P<month>\d{{1,2}})(?:[月\-./](?P<day>\d{{1,2}})?[日号]?)?(?P<end>底|末)?(?P<by>{BY})$")
YEARLY = re.compile(rf"(?:于|在|每年|当年|本年|年内|次年)?(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<day>\d{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]|(?P<end>底|末|上旬|中旬|下旬|初))?(?P<by>{BY})$")
RELATIVE = re.compile(rf"(?P<base>次月|下月|每月|当月|次年|下年)(?:(?P<month>\d{{1,2}})月)?(?:(?P<day>\d{{1,2}})[日号]|(?P<end>底|末|初))?(?P<by>{BY})$")
QUARTER = re.compile(rf"(?:第)?(?P<quarter>[1-4一二三四])季度(?:末|底)?(?P<by>{BY})$")
YEAR_END = re.compile(rf"(?:(?P<year>\d{{4}})?年)(?P<end>底|末|内|中)(?P<by>{BY})$")
HALF = re.compile(rf"(?P<half>上|下)半年(?P<by>{BY})$")

Found = tuple[str, float, str, str | None]
"""ISO-like day, ordinal among its kind, kind, comparator."""

IN_YEAR, ON_DAY, AFTER = "年内日期", "日期", "次月日期"
LEAP = 2000
TEN_DAYS = {"上旬": 10, "中旬": 20, "初": 5}


def deadline(text: str) -> Found | None:
    """The deadline that a normalised text is, or None.

    Kinds: 日期, a full date, ordinal in days; 年内日期, a day of any year, ordinal by its day of the
    year; 次月日期, a day of the next or each month, ordinal by months and days.
    """
    if not any(mark in text for mark in "月日年季号-./"):
        return None
    for form in (_full, _relative, _yearly, _quarter, _half, _year_end):
        found = form(text)
        if found is not None:
            return found
    return None


def _comparator(by: str | None) -> str | None:
    return "<=" if by else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(chinese(text) or 0)


def _full(text: str) -> Found | None:
    hit = FULL.match(text)
    if hit is None or not (hit["day"] or hit["end"] or hit["by"] or "月" in text):
        return None
    year, month = int(hit["year"]), int(hit["month"])
    day = int(hit["day"]) if hit["day"] else None
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        return None
    try:
        date = datetime.date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        return None
    return date.isoformat(), float(date.toordinal()), ON_DAY, _comparator(hit["by"])


def _yearly(text: str) -> Found | None:
    hit = YEARLY.match(text)
    if hit is None or not (hit["day"] or hit["end"] or hit["by"] or "份" in text):
        return None
    month = _number(hit["month"])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(LEAP, month)[1]
    day = _number(hit["day"]) if hit["day"] else TEN_DAYS.get(hit["end"] or "", last)
    if hit["by"] and not hit["day"] and not hit["end"]:
        day = 1 if hit["by"] in ("前", "之前", "以前") else last
    return _in_year(month, day, hit["by"])


def _in_year(month: int, day: int, by: str | None) -> Found | None:
    try:
        date = datetime.date(LEAP, month, day)
    except ValueError:
        return None
    return f"{month:02}-{day:02}", float(date.timetuple().tm_yday), IN_YEAR, _comparator(by)


def _relative(text: str) -> Found | None:
    hit = RELATIVE.match(text)
    if hit is None or not (hit["day"] or hit["end"]):
        return None
    later = 0 if hit["base"] in ("每月", "当月") else 1
    day = int(hit["day"]) if hit["day"] else 5 if hit["end"] == "初" else 31
    if not 1 <= day <= 31:
        return None
    if hit["base"] in ("次年", "下年"):
        month = int(hit["month"] or 1 if hit["day"] or hit["end"] == "初" else 12)
        return f"+12-{month:02}-{day:02}", 400.0 + month * 31 + day, AFTER, _comparator(hit["by"])
    return f"+{later}-{day}", later * 31.0 + day, AFTER, _comparator(hit["by"])


def _quarter(text: str) -> Found | None:
    hit = QUARTER.match(text)
    if hit is None:
        return None
    quarter = _number(hit["quarter"])
    month = quarter * 3
    return _in_year(month, calendar.monthrange(LEAP, month)[1], hit["by"] or "内")


def _half(text: str) -> Found | None:
    hit = HALF.match(text)
    if hit is None:
        return None
    return _in_year(*((6, 30) if hit["half"] == "上" else (12, 31)), hit["by"] or "内")


def _year_end(text: str) -> Found | None:
    hit = YEAR_END.match(text)
    if hit is None:
        return None
    month, day = (6, 30) if hit["end"] == "中" else (12, 31)
    if hit["year"]:
        date = datetime.date(max(int(hit["year"]), 1), month, day)
        return date.isoformat(), float(date.toordinal()), ON_DAY, "<="
    return _in_year(month, day, "前")
