"""Ruling lines into tables: the cells that they enclose, merged ones as they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import msgspec

SNAP = 3.0
"""Points: lines nearer than this are one line, and ends this far from a line touch it."""

SHORTEST = 6.0
"""Points: shorter strokes rule no table."""

OVERHANG = 40.0
"""Points: how far text may reach below a table that goes on over the page."""

MOST_LINES = 1_500
MOST_CELLS = 200_000


class Stroke(msgspec.Struct, frozen=True, order=True, gc=False):
    """A level or upright line: where it stands across, and from where to where it runs."""

    at: float
    start: float
    end: float


class Box(msgspec.Struct, frozen=True, gc=False):
    """A cell: its place in the table, its edges in points, whether nothing draws its lower one."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float
    open_bottom: bool


@dataclass(frozen=True)
class Table:
    """The cells between ruling lines; `owner` gives the box of each elementary row and column."""

    xs: Sequence[float]
    ys: Sequence[float]
    boxes: Sequence[Box]
    owner: Sequence[Sequence[int]] = field(repr=False)

    @property
    def left(self) -> float:
        """The edges of the whole table, in points."""
        return self.xs[0]

    @property
    def right(self) -> float:
        """See `left`."""
        return self.xs[-1]

    @property
    def top(self) -> float:
        """See `left`."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """See `left`."""
        return self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """The index in `boxes` of the cell at a point, None outside of all cells."""
        if not (self.left <= x < self.right and self.top <= y < self.bottom):
            return None
        index = self.owner[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]
        return index if index >= 0 else None

    def beneath(self, x: float, y: float) -> int | None:
        """The cell without a lower edge that a point just below the table belongs to.

        Where a page break follows a row, merged cells go on; their text may reach below the row.
        """
        if not (self.left <= x < self.right and self.bottom <= y < self.bottom + OVERHANG):
            return None
        last = {index for index in self.owner[-1] if index >= 0}
        if all(self.boxes[index].open_bottom for index in last):
            return None
        index = self.owner[-1][bisect_right(self.xs, x) - 1]
        return index if index >= 0 and self.boxes[index].open_bottom else None

    def holds(self, other: Table) -> bool:
        """Whether another table lies inside of this one."""
        return (
            other is not self
            and self.left - SNAP < other.left
            and other.right < self.right + SNAP
            and self.top - SNAP < other.top
            and other.bottom < self.bottom + SNAP
        )


def tables(level: Iterable[Stroke], upright: Iterable[Stroke]) -> list[Table]:
    """The tables that level and upright lines rule, from top to bottom, then left to right.

    Lines that meet no other (underlines) rule nothing; neither do the lines of a drawing with
    thousands of them.
    """
    across, down = _merged(level), _merged(upright)
    if len(across) > MOST_LINES or len(down) > MOST_LINES:
        return []
    found = [_table(*part) for part in _components(across, down)]
    whole = [table for table in found if table is not None]
    kept = [t for t in whole if len(t.boxes) > 1 or not any(t.holds(other) for other in whole)]
    return sorted(kept, key=lambda table: (table.top, table.left))


# Strokes


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes snapped to each other: pieces of one line are one stroke."""
    found: list[Stroke] = []
    for group in _near(sorted(strokes)):
        at = sum(stroke.at for stroke in group) / len(group)
        group.sort(key=lambda stroke: stroke.start)
        start, end = group[0].start, group[0].end
        for stroke in group[1:]:
            if stroke.start > end + SNAP:
                found.append(Stroke(at, start, end))
                start = stroke.start
                end = stroke.end
            end = max(end, stroke.end)
        found.append(Stroke(at, start, end))
    return [stroke for stroke in found if stroke.end - stroke.start >= SHORTEST]


def _near(strokes: Iterable[Stroke]) -> Iterable[list[Stroke]]:
    group: list[Stroke] = []
    for stroke in strokes:
        if group and (stroke.at - group[-1].at > SNAP or stroke.at - group[0].at > 2 * SNAP):
            yield group
            group = []
        group.append(stroke)
    if group:
        yield group


Part = tuple[list[Stroke], list[Stroke]]


