"""A simulation as rows: a workbook, or every filing's move as delimited values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jiheng.writing import delimited as separated
from jiheng.writing import workbook
from jiheng.writing.figure import plain
from jiheng.writing.listing import Cell
from jiheng.writing.simulation import facts
from jiheng.writing.simulation.facts import Facts
from jiheng.writing.workbook import Column, Sheet

Row = dict[str, Any]

FILINGS = (
    Column("自评表", 34),
    Column("单位名称", 24),
    Column("主管部门", 20),
    Column("项目实施单位", 18),
    Column("项目名称", 40),
    Column("年度", 7),
    Column("现行办法", 16),
    Column("换用办法", 16),
    Column("现行满分", 9),
    Column("换用满分", 9),
    Column("现行预算执行", 11),
    Column("换用预算执行", 11),
    Column("现行总分", 9),
    Column("换用总分", 9),
    Column("变动", 8),
    Column("现行等级", 8),
    Column("换用等级", 8),
    Column("不能比的原因", 40),
)
POINTS = (
    "before_points",
    "after_points",
    "before_budget_score",
    "after_budget_score",
    "before_total",
    "after_total",
    "change",
)


def render(report: Facts, filings: Iterable[Row], path: str | Path) -> None:
    """Write the workbook to `path`; `filings` as rows of `Simulation.filings`. Raises OSError."""
    by = facts.BY[report["by"]]
    names, counts = facts.matrix(report)
    workbook.write(
        path,
        "计分办法模拟测算",
        Sheet("总览", (Column("内容", 110),), ((words,) for words in _told(report))),
        Sheet("分布", _columns("总分", *facts.SIDES.values()), facts.spreads(report)),
        Sheet(
            "等级",
            _columns("现行＼换用后", *names),
            ((one, *row) for one, row in zip(names, counts, strict=True)),
        ),
        Sheet(f"按{by}", (Column(by, 30), *_columns(*facts.GROUPS)), map(_group, report["groups"])),
        Sheet("得益和受损", (*_columns("类别"), *_movers()), _ends(report)),
        Sheet("逐份", FILINGS, map(_filing, filings)),
    )


def delimited(filings: Iterable[Row]) -> str:
    """One row per filing, for a spreadsheet."""
    return separated.table([column.name for column in FILINGS], map(_filing, filings))


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, 14) for name in names)


def _movers() -> tuple[Column, ...]:
    widths = (36, 24, 9, 9, 9, 10, 12, 12, 60)
    return tuple(Column(*pair) for pair in zip(facts.MOVERS, widths, strict=True))


def _told(report: Facts) -> Iterator[str]:
    yield from facts.exchanges(report)
    yield from facts.outcome(report)
    yield from report["notes"]


def _group(each: Facts) -> tuple[Cell, ...]:
    ranks = facts.rank(each["rank_before"], each["rank_after"])
    return (
        plain(each["key"]),
        *(each[name] for name in ("filings", "compared", "before", "after", "change")),
        ranks,
        *(each[name] for name in ("up", "down", "regraded", "reranked")),
    )


def _ends(report: Facts) -> Iterator[tuple[Cell, ...]]:
    for words, movers in facts.ends(report):
        for each in movers:
            project, unit, *_, grade, rank, place, because = facts.mover(each)
            numbers = (each["before"], each["after"], each["change"])
            yield words, project, unit, *numbers, grade, rank, place, because


def _filing(row: Row) -> tuple[Cell, ...]:
    return (
        f"{row['path']} 第{row['index']}份",
        *(
            plain(row[name])
            for name in ("unit", "supervising_department", "implementing_unit", "project")
        ),
        row["fiscal_year"],
        row["before_rulebook"],
        row["after_rulebook"],
        *(row[name] for name in POINTS),
        plain(row["before_grade"]),
        plain(row["after_grade"]),
        plain(row["why"]),
    )
