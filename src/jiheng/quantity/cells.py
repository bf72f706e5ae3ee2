"""A target or an actual: what the words in its cell mean."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from msgspec.structs import replace

from jiheng.quantity import answers
from jiheng.quantity.deadlines import Deadline, completed_by, deadlines
from jiheng.quantity.lexicon import any_of, lexicon, words
from jiheng.quantity.measures import Measure, measures
from jiheng.quantity.model import Quantity
from jiheng.quantity.normal import LONGEST, narrowed, plain
from jiheng.quantity.numbers import CHINESE, DIGITS
from jiheng.quantity.units import known_units, unit_named

CACHED = 1 << 18
SIMPLE = re.compile(r"(>=|<=|[≥≤><=＝＞＜])?(\d{1,15}(?:\.\d{1,12})?)([%‰％]|[一-鿿]{1,3})?")
SIGNS = {"≥": ">=", "≤": "<=", "＝": "=", "＞": ">", "＜": "<"}
AMBIGUOUS = frozenset((*"日月年号时成星", "季度"))
BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
ITEM = re.compile(r"[(\[]\d{1,2}[)\]]")
NUMBERED = re.compile(r"^(?:\(?\d{1,2}\)|\d{1,2}[;.)](?!\d)|;)+(?=.)")
FLANKED = re.compile(
    r"(?P<low>[\d.,]{1,24}[^\d≤<≥>]{0,3})(?P<from>[≤<])[^\d≤<>≥]{1,12}(?P<to>[≤<])(?=\d)"
)
SHARES = re.compile(
    rf"(?P<of>[百千]分之)(?P<low>(?:{DIGITS}|{CHINESE})[-~至到])"
    rf"(?=(?:{DIGITS}|{CHINESE})(?:$|[^\w%‰]|以|之间|左|的))"
)
EACH = re.compile("[每各均一]")
UNWRAPPED = re.compile(r"(?<=[\d.万亿])[(\[]([^\W\d_]{1,4}|[%‰])[)\]]")
COUNTED = re.compile("[一二两三四五六七八九十]")
WORDLESS = re.compile(r"[\W_]*")
TICKS = re.compile(r"[√✓✔☑✗✘☒]|^×$")
LARGEST = Decimal(10) ** 18
"""A larger number is a code or a slip, no quantity of a form."""

LONGEST_AROUND = 8
"""Characters beside a date, or beside a Chinese numeral, that still leave it the cell's matter."""


def read(text: str) -> Quantity:
    """The meaning of a cell; every text has one, and keeps every character. Never raises.

    A cell that holds several measurements, or a narrative, is qualitative: no one number is meant.
    """
    return _read(text) if len(text) <= LONGEST else _long(text)


@lru_cache(maxsize=CACHED)
def _read(text: str) -> Quantity:
    return _simple(text) or _careful(text)


def _long(text: str) -> Quantity:
    """A narrative, or a short cell in a lot of white space."""
    meant = narrowed(text)
    if len(meant) <= LONGEST:
        return replace(_read(meant), text=text)
    blank = not meant.strip("-—–_.…·/\\*xX×?？ \t\r\n\u3000")
    return Quantity(text, "blank" if blank else "qualitative")


def _simple(text: str) -> Quantity | None:
    """≥90%, 5个, 98.75: the cells that most cells are."""
    hit = SIMPLE.fullmatch(text)
    if hit is None:
        return None
    sign, number, spelled = hit.groups()
    value, places = float(number), len(number.partition(".")[2])
    comparator = SIGNS.get(sign, sign) if sign else None
    found = Quantity(text, "quantitative", comparator, value, base=value, decimals=places)
    if not spelled:
        return found
    unit = known_units().get("%" if spelled == "％" else spelled)
    if unit is None or spelled in AMBIGUOUS:
        return None
    base = value if unit.times == unit.over else float(unit.base(Decimal(number)))
    return replace(found, unit=unit.name, dimension=unit.dimension, base=base)