def _components(across: list[Stroke], down: list[Stroke]) -> list[Part]:
    """Lines that hang together, each part its level and its upright ones."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    across_at = [stroke.at for stroke in across]
    for number, stroke in enumerate(down, len(across)):
        first = bisect_right(across_at, stroke.start - SNAP)
        for index in range(first, bisect_right(across_at, stroke.end + SNAP)):
            if across[index].start - SNAP <= stroke.at <= across[index].end + SNAP:
                parent[root(index)] = root(number)
    parts: dict[int, Part] = {}
    for index, stroke in enumerate((*across, *down)):
        levels, uprights = parts.setdefault(root(index), ([], []))
        (levels if index < len(across) else uprights).append(stroke)
    whole = [part for part in parts.values() if part[0] and part[1]]
    for levels, uprights in parts.values():
        beside = next((part for part in whole if not levels and _is_side(uprights, part)), None)
        if beside is not None:
            beside[1].extend(uprights)
    return whole


def _is_side(uprights: list[Stroke], part: Part) -> bool:
    """Whether a line runs as high as a table: the side of a cell that covers all of the page."""
    heights = [stroke.at for stroke in part[0]]
    return all(
        abs(stroke.start - min(heights)) <= SNAP and abs(stroke.end - max(heights)) <= SNAP
        for stroke in uprights
    )


# Cells


def _table(across: list[Stroke], down: list[Stroke]) -> Table | None:
    sides, ends = _open_edges(across, down), _open_edges(down, across)
    width = [*sides, *(stroke.at for stroke in down)]
    height = [*ends, *(stroke.at for stroke in across)]
    drawn = across
    down = down + [Stroke(x, min(height), max(height)) for x in sides]
    across = across + [Stroke(y, min(width), max(width)) for y in ends]
    xs, ys = _edges(down), _edges(across)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MOST_CELLS:
        return None
    floors = _covered(across, ys, xs)
    raster = _Raster(
        xs, ys, _covered(down, xs, ys), floors, _covered(drawn, ys, xs) if ends else floors
    )
    boxes, owner = _boxes(raster)
    return Table(xs, ys, boxes, owner) if boxes else None


class _Raster(NamedTuple):
    """Edges of all columns and rows; which steps of them are parted, and which by a drawn line."""

    xs: list[float]
    ys: list[float]
    walls: list[list[bool]]
    floors: list[list[bool]]
    drawn: list[list[bool]]


def _open_edges(sticking: list[Stroke], across: list[Stroke]) -> list[float]:
    """Where a table ends that is open there: as far as lines stick out beyond the last across."""
    first, last = min(s.at for s in across), max(s.at for s in across)
    low, high = min(s.start for s in sticking), max(s.end for s in sticking)
    beyond = ((low, low < first - 2 * SNAP), (high, high > last + 2 * SNAP))
    return [edge for edge, is_beyond in beyond if is_beyond]


def _edges(strokes: list[Stroke]) -> list[float]:
    found: list[float] = []
    for at in sorted(stroke.at for stroke in strokes):
        if not found or at - found[-1] > SNAP:
            found.append(at)
    return found


Covered = list[list[bool]]

FREE, NONE = -2, -1
"""Elementary cells that are no part of a box yet, and those that never are."""


def _covered(strokes: list[Stroke], edges: list[float], along: list[float]) -> Covered:
    """For each edge, which of the steps between the positions `along` it a line covers."""
    middles = [(before + after) / 2 for before, after in pairwise(along)]
    found = [[False] * len(middles) for _ in edges]
    for stroke in strokes:
        edge = min(bisect_right(edges, stroke.at), len(edges) - 1)
        if edge and abs(edges[edge - 1] - stroke.at) <= abs(edges[edge] - stroke.at):
            edge -= 1
        for step in range(bisect_right(middles, stroke.start), bisect_right(middles, stroke.end)):
            found[edge][step] = True
    return found


def _outside(raster: _Raster) -> set[tuple[int, int]]:
    """The elementary cells that nothing parts from the white on the left and right of the table.

    Above and below nothing is looked for: a table goes on over a page break without a line there.
    """
    walls, floors = raster.walls, raster.floors
    rows, columns = len(raster.ys) - 1, len(raster.xs) - 1
    waiting = [
        (row, column)
        for row in range(rows)
        for column, wall in ((0, 0), (columns - 1, columns))
        if not walls[wall][row]
    ]
    found = set(waiting)
    while waiting:
        row, column = waiting.pop()
        for there, parted in (
            ((row, column - 1), walls[column][row]),
            ((row, column + 1), walls[column + 1][row]),
            ((row - 1, column), floors[row][column]),
            ((row + 1, column), floors[row + 1][column]),
        ):
            inside = 0 <= there[0] < rows and 0 <= there[1] < columns
            if inside and not parted and there not in found:
                found.add(there)
                waiting.append(there)
    return found


def _boxes(raster: _Raster) -> tuple[list[Box], list[list[int]]]:
    """Elementary cells united where no line parts them, each union a rectangle."""
    xs, ys, walls, _, drawn = raster
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[FREE] * columns for _ in range(rows)]
    for row, column in _outside(raster):
        owner[row][column] = NONE
    boxes: list[Box] = []
    for row in range(rows):
        held = owner[row]
        for column in range(columns):
            if held[column] != FREE:
                continue
            right = column + 1
            while right < columns and held[right] == FREE and not walls[right][row]:
                right += 1
            below = row + 1
            while below < rows and _goes_on(raster, owner[below], below, column, right):
                below += 1
            for covered in range(row, below):
                owner[covered][column:right] = [len(boxes)] * (right - column)
            edges = (xs[column], ys[row], xs[right], ys[below])
            is_open = True not in drawn[below][column:right]
            boxes.append(Box(row, column, below - row, right - column, *edges, is_open))
    return boxes, owner


def _goes_on(raster: _Raster, held: list[int], row: int, column: int, right: int) -> bool:
    """Whether a cell of these columns covers a row too: no line parts it from the row above."""
    if True in raster.floors[row][column:right]:
        return False
    return all(
        held[here] == FREE and not (here > column and raster.walls[here][row])
        for here in range(column, right)
    )
