"""A list of approved targets (年初批复的绩效目标): a row for each indicator, in Excel or CSV.

Its columns are recognised by their labels, wherever they stand. What is the same for several rows,
the project and what belongs to it, level 1 and level 2, may stand in the first of them alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.reading import formats, sniff
from jiheng.reading.grid import Row, Unreadable
from jiheng.reading.labels import labels, lookup, normal, words

NEEDED = ("project", "level1", "level3", "target")
OF_PROJECT = (
    *("project", "project_code", "unit", "supervising_department", "implementing_unit"),
    *("year", "budget", "goal"),
)
"""Columns that a row without them has from the row above, within a project."""
CARRIED = (*OF_PROJECT, "level1", "level2")
YUAN = "元"
Numbered = tuple[int, dict[int, str]]


@dataclass
class Targets:
    """The approved targets of one project: column -> text, and so for each of its indicators.

    `money` is the unit of the budget, 万元 unless the column's label names 元.
    """

    about: dict[str, str]
    money: str
    indicators: list[dict[str, str]] = field(default_factory=list)


def read(data: bytes) -> list[Targets] | None:
    """The targets in a list, project by project; None for what is no list but a form.

    Raises `Unreadable`: a column or a cell is missing, or the file cannot be read.
    """
    rows = list(_rows(data))
    heads = [place for place, (_, row) in enumerate(rows) if _is_head(row)]
    if not heads:
        return None
    found: dict[tuple[str, ...], Targets] = {}
    for first, end in zip(heads, (*heads[1:], len(rows)), strict=True):
        columns, money = _columns(rows[first][1])
        for number, row in _carried(columns, rows[first + 1 : end]):
            key = tuple(row[name] for name in ("project_code", "project", "unit"))
            about = {name: row[name] for name in OF_PROJECT}
            targets = found.setdefault(key, Targets(about, money))
            targets.indicators.append(_complete(row, number))
    if not found:
        raise Unreadable("清单里只有栏目名，没有指标；请填好以后再试")
    return list(found.values())


def _rows(data: bytes) -> Iterator[Numbered]:
    """The rows of a workbook or of comma-separated values: their numbers, and column -> text."""
    if formats.is_text(data):
        lines = csv.reader(io.StringIO(sniff.decode(data)))
        for line in lines:
            yield lines.line_num, {at: text.strip() for at, text in enumerate(line)}
        return
    for block in formats.grid(data).blocks:
        if isinstance(block, Row) and block.cells:
            number = block.cells[0].source.row or 0
            yield number, {cell.column: cell.text.strip() for cell in block.cells}


def _named(row: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    known = lookup("approved", "columns")
    yield from ((known[normal(text)], at) for at, text in row.items() if normal(text) in known)


def _is_head(row: Mapping[int, str]) -> bool:
    """Whether a row heads a list: the project's column stands beside an indicator's."""
    names = {name for name, _ in _named(row)}
    return "project" in names and bool(names & {"level1", "level2", "level3", "target"})


def _columns(row: Mapping[int, str]) -> tuple[dict[str, int], str]:
    columns: dict[str, int] = {}
    for name, at in _named(row):
        columns.setdefault(name, at)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        told = "、".join(f"“{labels()['approved']['columns'][name][0]}”" for name in missing)
        raise Unreadable(f"清单缺少{told}一栏；请在标题行写明栏目名，每项指标一行")
    head = row.get(columns.get("budget", -1), "")
    return columns, YUAN if f"（{YUAN}）" in head or f"({YUAN})" in head else "万元"


def _carried(
    columns: Mapping[str, int], rows: Iterable[Numbered]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of indicators with their numbers in the list, each with what stands above it."""
    above = dict.fromkeys(CARRIED, "")
    for number, row in rows:
        told = {name: row.get(at, "") for name, at in columns.items()}
        if not any(told.values()) or _is_sum(told.values()):
            continue
        if told["project"] not in ("", above["project"]):
            above = dict.fromkeys(CARRIED, "")
        if told["level1"]:
            above["level2"] = ""
        above |= {name: told[name] for name in CARRIED if told.get(name)}
        yield number, dict.fromkeys(lookup("approved", "columns").values(), "") | told | above


def _is_sum(texts: Iterable[str]) -> bool:
    first = next(filter(None, texts), "")
    return normal(first) in words("beside", "total")


def _complete(row: dict[str, str], number: int) -> dict[str, str]:
    missing: Sequence[str] = [name for name in NEEDED if not row[name]]
    if missing:
        told = "、".join(labels()["approved"]["columns"][name][0] for name in missing)
        raise Unreadable(f"第{number}行没有填{told}；请补上以后再试")
    return row
