"""The amounts, percentages and dates that a narrative tells."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jiheng.quantity.amounts import IN_WAN
from jiheng.quantity.dates import read_date
from jiheng.quantity.lexicon import words
from jiheng.quantity.model import Mention, PartialDate
from jiheng.quantity.normal import plain
from jiheng.quantity.numbers import arabic, chinese

AROUND = 24
LEAP = 2000
DIGITS = r"(?<![\d.．])(?<!\d[,，])(?:\d{1,3}(?:[,，]\d{3})+|\d{1,16})(?:[.．]\d{1,10})?(?!\d)"
ONES = "零〇一二三四五六七八九"
NUMERAL = rf"(?<![{ONES}十百千万亿])[{ONES}十两][{ONES}十百千万亿两]{{0,15}}"
HUNDREDTHS = rf"[百千]分之(?:{DIGITS}|[{ONES}十百]{{1,8}}(?!分之)(?:点[{ONES}]{{1,8}})?)"
DAY = r"(?:\s?\d{1,2}\s?[日号])"
TOLD = re.compile(
    rf"(?=[\d{ONES}十两百千])(?:(?P<date>(?<!\d)(?:19|20)\d\d\s?年\s?\d{{1,2}}\s?月{DAY}?|(?<!\d)\d{{1,2}}\s?月{DAY}"
    r"|(?<!\d)(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)"
    rf"|[二一][{ONES}]{{3}}年[{ONES}十]{{1,3}}月(?:[{ONES}十]{{1,3}}日)?)"
    rf"|(?P<percent>{DIGITS}\s?[%％‰﹪]|{HUNDREDTHS})"
    rf"|(?P<amount>(?:{DIGITS}\s?余?(?:[百千]?万|亿|千|百)?|{NUMERAL})余?元|{DIGITS}\s?[万亿](?![^\W\d_])))"
)
AMOUNT = re.compile(r"(?P<number>[\d.,]+)(?P<unit>\D*)$")


def mentions(text: str) -> tuple[Mention, ...]:
    """Every amount (万元), percentage (%) and date of a text, in order, in linear time.

    A number of 万 without 元 counts as an amount where words of money stand before it. A date's
    `iso` is partial where the date is. Never raises.
    """
    return tuple(_mention(text, hit) for hit in TOLD.finditer(text) if _is_money(text, hit))


def _is_money(text: str, hit: re.Match[str]) -> bool:
    if hit["amount"] is None or hit[0].endswith("元"):
        return True
    before = text[max(0, hit.start() - AROUND) : hit.start()]
    return any(word in before for word in words("money"))


def _mention(text: str, hit: re.Match[str]) -> Mention:
    kind = next(name for name in ("date", "percent", "amount") if hit[name] is not None)
    start, end = hit.span()
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Mention(kind, hit[0], *_meaning(kind, hit[0]), start, end, before, after)


@lru_cache(maxsize=1 << 14)
def _meaning(kind: str, told: str) -> tuple[float | None, str | None]:
    """The value of an amount or a percentage, and the partial date of a date."""
    told = plain(told)
    if kind == "date":
        return None, _iso(told)
    return (_amount if kind == "amount" else _percent)(told), None


def _amount(told: str) -> float | None:
    hit = AMOUNT.match(told)
    if hit is None:
        value = chinese(told.rstrip("元余"))
        return None if value is None else float(value * IN_WAN["元"])
    unit = hit["unit"].replace("余", "")
    return float(arabic(hit["number"]) * IN_WAN[unit])


def _percent(told: str) -> float | None:
    thousandths = told.startswith("千") or told.endswith("‰")
    number = told.removeprefix("百分之").removeprefix("千分之").rstrip("%‰")
    value = arabic(number) if number[:1].isdecimal() else chinese(number)
    return None if value is None else float(value / (10 if thousandths else Decimal(1)))


def _iso(told: str) -> str | None:
    date = read_date(told)
    if date.year is not None and date.day is not None:
        return date.iso()
    day = PartialDate(told, date.year or LEAP, date.month, date.day or 1).iso()
    if day is None:
        return None
    return day[: len("2022-06")] if date.year is not None else day[len("2022-") :]
