"""The numbers in a line, each with its unit and the words that say which way it bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from jiheng.quantity.lexicon import any_of, beginning, ending, lexicon, meanings, words
from jiheng.quantity.numbers import (
    CHINESE,
    COLLOQUIAL,
    DIGITS,
    ROUND,
    SCALES,
    arabic,
    chinese,
    decimals,
)
from jiheng.quantity.units import kind, known_units, unit_at, unit_named

NUMBER = re.compile(
    r"百分百|一半|(?:(?<![a-zA-Z\d.第前])|(?<=RMB))(?<!\d:)(?<!\d点)"
    rf"(?:(?P<parts>[百千]分之)(?:(?P<share>{DIGITS})|(?P<share_words>{CHINESE}))"
    rf"|(?P<below>{CHINESE})分之(?P<above>{CHINESE})"
    rf"|(?P<digits>{DIGITS})(?!:\d)|(?<![数几多上])(?P<words>{CHINESE}|{ROUND})|(?P<half>半))"
)
SCALE = re.compile(rf"{any_of(SCALES)}|(?:{any_of(COLLOQUIAL)})(?![a-zA-Z])")
MORE = re.compile(r"(\d{1,8}(?:\.\d{1,8})?)(千万|百万|十万|亿|万|千|百)")
PER = re.compile(r"[/·*]每?([^\W\d_]{1,5}\d?)|(?<=.)每([^\W\d_]{1,3})$")
TENTHS = re.compile(r"成([一二三四五六七八九半])?(?=$|以|左|\W)")
UNKNOWN = re.compile(r"[^\W\d_]{1,6}$")
LONGEST_WORD = 8
PARTS = {None: "", "百分之": "%", "千分之": "‰"}


class Measure(NamedTuple):
    """A number with its unit: `start` to `end` with the words that belong to it, `first` to `last`
    the number and the unit alone. `upper` is the other end of a range.
    """

    start: int
    end: int
    first: int
    last: int
    value: Decimal
    decimals: int
    unit: str = ""
    comparator: str | None = None
    upper: Decimal | None = None
    approximate: bool = False
    certain: bool = True
    scale: Decimal = Decimal(1)


def measures(line: str) -> list[Measure]:
    """The measures in a normalised line, ranges and compound durations as one."""
    found: list[Measure] = []
    for measure in _single(line):
        if found and (joined := _joined(line, found[-1], measure)):
            found[-1] = joined
        else:
            found.append(measure)
    return found


def _single(line: str) -> Iterator[Measure]:
    done = 0
    for hit in NUMBER.finditer(line):
        if hit.start() >= done and (measure := _measure(line, hit, done)):
            done = measure.end
            yield measure


def _measure(line: str, hit: re.Match[str], done: int) -> Measure | None:
    first, at = hit.span()
    number = _number(line, hit)
    if number is None:
        return None
    value, places, unit = number
    if not unit:
        value, at, unit, scale, roughly = _unit(line, hit, value)
    else:
        scale, roughly = Decimal(1), False
    negative = _negative(line, first)
    comparator, start, before = _leading(line, first - negative, done)
    at, name = _rate(line, at, unit)
    certain = bool(name)
    if not name and not line.startswith(("-", "~", "至", "到"), at):
        unknown = UNKNOWN.match(line, at)
        if unknown and start == 0 and hit["digits"] and not _is_word(unknown[0]):
            name, at = unknown[0], unknown.end()
    trailing, end, behind = _trailing(line, at, name)
    if _is_name(line, hit.end(), bounded=bool(comparator or trailing)):
        return None
    if not certain and not _stands_alone(line, hit, name, end, start):
        return None
    return Measure(
        start,
        end,
        first - negative,
        at,
        -value if negative else value,
        places,
        name,
        comparator or trailing,
        None,
        roughly or before or behind,
        certain,
        scale,
    )


def _number(line: str, hit: re.Match[str]) -> tuple[Decimal, int, str] | None:
    """Value, printed decimals, and the unit where the number brings its own."""
    if hit["below"]:
        return _fraction(hit["above"], hit["below"])
    if digits := hit["digits"] or hit["share"]:
        return arabic(digits), decimals(digits), PARTS[hit["parts"]]
    if told := hit["words"] or hit["share_words"]:
        idiom = beginning(line, hit.start(), words("idioms"), LONGEST_WORD)
        value = None if idiom else chinese(told)
        places = len(told.partition("点")[2])
        return None if value is None else (value, places, PARTS[hit["parts"]])
    if hit["half"]:
        spelled = unit_at(line, hit.end())
        timed = spelled and known_units()[spelled].dimension == "time"
        return (Decimal("0.5"), 0, "") if timed else None
    return (Decimal(100) if hit[0] == "百分百" else Decimal(50)), 0, "%"


def _fraction(above: str, below: str) -> tuple[Decimal, int, str] | None:
    """四分之三 is 75%."""
    part, whole = chinese(above), chinese(below)
    return (part * 100 / whole, 0, "%") if part is not None and whole else None


def _unit(line: str, hit: re.Match[str], value: Decimal) -> tuple[Decimal, int, str, Decimal, bool]:
    """Value, where unit and number end, the unit's kept name, the scale, whether roughly so."""
    at, scale, roughly = hit.end(), Decimal(1), False
    if tenths := TENTHS.match(line, at):
        more = {"半": 5}.get(tenths[1] or "") or (int(chinese(tenths[1]) or 0) if tenths[1] else 0)
        return value * 10 + more, tenths.end(), "%", scale, roughly
    spelled = unit_at(line, at)
    if not spelled and (scaled := SCALE.match(line, at)):
        scale = SCALES[COLLOQUIAL.get(scaled[0], scaled[0])]
        value, at = value * scale, scaled.end()
        while (smaller := MORE.match(line, at)) and SCALES[smaller[2]] < scale:
            value, at = value + arabic(smaller[1]) * SCALES[smaller[2]], smaller.end()
            scale = Decimal(1)
    if line[at : at + 2] == "个半":
        value, at = value + Decimal("0.5"), at + 2
    if line[at : at + 1] in words("approximate", "inside") and line[at : at + 1]:
        roughly, at = True, at + 1
    spelled = unit_at(line, at)
    if spelled == "元":
        return *_money(hit, value, at + 1, scale), roughly
    name = known_units()[spelled].name if spelled else ""
    at += len(spelled)
    if line.startswith("半", at) and spelled and known_units()[spelled].dimension == "time":
        value, at = value + Decimal("0.5"), at + 1
    return value, at, name, scale, roughly


