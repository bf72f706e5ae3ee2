"""A roll-up's figures in words, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiheng.filing.vocabulary import FIELDS
from jiheng.writing import severity
from jiheng.writing.figure import plain

Facts = dict[str, Any]

UNKNOWN = "不明"
METHODS = {
    ("measured", "sum"): "相加",
    ("measured", "funds-weighted"): "加权",
    ("trusted", "funds-weighted"): "采信得分",
    ("qualitative", "funds-weighted"): "定性得分",
}
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "＝"}
NOTHING = "没有读到自评表。"
CONFIRM = "可能是同一指标，请确认"
HOW_TO_CONFIRM = (
    "确认是同一指标的，把下面的行存成一个 .csv 文件，用 --same 再汇总；前一个名称为准。"
)


def groups(report: Facts) -> list[Facts]:
    """The groups by key, then all filings of each edition where that says more."""
    own, overall = report["groups"], report["overall"]
    return [*own, *(overall if len(own) > 1 else [])]


def heading(report: Facts) -> str:
    """What is rolled up: 按单位名称汇总，共 16 份自评表，2 组."""
    filings = sum(group["filings"] for group in report["overall"])
    return f"按{FIELDS[report['by']]}汇总，共 {filings} 份自评表，{len(report['groups'])} 组。"


def edition(group: Facts) -> str:
    """The rulebook and the year: 湖北省项目支出绩效自评 2021年度."""
    year = group["fiscal_year"]
    return f"{group['rulebook_name']} {f'{year}年度' if year else '年度不明'}"


def known(value: float | None, digits: int | None = None) -> str:
    """A number, to so many decimals at most; 不明 for none."""
    if value is None:
        return UNKNOWN
    return plain(value if digits is None else round(value, digits))


def budget(group: Facts) -> list[str]:
    """The budget in pieces: 预算数 2381.54 万元, 执行数 …, 执行率 91.04%, 预算执行得分 18.21."""
    rate = group["rate"]
    return [
        f"预算数 {known(group['approved'])} 万元",
        f"执行数 {known(group['executed'])} 万元",
        f"执行率 {UNKNOWN if rate is None else f'{rate:.2f}%'}",
        f"预算执行得分 {known(group['budget_score'])}（满分 {known(group['budget_points'])}）",
    ]


def totals(group: Facts) -> list[str]:
    """The totals in pieces."""
    grade = f"（{group['grade']}）" if group["grade"] else ""
    return [
        f"总分 {known(group['total'])}{grade}",
        f"各表总分加权平均 {known(group['mean_total'])}",
        f"满分 {known(group['full_marks'], 2)}",
        f"问题：{severity.tally(group['findings'])}",
    ]


def levels(group: Facts) -> list[tuple[str, float | None, float | None]]:
    """What makes up full marks and total: budget execution, the level-1 groups, and their sum."""
    parts = [(plain(each["level1"]), each["weight"], each["score"]) for each in group["level1"]]
    return [
        ("预算执行", group["budget_points"], group["budget_score"]),
        *parts,
        ("合计", group["full_marks"], group["total"]),
    ]


def measure(indicator: Facts, side: str) -> str:
    """A target or an actual with sign and unit: ≥90%; its text where all filings say the same."""
    value, unit = indicator[side], indicator["unit"] or ""
    if value is None:
        return plain(indicator[f"{side}_text"]) or "—"
    if side == "actual":
        return f"{known(value, 4)}{unit}"
    sign = SIGNS.get(indicator["comparator"] or "", "")
    upper = indicator["target_upper"]
    return f"{sign}{known(value, 4)}{'' if upper is None else f'—{known(upper, 4)}'}{unit}"


def method(indicator: Facts) -> str:
    """How the filings' figures were brought together, in a word."""
    return METHODS[indicator["way"], indicator["method"]]


def candidates(group: Facts) -> Iterator[tuple[str, str, str, str]]:
    """The pairs to confirm: the two indicators, why, and the line that confirms them."""
    rows = {indicator["row"]: indicator for indicator in group["indicators"]}
    for pair in group["candidates"]:
        first, second = (_place(rows[pair[side]]) for side in ("first", "second"))
        yield first, second, pair["reason"], pair["confirm"]


def _place(indicator: Facts) -> str:
    return f"第{indicator['row']}行「{plain(indicator['level3'])}」{plain(indicator['level2'])}"


def variants(report: Facts) -> list[str]:
    """Keys that may be one name."""
    return [
        f"“{'”、“'.join(each['short'])}”可能就是“{each['full']}”，没有合并；是同一单位的，请在表上统一名称。"
        for each in report["variants"]
    ]
