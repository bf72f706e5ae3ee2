"""Money, rates and scores in their columns."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jiheng.quantity.lexicon import normal
from jiheng.quantity.model import Amount, Rate, Score
from jiheng.quantity.numbers import DIGITS, decimal, decimals

IN_WAN = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
}
MONEY = re.compile(
    rf"[¥￥]?(?P<negative>\()?(?P<number>{DIGITS})\)?(?P<unit>百万元|千元|万元|亿元|万|亿|元)?(?:人民币|整)?$"
)
RATE = re.compile(rf"(?P<number>{DIGITS})(?P<sign>%|百分比)?$")
SCORE = re.compile(rf"(?P<number>{DIGITS})(?:分)?$")
RATIO_AT_MOST = Decimal("1.5")
CACHED = 1 << 17


@lru_cache(maxsize=CACHED)
def read_amount(text: str, column_unit: str = "万元") -> Amount:
    """An amount in 万元; a cell without a unit of its own is in `column_unit`. Never raises."""
    hit = MONEY.match(normal(text))
    value = decimal(hit["number"]) if hit else None
    if hit is None or value is None:
        return Amount(text)
    if hit["negative"]:
        value = -abs(value)
    factor = IN_WAN.get(hit["unit"] or column_unit, Decimal(1))
    return Amount(text, float(value * factor), hit["unit"], decimals(hit["number"]))


@lru_cache(maxsize=CACHED)
def read_rate(text: str) -> Rate:
    """A rate in percent; a bare number up to 1.5 is a ratio. Never raises."""
    hit = RATE.match(normal(text))
    value = decimal(hit["number"]) if hit else None
    if hit is None or value is None:
        return Rate(text)
    places = decimals(hit["number"])
    if not hit["sign"] and 0 < value <= RATIO_AT_MOST:
        return Rate(text, float(value * 100), ratio=True, decimals=max(places - 2, 0))
    return Rate(text, float(value), percent_sign=bool(hit["sign"]), decimals=places)


@lru_cache(maxsize=CACHED)
def read_score(text: str) -> Score:
    """Points; None where the cell is blank or no number. Never raises."""
    hit = SCORE.match(normal(text))
    value = decimal(hit["number"]) if hit else None
    if hit is None or value is None:
        return Score(text)
    return Score(text, float(value), decimals(hit["number"]))
