"""The roll-up for a terminal or a text file, all columns in line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from jiheng.writing import tables
from jiheng.writing.figure import plain
from jiheng.writing.rollup import facts, formulas
from jiheng.writing.wrapping import flowed, wrapped

Facts = dict[str, Any]

INDENT = "  "
BELOW = " " * 6
HEAD = ("行", "三级指标", "份数", "汇总", "目标", "完成", "分值", "得分", "计入分值", "计入得分")
RIGHT = (0, 2, 6, 7, 8, 9)
LEVELS = ("部分", "分值", "得分")
MEMBERS = ("项目", "预算数", "执行数", "预算执行", "总分")
WIDEST_LEVEL = 40


def render(report: Facts, *, details: bool = True) -> str:
    """The whole roll-up; without details each group's totals only."""
    if not report["overall"]:
        return f"{facts.NOTHING}\n"
    lines = [facts.heading(report), ""]
    for group in facts.groups(report):
        lines += [*_totals(group), *(_details(group) if details else ()), ""]
    lines += _listed([*report["notes"], *facts.variants(report)], "注意")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _flow(pieces: Iterable[str], indent: str) -> Iterator[str]:
    known = [Text(piece) for piece in pieces if piece]
    return (indent + line.plain for line in flowed(known, tables.WIDTH - len(indent)))


def _totals(group: Facts) -> Iterator[str]:
    pieces = [plain(group["key"]), f"{group['filings']} 份", facts.edition(group)]
    yield from _flow(pieces, "")
    yield from _flow(facts.budget(group), INDENT)
    yield from _flow(facts.totals(group), INDENT)


def _details(group: Facts) -> Iterator[str]:
    yield from _flow([group["difference"]["words"]], INDENT)
    for note in group["notes"]:
        yield from _flow([note["message"]], INDENT)
    if "members" in group:
        yield from _members(group)
    yield ""
    rows = [
        LEVELS,
        *(
            (name, facts.known(weight, 2), facts.known(score, 2))
            for name, weight, score in facts.levels(group)
        ),
    ]
    yield from _aligned(rows, (1, 2), WIDEST_LEVEL)
    yield ""
    yield from _indicators(group)
    yield from _candidates(group)


def _aligned(rows: Sequence[Sequence[str]], right: tuple[int, ...], width: int) -> Iterator[str]:
    for lines in tables.aligned(rows, width, right):
        yield from (INDENT + line for line in lines)


def _indicators(group: Facts) -> Iterator[str]:
    indicators = group["indicators"]
    rows = [HEAD, *map(_row, indicators)]
    table = list(tables.aligned(rows, tables.WIDTH - len(INDENT), RIGHT))
    yield from (INDENT + line for line in table[0])
    place = ""
    for indicator, lines in zip(indicators, table[1:], strict=True):
        here = f"{plain(indicator['level1'])} {plain(indicator['level2'])}"
        if here != place:
            yield f"{INDENT}{here}"
            place = here
        yield from (INDENT + line for line in lines)
        if "contributions" in indicator:
            yield from _unfolded(indicator, group)


def _row(indicator: Facts) -> tuple[str, ...]:
    return (
        plain(indicator["row"]),
        plain(indicator["level3"]),
        plain(indicator["filings"]),
        facts.method(indicator),
        facts.measure(indicator, "target"),
        facts.measure(indicator, "actual"),
        facts.known(indicator["weight_within"], 2),
        facts.known(indicator["score_within"], 2),
        _part(indicator["weight"]),
        _part(indicator["score"]),
    )


def _part(points: float | None) -> str:
    return facts.UNKNOWN if points is None else f"{points:.4f}"


def _unfolded(indicator: Facts, group: Facts) -> Iterator[str]:
    for name, words in formulas.of_indicator(indicator, group):
        yield from _hanging(f"{name}：", words)
    for each in indicator["contributions"]:
        pieces = (
            f"《{plain(each['project']) or '项目名称未填'}》第{each['row']}行",
            f"资金 {plain(each['funds'])}",
            f"目标 {plain(each['target_text']) or '（空）'}",
            f"完成 {plain(each['actual_text']) or '（空）'}",
            f"分值 {facts.known(each['weight'])}",
            f"得分 {plain(each['score'])}",
        )
        yield from _flow(pieces, BELOW)


def _hanging(first: str, words: str) -> Iterator[str]:
    width = Text(first).cell_len
    room = tables.WIDTH - len(BELOW) - width
    for number, line in enumerate(wrapped(Text(words), room)):
        yield BELOW + (" " * width if number else first) + line.plain


def _members(group: Facts) -> Iterator[str]:
    rows = [
        MEMBERS,
        *(
            (
                plain(each["project"]) or "项目名称未填",
                facts.known(each["approved"]),
                facts.known(each["executed"]),
                facts.known(each["budget_score"]),
                facts.known(each["total"]),
            )
            for each in group["members"]
        ),
    ]
    yield ""
    yield from _aligned(rows, (1, 2, 3, 4), tables.WIDTH - len(INDENT))
    for name, words in formulas.of_group(group):
        yield from _hanging(f"{name}：", words)


def _candidates(group: Facts) -> Iterator[str]:
    pairs = list(facts.candidates(group))
    if not pairs:
        return
    yield ""
    yield f"{INDENT}{facts.CONFIRM}"
    for first, second, reason, _ in pairs:
        yield from _flow([first, second, reason], BELOW)
    lines = [line for *_, line in pairs if line]
    if lines:
        yield from _flow([facts.HOW_TO_CONFIRM], INDENT)
        yield from (BELOW + line for line in lines)


def _listed(lines: list[str], name: str) -> Iterator[str]:
    if lines:
        yield name
    for line in lines:
        yield from _flow([line], INDENT)