def _money(
    hit: re.Match[str], value: Decimal, end: int, scale: Decimal
) -> tuple[Decimal, int, str, Decimal]:
    """万 and 亿 before 元 belong to the unit: 680万元 is 680 of 万元."""
    told = hit["words"] or ""
    if told[-1:] in ("万", "亿") and not any(one in "万亿" for one in told[:-1]):
        scale = SCALES[told[-1]]
    for word in ("百", "千", "万", "百万", "千万", "亿"):
        if scale == SCALES[word]:
            return value / scale, end, f"{word}元", Decimal(1)
    return value, end, "元", Decimal(1)


def _negative(line: str, first: int) -> bool:
    """Whether a minus stands before the number, and is no range's or word's dash."""
    if first == 0 or line[first - 1] != "-":
        return False
    return first == 1 or not (line[first - 2].isalnum() or line[first - 2] in "%‰)\0")


@cache
def _before() -> dict[str, str]:
    about = dict.fromkeys(words("approximate", "before"), "about")
    filler = dict.fromkeys(words("filler"), "filler")
    signs = dict.fromkeys(words("currency", "signs"), "filler")
    return {**filler, **signs, **about, **meanings("before")}


def _leading(line: str, at: int, done: int) -> tuple[str | None, int, bool]:
    """The comparator before a position, where its words begin, and whether 约 is among them."""
    comparator, roughly = None, False
    while at > done and (word := ending(line, at, _before(), LONGEST_WORD)):
        if at - len(word) < done:
            break
        meaning = _before()[word]
        if meaning == "about":
            roughly = True
        elif meaning != "filler":
            if comparator is not None and word not in words("reached"):
                break
            comparator = comparator or meaning
        at -= len(word)
    if comparator is None and (act := ending(line, at, words("acts"), LONGEST_WORD)):
        meant, begun, _ = _leading(line, at - len(act), done)
        if meant is not None and meant != "=":
            return meant, begun, roughly
    if at == 1 and line[0] in "》〉《〈" and comparator is None:
        return ">" if line[0] in "》〉" else "<", 0, roughly
    return comparator, at, roughly


def _trailing(line: str, at: int, unit: str) -> tuple[str | None, int, bool]:
    """The comparator behind a unit, where its words end, and whether 左右 is among them."""
    comparator, roughly = None, False
    while word := beginning(line, at, _after(), LONGEST_WORD):
        meaning = _after()[word]
        if meaning == "within" and (unit_named(unit).dimension != "time" or comparator):
            break
        if meaning == "about":
            roughly = True
        elif comparator is None:
            comparator = "<=" if meaning == "within" else meaning
        at += len(word)
    return comparator, at, roughly


@cache
def _after() -> dict[str, str]:
    about = dict.fromkeys(words("approximate", "after"), "about")
    return {**about, **dict.fromkeys(words("within"), "within"), **meanings("after")}


def _rate(line: str, at: int, unit: str) -> tuple[int, str]:
    """The unit with its denominators: 次/月, 元/人/年."""
    while per := PER.match(line, at):
        told = per[1] or per[2]
        spelled = beginning(told, 0, words("periods"), 5) or _measured_at(told)
        unit, at = f"{unit}/{_denominator(spelled)}", per.end() - len(told) + len(spelled)
    return at, unit


