"""Dates and deadlines in a line: 次月10日前, 12月底前, 第三季度, 2021年6月30日前."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from jiheng.quantity.numbers import chinese

FULL, IN_YEAR, IN_MONTH, SOME_MONTH = "日期", "年内日期", "次月日期", "月内日期"
"""The kinds of deadlines; those of one kind compare by their ordinals: days since 1970-01-01; the
day of a leap year (次年 adds 366); 31 × months from now + day of the month;
and, where no month is told (月底前), the day of a month."""

EPOCH = datetime.date(1970, 1, 1).toordinal()
LEAP = 2000
MARKS = re.compile(
    r"[年月季日号]|\d\.\d{1,2}(?:以前|之前|前)|\d[-./]\d{1,2}[-./]\d|\d[./]\d{1,2}[-~至到](?:19|20)\d\d[./]\d"
)
TENS = {"上旬": 10, "中旬": 20, "初": 10, "中": 20}
NEXT = frozenset(("次月", "下月", "下个月", "翌月"))
LATER = frozenset(("次年", "下年", "翌年", "下一年"))
COUNTED = "0-9.一二三四五六七八九十两半几多数"

MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
DATE = re.compile(
    rf"""
    (?<![{COUNTED}]) (?:(?P<from_year>(?:19|20)\d\d)(?:年度?)?[-~至到](?=(?:19|20)\d\d年))? (?:
      (?P<first>(?:19|20)\d\d[./](?:1[0-2]|0?[1-9]))[-~至到]
        (?P<last>(?:19|20)\d\d[./](?:1[0-2]|0?[1-9]))(?![\d.,/万亿元%])
    | (?P<iso>(?:19|20)\d\d(?P<mark>[-./])\d{{1,2}}(?P=mark)\d{{1,2}}(?!\d))
    | (?:(?P<year>(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{{3}})年度?
        |(?P<relative>次年|下年|翌年|下一年|当年|本年|每年))?
      (?:
        (?P<dotted>1[0-2]|0?[1-9])\.(?P<dotted_day>3[01]|[12]\d|0?[1-9])(?=以前|之前|前)
      | (?:(?P<since>{MONTH})月?[-~至到])?(?P<month>{MONTH})月(?:份)?
          (?:(?P<day>{DAY})[日号]|(?P<part>上旬|中旬|下旬|底|末|初|中(?=[前,;]|$)))?
      | 第?(?P<quarter>[1-4一二三四])季度?(?P<quarter_end>末|底)?
      | (?P<half>[上下])半年(?P<half_end>末|底)?
      | (?P<year_end>年?[底末终]|年?内|年中)
      )
    | (?P<alone>(?:19|20)\d\d)年度?
    | (?P<of>次月|下月|下个月|翌月|当月|本月|每月|每个月)
      (?:(?P<of_day>{DAY})[日号]|(?P<of_part>上旬|中旬|下旬|底|末|初))
    | (?<![个几每])月(?P<lone_part>上旬|中旬|下旬|底|末|初)(?=以前|之前|前)
    | (?P<lone_day>{DAY})[日号](?=以前|之前|前)
    )
    (?P<tail>以前|之前|前|止|截止|以内|之内|内|以后|之后|后)?
    """,
    re.VERBOSE,
)
HEAD = re.compile(r"(?:截至|截止到?|不晚于|不迟于|最迟|最晚|≤|<=|<)(?:于|在|到|至)?$")


class Deadline(NamedTuple):
    """A date in a line, `start` to `end`; `iso` is partial where the date is."""

    start: int
    end: int
    iso: str
    ordinal: float
    unit: str
    comparator: str | None
    weak: bool = False
    since: float | None = None


def deadlines(line: str) -> list[Deadline]:
    """The dates in a normalised line. `weak` ones, a mere year, are no deadline beside words."""
    return list(_found(line)) if MARKS.search(line) else []


def completed_by(last: Deadline, first: Deadline) -> Deadline:
    """The end of a range with the year that only its beginning names."""
    if first.unit != FULL or last.unit != IN_YEAR or last.iso.startswith("+"):
        return last
    try:
        date = datetime.date.fromisoformat(f"{first.iso[:4]}-{last.iso}")
    except ValueError:
        return last
    return last._replace(iso=date.isoformat(), ordinal=float(date.toordinal() - EPOCH), unit=FULL)


def _found(line: str) -> Iterator[Deadline]:
    for hit in DATE.finditer(line):
        head = HEAD.search(line[: hit.start()])
        if _duration(line, hit):
            continue
        if found := _resolved(hit):
            if head is not None:
                found = found._replace(start=head.start(), comparator="<=")
            yield found


def _duration(line: str, hit: re.Match[str]) -> bool:
    """≤6月 and 5年内 are times, not dates; a bare 年内 needs no number before it."""
    signed = line[hit.start() - 1 : hit.start()] in tuple("≤≥<>=")
    bare_month = hit["month"] and not (hit["year"] or hit["day"] or hit["part"] or hit["tail"])
    ended = hit["year_end"]
    loose = ended and not hit["year"] and not hit["relative"] and not ended.startswith("年")
    bare_quarter = hit["quarter"] and not hit["year"] and "第" not in hit[0]
    quarters = bare_quarter and (signed or "度" not in hit[0])
    return bool((signed and bare_month) or loose or quarters)


def _resolved(hit: re.Match[str]) -> Deadline | None:
    try:
        found = _told(hit)
    except ValueError:
        return None
    return _since_year(hit, found) if hit["from_year"] else found


def _told(hit: re.Match[str]) -> Deadline:
    """The deadline of a match; ValueError where there is no such day."""
    if hit["first"]:
        return _months(hit)
    if hit["of"] or hit["lone_day"] or hit["lone_part"]:
        return _of_month(hit)
    if hit["iso"]:
        parts = [int(part) for part in re.split(r"[-./]", hit["iso"])]
        return _dated(hit, *parts, exact=True)
    if hit["alone"]:
        found = _dated(hit, int(hit["alone"]), 12, 31, exact=False)
        return found._replace(weak=not hit["tail"])
    year = _count(hit["year"]) if hit["year"] else None
    month, day, exact = _within_year(hit, year or LEAP)
    found = _dated(hit, year, month, day, exact=exact)
    if hit["since"]:
        begun = _dated(hit, year, _count(hit["since"]), 1, exact=True)
        return found._replace(since=min(begun.ordinal, found.ordinal))
    return found


def _since_year(hit: re.Match[str], found: Deadline) -> Deadline:
    """2020-2022年 begins on the first day of 2020."""
    begun = float(datetime.date(int(hit["from_year"]), 1, 1).toordinal() - EPOCH)
    return found._replace(since=min(begun, found.ordinal))


def _months(hit: re.Match[str]) -> Deadline:
    """2021.1-2021.12: from the first day of a month to the last of another."""
    (year, month), (since, begin) = (
        map(int, re.split("[./]", hit[end])) for end in ("last", "first")
    )
    found = _dated(hit, year, month, calendar.monthrange(year, month)[1], exact=True)
    begun = _dated(hit, since, begin, 1, exact=True)
    if begun.ordinal > found.ordinal:
        raise ValueError(hit[0])
    return found._replace(since=begun.ordinal)


def _within_year(hit: re.Match[str], year: int) -> tuple[int, int, bool]:
    """Month, day, and whether the words name that day itself, not a period that ends on it."""
    if hit["dotted"]:
        return int(hit["dotted"]), int(hit["dotted_day"]), True
    if hit["month"]:
        month = _count(hit["month"])
        if hit["day"]:
            return month, _count(hit["day"]), True
        last = calendar.monthrange(year, month)[1]
        return month, min(TENS.get(hit["part"] or "", last), last), bool(hit["part"])
    if hit["quarter"]:
        month = 3 * _count(hit["quarter"])
        return month, calendar.monthrange(year, month)[1], bool(hit["quarter_end"])
    if hit["half"]:
        return (*((6, 30) if hit["half"] == "上" else (12, 31)), bool(hit["half_end"]))
    return (6, 30, True) if hit["year_end"].endswith("中") else (12, 31, True)


def _dated(hit: re.Match[str], year: int | None, month: int, day: int, *, exact: bool) -> Deadline:
    """The deadline on a day; 前 behind a whole period means the day before the period begins.

    Where no year is named, a year's first period has no day before it; its first day counts.
    """
    date = datetime.date(LEAP if year is None else year, month, day)
    if not exact and hit["tail"] in ("前", "之前", "以前"):
        begin = _begin(hit, date)
        first = year is None and begin.month == 1
        date = begin if first else begin - datetime.timedelta(days=1)
    by = _comparator(hit)
    if year is not None:
        return Deadline(*hit.span(), date.isoformat(), float(date.toordinal() - EPOCH), FULL, by)
    later = hit["relative"] in LATER
    iso = f"{'+1Y-' if later else ''}{date.month:02}-{date.day:02}"
    ordinal = date.timetuple().tm_yday + (366 if later else 0)
    return Deadline(*hit.span(), iso, float(ordinal), IN_YEAR, by)


def _begin(hit: re.Match[str], end: datetime.date) -> datetime.date:
    months = 1 if hit["month"] else 3 if hit["quarter"] else 6 if hit["half"] else 12
    return end.replace(month=end.month - months + 1, day=1)


def _comparator(hit: re.Match[str]) -> str | None:
    tail = hit["tail"] or ""
    if tail.endswith("后"):
        return ">="
    ended = hit["year_end"] or ""
    return "<=" if tail or ended.endswith("内") else None


def _of_month(hit: re.Match[str]) -> Deadline:
    later = int(hit["of"] in NEXT)
    told = hit["of_day"] or hit["lone_day"]
    day = _count(told) if told else TENS.get(hit["of_part"] or hit["lone_part"] or "", 31)
    ordinal = float(later * 31 + day)
    unit = SOME_MONTH if hit["lone_part"] else IN_MONTH
    return Deadline(*hit.span(), f"+{later}-{day:02}", ordinal, unit, _comparator(hit))


def _count(told: str) -> int:
    if told.isdecimal():
        return int(told)
    value = chinese(told)
    return 0 if value is None else int(value)
