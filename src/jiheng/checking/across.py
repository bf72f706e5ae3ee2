"""X: what only shows when filings are laid side by side.

Each function takes the context's frames and returns one row per finding: `filings` (the numbers of
those concerned, in order), `message`, `observed`, `expected`, `difference`, `field`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from jiheng.checking.catalogue import ADVICE, ERROR, WARNING, Check, add
from jiheng.checking.likeness import alike

c = pl.col

Frames = dict[str, pl.DataFrame]
Across = Callable[[Frames], pl.DataFrame]

SHORTEST = 20
"""Characters from which two equal narratives are no coincidence."""
FEWEST = 3
"""Indicators from which two equal sets are no coincidence."""
FINDING = {
    "filings": pl.List(pl.UInt32),
    "field": pl.String,
    "message": pl.String,
    "observed": pl.String,
    "expected": pl.String,
    "difference": pl.Float64,
}
CHECKS: dict[str, Across] = {}


def across(code: str, severity: str, title: str, *, advice: str) -> Callable[[Across], Across]:
    """Enter a check across filings into the catalogue."""

    def enter(function: Across) -> Across:
        reason = (function.__doc__ or "").strip().splitlines()[0]
        add(Check(code, severity, title, reason, advice, "practice", None))
        CHECKS[code] = function
        return function

    return enter


def _findings(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FINDING, orient="row")


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[\s\p{P}]", "")


def _project() -> pl.Expr:
    """A project's name without what varies from one way of writing it to another."""
    return _bare(c.project).str.replace_all(r"20\d\d年度?", "").str.strip_suffix("项目")


@across("X01", WARNING, "两份表的说明雷同", advice="各写各的情况，不要照抄")
def same_narrative(frames: Frames) -> pl.DataFrame:
    """两份表的原因分析或改进措施几乎一字不差。"""
    rows = []
    for field in ("deviation", "improvement"):
        texts = frames["filings"].select("filing", text=_bare(c(field)))
        long = texts.filter(c.text.str.len_chars() >= SHORTEST)
        for first, second, likeness in alike(long["filing"].to_list(), long["text"].to_list()):
            shown = f"{likeness:.1f}".removesuffix(".0")
            message = f"两份表的这一栏相似度 {shown}%"
            rows.append(([first, second], field, message, f"{shown}%", None, likeness))
    return _findings(rows)


@across("X02", ADVICE, "不同项目用了同一套指标", advice="按各项目的内容分别设置指标")
def same_indicators(frames: Frames) -> pl.DataFrame:
    """几个不同的项目用的是完全相同的一套三级指标。"""
    sets = (
        frames["indicators"]
        .lazy()
        .group_by("filing")
        .agg(names=_bare(c.level3).unique().sort(), count=pl.len())
        .filter(c.names.list.len() >= FEWEST)
        .with_columns(names=c.names.list.join("|"))
        .join(frames["filings"].lazy().select("filing", project=_project()), on="filing")
        .sort("filing")
        .group_by("names", maintain_order=True)
        .agg("filing", count=c.count.first(), projects=c.project.n_unique())
        .filter((c.filing.list.len() > 1) & (c.projects > 1))
        .collect()
    )
    return _findings(
        (
            filings,
            "level3",
            f"{len(filings)} 份表的 {count} 项三级指标完全相同，项目却不同",
            f"{count} 项相同",
            None,
            None,
        )
        for filings, count in sets.select("filing", "count").iter_rows()
    )


@across("X03", ERROR, "同一项目报了两次", advice="只保留一份")
def filed_twice(frames: Frames) -> pl.DataFrame:
    """同一单位的同一项目在一个年度里报了不止一份表。"""
    twice = (
        frames["filings"]
        .lazy()
        .select(
            "filing",
            "fiscal_year",
            "project",
            name=_project(),
            owner=_bare(c.unit),
            doer=_bare(c.implementing_unit),
        )
        .filter(c.name != "")
        .group_by("name", "fiscal_year", "owner", "doer", maintain_order=True)
        .agg("filing", c.project.first())
        .filter(c.filing.list.len() > 1)
        .collect()
    )
    return _findings(
        (filings, "project", f"“{project}”在同一年度报了 {len(filings)} 份", project, None, None)
        for filings, project in twice.select("filing", "project").iter_rows()
    )


@across("X04", ADVICE, "同一单位有几种写法", advice="统一写单位全称")
def unit_written_variously(frames: Frames) -> pl.DataFrame:
    """同一个单位在几份表里名称写得不一样，汇总时会被当成几个单位。"""
    names = (
        frames["filings"]
        .lazy()
        .select("filing", "path", "unit", "supervising_department")
        .unpivot(index=["filing", "path"], variable_name="field", value_name="name")
        .with_columns(name=_bare(c.name))
        .filter(c.name.str.len_chars() >= FEWEST)
        .group_by("path", "name", maintain_order=True)
        .agg(c.filing.unique().sort(), c.field.first())
        .collect()
    )
    rows = []
    for part in names.partition_by("path", maintain_order=True):
        for full, short in _spellings(part["name"].to_list()):
            ways = part.filter(c.name.is_in([full, *short]))
            filings = sorted({number for numbers in ways["filing"] for number in numbers})
            listed = "、".join([full, *short])
            field = ways.filter(c.name == short[0])["field"][0]
            rows.append((filings, field, f"同一单位写成了：{listed}", listed, full, None))
    return _findings(rows)


def _spellings(names: list[str]) -> list[tuple[str, list[str]]]:
    """Full names with the shorter ways to write them: a shorter one is the full one's end."""
    found: list[tuple[str, list[str]]] = []
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        full = next((entry for entry in found if entry[0].endswith(name)), None)
        if full:
            full[1].append(name)
        else:
            found.append((name, []))
    return [(full, short) for full, short in found if short]


@across("X05", WARNING, "一个单位的指标全部满分", advice="逐项核实；确实全部完成的，备好佐证")
def all_full_marks(frames: Frames) -> pl.DataFrame:
    """一个单位所有项目的所有指标都得满分，自评没有起到作用。"""
    full = (
        frames["indicators"]
        .lazy()
        .group_by("filing")
        .agg(full=((c.score_claimed >= c.weight - 1e-9) & c.weight.is_not_null()).all())
    )
    units = (
        frames["filings"]
        .lazy()
        .select("filing", "fiscal_year", unit=_bare(c.unit))
        .filter(c.unit != "")
        .join(full, on="filing", how="left", maintain_order="left")
        .group_by("unit", "fiscal_year", maintain_order=True)
        .agg("filing", full=c.full.fill_null(value=False).all())
        .filter(c.full & (c.filing.list.len() > 1))
        .collect()
    )
    return _findings(
        (filings, "score", f"{unit}的 {len(filings)} 份表所有指标都是满分", unit, None, None)
        for filings, unit in units.select("filing", "unit").iter_rows()
    )
