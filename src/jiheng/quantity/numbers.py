"""Numbers as people write them, exactly: digits with separators, 万 and 亿, Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,24})(?:\.\d{1,24})?(?:[eE][+-]?\d{1,2}(?!\d))?|[+-]?\.\d{1,24}"
CHINESE = r"[零〇一二三四五六七八九十百千两廿][零〇一二三四五六七八九十百千万亿两廿]*(?:点[零〇一二三四五六七八九]+)?|半"
NUMBER = rf"(?:{DIGITS})|(?:{CHINESE})"
SCALES = {"万": 10**4, "亿": 10**8, "千": 10**3, "百": 10**2, "十": 10, "万亿": 10**12, "百万": 10**6, "千万": 10**7}
SCALE = "万亿|千万|百万|亿|万|千|百"

ONES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
TENS = {"十": 10, "百": 100, "千": 1000}


def decimal(text: str) -> Decimal | None:
    """The value of a number, None where it is none; `text` is normalised."""
    if not text:
        return None
    if text[0] in "+-.0123456789":
        try:
            value = Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
        return value if value.is_finite() else None
    return chinese(text)


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral: 十二万三千, 二〇二二, 九十五点五, 半."""
    if text == "半":
        return Decimal("0.5")
    whole, _, fraction = text.partition("点")
    if not all(character in ONES for character in fraction):
        return None
    if whole and all(character in ONES for character in whole):
        value = int("".join(str(ONES[character]) for character in whole))
    else:
        counted = _counted(whole)
        if counted is None:
            return None
        value = counted
    places = "".join(str(ONES[character]) for character in fraction)
    return Decimal(f"{value}.{places}") if places else Decimal(value)


def _counted(text: str) -> int | None:
    total = section = digit = 0
    last = 1
    for character in text.replace("廿", "二十"):
        if character in ONES:
            digit = ONES[character]
            last = 10 if character in "零〇" else last
        elif character in TENS:
            section += (digit or 1) * TENS[character]
            digit, last = 0, TENS[character]
        elif character in "万亿":
            scale = SCALES[character]
            total = (total + section + digit) * scale
            section = digit = 0
            last = scale
        else:
            return None
    return total + section + (digit * (last // 10 or 1) if last >= 100 else digit)


def decimals(number: str) -> int:
    """The digits printed after the point."""
    return len(re.sub(r"[eE].*", "", number).partition(".")[2])
