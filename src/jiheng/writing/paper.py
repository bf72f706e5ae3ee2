"""A filing laid out as on paper: merged cells, and the findings that stand in each cell."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from jiheng.writing.figure import plain, same
from jiheng.writing.place import in_form_order
from jiheng.writing.verdict import Verdict, title, verdict

SINGLE_CELLS = frozenset(
    {
        "title",
        "unit",
        "filled_on",
        "project",
        "supervising_department",
        "implementing_unit",
        "category",
        "attribute",
        "kind",
        "budget",
        "budget.approved",
        "budget.executed",
        "budget.rate",
        "budget.score",
        "group",
        "total",
        "deviation",
        "improvement",
        "opinion",
        "signed_on",
    }
)
ROW_CELLS = frozenset({"level1", "level2", "level3", "target", "actual", "weight", "score"})
SHARED_CELLS = {
    "document": "title",
    "budget.weight": "budget",
    "performance_weight": "group",
    "signature": "signed_on",
}


class Note(NamedTuple):
    """A finding with its number on the card; `cell` is where its mark stands, or None."""

    number: int
    finding: dict[str, Any]
    cell: str | None


class Merged(NamedTuple):
    """A level-1 or level-2 cell: how many rows it spans, its name, its points, its notes."""

    span: int
    name: str
    points: float | None
    notes: list[Note]


class Line(NamedTuple):
    """One row of the indicator table; a level that an earlier row's cell covers is None.

    `basis` is the number of the basis of its score among the card's, or None.
    """

    indicator: dict[str, Any]
    level1: Merged | None
    level2: Merged | None
    differs: bool
    basis: int | None


class Card(NamedTuple):
    """All that a page shows of one filing; `marks` are the notes by cell, `bases` each once."""

    number: int
    filing: dict[str, Any]
    title: str
    verdict: Verdict
    notes: list[Note]
    marks: dict[str, list[Note]]
    lines: list[Line]
    bases: list[str]
    choices: dict[str, list[tuple[str, bool]]]

    def differs(self, part: str) -> bool:
        """Whether the claimed and the computed "rate", "score" or "total" differ."""
        if part == "total":
            return _differs(self.filing.get("total_claimed"), self.filing.get("total"))
        budget = self.filing.get("budget") or {}
        if part == "rate":
            return any(note.finding["code"] == "A01" for note in self.marks.get("budget.rate", []))
        return _differs(budget.get("score_claimed"), budget.get("score"))


def lay_out(number: int, filing: dict[str, Any]) -> Card:
    """The filing's card; `number` is its place in the report, counting from 1."""
    groups = {plain(group.get("level1")) for group in filing.get("groups") or []}
    rows = {indicator.get("row") for indicator in filing.get("indicators") or []}
    notes = [
        Note(place, finding, _cell(finding.get("where") or {}, groups, rows))
        for place, finding in enumerate(in_form_order(filing.get("findings")), start=1)
    ]
    marks: defaultdict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.cell:
            marks[note.cell].append(note)
    bases = _bases(filing)
    return Card(
        number,
        filing,
        title(filing),
        verdict(filing),
        notes,
        marks,
        list(_lines(filing, marks, bases)),
        list(bases),
        {name: _choices(filing, name) for name in ("category", "attribute", "kind")},
    )


def _cell(where: dict[str, Any], groups: set[str], rows: set[Any]) -> str | None:
    """The key of the cell in which a finding's mark stands."""
    field, row = where.get("field") or "", where.get("row")
    if row is not None:
        return f"{field if field in ROW_CELLS else 'level3'}:{row}" if row in rows else None
    level1 = plain(where.get("level1"))
    if field == "group" and level1 and level1 in groups:
        return f"group:{level1}"
    field = SHARED_CELLS.get(field, field)
    return field if field in SINGLE_CELLS else None


def _bases(filing: dict[str, Any]) -> dict[str, int]:
    """The words that say where the computed scores come from, numbered as they first occur."""
    words = (plain(indicator.get("basis")) for indicator in filing.get("indicators") or [])
    return {each: number for number, each in enumerate(dict.fromkeys(filter(None, words)), start=1)}


def _lines(
    filing: dict[str, Any], marks: dict[str, list[Note]], bases: dict[str, int]
) -> Iterator[Line]:
    declared: defaultdict[str, deque[float | None]] = defaultdict(deque)
    for group in filing.get("groups") or []:
        declared[plain(group.get("level1"))].append(group.get("declared"))
    told: set[str] = set()
    for name, members in groupby(filing.get("indicators") or [], key=_level1):
        section = list(members)
        points = declared[name].popleft() if declared[name] else None
        notes = _notes(marks, "level1", section)
        if name not in told:
            told.add(name)
            notes = marks.get(f"group:{name}", []) + notes
        first: Merged | None = Merged(len(section), name, points, notes)
        for second, indicator in _level2_cells(section, marks):
            basis = bases.get(plain(indicator.get("basis")))
            yield Line(indicator, first, second, _differs_in_score(indicator), basis)
            first = None


def _level2_cells(
    section: list[dict[str, Any]], marks: dict[str, list[Note]]
) -> Iterator[tuple[Merged | None, dict[str, Any]]]:
    for name, members in groupby(section, key=_level2):
        rows = list(members)
        points = rows[0].get("level2_declared")
        cell: Merged | None = Merged(len(rows), name, points, _notes(marks, "level2", rows))
        for indicator in rows:
            yield cell, indicator
            cell = None


def _level1(indicator: dict[str, Any]) -> str:
    return plain(indicator.get("level1"))


def _level2(indicator: dict[str, Any]) -> str:
    return plain(indicator.get("level2"))


def _notes(marks: dict[str, list[Note]], field: str, rows: list[dict[str, Any]]) -> list[Note]:
    return [note for row in rows for note in marks.get(f"{field}:{row.get('row')}", [])]


def _differs_in_score(indicator: dict[str, Any]) -> bool:
    return _differs(indicator.get("score_claimed"), indicator.get("score"))


def _differs(claimed: float | None, computed: float | None) -> bool:
    return computed is not None and not same(claimed, computed)


def _choices(filing: dict[str, Any], name: str) -> list[tuple[str, bool]]:
    """Every printed option and whether it is ticked; the ticked ones where no others are known."""
    ticked = filing.get(name) or []
    printed = (filing.get("options") or {}).get(name) or ticked
    return [(option, option in ticked) for option in printed]
