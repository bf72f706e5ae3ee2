"""A sheet of a workbook as it shows, and its rows as blocks of a Grid, form after form.

What stands inside ruled lines is a table; a line outside of them is a paragraph.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from jiheng.filing.model import Source, column_name
from jiheng.reading.grid import Cell, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row, lookup, normal
from jiheng.reading.segments import is_annex, is_title

TOO_LARGE = "工作表过大，无法读取；请只保留自评表所在的单元格，删去其余内容后再试"
DAMAGED = "文件已损坏，内容打不开；请用 Excel 或 WPS 打开后重新另存，再提供新文件"
MOST_CELLS = 150_000
"""The most cells, blank ones among them, that a workbook's tables may have."""
MOST_BESIDE = 32
"""The most forms side by side that are told apart."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

UNCALCULATED = "公式没有计算结果"
"""What stands in a cell for a formula whose result the file does not hold."""
ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!")
)

Place = tuple[int, int]
"""Row and column, from 0."""


class Area(NamedTuple):
    """A merged cell: its edges, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """What a sheet shows: the texts of its cells that are not blank, hidden ones too.

    `ruled` are those of these cells that have a line on their left or right.
    """

    name: str
    hidden: bool = False
    texts: dict[Place, str] = field(default_factory=dict)
    ruled: set[Place] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def hide(self, columns: Iterable[tuple[int, int]]) -> None:
        """Mark columns as hidden: first and last of each stretch of them."""
        end = 0
        for first, last in sorted(columns):
            after = min(last + 1, MOST_COLUMNS)
            self.hidden_columns.update(range(max(first, end), after))
            end = max(end, after)

    def put(self, row: int, column: int, text: str, *, ruled: bool) -> None:
        """Keep a cell unless it is blank; raises `Unreadable` where there are too many."""
        if text and not text.isspace():
            self.texts[row, column] = text
            if ruled:
                self.ruled.add((row, column))
            if len(self.texts) > MOST_CELLS:
                raise Unreadable(TOO_LARGE)

    def source(self, row: int, column: int) -> Source:
        """Where a cell stands, and what hides it from who looks at the sheet."""
        if not (self.hidden or self.hidden_rows or self.hidden_columns):
            return Source(sheet=self.name, row=row + 1, column=column + 1)
        hidden = (
            (self.hidden, "隐藏的工作表"),
            (row in self.hidden_rows, "隐藏的行"),
            (column in self.hidden_columns, "隐藏的列"),
        )
        words = "、".join(words for is_hidden, words in hidden if is_hidden)
        return Source(sheet=self.name, row=row + 1, column=column + 1, hidden=words or None)


@dataclass
class Layout:
    """The rows of a sheet that hold text, and for each the merged cells that cover it."""

    sheet: Sheet
    rows: list[int]
    texts: dict[int, dict[int, str]]
    areas: dict[int, list[Area]]

    def covering(self, row: int, column: int) -> Area | None:
        """The merged cell over a place."""
        areas = self.areas.get(row)
        if not areas:
            return None
        place = bisect_right(areas, column, key=attrgetter("left")) - 1
        return areas[place] if place >= 0 and column <= areas[place].right else None


class Part(NamedTuple):
    """What reads from top to bottom: rows, and the edges that they lie between."""

    rows: list[int]
    left: int
    right: int


def blocks(sheet: Sheet) -> Iterator[Row | Paragraph]:
    """The rows and lines of a sheet, form after form; raises `Unreadable` for a boundless one."""
    layout = _laid_out(sheet)
    for part in _parts(layout):
        yield from _part(layout, part)


def _laid_out(sheet: Sheet) -> Layout:
    """A sheet without what merged cells cover."""
    rows = sorted({row for row, _ in sheet.texts})
    areas: dict[int, list[Area]] = defaultdict(list)
    count = 0
    for area in sheet.merged:
        first, last = bisect_left(rows, area.top), bisect_right(rows, area.bottom)
        count += last - first
        if count > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        for row in rows[first:last]:
            areas[row].append(area)
    for inside in areas.values():
        inside.sort(key=attrgetter("left"))
    layout = Layout(sheet, rows, defaultdict(dict), areas)
    for (row, column), text in sheet.texts.items():
        over = layout.covering(row, column) if row in areas else None
        if over is None or (row, column) == over[:2]:
            layout.texts[row][column] = text
    layout.rows = [row for row in rows if row in layout.texts]
    return layout


# Forms on one sheet


def _parts(layout: Layout) -> Iterator[Part]:
    """The sheet cut where two forms stand side by side, each from top to bottom."""
    for band in _bands(layout):
        for left, right in pairwise([0, *_edges(layout, band), MOST_COLUMNS]):
            yield Part(band, left, right)


def _bands(layout: Layout) -> Iterator[list[int]]:
    """The rows of forms that stand side by side: up to a blank row behind which a form begins."""
    band: list[int] = []
    begun = False
    for stretch in _stretches(layout.rows):
        texts = [text for row in stretch for text in layout.texts[row].values()]
        if begun and any(_is_project(text) or is_title(text) or is_annex(text) for text in texts):
            yield band
            band, begun = [], False
        band += stretch
        begun = begun or any(map(_is_project, texts))
    yield band


