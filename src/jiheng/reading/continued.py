"""Tables that go on over a page break: one table again, and its divided cells one cell again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from jiheng.filing.model import Source
from jiheng.reading.flow import BRACKETED, Frame, Line, goes_on, joined
from jiheng.reading.grid import Cell, Row
from jiheng.reading.labels import is_header, is_torn

SNAP = 3.0
"""Points: edges nearer than this are the same edge."""

LONGEST_DOUBTED = 40
"""Longer texts are no figures: what else they may be settles nothing."""

LEFT = attrgetter("left")

BoxOf = tuple[float, float, float, float]


class Part(msgspec.Struct):
    """A cell of a table that may go on: its edges across, its rows, its lines of text by page."""

    left: float
    right: float
    row: int
    rows: int
    page: int
    box: BoxOf
    pad: float
    pieces: list[list[Line]]
    open_bottom: bool = False
    confidence: float | None = None
    inner: list[Sheet] = []

    @property
    def frame(self) -> Frame:
        """The room in which the text of the cell was wrapped."""
        return Frame(self.left, self.right, self.pad)

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not any(self.pieces)

    @property
    def text(self) -> str:
        """The text of the cell, whole again."""
        if len(self.pieces) == 1:
            return joined(self.pieces[0], self.frame)
        text = ""
        last: Line | None = None
        for lines in filter(None, self.pieces):
            piece = joined(lines, self.frame)
            text += piece if last is None or _follows(last, lines[0], self.frame) else f"\n{piece}"
            last = lines[-1]
        return text

    @property
    def others(self) -> tuple[str, ...]:
        """What else the text may be: one of its lines read otherwise."""
        lines = [line for piece in self.pieces for line in piece if line.others]
        if not lines:
            return ()
        text = self.text
        if len(text) > LONGEST_DOUBTED:
            return ()
        return tuple(text.replace(line.text, other) for line in lines for other in line.others)


@dataclass
class Sheet:
    """A table, as much of it as has been read."""

    parts: list[Part]
    rows: int

    @property
    def left(self) -> float:
        """The outer edges, in points."""
        return min(part.left for part in self.parts)

    @property
    def right(self) -> float:
        """See `left`."""
        return max(part.right for part in self.parts)

    def texts(self, row: int) -> list[str]:
        """The texts of the cells that begin in a row, from left to right."""
        return texts_of(part for part in self.parts if part.row == row)

    def each(self) -> list[list[Part]]:
        """The cells that begin in each row, from top to bottom."""
        found: list[list[Part]] = [[] for _ in range(self.rows)]
        for part in self.parts:
            found[part.row].append(part)
        return found


def texts_of(parts: Iterable[Part]) -> list[str]:
    """The texts of cells, without white space, from left to right."""
    return ["".join(part.text.split()) for part in sorted(parts, key=LEFT)]


def same_columns(before: Sheet, after: Sheet) -> bool:
    """Whether two tables have the same outer edges and share most of the edges between them.

    Where two tables of different widths touch, the lower one's edges are those of its last row.
    """
    lowest = (part.right for part in before.parts if part.row + part.rows >= before.rows)
    last = max(lowest, default=before.right)
    right = min(abs(edge - after.right) for edge in (before.right, last))
    if abs(before.left - after.left) > SNAP or right > SNAP:
        return False
    edges = [_inner_edges(sheet) for sheet in (before, after)]
    few, many = sorted(edges, key=len)
    shared = sum(any(abs(edge - other) <= SNAP for other in many) for edge in few)
    return 2 * shared >= len(few)


def _inner_edges(sheet: Sheet) -> list[float]:
    found: list[float] = []
    for edge in sorted({part.left for part in sheet.parts}):
        if edge - sheet.left > SNAP and (not found or edge - found[-1] > SNAP):
            found.append(edge)
    return found


def repeated_rows(before: Sheet, after: Sheet) -> int | None:
    """How many rows at the top of `after` repeat the headings of `before`, or its top.

    None where `after` begins like `before` but with values of its own: another form.
    """
    above, below = before.each(), after.each()
    count = _repeated_headings(above, below)
    if count:
        return count
    first: list[str] = []
    second: list[str] = []
    for upper, lower in zip_longest(above, below, fillvalue=()):
        first, second = texts_of(upper), texts_of(lower)
        if first != second or count == min(before.rows, after.rows):
            break
        count += 1
    if count == after.rows:
        return None
    return None if first[:1] == second[:1] and first[:1] != [""] else count


def _repeated_headings(above: list[list[Part]], below: list[list[Part]]) -> int:
    """How many rows at the top repeat headings, wherever those stand above."""
    known: list[list[str]] | None = None
    for count, row in enumerate(below):
        texts = texts_of(row)
        if not is_header(texts):
            return count
        known = [*filter(is_header, map(texts_of, above))] if known is None else known
        if texts not in known:
            return count
    return len(below)


def extend(before: Sheet, after: Sheet, repeated: int) -> None:
    """Append the rows of `after`, without its `repeated` ones, to `before`.

    No cell goes on into a row of headers: what stands beside it begins there.
    """
    fresh = [part for part in after.parts if part.row >= repeated]
    new = is_header(after.texts(repeated))
    bottoms = [] if new else [p for p in before.parts if p.row + p.rows == before.rows]
    tops = [part for part in fresh if part.row == repeated]
    pairs = [
        (low, high)
        for low in bottoms
        for high in tops
        if abs(low.left - high.left) <= SNAP and abs(low.right - high.right) <= SNAP
    ]
    divided = 0 < len(pairs) == len(bottoms) == len(tops) and _row_is_divided(pairs)
    shift = before.rows - repeated - divided
    taken: set[int] = set()
    for low, high in pairs:
        if divided or _cell_is_divided(low, high):
            low.rows += high.rows - divided
            low.pieces += _fresh(low, high)
            low.open_bottom = high.open_bottom
            low.inner += high.inner
            taken.add(id(high))
    for part in fresh:
        if id(part) not in taken:
            part.row += shift
            before.parts.append(part)
    before.rows = after.rows + shift


Pair = tuple[Part, Part]


def _row_is_divided(pairs: Sequence[Pair]) -> bool:
    """Whether the page break goes through a row, and not between two.

    It does where no line is drawn there. Where one is, the text must show it: a label is torn,
    beside a label a text stands alone or goes on in the middle of a sentence, or every text at
    the top goes on while some cells have nothing more to say.
    """
    if all(low.open_bottom for low, _ in pairs):
        return True
    torn = [is_torn(low.text, high.text) for low, high in pairs]
    if any(torn) and (
        len(pairs) == 2
        or all(
            high.blank or mended or _flows(low, high)
            for (low, high), mended in zip(pairs, torn, strict=True)
        )
    ):
        return True
    filled = [(low, high) for low, high in pairs if not high.blank]
    if not filled or any(low.blank for low, _ in filled):
        return False
    if len(pairs) == 2:
        (label, more), (value, rest) = pairs
        stands_alone = more.blank and not label.blank
        return stands_alone or (not rest.blank and _flows(value, rest) and not _ends(value))
    return all(_flows(low, high) for low, high in filled) and any(
        high.blank and not low.blank and low.rows == high.rows == 1 for low, high in pairs
    )


def _cell_is_divided(low: Part, high: Part) -> bool:
    """Whether a cell that covers several rows goes on below the page break."""
    if low.open_bottom:
        return True
    if low.blank or high.blank:
        return low.rows > 1 or high.rows > 1
    if BRACKETED.fullmatch(high.text) or is_torn(low.text, high.text):
        return True
    merged = low.rows > 1 or high.rows > 1
    return merged and low.text.split("\n")[0] == high.text.split("\n")[0]


def _fresh(low: Part, high: Part) -> list[list[Line]]:
    """What the lower part of a cell adds; spreadsheets print merged cells on both pages."""
    if low.rows == high.rows == 1:
        return high.pieces
    above = [line.text for lines in low.pieces for line in lines]
    below = [line for lines in high.pieces for line in lines]
    most = min(len(above), len(below))
    texts = [line.text for line in below]
    repeated = next((n for n in range(most, 0, -1) if above[-n:] == texts[:n]), 0)
    return [below[repeated:]]


def _flows(low: Part, high: Part) -> bool:
    """Whether a text goes on in the cell below, be it with the points under a label."""
    if low.blank or high.blank:
        return False
    last = next(lines[-1] for lines in reversed(low.pieces) if lines)
    first = next(lines[0] for lines in high.pieces if lines)
    return _follows(last, first, low.frame) or BRACKETED.fullmatch(high.text) is not None


def _ends(part: Part) -> bool:
    return part.text.endswith(("。", "；", "！", "？"))


def _follows(last: Line, first: Line, frame: Frame) -> bool:
    """Whether a line on the next page goes on where the last line of this one ends."""
    return goes_on(last, replace(first, base=last.base), frame)


def rows(sheet: Sheet, numbers: Iterator[int]) -> Iterator[Row]:
    """The rows of a whole table; those of a table inside of a cell follow the row of the cell.

    Each table takes the next of `numbers`, from 1 through the document.
    """
    table = next(numbers)
    edges: list[float] = []
    for edge in sorted(edge for part in sheet.parts for edge in (part.left, part.right)):
        if not edges or edge - edges[-1] > SNAP:
            edges.append(edge)
    by_row: dict[int, list[Part]] = {}
    for part in sheet.parts:
        by_row.setdefault(part.row, []).append(part)
    for row in sorted(by_row):
        parts = sorted(by_row[row], key=LEFT)
        yield Row(tuple(_cell(part, edges, table) for part in parts))
        for part in parts:
            for inner in part.inner:
                yield from rows(inner, numbers)


def _cell(part: Part, edges: list[float], table: int) -> Cell:
    column = bisect_right(edges, part.left + 0.01) - 1
    last = bisect_right(edges, part.right + 0.01) - 1
    source = Source(
        page=part.page,
        table=table,
        row=part.row + 1,
        column=column + 1,
        box=part.box,
        confidence=part.confidence,
    )
    columns = max(1, last - column)
    return Cell(part.text, column, source, columns, part.rows, part.others)
