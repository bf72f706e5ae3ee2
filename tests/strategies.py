"""Hypothesis strategies: correct filings with what an exact calculation gives, and messy ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from jiheng.filing.contract import from_builtins
from jiheng.filing.model import Filing

Draw = Callable[[st.SearchStrategy[Any]], Any]
Raw = dict[str, Any]

PERFORMANCE, BUDGET = 80, 20
ACHIEVED, PARTLY = Fraction(8, 10), Fraction(5, 10)
"""The tiers of hubei-2021, as shares of the weight."""

PLACES = ("云汀区", "芦洲县", "栖霞街道", "青浦镇", "北塘乡")
UNITS = ("图书馆", "文化馆", "园林所", "水务站", "卫生院", "档案馆")
WORKS = ("道路养护", "河道清淤", "阅读推广", "技能培训", "设备更新", "安全宣传", "绿化管护", "义诊")
THINGS = ("主干道", "支渠", "社区", "学校", "村级站点", "展厅", "机房", "公园", "集市", "泵站")
ASPECTS = ("活动", "巡查", "培训", "维护", "走访", "更新", "改造", "宣讲")
GROUPS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
MEASURES = (
    ("个", "个", 1),
    ("场", "场", 1),
    ("人次", "人次", 1),
    ("%", "%", 1),
    ("公里", "公里", 1),
    ("小时", "小时", 1),
    ("小时", "分钟", 60),
    ("公里", "米", 1000),
    ("万元", "元", 10000),
    ("", "", 1),
)
"""The unit of a target, the unit of its actual, and how many of these make one of those."""
STANDARDS = ("符合技术规范", "按合同执行", "达到验收标准", "按方案实施")
ANSWERS = {"achieved": "达成预期指标", "partly": "部分达成", "missed": "未完成"}


@dataclass(frozen=True)
class Range:
    """The points that an indicator may claim; one value where the data determine it."""

    low: Fraction
    high: Fraction

    def score(self, claimed: Fraction) -> Fraction:
        """The claimed points where they are admissible, else the nearest that are."""
        return min(max(half_up(claimed), self.low), self.high)


@dataclass(frozen=True)
class Correct:
    """A filing in which every figure is right, and the exact points behind it."""

    filing: Filing
    ranges: tuple[Range, ...]
    budget: Fraction

    def total(self, claimed: tuple[Fraction, ...]) -> Fraction:
        """The total that follows from the data for some claimed scores."""
        return self.budget + sum(r.score(c) for r, c in zip(self.ranges, claimed, strict=True))

    @property
    def claimed(self) -> tuple[Fraction, ...]:
        """The scores that the filing claims."""
        return tuple(Fraction(indicator.score_text) for indicator in self.filing.indicators)


def half_up(value: Fraction, digits: int = 2) -> Fraction:
    """A value that is not negative, rounded half up."""
    return Fraction(math.floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def printed(value: Fraction, digits: int = 2) -> str:
    """A decimal of at most so many places, as it is printed."""
    whole = value * 10**digits
    assert whole.denominator == 1, value
    text = f"{Decimal(whole.numerator).scaleb(-digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_hundredths(value: Fraction) -> str:
    """A decimal of at most two places, printed with both."""
    return f"{Decimal(int(value * 100)).scaleb(-2):.2f}"


def points(most: int) -> st.SearchStrategy[Fraction]:
    """Points from 0 to `most`, in hundredths."""
    return st.integers(0, most * 100).map(lambda hundredths: Fraction(hundredths, 100))


def amounts(low: int = 1, high: int = 10**9) -> st.SearchStrategy[Fraction]:
    """Numbers with none to four decimals, `low` and `high` in units of the last."""
    return st.builds(
        lambda number, digits: Fraction(number, 10**digits),
        st.integers(low, high),
        st.integers(0, 4),
    )


@st.composite
def correct(draw: Draw) -> Correct:
    """A filing under hubei-2021 without a wrong figure, of 1 to 30 indicators in 1 to 3 groups."""
    count = draw(st.integers(1, 30))
    weights = draw(_weights(count))
    homes = sorted(draw(st.lists(st.sampled_from(range(3)), min_size=count, max_size=count)))
    names = draw(
        st.lists(
            st.tuples(st.sampled_from(THINGS), st.sampled_from(ASPECTS)).map("".join),
            min_size=count,
            max_size=count,
            unique=True,
        )
    )
    present = sorted(set(homes))
    level1 = [list(GROUPS)[home] for home in present]
    rows: list[Raw] = []
    ranges = []
    missed = []
    for name, weight, home in zip(names, weights, homes, strict=True):
        facts, admissible, met = draw(_indicator(weight))
        ranges.append(admissible)
        missed += [] if met else [name]
        level2 = draw(st.sampled_from(list(GROUPS.values())[home]))
        rows.append(
            {
                "group": present.index(home),
                "level2_text": level2,
                "level3_text": f"{name}（{printed(weight)}分）",
                **facts,
            }
        )
    approved = draw(amounts())
    executed = half_up(approved * draw(st.fractions(0, 1, max_denominator=1000)), 4)
    executed = min(executed, approved)
    budget = half_up(BUDGET * executed / approved)
    rate = to_hundredths(half_up(executed / approved * 100))
    raw = _facts(draw) | {
        "budget": {
            "unit": "万元",
            "approved_text": printed(approved, 4),
            "executed_text": printed(executed, 4),
            "rate_text": f"{rate}%",
            "weight_text": f"预算执行情况（{BUDGET}分）",
            "score_text": printed(budget),
        },
        "groups": [
            {"text": f"{name}（{printed(_points_of(weights, homes, home))}分）"}
            for name, home in zip(level1, present, strict=True)
        ],
        "indicators": rows,
        "total_text": printed(budget + sum(Fraction(row["score_text"]) for row in rows)),
        "deviation": "".join(f"{name}受天气影响没有完成。" for name in missed)
        + f"预算执行率为{rate}%。",
    }
    return Correct(from_builtins(raw), tuple(ranges), budget)


def batches(most: int = 3) -> st.SearchStrategy[list[Correct]]:
    """Correct filings of different projects."""
    return st.lists(
        correct(), min_size=1, max_size=most, unique_by=lambda each: each.filing.project
    )


@st.composite
def _weights(draw: Draw, count: int) -> list[Fraction]:
    """So many weights that add up to the performance points, in steps of 1, 1/2, 1/4 or 1/10."""
    step = draw(st.sampled_from((1, 2, 4, 10)))
    whole = PERFORMANCE * step
    cuts = draw(
        st.lists(st.integers(1, whole - 1), min_size=count - 1, max_size=count - 1, unique=True)
    )
    ends = [0, *sorted(cuts), whole]
    return [Fraction(b - a, step) for a, b in pairwise(ends)]


def _points_of(weights: list[Fraction], homes: list[int], home: int) -> Fraction:
    return sum((w for w, h in zip(weights, homes, strict=True) if h == home), Fraction(0))


@st.composite
def _indicator(draw: Draw, weight: Fraction) -> tuple[Raw, Range, bool]:
    """Target, actual and score of a row, the admissible points, and whether the target is met."""
    return draw(_qualitative(weight) if draw(st.booleans()) else _quantitative(weight))


@st.composite
def _quantitative(draw: Draw, weight: Fraction) -> tuple[Raw, Range, bool]:
    unit, other, factor = draw(st.sampled_from(MEASURES))
    sign = draw(st.sampled_from("≥≤＝"))
    goal = draw(amounts(1, 10**7))
    reached = draw(st.one_of(st.just(goal), _near(goal), amounts(0, 10**7)))
    reached = half_up(reached * factor, 2)
    share = _share(sign, goal * factor, reached)
    score = half_up(weight * share)
    facts = {
        "target": {"text": f"{sign}{printed(goal, 4)}{unit}"},
        "actual": {"text": f"{printed(reached)}{other}"},
        "score_text": draw(_written(score)),
    }
    return facts, Range(score, score), share == 1


def _near(goal: Fraction) -> st.SearchStrategy[Fraction]:
    return st.fractions(Fraction(1, 2), Fraction(3, 2), max_denominator=50).map(
        lambda share: goal * share
    )


def _share(sign: str, goal: Fraction, reached: Fraction) -> Fraction:
    """How much of the weight a measured indicator earns."""
    rising = reached / goal
    falling = goal / reached if reached else Fraction(1 if sign == "≤" else 0)
    return min(1, {"≥": rising, "≤": falling, "＝": min(rising, falling)}[sign])


@st.composite
def _qualitative(draw: Draw, weight: Fraction) -> tuple[Raw, Range, bool]:
    tier = draw(st.sampled_from(list(ANSWERS)))
    low, high = {
        "achieved": (half_up(weight * ACHIEVED), weight),
        "partly": (half_up(weight * PARTLY), half_up(weight * ACHIEVED)),
        "missed": (Fraction(0), half_up(weight * PARTLY)),
    }[tier]
    most = int(high * 100) if tier == "achieved" else int(high * 100) - 1
    score = Fraction(draw(st.integers(int(low * 100), max(most, int(low * 100)))), 100)
    facts = {
        "target": {"text": draw(st.sampled_from(STANDARDS))},
        "actual": {"text": ANSWERS[tier]},
        "score_text": draw(_written(score)),
    }
    return facts, Range(low, high), tier == "achieved"


def _written(score: Fraction) -> st.SearchStrategy[str]:
    return st.sampled_from((printed(score), to_hundredths(score)))


def _facts(draw: Draw) -> Raw:
    place = draw(st.sampled_from(PLACES))
    unit = place + draw(st.sampled_from(UNITS))
    project = draw(st.tuples(st.sampled_from(THINGS), st.sampled_from(WORKS)).map("".join))
    return {
        "id": "generated",
        "rulebook": "hubei-2021",
        "fiscal_year": 2021,
        "title": f"2021年度{project}项目自评表",
        "unit": unit,
        "filled_on_text": "2022年2月16日",
        "project": f"{project}项目",
        "supervising_department": f"{place}财政局",
        "implementing_unit": unit,
        "category": ["部门预算项目"],
        "attribute": [draw(st.sampled_from(("持续性项目", "新增性项目")))],
        "kind": [draw(st.sampled_from(("常年性项目", "延续性项目", "一次性项目")))],
        "performance_weight": PERFORMANCE,
        "performance_weight_text": f"年度绩效目标（{PERFORMANCE}分）",
        "improvement": "按季核对进度，未完成的事项列入下年度计划。",
        "opinion": "情况属实，同意上报。",
        "signature": "方示例",
        "signed_on_text": "2022年2月18日",
    }


# Messy filings

ODD = (
    *("≥９０％", "完成", "98769.28元", "2022年2月30日", "12月底前", "（XX分）", "……", "／", "无"),
    *(
        "若干套",
        "3次/月",
        "95%-98%",
        "－5",
        "1e9",
        "∞",
        "产出指标\n（40分）",
        "6352.3万",
        "≤30分钟",
    ),
    *(
        "完成81.25%",
        "达成预期指标",
        "百分之九十",
        "\u3000",
        "\ufeff",
        "😀",
        "𠮷",
        "\u200b",
        ",1,2",
        "",
    ),
)
TEXT = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=12),
    st.lists(st.sampled_from(ODD), max_size=4).map("，".join),
)
SHORT = st.text(max_size=6)
NUMBER = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False))
COUNT = st.one_of(st.none(), st.integers(1, 9999))


@st.composite
def sources(draw: Draw) -> Raw:
    """A place in a document, with what some format knows of it."""
    box = st.none() | st.lists(st.floats(0, 2000), min_size=4, max_size=4)
    made = {name: draw(COUNT) for name in ("line", "page", "table", "row", "column")}
    made |= {"sheet": draw(st.none() | SHORT), "confidence": draw(st.none() | st.floats(0, 1))}
    made |= {"box": draw(box)}
    return {name: value for name, value in made.items() if value is not None}


@st.composite
def leftovers(draw: Draw) -> Raw:
    """Text that fills no field."""
    fields = st.sampled_from(("group", "level3", "document", "unit", ""))
    return {"field": draw(fields), "text": draw(TEXT), "source": draw(sources())}


@st.composite
def messy(draw: Draw) -> Filing:
    """A filing with any text in any cell, and anything missing."""
    groups = draw(st.lists(TEXT, max_size=4))
    rows = draw(st.integers(0, 6))
    plain = [
        "id",
        "path",
        "title",
        "unit",
        "filled_on_text",
        "project",
        "project_code",
        "supervising_department",
        "implementing_unit",
        "performance_weight_text",
        "goal",
        "goal_actual",
        "total_text",
        "conclusion",
        "deviation",
        "improvement",
        "opinion",
        "signature",
        "signed_on_text",
        "notes",
    ]
    options = ("category", "attribute", "kind")
    places = [
        *("unit", "project", "total", "deviation", "budget.approved", "budget.rate"),
        *(f"groups.{place}" for place in range(len(groups))),
        *(f"indicators.{row}.{n}" for row in range(1, rows + 1) for n in ("target", "level3")),
    ]
    raw: Raw = {name: draw(TEXT) for name in plain}
    raw |= {name: draw(st.lists(SHORT, max_size=3)) for name in options}
    raw |= {
        "index": draw(st.integers(1, 9999)),
        "rulebook": draw(st.sampled_from(("hubei-2021", "mof-2020", "sichuan-2023"))),
        "template": draw(st.sampled_from(("hubei", "national", "sichuan"))),
        "fiscal_year": draw(st.none() | st.integers(1990, 2100)),
        "performance_weight": draw(NUMBER),
        "options": draw(
            st.dictionaries(st.sampled_from(options), st.lists(SHORT, min_size=1, max_size=3))
        ),
        "budget": draw(_budgets()),
        "groups": [{"text": text} for text in groups],
        "indicators": [draw(_rows(len(groups))) for _ in range(rows)],
        "placeholders": draw(st.lists(leftovers(), max_size=2)),
        "unplaced": draw(st.lists(leftovers(), max_size=2)),
        "sources": draw(st.dictionaries(st.sampled_from(places), sources(), max_size=5)),
    }
    return from_builtins(raw)


@st.composite
def _budgets(draw: Draw) -> Raw:
    names = ["approved_text", "executed_text", "rate_text", "weight_text", "score_text"]
    lines = draw(
        st.lists(
            st.fixed_dictionaries({"label": TEXT, "approved_text": TEXT, "executed_text": TEXT}),
            max_size=3,
        )
    )
    unit = draw(st.sampled_from(("万元", "元", "亿元", "千元")))
    return {"unit": unit, "lines": lines} | {name: draw(TEXT) for name in names}


@st.composite
def _rows(draw: Draw, groups: int) -> Raw:
    names = ["level1", "level2_text", "level3_text", "weight_text", "score_text", "deviation"]
    return {name: draw(TEXT) for name in names} | {
        "group": draw(st.integers(0, max(groups - 1, 0))),
        "target": {"text": draw(TEXT)},
        "actual": {"text": draw(TEXT)},
    }
