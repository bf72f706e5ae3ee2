"""A target or an actual: what the words in its cell mean."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from jiheng.quantity.deadlines import deadline
from jiheng.quantity.lexicon import any_of, lexicon, longest, meanings, normal, units, words
from jiheng.quantity.model import Quantity
from jiheng.quantity.numbers import NUMBER, SCALE, SCALES, decimal, decimals

CACHED = 1 << 18
BRACKETED = re.compile(r"[(\[][^()\[\]]{0,30}[)\]]$")
LONGEST_UNIT = 10
UNIT = re.compile(r"[^\d\s,.;:，。；：、!?()<>=≥≤%‰~+\-]*(?:/[^\d\s,.;:，。；：、]{1,6})?|%|‰")
PER = {"月": "月", "年": "年", "天": "天", "日": "天", "周": "周", "季度": "季度", "季": "季度", "人": "人"}


@lru_cache(maxsize=CACHED)
def read(text: str) -> Quantity:
    """The meaning of a cell; any text has one, and keeps every character. Never raises."""
    bare = normal(text)
    if not bare or bare in words("blank") or not bare.strip("…./-—–_·。*"):
        return Quantity(text)
    if len(text) > len(bare) * 4 + 200:
        return _in_words(text, bare)
    return (
        _completion(text, bare)
        or _deadline(text, bare)
        or _measured(text, bare)
        or _in_words(text, bare)
    )


@cache
def _completed() -> re.Pattern[str]:
    return re.compile(
        rf"(?:已|实际|累计|共)?(?:完成|达成)(?:率|度|比例)?(?:了)?(?:年度|全年|年初)?(?:目标|任务|计划|预期)?"
        rf"(?:值|数)?的?(?:为|达到|达|约|:)?({NUMBER})%$"
    )


def _completion(text: str, bare: str) -> Quantity | None:
    hit = _completed().match(bare)
    value = decimal(hit[1]) if hit else None
    if hit is None or value is None:
        return None
    return Quantity(
        text,
        "quantitative",
        value=float(value),
        unit="%",
        dimension="ratio",
        base=float(value),
        decimals=decimals(hit[1]),
        completion=float(value),
    )


def _deadline(text: str, bare: str) -> Quantity | None:
    found = deadline(bare)
    if found is None:
        return None
    iso, ordinal, kind, comparator = found
    return Quantity(
        text,
        "quantitative",
        comparator=comparator,
        value=ordinal,
        unit=kind,
        dimension="date",
        base=ordinal,
        deadline=iso,
    )


@cache
def _grammar() -> re.Pattern[str]:
    approximate = lexicon()["approximate"]
    return re.compile(
        rf"(?P<sign>{any_of(meanings('comparators'))})?"
        rf"(?:(?P<growth>{any_of(lexicon()['growth']['before'])})(?:率|额|量|数)?(?:为|了|达到|达|到|约|:)?)?"
        rf"(?P<inner>{any_of(meanings('comparators'))})?"
        rf"(?P<per>每(?:年|月|周|天|日|季度|季|人))?"
        rf"(?:共|为|计|已|累计|实际|第)?"
        rf"(?P<about>{any_of(approximate['before'])})?"
        rf"(?P<percent>百分之)?(?P<number>{NUMBER})(?P<tenths>成)?(?P<scale>{SCALE})?(?P<more>余|多)?"
        rf"(?P<unit1>[^\d~\-—–至到,.;:，。；：、]{{0,10}}?)?"
        rf"(?:[~\-—–～至到](?P<upper>{NUMBER})(?P<tenths2>成)?(?P<scale2>{SCALE})?)?"
        rf"(?P<rest>.{{0,24}})$"
    )


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<unit>.*?)(?P<roughly>{any_of(lexicon()['approximate']['after'])})?"
        rf"(?P<trailing>{any_of(meanings('trailing'))})?$"
    )


def _measured(text: str, bare: str) -> Quantity | None:
    hit = _grammar().match(bare)
    if hit is None:
        return None
    tail = _tail().match(BRACKETED.sub("", hit["rest"]))
    value = decimal(hit["number"])
    if value is None or tail is None:
        return None
    unit = tail["unit"] or hit["unit1"] or ""
    if hit["upper"] is None:
        unit = (hit["unit1"] or "") + tail["unit"]
        half = _and_a_half(unit)
        if half:
            unit, value = half, value + Decimal("0.5")
    compound = _compound(unit, value) if hit["upper"] is None else None
    if compound:
        value, unit = compound
    per = hit["per"]
    if per:
        unit = f"{unit}/{PER[per[1:]]}"
    if hit["percent"]:
        unit = unit or "%"
    if not _is_unit(unit):
        return None
    scale = hit["scale"] or ""
    money = scale + unit
    if money in units() and units()[money][0] == "money":
        unit, scale = money, ""
    if hit["tenths"] and not unit:
        value, unit = value * 10, "%"
    value *= SCALES.get(scale, 1)
    upper = decimal(hit["upper"]) if hit["upper"] else None
    if upper is not None:
        upper = upper * 10 if hit["tenths2"] else upper
        upper *= SCALES.get(hit["scale2"] or "", 1)
        if hit["scale2"] and not scale and not (money in units() and scale == ""):
            value *= SCALES[hit["scale2"]]
        if upper < value:
            return None
    sign = hit["sign"] or hit["inner"]
    comparator = meanings("comparators").get(sign or "") or meanings("trailing").get(
        tail["trailing"] or ""
    )
    return _quantity(
        text,
        value,
        upper,
        unit,
        comparator=comparator,
        decimals=decimals(hit["number"]),
        approximate=bool(hit["about"] or hit["more"] or tail["roughly"]),
        growth=bool(hit["growth"]),
    )


def _and_a_half(unit: str) -> str | None:
    """小时半, 年半, 个半小时 -> the unit without the half."""
    if unit.endswith("半") and unit[:-1] in units():
        return unit[:-1]
    if unit.startswith("个半") and unit[2:] in units():
        return unit[2:]
    return None


def _compound(unit: str, value: Decimal) -> tuple[Decimal, str] | None:
    """小时30分 behind a number: 1小时30分 in minutes."""
    hit = re.fullmatch(r"(小时|天|年|分钟|分)(\d{1,4})(分钟|分|秒|小时|个月|月|天)", unit)
    if not hit:
        return None
    known = units()
    names = {"分": "分钟"}
    large, small = names.get(hit[1], hit[1]), names.get(hit[3], hit[3])
    ratio = Decimal(known[large][1]) / Decimal(known[small][1])
    return value * ratio + Decimal(hit[2]), small


def _is_unit(unit: str) -> bool:
    return len(unit) <= LONGEST_UNIT and bool(UNIT.fullmatch(unit))


ALIASES = {"百分比": "%", "个百分点": "百分点", "时": "小时", "个小时": "小时", "分": "分钟", "个工作日": "工作日", "个月": "月", "个季度": "季度", "平米": "平方米", "㎡": "平方米", "秒钟": "秒"}


def _quantity(
    text: str,
    value: Decimal,
    upper: Decimal | None,
    unit: str,
    *,
    comparator: str | None,
    decimals: int,
    approximate: bool,
    growth: bool,
) -> Quantity:
    name = ALIASES.get(unit, unit)
    dimension, factor = units().get(name, ("count" if name else None, 1.0))
    if dimension is None:
        dimension = "count"
    by = Decimal(str(factor))
    return Quantity(
        text,
        "quantitative",
        comparator=comparator,
        value=float(value),
        upper=None if upper is None else float(upper),
        unit=name or None,
        dimension=dimension,
        base=float(value * by),
        upper_base=None if upper is None else float(upper * by),
        decimals=decimals,
        approximate=approximate,
        growth=growth or name == "百分点",
    )


def _in_words(text: str, bare: str) -> Quantity:
    vague = any(
        re.match(rf"(?:约|近|不少于)?{re.escape(word)}[^，。]{{0,4}}$", bare) for word in words("vague")
    )
    return Quantity(text, "qualitative", tier=longest("tiers", bare), vague=vague)