def _measured_at(told: str) -> str:
    """The unit at the head of a denominator, all its letters where it is no known one."""
    spelled = unit_at(told, 0)
    if spelled and not (spelled + told[len(spelled) :][:1]).isascii():
        return spelled
    return spelled if spelled == told else told.rstrip("0123456789")


def _denominator(spelled: str) -> str:
    """The kept name of a measured denominator (m2 is 平方米); a period as it is spelled."""
    unit = known_units().get(spelled)
    measured = unit is not None and unit.dimension not in ("time", "count")
    return unit.name if unit is not None and measured else spelled


@cache
def _word() -> re.Pattern[str]:
    """What may stand behind a bare number and is no unit of its own."""
    tiers = [word for listed in lexicon()["tiers"].values() for word in listed]
    return re.compile(f"{any_of(tiers)}|{_beside().pattern}")


@cache
def _beside() -> re.Pattern[str]:
    """What may stand behind a bare number that is one all the same; 5完成 is none."""
    return re.compile(any_of([*words("filler"), *_after(), "和", "与", "及", "或", "且"]))


def _is_word(told: str) -> bool:
    return bool(_word().search(told))


def _stands_alone(line: str, hit: re.Match[str], unit: str, end: int, start: int) -> bool:
    """Whether a number without a known unit is a number of its own, not part of a name."""
    if hit["words"] and (start > 0 or end < len(line)):
        return line.startswith(("-", "~", "至", "到"), end) and start == 0
    if unit:
        return True
    follows = line[end : end + 1]
    if not follows.isalpha() or line.startswith(("至", "到"), end):
        return follows != "#"
    return bool(_beside().match(line, end))


def _is_name(line: str, at: int, *, bounded: bool) -> bool:
    """Whether what stands behind a number makes it a name or a date: 5号, 5G, 一期工程."""
    hit = _names().match(line, at)
    if hit is None:
        return False
    spelled = len(unit_at(line, at))
    return len(hit[0]) > spelled if hit["name"] else not bounded and len(hit[0]) >= spelled


@cache
def _names() -> re.Pattern[str]:
    always, unbounded = any_of(words("names")), any_of(words("names", "measures"))
    return re.compile(rf"(?P<name>{always})|(?:{unbounded})")


def _joined(line: str, a: Measure, b: Measure) -> Measure | None:
    """A range, a pair of bounds or a compound duration of two neighbours; None for none."""
    between = line[a.last : b.first]
    if between in words("range") and line[a.start - 1 : a.start] not in ("从", "由"):
        return _range(a, b)
    if a.end == b.start and a.upper is None and _one_after_another(a, b):
        return _sum(a, b)
    bounds = (a.comparator or "", b.comparator or "")
    gap = line[a.end : b.start].strip(",;") in ("", "且", "并", "和", "但")
    if gap and a.upper is b.upper is None and {bounds[0][:1], bounds[1][:1]} == {"<", ">"}:
        low, high = (a, b) if bounds[0][:1] == ">" else (b, a)
        joined = _range(low, high)
        return joined and joined._replace(start=a.start, end=b.end)
    return None


def _range(a: Measure, b: Measure) -> Measure | None:
    if a.upper is not None or (a.unit and b.unit and kind(a.unit) != kind(b.unit)):
        return None
    unit = b.unit or a.unit
    low, high = a.value, b.value
    if a.unit and b.unit and a.unit != b.unit:
        low = unit_named(a.unit).base(low) / unit_named(b.unit).base(Decimal(1))
    if a.scale == 1 and b.scale != 1 and not a.unit and low * b.scale <= high:
        low *= b.scale
    if low > high or _from_year_to_year(low, high, unit):
        return None
    places = max(a.decimals, b.decimals)
    roughly = a.approximate or b.approximate
    certain = a.certain or b.certain
    return Measure(a.start, b.end, a.first, b.last, low, places, unit, None, high, roughly, certain)


def _from_year_to_year(low: Decimal, high: Decimal, unit: str) -> bool:
    """2021-2022: a period, and no quantity."""
    return unit in words("years") and all(
        1900 <= end <= 2100 and end % 1 == 0 for end in (low, high)
    )


def _one_after_another(a: Measure, b: Measure) -> bool:
    """1小时30分, 2天4小时: a smaller unit of time right behind a larger one."""
    larger, smaller = unit_named(a.unit), unit_named(_minutes(a, b))
    timed = larger.dimension == smaller.dimension == "time"
    return timed and b.comparator is None and larger.times > smaller.times


def _minutes(a: Measure, b: Measure) -> str:
    return "分钟" if b.unit == "分" and unit_named(a.unit).dimension == "time" else b.unit


def _sum(a: Measure, b: Measure) -> Measure:
    unit = _minutes(a, b)
    value = unit_named(a.unit).base(a.value) / unit_named(unit).base(Decimal(1)) + b.value
    return a._replace(end=b.end, last=b.last, value=value, unit=unit, decimals=b.decimals)
