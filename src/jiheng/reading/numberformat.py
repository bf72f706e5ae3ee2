"""Excel's number formats: a number, or a text, into what its cell shows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0;-", 42: "¥#,##0;¥-#,##0;¥-", 43: "#,##0.00;-#,##0.00;-",
    44: "¥#,##0.00;¥-#,##0.00;¥-", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a file names by number only, as Excel shows them in China."""

GENERAL = "General"
LONGEST = 255
"""Characters of a format; Excel takes no longer ones."""

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|_.?|\*.?|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>general)|(?P<exponent>e[+-]0+)"
    r"|(?P<date>y+|e+|m+|d+|h+|s+(?:\.0+)?|a{3,5}|am/pm|a/p|上午/下午)"
    r"|(?P<digit>[0#?])|(?P<sign>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
SECTION = re.compile(r'((?:"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|[^;])*)(?:;|$)', re.DOTALL)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)$")
ELAPSED = re.compile(r"(h+|m+|s+)$", re.IGNORECASE)
LOCALE = re.compile(r"\$([^-]*)")
SYSTEM_DATES = {"$-F800": 'yyyy"年"m"月"d"日"', "$-F400": "h:mm:ss"}
"""The formats that follow the computer's own long date and time."""

EXACT = Context(prec=700, rounding=ROUND_HALF_UP)
LAST_DAY = 2_958_466
NOWHERE = -1
"""The place of digits that have no placeholder before the point."""
WEEKDAYS = "一二三四五六日"
MONTHS = "January February March April May June July August September October November December"
DIGITS = "〇一二三四五六七八九"


class Token(NamedTuple):
    """A piece of a format: what it is, and its characters."""

    kind: str
    text: str


class Section(NamedTuple):
    """One of the parts of a format that semicolons separate; `kind` says what it shows."""

    kind: str
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    chinese: bool


@lru_cache(maxsize=65_536)
def number(value: float, code: str = GENERAL, since_1904: bool = False) -> str:
    """What a cell with this number and format shows: 0.9875 in 0.00% is 98.75%.

    Rounded half up on the 15 digits that Excel keeps; `since_1904` is how the file counts days.
    """
    if code in (GENERAL, "@", "") or not isfinite(value):
        return general(value)
    exact = Decimal(f"{value:.15g}")
    section, sign = _chosen(_sections(code[:LONGEST]), exact)
    if section is None or section.kind == "fraction":
        return general(value)
    if section.kind == "date":
        return _date(section, value + 1462 * since_1904) or general(value)
    if section.kind == "number":
        return sign + _number(section.tokens, abs(exact))
    shown = general(abs(value))
    return sign + "".join(
        shown if token.kind in ("general", "@") else token.text for token in section.tokens
    )


def text(words: str, code: str) -> str:
    """What a cell with this text and format shows; the last part of the format says."""
    if "@" not in code or code == "@":
        return words
    last = _sections(code[:LONGEST])[-1]
    if all(token.kind != "@" for token in last.tokens):
        return words
    return "".join(words if token.kind == "@" else token.text for token in last.tokens)


def general(value: float) -> str:
    """A number without a format: whole numbers without a point, others with 15 digits at most."""
    if not isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if 1e-9 <= abs(value) < 1e21:
        return format(Decimal(f"{value:.15g}"), "f")
    return f"{value:.15g}".upper()


# The language of formats


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    hits = list(SECTION.finditer(code))
    if len(hits) > 1 and not hits[-2][0].endswith(";"):
        hits.pop()
    return tuple(_section(hit[1]) for hit in hits[:4])


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    chinese = False
    for hit in TOKEN.finditer(code):
        kind, words = hit.lastgroup or "", hit[hit.lastgroup] if hit.lastgroup else ""
        if kind == "bracket" and words.upper() in SYSTEM_DATES:
            return _section(SYSTEM_DATES[words.upper()])
        if kind == "bracket":
            chinese = chinese or words.upper() == "DBNUM1"
            found = CONDITION.match(words)
            if found:
                condition = (found[1], Decimal(found[2]))
            elif ELAPSED.match(words):
                tokens.append(Token("elapsed", words.lower()))
            elif (locale := LOCALE.match(words)) and locale[1]:
                tokens.append(Token("text", locale[1]))
        elif kind in ("quoted", "escaped", "other"):
            tokens.append(Token("text", words))
        elif kind == "sign":
            tokens.append(Token(words, words))
        elif kind:
            tokens.append(Token(kind, words.lower() if kind == "date" else words))
    return Section(_kind(tokens), tuple(tokens), condition, chinese)


def _kind(tokens: list[Token]) -> str:
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "elapsed"}:
        return "date"
    if kinds & {"general", "@"}:
        return "general"
    if "digit" not in kinds:
        return "text"
    return "fraction" if "/" in kinds else "number"


def _chosen(sections: tuple[Section, ...], value: Decimal) -> tuple[Section | None, str]:
    """The part of the format that shows a number, and the sign that goes before it."""
    minus = "-" if value < 0 else ""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _meets(value, *section.condition):
                return section, minus
        return None, ""
    if value < 0 and len(numeric) > 1:
        return numeric[1], ""
    if value == 0 and len(numeric) > 2:
        return numeric[2], ""
    return numeric[0], minus


def _meets(value: Decimal, comparator: str, bound: Decimal) -> bool:
    signs = {"<": value < bound, ">": value > bound, "=": value == bound}
    return any(signs[sign] for sign in comparator)


# Numbers