def _stretches(rows: list[int]) -> Iterator[list[int]]:
    """Rows without a blank one between them."""
    stretch: list[int] = []
    for row in rows:
        if stretch and row - stretch[-1] > 1:
            yield stretch
            stretch = []
        stretch.append(row)
    yield stretch


def _is_project(text: str) -> bool:
    return lookup("beside").get(normal(text)) == "project"


def _edges(layout: Layout, band: list[int]) -> list[int]:
    """The columns at which a further form begins, beside the first one of a band."""
    labels: dict[int, list[int]] = defaultdict(list)
    heads: set[int] = set()
    for row in band:
        for column, text in layout.texts[row].items():
            if begins_row(text):
                labels[column].append(row)
                if _is_project(text):
                    heads.add(column)
    edges: list[int] = []
    for before, head in pairwise(sorted(heads)[:MOST_BESIDE]):
        if max(labels[before][0], labels[head][0]) < min(labels[before][-1], labels[head][-1]):
            edge = _edge(layout, band, before, head)
            edges += [edge] if edge else []
    return edges


def _edge(layout: Layout, band: list[int], before: int, head: int) -> int:
    """The column between two heads that no cell reaches over, behind a blank one if any."""
    reach = [0] * (head - before + 2)
    for row in band:
        for area in layout.areas.get(row, ()):
            if area.left < head and area.right > before:
                reach[max(area.left - before, 0) + 1] += 1
                reach[min(area.right - before, head - before) + 1] -= 1
    taken = {before + n for n, count in enumerate(accumulate(reach)) if count}
    if head in taken:
        return 0
    used = {column for row in band for column in layout.texts[row]} | taken
    blank = next((c for c in range(head - 1, before, -1) if c not in used), None)
    if blank is not None and blank + 1 not in taken:
        return blank + 1
    return head


# Blocks


def _part(layout: Layout, part: Part) -> Iterator[Row | Paragraph]:
    sheet = layout.sheet
    within = {row: sorted(_within(part, layout.texts[row])) for row in part.rows}
    rows = [row for row in part.rows if within[row]]
    columns = sorted(
        {column for row in rows for column in within[row]}
        | {
            a.left
            for row in rows
            for a in layout.areas.get(row, ())
            if part.left <= a.left < part.right
        }
    )
    if len(rows) * len(columns) > MOST_CELLS:
        raise Unreadable(TOO_LARGE)
    places = [(row, column) for row in rows for column in within[row]]
    is_ruled = 2 * sum(place in sheet.ruled for place in places) >= len(places)
    begun: set[Area] = set()
    for row in rows:
        texts = [(column, layout.texts[row][column]) for column in within[row]]
        if is_ruled and not any((row, column) in sheet.ruled for column in within[row]):
            yield from _line(sheet, row, texts)
        else:
            yield Row(tuple(_cells(layout, row, columns, rows, begun)))
        yield from _faults(sheet, row, texts)


def _within(part: Part, texts: dict[int, str]) -> Iterator[int]:
    return (column for column in texts if part.left <= column < part.right)


def _cells(
    layout: Layout, row: int, columns: list[int], rows: list[int], begun: set[Area]
) -> Iterator[Cell]:
    texts, sheet = layout.texts[row], layout.sheet
    for column in columns:
        area = layout.covering(row, column)
        if area is None:
            yield Cell(texts.get(column, ""), column, sheet.source(row, column))
        elif area not in begun and area.left == column:
            begun.add(area)
            below = bisect_right(rows, area.bottom) - bisect_left(rows, row)
            width = area.right - area.left + 1
            text = texts.get(column, "") if area.top == row else ""
            yield Cell(text, column, sheet.source(row, column), width, below)


def _line(sheet: Sheet, row: int, texts: list[tuple[int, str]]) -> Iterator[Paragraph]:
    """A row outside the ruled table: its cells on one line, or the lines of its only cell."""
    if len(texts) == 1:
        column, text = texts[0]
        lines = text.split("\n")
    else:
        column = texts[0][0]
        lines = ["\u3000\u3000".join(" ".join(text.split("\n")) for _, text in texts)]
    yield from (Paragraph(line, sheet.source(row, column)) for line in lines if line.strip())


def _faults(sheet: Sheet, row: int, texts: list[tuple[int, str]]) -> Iterator[Paragraph]:
    """A line for each cell without a result, so that nobody takes it for a blank one."""
    for column, text in texts:
        if text == UNCALCULATED:
            fault = "没有计算结果，请用 Excel 或 WPS 打开文件并保存后重新提供"
        elif text in ERRORS:
            fault = f"出错（{text}），请改正后重新提供"
        else:
            continue
        words = f"单元格 {column_name(column + 1)}{row + 1} 的公式{fault}"
        yield Paragraph(words, sheet.source(row, column))
