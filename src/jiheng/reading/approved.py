"""A list of approved targets (年初批复的绩效目标): a row for each indicator, in Excel or CSV.

Its columns are recognised by their labels, wherever they stand. What is the same for several rows,
the project and what belongs to it, level 1 and level 2, may stand in the first of them alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

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

    `money` is the unit of the budget, 万元 unless the column's label names 元. `lines` are the
    numbers of the rows in the list, one for each indicator.
    """

    about: dict[str, str]
    money: str
    indicators: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list, compare=False)


class Incomplete(Unreadable):
    """Rows of a list lack a cell; `rows` are their numbers, each with what is the matter."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        super().__init__(rows)
        self.rows = rows

    def __str__(self) -> str:
        number, words = self.rows[0]
        others = f"（还有 {len(self.rows) - 1} 行不完整）" if len(self.rows) > 1 else ""
        return f"第{number}行{words}{others}；请补上以后再试"


def read(data: bytes) -> list[Targets] | None:
    """The targets in a list, project by project; None for what is no list but a form.

    Raises `Unreadable`: a column is missing, or the file cannot be read; `Incomplete` for rows
    that lack a cell.
    """
    parts = [part for sheet in _sheets(data) for part in _parts(sheet)]
    if not parts:
        return None
    found: dict[tuple[str, ...], Targets] = {}
    faults: list[tuple[int, str]] = []
    for (_, head), *rows in parts:
        columns, money = _columns(head)
        for number, row in _carried(columns, rows):
            key = tuple(row[name] for name in ("project_code", "project", "unit"))
            about = {name: row[name] for name in OF_PROJECT}
            targets = found.setdefault(key, Targets(about, money))
            targets.indicators.append(row)
            targets.lines.append(number)
            faults += [(number, words) for words in _missing(row)]
    if faults:
        raise Incomplete(faults)
    if not found:
        raise Unreadable("清单里只有栏目名，没有指标；请填好以后再试")
    return list(found.values())


def _sheets(data: bytes) -> Iterator[list[Numbered]]:
    """The rows of each sheet, or of comma-separated values: their numbers, and column -> text."""
    if formats.is_text(data):
        lines = csv.reader(io.StringIO(sniff.decode(data)))
        yield [
            (lines.line_num, {at: text.strip() for at, text in enumerate(line)}) for line in lines
        ]
        return
    rows = [block for block in formats.grid(data).blocks if isinstance(block, Row) and block.cells]
    for _, sheet in groupby(rows, lambda row: row.cells[0].source.sheet):
        yield [
            (row.cells[0].source.row or 0, {cell.column: cell.text.strip() for cell in row.cells})
            for row in sheet
        ]


def _parts(rows: list[Numbered]) -> Iterator[list[Numbered]]:
    """From each heading of a list to the next; what stands before the first is left out."""
    heads = [place for place, (_, row) in enumerate(rows) if _is_head(row)]
    for first, end in pairwise((*heads, len(rows))):
        yield rows[first:end]


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


def _missing(row: dict[str, str]) -> Iterator[str]:
    missing: Sequence[str] = [name for name in NEEDED if not row[name]]
    if missing:
        told = "、".join(labels()["approved"]["columns"][name][0] for name in missing)
        yield f"没有填{told}"
