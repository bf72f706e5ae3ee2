"""The roll-up as its JSON tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl
from msgspec import UNSET

from jiheng.checking.result import FORMULAS
from jiheng.rolling import contract, keys
from jiheng.rolling.candidates import ALIKE, ELSEWHERE, UNITLESS
from jiheng.rolling.identity import MEASURED, QUALITATIVE, SUM
from jiheng.rolling.notes import batch_notes, notes
from jiheng.rolling.run import Rolled
from jiheng.rolling.taken import SEVERITIES
from jiheng.rulebook import Rulebook
from jiheng.rulebook.wording import in_words, number
from jiheng.scoring.indicators import BASES

c = pl.col

Row = dict[str, Any]
By = dict[Any, list[Row]]

TOPICS = {
    "budget": "budget.formula",
    "sum": "aggregation.absolute",
    "relative": "aggregation.relative",
    "limits": "aggregation.limits",
    "qualitative": "aggregation.qualitative",
    "funds": "aggregation.funds",
}
REASONS = {
    ALIKE: "名称相近",
    ELSEWHERE: "名称相同，所在的一级、二级指标不同",
    UNITLESS: "名称相同，一处没有写单位；请在表上补写单位",
}
LEAST = 0.005
"""Points from which a part of the difference is told in words: it can change a printed digit."""
TOLD = 3


def report(rolled: Rolled, *, explain: bool) -> contract.Report:
    """The report on a roll-up; with `explain` every figure unfolds into the filings' own."""
    groups = rolled.groups.to_dicts()
    parts = {
        "indicators": _by(rolled.indicators, "group"),
        "level1": _by(rolled.level1, "group"),
        "members": _by(rolled.members, "group"),
        "candidates": _by(rolled.candidates, "group"),
        "contributions": _by(_named(rolled), "group", "row") if explain and groups else None,
    }
    make = partial(_group, rolled=rolled, parts=parts)
    own = [row for row in groups if not row["whole"]]
    whole = [row for row in groups if row["whole"]]
    filings = rolled.given.filings
    return contract.Report(
        by=rolled.by,  # type: ignore[arg-type] # one of BY
        rulebooks=tuple(map(_book, rolled.rulebooks.values())),
        groups=tuple(map(make, own)),
        overall=tuple(map(make, whole)),
        variants=tuple(_variants(rolled, own)),
        notes=tuple(
            batch_notes(
                filings if rolled.by == "category" else filings.clear(),
                [edition(row, rolled.rulebooks[row["rulebook"]]) for row in whole],
                rolled.unmet,
                rolled.apart,
            )
        ),
    )


def edition(group: Row, book: Rulebook) -> str:
    """The rulebook and the year that keep a group apart: 湖北省项目支出绩效自评 2021年度 16 份."""
    year = f"{group['fiscal_year']}年度" if group["fiscal_year"] else "年度不明"
    return f"{book.name} {year} {group['filings']} 份"


def _variants(rolled: Rolled, groups: list[Row]) -> Iterator[contract.Variant]:
    if rolled.by == "category":
        return
    blank = keys.BLANK[rolled.by]
    names = {row["key"] for row in groups} - {blank}
    for full, short in keys.variants(names):
        yield contract.Variant(full=full, short=tuple(short))


def _named(rolled: Rolled) -> pl.DataFrame:
    facts = rolled.given.filings.select("filing", "id", "project")
    return rolled.contributions.join(facts, on="filing", how="left", maintain_order="left")


def _by(frame: pl.DataFrame, *names: str) -> By:
    found: By = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[tuple(row[name] for name in names) if len(names) > 1 else row[names[0]]].append(row)
    return found


def _book(book: Rulebook) -> contract.Book:
    return contract.Book(id=book.id, name=book.name, clauses=tuple(_clauses(book)))


def _clauses(book: Rulebook) -> Iterator[contract.Clause]:
    for topic, dotted in TOPICS.items():
        section, _, name = dotted.partition(".")
        value = getattr(getattr(book, section), name)
        source = book.source(dotted)
        yield contract.Clause(
            topic=topic,  # type: ignore[arg-type] # one of TOPICS
            rule=in_words(dotted, value, ""),
            clause=source.clause if source else book.document,
            text=source.text if source else "",
        )


def _group(row: Row, *, rolled: Rolled, parts: dict[str, Any]) -> contract.Group:
    number_, book = row["group"], rolled.rulebooks[row["rulebook"]]
    members = parts["members"][number_]
    indicators = parts["indicators"][number_]
    unfolded = parts["contributions"]
    judged = any(member["weighed"] for member in members)
    return contract.Group(
        key=row["key"],
        rulebook=book.id,
        rulebook_name=book.name,
        fiscal_year=row["fiscal_year"],
        filings=row["filings"],
        approved=row["approved"],
        executed=row["executed"],
        rate=row["rate"],
        budget_points=row["budget_points"],
        budget_score=row["budget_score"],
        funds=row["funds"],
        indicators=tuple(_indicator(each, book, number_, unfolded) for each in indicators),
        level1=tuple(
            contract.Level1(level1=each["level1"], weight=each["weight"], score=each["score"])
            for each in parts["level1"][number_]
        ),
        full_marks=row["full_marks"],
        total=row["total"],
        mean_total=row["mean_total"],
        difference=_difference(row, indicators),
        grade=row["grade"],
        findings=contract.Findings(**{name: row[name] for name in SEVERITIES}),
        candidates=tuple(_candidates(parts["candidates"][number_], indicators)),
        notes=tuple(notes(members, book, row["full_marks"] if judged else None)),
        members=UNSET if unfolded is None else tuple(map(_member, members)),
    )


