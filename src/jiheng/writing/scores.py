"""The scores of a report: each filing's, and on request how each point came about."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from rich.text import Text

from jiheng.writing import delimited as separated
from jiheng.writing import markdown as marked
from jiheng.writing import tables
from jiheng.writing.figure import gap, named, plain, signed
from jiheng.writing.listing import Cell
from jiheng.writing.verdict import origin, rulebook, title
from jiheng.writing.wrapping import flowed, wrapped

NOTHING = "没有读到自评表。"
UNTOLD = "不明"
WEIGHT_BASES = {"declared": "填明", "inferred": "推定", "unknown": UNTOLD}
TOTALS = ("填报总分", "核算总分", "相差", "等级", "单位名称", "自评表", "项目名称")
INDICATORS = ("行", "三级指标", "分值", "年初目标值", "实际完成值", "填报", "核算", "相差")
INDENT = "  "
BELOW = " " * 6

FILING_COLUMNS = (
    "自评表",
    "单位名称",
    "项目名称",
    "计分办法",
    "预算数（万元）",
    "执行数（万元）",
    "执行率（%）",
    "预算执行分值",
    "预算执行得分（填报）",
    "预算执行得分（核算）",
    "填报总分",
    "核算总分",
    "相差",
    "等级",
)
POINT_COLUMNS = (
    "自评表",
    "单位名称",
    "项目名称",
    "部分",
    "行",
    "一级指标",
    "二级指标",
    "三级指标",
    "年初目标值",
    "实际完成值",
    "分值",
    "分值来源",
    "得分（填报）",
    "得分（核算）",
    "相差",
    "核算依据",
)

Facts = dict[str, Any]


def text(report: Facts, *, explain: bool) -> str:
    """The scores of a check report for reading: a line per filing, or every indicator explained."""
    filings = report.get("filings") or []
    if not filings:
        return f"{NOTHING}\n"
    if explain:
        return "\n".join("".join(f"{line}\n" for line in _explained(each)) for each in filings)
    rows = [TOTALS, *(_totals(filing) for filing in filings)]
    lines = tables.aligned(rows, sys.maxsize, right=range(3))
    return "".join(f"{line}\n" for row in lines for line in row)


def markdown(report: Facts, *, explain: bool) -> str:
    """The same as Markdown: one table of filings, or a section with a table for each."""
    filings = report.get("filings") or []
    blocks = ["# 绩效自评得分"]
    if not filings:
        blocks.append(NOTHING)
    elif explain:
        blocks += [block for filing in filings for block in _section(filing)]
    else:
        columns = (*TOTALS[3:], *TOTALS[:3])
        rows = [[marked.escaped(cell) for cell in _totals(filing)] for filing in filings]
        blocks.append(marked.table(columns, [[*row[3:], *row[:3]] for row in rows], figures=3))
    return "\n\n".join(blocks) + "\n"


def delimited(report: Facts, *, explain: bool) -> str:
    """The same as comma-separated values: a row per filing, or per part of its total.

    The parts are the budget execution, each indicator, and last the total itself.
    """
    filings = report.get("filings") or []
    if explain:
        return separated.table(POINT_COLUMNS, (row for each in filings for row in _points(each)))
    return separated.table(FILING_COLUMNS, (_filing(each) for each in filings))


def _totals(filing: Facts) -> tuple[str, ...]:
    claimed, computed = filing.get("total_claimed"), filing.get("total")
    return (
        named(claimed),
        _computed(computed),
        signed(gap(claimed, computed)),
        plain(filing.get("grade")),
        plain(filing.get("unit")),
        origin(filing),
        title(filing),
    )


def _computed(score: float | None) -> str:
    return UNTOLD if score is None else plain(score)


def _explained(filing: Facts) -> Iterator[str]:
    pieces = (title(filing), plain(filing.get("unit")), _both(filing), origin(filing))
    yield from _lines(pieces, "")
    yield from _lines((f"计分办法：{rulebook(filing) or UNTOLD}",), INDENT)
    yield from _lines(("预算执行", *_budget(filing.get("budget") or {})), INDENT)
    indicators = filing.get("indicators") or []
    if not indicators:
        return
    rows = [INDICATORS, *map(_indicator, indicators)]
    table = tables.aligned(rows, tables.WIDTH - len(INDENT), right=(0, 5, 6, 7))
    reasons = ["", *(plain(indicator.get("basis")) for indicator in indicators)]
    for lines, reason in zip(table, reasons, strict=True):
        yield from (INDENT + line for line in lines)
        below = wrapped(Text(reason), tables.WIDTH - len(BELOW))
        yield from (BELOW + line.plain for line in below)


def _lines(pieces: tuple[str, ...], indent: str) -> Iterator[str]:
    known = [Text(piece) for piece in pieces if piece]
    return (indent + line.plain for line in flowed(known, tables.WIDTH - len(indent)))


def _both(filing: Facts) -> str:
    """The totals in words: "填报 71.16，核算 71.6（差 −0.44），等级 中"."""
    claimed, computed, apart, grade, *_ = _totals(filing)
    words = f"填报 {claimed}，核算 {computed}"
    return words + (f"（差 {apart}）" if apart else "") + (f"，等级 {grade}" if grade else "")


def _budget(budget: Facts) -> tuple[str, ...]:
    """The budget line: "执行数 19.36÷预算数 30＝64.53%", "分值 20", "填报 12.91", "核算 12.91"."""
    rate = budget.get("rate")
    return (
        f"执行数 {named(budget.get('executed'))}÷预算数 {named(budget.get('approved'))}"
        f"＝{UNTOLD if rate is None else f'{plain(rate)}%'}",
        f"分值 {_computed(budget.get('weight'))}",
        f"填报 {named(budget.get('score_claimed'))}",
        f"核算 {_computed(budget.get('score'))}",
    )


def _indicator(indicator: Facts) -> tuple[str, ...]:
    claimed, computed = indicator.get("score_claimed"), indicator.get("score")
    return (
        plain(indicator.get("row")),
        plain(indicator.get("level3")),
        _weight(indicator),
        named((indicator.get("target") or {}).get("text")),
        named((indicator.get("actual") or {}).get("text")),
        named(claimed),
        _computed(computed),
        signed(gap(claimed, computed)),
    )


def _weight(indicator: Facts) -> str:
    """The weight and where it comes from: "12（填明）", "8（推定）", "不明"."""
    weight, source = plain(indicator.get("weight")), _source(indicator)
    return f"{weight}（{source}）" if weight and source else weight or source


def _source(indicator: Facts) -> str:
    return WEIGHT_BASES.get(indicator.get("weight_basis") or "", "")


def _section(filing: Facts) -> Iterator[str]:
    yield f"## {marked.escaped(title(filing))}：{_both(filing)}"
    about = (
        ("单位名称", plain(filing.get("unit"))),
        ("自评表", origin(filing)),
        ("计分办法", rulebook(filing)),
        ("预算执行", "，".join(_budget(filing.get("budget") or {}))),
    )
    yield "\n".join(f"- {name}：{marked.escaped(words)}" for name, words in about if words)
    if indicators := filing.get("indicators") or []:
        rows = [
            [marked.escaped(cell) for cell in (*_indicator(each), each.get("basis"))]
            for each in indicators
        ]
        yield marked.table((*INDICATORS, "核算依据"), rows)


def _filing(filing: Facts) -> tuple[Cell, ...]:
    budget = filing.get("budget") or {}
    claimed, computed = filing.get("total_claimed"), filing.get("total")
    return (
        *_about(filing),
        rulebook(filing),
        *(budget.get(name) for name in ("approved", "executed", "rate", "weight")),
        budget.get("score_claimed"),
        budget.get("score"),
        claimed,
        computed,
        gap(claimed, computed),
        plain(filing.get("grade")),
    )


def _points(filing: Facts) -> Iterator[tuple[Cell, ...]]:
    about, budget = _about(filing), filing.get("budget") or {}
    claimed, computed = budget.get("score_claimed"), budget.get("score")
    yield (
        *about,
        "预算执行",
        *(None,) * 4,
        budget.get("approved"),
        budget.get("executed"),
        budget.get("weight"),
        None,
        claimed,
        computed,
        gap(claimed, computed),
        _budget(budget)[0],
    )
    for indicator in filing.get("indicators") or []:
        claimed, computed = indicator.get("score_claimed"), indicator.get("score")
        yield (
            *about,
            "绩效指标",
            indicator.get("row"),
            *(plain(indicator.get(name)) for name in ("level1", "level2", "level3")),
            plain((indicator.get("target") or {}).get("text")),
            plain((indicator.get("actual") or {}).get("text")),
            indicator.get("weight"),
            _source(indicator),
            claimed,
            computed,
            gap(claimed, computed),
            plain(indicator.get("basis")),
        )
    claimed, computed = filing.get("total_claimed"), filing.get("total")
    grade = plain(filing.get("grade"))
    words = f"等级：{grade}" if grade else ""
    yield *about, "总分", *(None,) * 8, claimed, computed, gap(claimed, computed), words


def _about(filing: Facts) -> tuple[str, str, str]:
    return origin(filing), plain(filing.get("unit")), title(filing)
