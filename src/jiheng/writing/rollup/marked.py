"""The roll-up as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiheng.writing.figure import plain
from jiheng.writing.markdown import escaped, table
from jiheng.writing.rollup import facts, formulas

Facts = dict[str, Any]

GROUPS = (
    "汇总对象",
    "计分办法",
    "份数",
    "预算数（万元）",
    "执行数（万元）",
    "执行率",
    "总分",
    "平均",
)
LEVELS = ("部分", "分值", "得分")
INDICATORS = (
    *("行", "一级", "二级", "三级指标", "份数", "汇总", "目标", "完成"),
    *("分值", "得分", "计入分值", "计入得分"),
)
PAIRS = ("甲", "乙", "理由", "确认时写")


def render(report: Facts) -> str:
    """The groups in one table, then a section for each."""
    blocks = ["# 绩效自评汇总"]
    if not report["overall"]:
        return "\n\n".join([*blocks, facts.NOTHING]) + "\n"
    groups = facts.groups(report)
    blocks += [facts.heading(report), table(GROUPS, map(_line, groups), figures=6)]
    listed = [*report["notes"], *facts.variants(report)]
    blocks += ["\n".join(f"- {escaped(words)}" for words in listed)] if listed else []
    blocks += [block for group in groups for block in _section(group)]
    return "\n\n".join(blocks) + "\n"


def _line(group: Facts) -> list[str]:
    rate = group["rate"]
    return [
        escaped(group["key"]),
        escaped(facts.edition(group)),
        plain(group["filings"]),
        facts.known(group["approved"]),
        facts.known(group["executed"]),
        facts.UNKNOWN if rate is None else f"{rate:.2f}%",
        facts.known(group["total"]),
        facts.known(group["mean_total"]),
    ]


def _section(group: Facts) -> Iterator[str]:
    yield f"## {escaped(group['key'])}（{group['filings']} 份）"
    words = [*facts.budget(group), *facts.totals(group), group["difference"]["words"]]
    words += [note["message"] for note in group["notes"]]
    yield "\n".join(f"- {escaped(each)}" for each in words)
    if "members" in group:
        lines = formulas.of_group(group)
        yield table(("项", "怎样得来"), [[escaped(cell) for cell in line] for line in lines])
    yield table(LEVELS, map(_level, facts.levels(group)), figures=2)
    yield table(INDICATORS, map(_indicator, group["indicators"]), figures=4)
    if "members" in group:
        yield table(("行", "三级指标", "项", "怎样得来"), _unfolded(group))
    pairs = [[escaped(cell) for cell in pair] for pair in facts.candidates(group)]
    if pairs:
        yield f"### {facts.CONFIRM}"
        yield facts.HOW_TO_CONFIRM
        yield table(PAIRS, pairs)


def _level(part: tuple[str, float | None, float | None]) -> list[str]:
    name, *points = part
    return [escaped(name), *(facts.known(each, 4) for each in points)]


def _indicator(each: Facts) -> list[str]:
    cells = (each["row"], each["level1"], each["level2"], each["level3"], each["filings"])
    measures = (facts.measure(each, side) for side in ("target", "actual"))
    return [
        *map(escaped, cells),
        facts.method(each),
        *map(escaped, measures),
        facts.known(each["weight_within"], 2),
        facts.known(each["score_within"], 2),
        facts.known(each["weight"], 4),
        facts.known(each["score"], 4),
    ]


def _unfolded(group: Facts) -> Iterator[list[str]]:
    for each in group["indicators"]:
        for name, words in formulas.of_indicator(each, group):
            yield [plain(each["row"]), escaped(each["level3"]), name, escaped(words)]