def _number(tokens: tuple[Token, ...], value: Decimal) -> str:
    point = next((n for n, token in enumerate(tokens) if token.kind == "."), len(tokens))
    digits = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    before, after = [n for n in digits if n < point], [n for n in digits if n > point]
    percents = sum(token.kind == "%" for token in tokens)
    value = EXACT.multiply(value, Decimal(100) ** percents)
    powers = [n for n, token in enumerate(tokens) if token.kind == "exponent"]
    exponent = 0
    if powers and value:
        exponent = value.adjusted()
        value = EXACT.scaleb(value, -exponent)
    last = before[-1] if before else point
    behind = (*tokens[last + 1 : point], *tokens[digits[-1] + 1 :])
    thousands = sum(token.kind == "," for token in (tokens[last + 1 :] if not after else behind))
    grouped = any(token.kind == "," for token in tokens[before[0] : last]) if before else False
    value = EXACT.scaleb(value, -3 * thousands)
    rounded = EXACT.quantize(value, Decimal(1).scaleb(-len(after)))
    whole, _, fraction = format(rounded, "f").partition(".")
    shown = _whole(tokens, before, whole.lstrip("0"), grouped) | _fraction(tokens, after, fraction)
    shown |= dict.fromkeys(powers, f"E{exponent:+03d}")
    shown |= {point: f"{shown.get(NOWHERE, '')}."}
    return "".join(
        shown.get(n, "") if token.kind in ("digit", "exponent", ".", ",") else token.text
        for n, token in enumerate(tokens)
    )


def _whole(
    tokens: tuple[Token, ...], places: list[int], digits: str, grouped: bool
) -> dict[int, str]:
    """Placeholder -> its digits before the point; the first one takes all that are left."""
    if not places:
        return {NOWHERE: digits}
    shown: dict[int, str] = {}
    count = 0
    for place in reversed(places):
        rest = digits if place == places[0] else digits[-1:]
        if not rest and tokens[place].text == "0":
            rest = "0"
        digits = digits[: len(digits) - len(rest)]
        shown[place], count = _grouped(rest, count) if grouped else (rest, count)
    return shown


def _grouped(digits: str, count: int) -> tuple[str, int]:
    """Digits with a comma after each third from the right, `count` of them being there already."""
    made = ""
    for digit in reversed(digits):
        made = digit + ("," if count and count % 3 == 0 else "") + made
        count += 1
    return made, count


def _fraction(tokens: tuple[Token, ...], places: list[int], digits: str) -> dict[int, str]:
    kept = len(digits)
    while kept and digits[kept - 1] == "0" and tokens[places[kept - 1]].text != "0":
        kept -= 1
    return dict(zip(places, digits[:kept], strict=False))


# Dates and times


def _date(section: Section, serial: float) -> str:
    """A day number of Excel as a date, "" where there is no such day."""
    if not 0 <= serial < LAST_DAY:
        return ""
    tokens = section.tokens
    moment = _moment(serial, finer=any(t.kind == "date" and "." in t.text for t in tokens))
    noon = any("/" in t.text and t.kind == "date" for t in tokens)
    shown = []
    for place, token in enumerate(tokens):
        if token.kind == "elapsed":
            per_day = {"h": 24, "m": 1440, "s": 86400}[token.text[0]]
            shown.append(str(int(serial * per_day + 1e-6)).zfill(len(token.text)))
        elif token.kind == "date":
            shown.append(
                _part(token.text, moment, _is_minute(tokens, place), noon, section.chinese)
            )
        else:
            shown.append("" if token.kind == "@" else token.text)
    return "".join(shown)


def _moment(serial: float, *, finer: bool) -> datetime:
    """The moment of a day number; Excel counts a 29 February 1900 that never was."""
    seconds = serial * 86400
    rounded = round(seconds, 3) if finer else int(seconds + 0.5)
    return datetime(1899, 12, 31 if serial < 60 else 30) + timedelta(seconds=rounded)


def _is_minute(tokens: tuple[Token, ...], place: int) -> bool:
    """m is the minute after an hour and before a second."""
    around = [t.text[0] for t in tokens[:place] if t.kind in ("date", "elapsed")][-1:]
    behind = [t.text[0] for t in tokens[place + 1 :] if t.kind in ("date", "elapsed")][:1]
    return around == ["h"] or behind == ["s"]


def _part(  # noqa: PLR0911 - a letter, a case
    code: str, moment: datetime, minute: bool, noon: bool, chinese: bool
) -> str:
    """One letter code of a date format."""
    letter, length = code[0], len(code)
    if "/" in code:
        names = code.split("/")
        return names[moment.hour >= 12] if code == "上午/下午" else names[moment.hour >= 12].upper()
    if letter in "ye":
        year = f"{moment.year:04d}"
        year = year[2:] if letter == "y" and length < 3 else year
        return "".join(DIGITS[int(digit)] for digit in year) if chinese else year
    if letter == "a":
        return ("星期" if length > 3 else "") + WEEKDAYS[moment.weekday()]
    if letter == "d" and length > 2:
        return ("星期" if length > 3 else "周") + WEEKDAYS[moment.weekday()]
    if letter == "m" and not minute and length > 2:
        name = MONTHS.split()[moment.month - 1]
        return name if length == 4 else name[: 1 if length > 4 else 3]
    if letter == "s":
        places = len(code.partition(".")[2])
        fraction = f".{moment.microsecond:06d}"[: places + 1] if places else ""
        return str(moment.second).zfill(len(code.partition(".")[0])) + fraction
    hour = (moment.hour + 11) % 12 + 1 if noon else moment.hour
    value = {"d": moment.day, "h": hour, "m": moment.minute if minute else moment.month}[letter]
    return _counted(value) if chinese else str(value).zfill(min(length, 2))


def _counted(value: int) -> str:
    """1 to 59 in Chinese: 十二, 二十一; 〇 for none."""
    tens, ones = divmod(value, 10)
    lead = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return lead + (DIGITS[ones] if ones or not tens else "")