def _careful(text: str) -> Quantity:
    line = plain(text)
    for word in words("ignored"):
        line = line.replace(word, "")
    if _is_blank(line):
        return Quantity(text)
    if ITEM.fullmatch(line):
        return Quantity(text, "qualitative")
    if (evil := _evil().fullmatch(line)) is not None:
        zero = Measure(0, len(line), *evil.span(), Decimal(0), 0)
        return replace(_measured(text, line, zero, ""), tier="achieved")
    line = NUMBERED.sub("", line)
    line = UNWRAPPED.sub(lambda hit: hit[1] if hit[1] in known_units() else hit[0], line)
    if "分之" in line:
        line = SHARES.sub(r"\g<of>\g<low>\g<of>", line)
    every, line = _every(_unflanked(line))
    dates = deadlines(line)
    undated = _without(line, dates)
    found = _the_one(undated)
    if found is not None and not (_weekday(found, every) or _unlike(undated, found)):
        return _measured(text, undated, found, every)
    if dates and not any(char.isdigit() for char in undated) and (date := _the_date(line, dates)):
        return _dated(text, date)
    return Quantity(text, "qualitative", tier=answers.tier(line), vague=answers.vague(line))


def _weekday(found: Measure, every: str) -> bool:
    """每周五: a day, no number."""
    return every == "/周" and not found.unit


def _unlike(line: str, found: Measure) -> bool:
    """未完成20%, 超额完成20%: how much was left or added, and not how much was completed."""
    if found.unit not in ("%", "‰") or found.upper is not None:
        return False
    hit = _completing().search(line[: found.first])
    if hit is None or "率" in hit[0]:
        return False
    return _denied(line, hit) or (_exceeding(line, hit) and found.value < 100)


def _denied(line: str, hit: re.Match[str]) -> bool:
    return _before_it("denied").search(line[: hit.start()]) is not None


def _exceeding(line: str, hit: re.Match[str]) -> bool:
    return _before_it("exceeded").search(line[: hit.start()]) is not None


@cache
def _before_it(how: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(lexicon()['completion'][how])})(?!来)[^\W\d_]{{0,4}}$")


def _unflanked(line: str) -> str:
    """90%≤满意度≤95% as two bounds that follow one another."""
    hit = FLANKED.match(line)
    if hit is None:
        return line
    return f"{'≥' if hit['from'] == '≤' else '>'}{hit['low']},{line[hit.start('to') :]}"


def _is_blank(line: str) -> bool:
    """Nothing, a dash, 无, a template's XX: no zero and no answer."""
    if line in words("blank"):
        return True
    if WORDLESS.fullmatch(line):
        return not TICKS.search(line)
    marks = lexicon()["placeholder"]["characters"]
    rest = line.strip("≥≤<>=").lstrip(marks)
    return len(rest) < len(line) and (not rest or rest in known_units())


@cache
def _periods() -> re.Pattern[str]:
    periods, averages = any_of(words("periods")), any_of(words("periods", "averages"))
    return re.compile(
        rf"(?:每|各)一?(?P<each>{periods})(?:均)?(?![底末初中内])|(?P<mean>{averages})均"
        r"|(?<![0-9一二三四五六七八九十第])一(?P<one>(?:年|月|周|天)(?=至少|不[少低]|约|≥|[\d一两三四五六七八九十])"
        r"|季度(?=[一两]))"
    )


def _every(line: str) -> tuple[str, str]:
    """The period of 每月3次, and the line without it."""
    if not EACH.search(line):
        return "", line
    dates = deadlines(line)
    hits = [hit for hit in _periods().finditer(line) if not _in_date(hit, dates)]
    if not hits or line[hits[0].start() - 1 : hits[0].start()] == "/":
        return "", line
    pieces = _cut(line, [hit.span() for hit in hits])
    return "".join(f"/{hit['each'] or hit['mean'] or hit['one']}" for hit in hits[:3]), pieces


def _in_date(hit: re.Match[str], dates: list[Deadline]) -> bool:
    """每月10日前, 每年12月: a date, no rate; 次每年 belongs to the unit before it."""
    quarterly = hit["one"] == "季度"
    return not quarterly and any(d.start <= hit.start() < d.end for d in dates)


