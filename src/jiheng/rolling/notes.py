"""What a reader of a roll-up must know besides its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import polars as pl

from jiheng.rolling.contract import Note
from jiheng.rulebook import Rulebook
from jiheng.rulebook.wording import in_words, number

c = pl.col

NAMED = 5
"""Projects that a note names."""

Row = dict[str, Any]


def notes(members: list[Row], book: Rulebook, full_marks: float | None) -> Iterator[Note]:
    """The notes on the filings of one group."""
    funds = in_words("aggregation.funds", book.aggregation.funds, "")
    whole = number(book.total.points)
    reached = "不明" if full_marks is None else f"是 {number(round(full_marks, 2))} 分"
    kinds: tuple[tuple[str, Callable[[Row], bool], str], ...] = (
        (
            "no-funds",
            lambda row: row["funds"] is None,
            f"没有{funds}（空白或为零），无从加权，指标和两个总分都没有计入",
        ),
        (
            "no-score",
            lambda row: row["funds"] is not None and not row["weighed"],
            "没有指标，或者有指标定不出得分，指标和两个总分都没有计入",
        ),
        (
            "no-budget",
            lambda row: not row["budgeted"],
            "预算数、执行数没有填全，预算执行的合计没有计入",
        ),
        (
            "full-marks",
            lambda row: row["weighed"] and row["full_marks"] != book.total.points,
            f"自己的满分不是 {whole} 分或者分值不明，汇总的满分因此{reached}",
        ),
    )
    for code, concerned, words in kinds:
        found = sorted(filter(concerned, members), key=lambda row: (row["project"], row["id"]))
        if found:
            message = f"{_projects(found)}{words}{_amounts(found) if code == 'no-budget' else ''}。"
            yield Note(code=code, message=message, filings=tuple(row["id"] for row in found))  # type: ignore[arg-type] # a code of kinds


def _projects(rows: list[Row]) -> str:
    """《甲》、《乙》 2 份表."""
    listed = "、".join(f"《{row['project'] or '项目名称未填'}》" for row in rows[:NAMED])
    more = "等" if len(rows) > NAMED else ""
    return f"{listed}{more} {len(rows)} 份表"


def _amounts(rows: list[Row]) -> str:
    """What is left out of the sums, where something is."""
    sums = {
        name: sum(round((row[field] or 0) * 10**6) for row in rows) / 10**6
        for name, field in (("预算数", "approved"), ("执行数", "executed"))
    }
    told = "、".join(f"{name} {number(value)} 万元" for name, value in sums.items() if value)
    return f"（其中填了的{told}）" if told else ""


def batch_notes(
    filings: pl.DataFrame, editions: Iterable[str], unmet: Iterable[str], apart: Iterable[str]
) -> Iterator[str]:
    """The notes on a batch: editions kept apart, categories ticked twice, names not met."""
    listed = list(editions)
    if len(listed) > 1:
        yield f"这批表分属 {len(listed)} 个计分办法或年度，各自汇总：{'；'.join(listed)}。"
    several = filings.filter(c.category.list.n_unique() > 1).height
    if several:
        yield f"有 {several} 份表勾选了不止一个项目类别，按所勾选的组合另列，资金不重复计算。"
    for name in unmet:
        yield f"确认文件里的“{name}”在这批表里没有出现，请核对写法。"
    for name in apart:
        yield f"确认为同一指标的“{name}”，单位、方向或者定量定性不同，没有合并。"
