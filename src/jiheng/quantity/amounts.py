"""Money, rates and scores in their columns."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jiheng.quantity.model import Amount, Rate, Score
from jiheng.quantity.normal import LONGEST, plain
from jiheng.quantity.numbers import CHINESE, DIGITS, arabic, chinese, decimals

IN_WAN = {
    "元": Decimal("0.0001"),
    "圆": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
}
"""How many 万元 one is."""

UNIT = "|".join(sorted(IN_WAN, key=len, reverse=True))
CUT = re.compile(r"(\d{4,}|\d[\d,.]*[.,]\d*)\s*\n\s*(?=[\d.])")
"""A number that a narrow column cut: what stands before the break is long, or has a point."""

ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]$")
NUMBER = rf"(?P<minus>[-+]?)(?:(?P<digits>{DIGITS})|(?P<words>{CHINESE}))"
MONEY = re.compile(
    rf"(?:约|共|合计|共计|总计|人民币|RMB|:)*[¥￥]?(?P<loss>\()?[¥￥]?{NUMBER}(?(loss)\))"
    rf"\(?(?P<unit>{UNIT})?\)?(?:人民币|整)?[;,]?"
)
RATE = re.compile(
    rf"[=≈约]?(?:(?P<hundredths>百分之)|(?P<thousandths>千分之))?{NUMBER}"
    r"\(?(?P<sign>%|‰|百分比)?\)?[;,]?"
)
SCORE = re.compile(rf"(?:得|计|得分|得分:)?{NUMBER}\(?分?\)?[;,]?")
LARGEST_RATIO = Decimal("1.5")
CACHED = 1 << 17


def _line(text: str) -> str:
    meant = text if len(text) <= LONGEST else text.strip()
    return plain(CUT.sub(r"\1", meant)) if len(meant) <= LONGEST else ""


def _read(pattern: re.Pattern[str], line: str) -> tuple[re.Match[str], Decimal, int] | None:
    hit = pattern.fullmatch(line) or pattern.fullmatch(ASIDE.sub("", line))
    if hit is None:
        return None
    told = hit["digits"] or hit["words"]
    value = arabic(told) if hit["digits"] else chinese(told)
    if value is None:
        return None
    places = decimals(told) if hit["digits"] else len(told.partition("点")[2])
    return hit, -value if hit["minus"] == "-" else value, places


@lru_cache(maxsize=CACHED)
def read_amount(text: str, column_unit: str = "万元") -> Amount:
    """An amount in 万元; a cell without a unit of its own is in `column_unit`. Never raises.

    (12.5) is the accountants' -12.5. `unit` is what the cell itself names, `decimals` are those
    that it prints.
    """
    found = _read(MONEY, _line(text))
    if found is None:
        return Amount(text)
    hit, value, places = found
    if hit["loss"]:
        value = -abs(value)
    unit = hit["unit"]
    if hit["words"] and hit["words"][-1] in "万亿" and unit in (None, "元"):
        unit = hit["words"][-1] + (unit or "")
        return Amount(text, float(value * IN_WAN["元"]), unit, places)
    factor = IN_WAN.get(unit or column_unit, Decimal(1))
    return Amount(text, float(value * factor), unit, places)


@lru_cache(maxsize=CACHED)
def read_rate(text: str) -> Rate:
    """A rate in percent; a bare number up to 1.5 is a ratio (0.75, and 1). Never raises.

    `decimals` are those of the percentage: 0.75 has none.
    """
    found = _read(RATE, _line(text))
    if found is None:
        return Rate(text)
    hit, value, places = found
    if hit["thousandths"] or hit["sign"] == "‰":
        return Rate(text, float(value / 10), percent_sign=True, decimals=places + 1)
    if hit["hundredths"] or hit["sign"]:
        return Rate(text, float(value), percent_sign=True, decimals=places)
    if 0 < value <= LARGEST_RATIO and (places or value == 1):
        return Rate(text, float(value * 100), ratio=True, decimals=max(places - 2, 0))
    return Rate(text, float(value), decimals=places)


@lru_cache(maxsize=CACHED)
def read_score(text: str) -> Score:
    """Points, with the decimals that are printed; no value where the cell is no number.

    Never raises.
    """
    found = _read(SCORE, _line(text))
    if found is None:
        return Score(text)
    _, value, places = found
    return Score(text, float(value), places)


def read_weight(text: str) -> Score:
    """The points of a weight; a share of the hundred is as many points: 25%. Never raises."""
    found = read_score(text)
    if found.value is not None:
        return found
    share = read_score(text.strip().removesuffix("%").removesuffix("％"))
    return Score(text, share.value, share.decimals)
