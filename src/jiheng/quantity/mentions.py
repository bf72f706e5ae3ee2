"""The amounts, percentages and dates that a narrative tells."""

from __future__ import annotations

import re

from jiheng.quantity.amounts import IN_WAN
from jiheng.quantity.dates import read_date
from jiheng.quantity.lexicon import normal
from jiheng.quantity.model import Mention
from jiheng.quantity.numbers import decimal

AROUND = 24
NUMBER = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]{1,16})(?:[.．][0-9０-９]{1,10})?"
CHINESE = "[零〇一二三四五六七八九十百点]{1,10}"
TOLD = re.compile(
    rf"(?P<date>(?:(?:19|20)\d\d年度?)?\d{{1,2}}月(?:\d{{1,2}}[日号])?|(?:19|20)\d\d年\d{{1,2}}月(?:\d{{1,2}}[日号])?"
    rf"|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    rf"|(?P<amount>{NUMBER}\s?(?:百万元|千元|万元|亿元|元))"
    rf"|(?P<percent>{NUMBER}\s?[%％]|百分之{CHINESE})"
)
AMOUNT = re.compile(r"(?P<number>[\d,.]+)(?P<unit>\D+)$")


def mentions(text: str) -> tuple[Mention, ...]:
    """Every amount (万元), percentage (%) and date in a text, in order. Never raises."""
    return tuple(_mention(text, hit) for hit in TOLD.finditer(text))


def _mention(text: str, hit: re.Match[str]) -> Mention:
    kind = hit.lastgroup or ""
    start, end = hit.span()
    told = hit[0]
    value = {"amount": _amount, "percent": _percent}.get(kind, lambda _: None)(told)
    iso = read_date(told).iso() if kind == "date" else None
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Mention(kind, told, value, iso, start, end, before, after)


def _amount(told: str) -> float | None:
    hit = AMOUNT.match(normal(told))
    value = decimal(hit["number"]) if hit else None
    return None if hit is None or value is None else float(value * IN_WAN[hit["unit"]])


def _percent(told: str) -> float | None:
    bare = normal(told)
    value = decimal(bare.removeprefix("百分之").rstrip("%"))
    return None if value is None else float(value)
