"""Numbers as people write them, exactly: digits with separators, 万 and 亿, Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,24})(?:\.\d{1,24})?(?:[eE][+-]?\d{1,2})?(?!\d|\.\d)"
    r"|(?<![\d.])\.\d{1,24}(?!\d|\.\d)"
)
"""A number in digits; runs of more than 24 digits are no number that anyone means."""

ONES = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "两": 2,
}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = {
    word: Decimal(value)
    for word, value in {
        "百": 10**2,
        "千": 10**3,
        "万": 10**4,
        "十万": 10**5,
        "百万": 10**6,
        "千万": 10**7,
        "亿": 10**8,
        "十亿": 10**9,
        "百亿": 10**10,
        "千亿": 10**11,
        "万亿": 10**12,
    }.items()
}

COLLOQUIAL = {"w": "万"}
"""Letters for a scale: 5w is 50000."""

NUMERALS = "".join(ONES)
CHINESE = rf"(?:[{NUMERALS}十拾][{NUMERALS}{''.join(TENS)}万亿]{{0,23}}(?:点[{NUMERALS}]{{1,12}})?)"
"""A Chinese numeral; it begins with a digit or with 十, so that 万众 and 百姓 are none."""

ROUND = r"(?:(?<=[近约逾超])|(?<=超过))[百千万亿](?!分)[万亿]?"
"""近百人, 超千万元: a scale that stands for one of it."""


def arabic(digits: str) -> Decimal:
    """The value of what DIGITS matches."""
    return Decimal(digits.replace(",", ""))


def decimals(digits: str) -> int:
    """The digits printed after the point."""
    _, _, places = digits.lower().partition("e")[0].partition(".")
    return len(places)


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral (十二万三千, 二〇二二, 九十五点五), None where it is none."""
    whole, point, places = text.partition("点")
    if not whole or (point and not places) or any(one not in ONES for one in places):
        return None
    spelled = all(one in ONES for one in whole)
    if whole[0] in "百千万亿":
        whole = f"一{whole}"
    value = _spelled(whole) if spelled else _counted(whole)
    return None if value is None else Decimal(f"{value}.{_spelled(places)}" if places else value)


def _spelled(text: str) -> str:
    return "".join(str(ONES[one]) for one in text)


def _counted(text: str) -> int | None:
    """十二万三千: sections below 万 and 亿; a last digit counts one place lower (三万五)."""
    total = section = 0
    digit: int | None = None
    place, lowest, after_zero = 1, 10**16, False
    for one in text:
        if one in ONES:
            if digit:
                return None
            digit, after_zero = ONES[one], after_zero or ONES[one] == 0
        elif one in TENS:
            place = TENS[one]
            if place >= lowest or (digit is None and one not in "十拾"):
                return None
            section += (digit or 1) * place
            digit, lowest, after_zero = None, place, False
        else:
            place = MYRIADS[one]
            if place == 10**8:
                total, section = (total + section + (digit or 0)) * place, 0
            else:
                total, section = total + (section + (digit or 0)) * place, 0
            digit, lowest, after_zero = None, 10**16, False
    short = digit and place >= 100 and not after_zero
    return total + section + (digit or 0) * (place // 10 if short else 1)