def _member(row: Row) -> contract.Member:
    names = ("path", "index", "unit", "project", "approved", "executed", "funds")
    points = ("budget_points", "budget_score", "full_marks", "total")
    return contract.Member(filing=row["id"], **{name: row[name] for name in (*names, *points)})


def _indicator(row: Row, book: Rulebook, group: int, unfolded: By | None) -> contract.Indicator:
    names = [
        name
        for name in contract.Indicator.__struct_fields__
        if name not in ("unit", "funds_share", "basis", "contributions")
    ]
    return contract.Indicator(
        **{name: row[name] for name in names},
        unit=row["unit"] or None,
        funds_share=row["share"],
        basis=basis(row, book),
        contributions=UNSET
        if unfolded is None
        else tuple(map(_contribution, unfolded[group, row["row"]])),
    )


def _contribution(row: Row) -> contract.Contribution:
    names = ("project", "funds", "weight", "score", "target", "actual")
    texts = ("target_text", "actual_text")
    return contract.Contribution(
        filing=row["id"], row=row["form_row"], **{name: row[name] for name in (*names, *texts)}
    )


def basis(row: Row, book: Rulebook) -> str:
    """How an aggregated indicator came by its score: the way, the rule, the sum, the clause."""
    several = row["filings"] > 1
    if row["way"] != MEASURED:
        found = book.source("aggregation.qualitative")
        why = "" if row["way"] == QUALITATIVE else "没有可以汇总的实测值，"
        words = why + ("各表得分按资金加权平均" if several else "取唯一一份表的得分")
    else:
        relative = row["method"] != SUM
        found = book.source("aggregation.relative" if relative else "aggregation.absolute")
        way = "目标值、完成值按资金加权平均；" if relative else "目标值、完成值相加；"
        words = f"{way if several else ''}{BASES[row['basis']][0]}{_formula(row)}"
    return f"{words}（{found.clause if found else book.document}）"


def _formula(row: Row) -> str:
    formula = FORMULAS.get(row["basis"])
    if formula is None or row["weight_within"] is None:
        return ""
    facts = {"weight": "weight_within", "goal": "target", "reached": "actual"}
    numbers = {name: number(round(row[field] or 0, 6)) for name, field in facts.items()}
    return f"：{formula.format(**numbers)}＝{number(row['score_within'])}"


def _difference(group: Row, indicators: list[Row]) -> contract.Difference:
    total, mean = group["total"], group["mean_total"]
    if total is None or mean is None:
        return contract.Difference(value=None, words="总分无从计算。", parts=())
    value = round(total - mean, 6)
    found = [(row, round(row["score"] - (row["mean_score"] or 0), 6)) for row in indicators]
    budget = round(group["budget_score"] - group["mean_budget_score"], 6)
    ranked = sorted(
        ((row, gap) for row, gap in [(None, budget), *found] if gap), key=lambda each: -abs(each[1])
    )
    return contract.Difference(
        value=value,
        words=_told(total, mean, value, ranked),
        parts=tuple(
            contract.Part(row=row["row"] if row else None, difference=gap) for row, gap in ranked
        ),
    )


def _told(total: float, mean: float, value: float, ranked: list[tuple[Row | None, float]]) -> str:
    both = f"先汇总再计分得 {number(total)} 分，各表总分按资金加权平均得 {number(mean)} 分"
    large = [(row, gap) for row, gap in ranked if abs(gap) >= LEAST][:TOLD]
    if not value and not large:
        return f"{both}，两者相同。"
    apart = f"相差 {_signed(value)} 分" if value else "相抵后没有差别"
    if not large:
        return f"{both}，{apart}，由各项的小数取舍积成。"
    causes = [_cause(row, gap) for row, gap in large]
    rest = value - sum(gap for _, gap in large)
    if abs(rest) >= LEAST:
        causes.append(f"其余各项和小数取舍合计 {_signed(rest)}")
    return f"{both}，{apart}。差在：{'；'.join(causes)}。"


def _cause(row: Row | None, gap: float) -> str:
    if row is None:
        return f"预算执行（{_signed(gap)}），汇总用合计数的执行率，平均用各表自己的执行率"
    before, after = (number(round(value or 0, 2)) for value in (row["score"], row["mean_score"]))
    why = (
        "汇总按数量算，超额的可以补不足的；平均按资金算，各表分别封顶"
        if row["method"] == SUM
        else "汇总先平均完成值，超额的可以补不足的；平均得分时各表分别封顶"
    )
    return f"“{row['level3']}”（{_signed(gap)}）先汇总得 {before}，各表得分平均得 {after}，{why}"


def _signed(value: float) -> str:
    value = round(value, 2)
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}"


def _candidates(rows: list[Row], indicators: list[Row]) -> Iterator[contract.Candidate]:
    known = {row["row"]: row for row in indicators}
    for row in rows:
        paths = [_path(known[row[side]]) for side in ("first", "second")]
        yield contract.Candidate(
            first=row["first"],
            second=row["second"],
            reason=REASONS[row["reason"]],
            likeness=row["likeness"],
            confirm="" if row["reason"] == UNITLESS else ",".join(paths),
        )


def _path(row: Row) -> str:
    return "/".join(
        "".join(row[name].split()).replace(",", "").replace("/", "")
        for name in ("level1", "level2", "level3")
    )