def _cut(line: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        line = line[:start] + line[end:]
    return line


def _without(line: str, dates: list[Deadline]) -> str:
    """The line with a sign that nothing matches in place of each date."""
    for date in reversed(dates):
        line = f"{line[: date.start]}\0{line[date.end :]}"
    return line


def _the_one(line: str) -> Measure | None:
    """The only measure in a line, or the only one outside its brackets."""
    found = measures(line)
    if len(found) > 1 and (outside := BRACKETED.sub("", line)) != line:
        return _the_one(outside)
    if len(found) != 1 or _hedged().search(line):
        return None
    (only,) = found
    if any(abs(end) > LARGEST for end in (only.value, only.upper) if end is not None):
        return None
    around = len(line) - (only.end - only.start)
    told = line[only.first : only.last]
    spelled = not any(char.isdecimal() for char in told) and only.unit not in ("%", "‰")
    other = spelled and COUNTED.search(line[: only.start] + line[only.end :])
    return None if spelled and (other or around > LONGEST_AROUND) else only


@cache
def _hedged() -> re.Pattern[str]:
    return re.compile("偶有|偶尔|个别|有时")


def _the_date(line: str, dates: list[Deadline]) -> Deadline | None:
    """The date that a cell is about: the only one, or the end of a range of two."""
    first, last = dates[0], dates[-1]
    around = len(line) - sum(date.end - date.start for date in dates)
    if around > LONGEST_AROUND or len(dates) > 2 or _hedged().search(line):
        return None
    if first.weak and len(dates) == 1 and around:
        return None
    if len(dates) == 1:
        return first
    between = line[first.end : last.start]
    last = completed_by(last, first)
    ordered = first.unit == last.unit and first.ordinal <= last.ordinal
    paired = ordered and between in words("range")
    return last._replace(since=first.ordinal) if paired else None


def _dated(text: str, date: Deadline) -> Quantity:
    upper = date.ordinal if date.since is not None else None
    value = date.ordinal if date.since is None else date.since
    return Quantity(
        text,
        "quantitative",
        comparator=date.comparator,
        value=value,
        upper=upper,
        unit=date.unit,
        dimension="date",
        base=value,
        upper_base=upper,
        deadline=date.iso,
    )


def _measured(text: str, line: str, found: Measure, every: str) -> Quantity:
    name = found.unit
    if name and "/" not in name and unit_named(name).dimension != "ratio":
        name += every
    unit = unit_named(name) if name else None
    base, upper = found.value, found.upper
    if unit is not None:
        base = unit.base(base)
        upper = None if upper is None else unit.base(upper)
    ratio = unit is not None and unit.dimension == "ratio"
    growth = (ratio or name == "倍") and _grows().search(line) is not None
    completion = ratio and not growth and _completed(line, found)
    return Quantity(
        text,
        "quantitative",
        comparator=None if completion else found.comparator,
        value=float(found.value),
        upper=None if found.upper is None else float(found.upper),
        unit=name or None,
        dimension=unit.dimension if unit else None,
        base=float(base),
        upper_base=None if upper is None else float(upper),
        decimals=found.decimals,
        completion=float(base) if completion else None,
        tier=None if completion else _claimed_beside(line, found),
        approximate=found.approximate,
        growth=growth,
    )


def _claimed_beside(line: str, found: Measure) -> str | None:
    """What the words around a number claim: 抽查300册，全部符合规范."""
    beside = f"{line[: found.start]};{line[found.end :]}"
    return answers.tier(beside) if len(beside) > 1 else None


@cache
def _grows() -> re.Pattern[str]:
    listed = lexicon()["growth"]
    return re.compile(rf"(?:{any_of((*listed['up'], *listed['down']))})(?!到|至|为)")


@cache
def _completing() -> re.Pattern[str]:
    listed = lexicon()["completion"]
    between = rf"(?:{any_of(listed['between'])}){{0,8}}"
    return re.compile(rf"(?:{any_of(listed['words'])}){between}$")


def _completed(line: str, found: Measure) -> bool:
    """Whether a percentage is how much of the target was completed, and no bound."""
    before, behind = line[: found.first], line[found.last :]
    bound = found.comparator is not None and not _reached().search(before)
    if bound or found.upper is not None:
        return False
    if hit := _completing().search(before):
        exceeding = _exceeding(before, hit) and found.value < 100
        return not _denied(before, hit) and not exceeding
    return found.start == 0 and behind == "完成"


@cache
def _reached() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('reached'))})(?:{any_of(words('filler'))})*$")


@cache
def _evil() -> re.Pattern[str]:
    listed = lexicon()["evils"]
    return re.compile(rf"(?:零|0)(?:{any_of(listed['between'])})?(?:{any_of(listed['words'])})")
