"""Tables without ruling lines: columns told by the white between them, rows by the base lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from jiheng.reading.continued import Part, Sheet
from jiheng.reading.flow import Glyph, Line, line, on_base_lines
from jiheng.reading.painted import Painted

GAP = 0.7
"""In characters: white that parts two columns."""

RIVER, NARROWEST = 0.15, 4.0
"""The white between two columns: what share of the texts may run across, how narrow it may be."""

HALF = 0.6
"""The share of the texts that may run across it where a row of headings shows it."""

FULL = 0.7
"""Rows with this share of the most texts side by side are full enough to show the columns."""

STEP = 2.0
"""Points: how finely the white is looked for."""

GUESSED = 0.8
"""The confidence of every cell: where no line is drawn, its row and column are inferred."""

PAD = 5.0

OFF_CENTRE = 4.0
"""Points: how far a label may stand from the middle of the rows that it covers."""


@dataclass(eq=False)
class Block:
    """A text of one or more lines that was one cell."""

    lines: list[Line]
    columns: range = range(0)
    row: int = 0
    rows: int = 1

    @property
    def left(self) -> float:
        """Its edges, in points."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """See `left`."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """See `left`."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """See `left`."""
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        """Half way between its first and its last base line."""
        return (self.lines[0].base + self.lines[-1].base) / 2


def edges(pages: Iterable[Painted]) -> list[float]:
    """The edges of the columns, outer ones too, that the texts of all pages keep to.

    There are none where no row has three texts side by side.
    """
    every = [_pieces(row, []) for page in pages for row in on_base_lines(page.glyphs)]
    most = max(map(len, every), default=0)
    if most < 3:
        return []
    rows = [pieces for pieces in every if len(pieces) >= max(3, FULL * most)]
    full = [piece for pieces in rows for piece in pieces]
    left = min(piece.left for piece in full) - STEP
    texts = [piece for pieces in every for piece in pieces]
    found = [left, *_rivers(_crossed(full, left), left), max(piece.right for piece in texts) + STEP]
    found += [edge for pair in pairwise(found) for edge in _between(rows, texts, *pair)]
    return sorted(found) if len(found) > 3 else []


def _crossed(pieces: Iterable[Line], left: float) -> list[int]:
    """How many texts there are at each step across the page from `left` on."""
    found: list[int] = []
    for piece in pieces:
        last = int((piece.right - left) / STEP)
        found += [0] * (last + 1 - len(found))
        for step in range(max(0, int((piece.left - left) / STEP)), last + 1):
            found[step] += 1
    return found


def _rivers(crossed: list[int], left: float) -> list[float]:
    """The middles of the white that hardly any text crosses."""
    most = RIVER * max(crossed, default=0)
    text = [step for step, count in enumerate(crossed) if count > most]
    return [
        left + (before + after + 1) / 2 * STEP
        for before, after in pairwise(text)
        if (after - before - 1) * STEP >= NARROWEST
    ]


def _between(
    rows: list[list[Line]], texts: list[Line], start: float, end: float
) -> Iterator[float]:
    """The edge that parts two texts of one full row in one column: at most one, the least crossed.

    Where the first column of labels covers several rows each, few rows show where it ends.
    """
    inside = [piece for piece in texts if start < piece.left and piece.right < end]
    crossed = _crossed([*inside], start)
    shown = [0] * len(crossed)
    for row in rows:
        for before, after in pairwise(row):
            if start < before.left and after.right < end:
                for step in range(*(int((x - start) / STEP) for x in (before.right, after.left))):
                    shown[step + 1] += 1
    worth = {
        step: shows - crossed[step]
        for step, shows in enumerate(shown)
        if shows
        and crossed[step] < HALF * max(crossed[:step], default=0)
        and crossed[step] < HALF * max(crossed[step:])
    }
    if worth:
        widest = [step for step, value in worth.items() if value == max(worth.values())]
        yield start + (widest[len(widest) // 2] + 0.5) * STEP


def items(page: Painted, number: int, columns: Sequence[float]) -> Iterator[Sheet | Line]:
    """The tables and lines of a page without ruling lines; `columns` are the edges of `edges`."""
    rows = on_base_lines(page.glyphs)
    for table, group in groupby(_told_apart(rows, columns), key=lambda told: told[0]):
        if table:
            yield _sheet([pieces for _, _, pieces in group], number, page, columns)
        else:
            yield from (made for _, row, _ in group if (made := line(row)) is not None)


def _told_apart(
    rows: list[list[Glyph]], columns: Sequence[float]
) -> list[tuple[bool, list[Glyph], list[Line]]]:
    """Whether each row is one of a table: from the first with texts side by side to the next line.

    A line runs from the column of the labels across the white beside it. The one above such a line
    belongs to it (备注：), and so do all below it up to the next row with texts side by side.
    """
    told: list[tuple[bool, list[Glyph], list[Line]]] = []
    inside = False
    for row in rows:
        pieces = _pieces(row, columns[1:-1])
        if not pieces:
            continue
        if not columns or _crosses(pieces[0], columns[1]):
            if inside and len(told[-1][2]) == 1 and told[-1][2][0].left < columns[1]:
                told[-1] = (False, *told[-1][1:])
            inside = False
        elif len(pieces) > 1:
            inside = True
        told.append((inside, row, pieces))
    return told


def _crosses(piece: Line, edge: float) -> bool:
    return piece.left < edge and piece.right > edge + piece.em


# Pieces of a line


def _pieces(row: list[Glyph], edges: Sequence[float]) -> list[Line]:
    """The texts side by side on a base line: parted by white, at an edge where edges are known."""
    seen = [glyph for glyph in row if glyph.text != " "]
    whole = line(row)
    if whole is None:
        return []
    parts: list[list[Glyph]] = [[seen[0]]]
    for last, glyph in pairwise(seen):
        known = not edges or any(last.right - 1 < edge < glyph.left + 1 for edge in edges)
        if known and glyph.left - last.right > GAP * whole.em:
            parts.append([])
        parts[-1].append(glyph)
    return [made for part in parts if (made := line(part)) is not None]


# Cells


def _sheet(rows: list[list[Line]], number: int, page: Painted, columns: Sequence[float]) -> Sheet:
    blocks = _blocks(rows)
    for block in blocks:
        block.columns = _covered(block, columns)
    heights = _in_rows(blocks)
    _over_rows(blocks, heights, len(columns) - 1)
    reach = [0] * len(heights)
    for block in blocks:
        for row in range(block.row, block.row + block.rows):
            reach[row] = max(reach[row], block.columns.start)
    parts = [_part(block, reach, number, page, columns) for block in blocks]
    return Sheet(parts, len(heights))


def _blocks(rows: list[list[Line]]) -> list[Block]:
    """Pieces that stand close below one another are one text."""
    close = _pitch(rows)
    found: list[Block] = []
    growing: list[Block] = []
    for row in rows:
        for piece in row:
            above = next((block for block in growing if _hangs_below(piece, block, close)), None)
            if above is None:
                above = Block([])
                found.append(above)
                growing.append(above)
            above.lines.append(piece)
        growing = [block for block in growing if row and row[0].base - block.lines[-1].base < close]
    return found


def _hangs_below(piece: Line, block: Block, close: float) -> bool:
    last = block.lines[-1]
    shared = min(piece.right, block.right) - max(piece.left, block.left)
    return 0 < piece.base - last.base < close and shared > 0.5 * min(
        piece.right - piece.left, block.right - block.left
    )


def _pitch(rows: list[list[Line]]) -> float:
    """Base lines nearer than this are in one cell: nearer than rows with four texts each."""
    apart = [
        after[0].base - before[0].base
        for before, after in pairwise(rows)
        if len(before) > 3 and len(after) > 3
    ]
    em = rows[0][0].em if rows and rows[0] else 10.0
    return min(0.9 * median(apart), 2 * em) if apart else 2 * em


def _covered(block: Block, columns: Sequence[float]) -> range:
    inner = columns[1:-1]
    first = sum(edge < block.left + STEP for edge in inner)
    last = sum(edge < block.right - STEP for edge in inner)
    return range(first, max(first, last) + 1)


Height = tuple[float, float]
"""From where to where the texts of a row reach."""


def _in_rows(blocks: list[Block]) -> list[Height]:
    """Give each block its row, never one that holds a text of its columns; the rows' heights."""
    spanning = _spanning(blocks)
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=lambda block: block.middle):
        if block not in spanning:
            if rows and _fits(block, rows[-1]):
                rows[-1].append(block)
            else:
                rows.append([block])
    floating = {
        row[0]
        for before, row, after in zip(rows, rows[1:], rows[2:], strict=False)
        if len(row) == 1 and _floats(row[0], before, after)
    }
    rows = [row for row in rows if row[0] not in floating]
    middles = [_middle(row) for row in rows]
    for block in (block for block in blocks if block in spanning or block in floating):
        below = bisect_left(middles, block.middle)
        near = rows[max(0, below - 1) : below + 1]
        near.sort(key=lambda row: abs(row[0].middle - block.middle))
        home = next((row for row in near[:1] if _is_free(block, row)), None)
        if home is None:
            rows.append([block])
        else:
            home.append(block)
    rows.sort(key=_middle)
    for number, row in enumerate(rows):
        for block in row:
            block.row = number
    return [_height([block for block in row if block not in spanning] or row) for row in rows]


def _spanning(blocks: list[Block]) -> set[Block]:
    """The texts that stand beside two of another column, one below the other."""
    ordered = sorted(blocks, key=lambda block: block.top)
    tops = [block.top for block in ordered]
    tallest = max(block.bottom - block.top for block in blocks)
    found = set()
    for block in blocks:
        first = bisect_left(tops, block.top - tallest)
        if _spans(block, ordered[first : bisect_right(tops, block.bottom)]):
            found.add(block)
    return found


def _floats(block: Block, before: list[Block], after: list[Block]) -> bool:
    """Whether a text stands between two full rows and in neither: a label for both of them."""
    return len(block.columns) == 1 and all(
        len(row) > 2 and _is_free(block, row) for row in (before, after)
    )


def _height(row: list[Block]) -> Height:
    return min(block.top for block in row), max(block.bottom for block in row)


def _middle(row: list[Block]) -> float:
    return sum(block.middle for block in row) / len(row)


def _fits(block: Block, row: list[Block]) -> bool:
    """Whether a text stands beside those of a row, and in columns where none of them stands."""
    return _is_free(block, row) and any(_beside(block, other) for other in row)


def _is_free(block: Block, row: list[Block]) -> bool:
    return not any(set(block.columns) & set(other.columns) for other in row)


def _beside(block: Block, other: Block) -> bool:
    shared = min(block.bottom, other.bottom) - max(block.top, other.top)
    shorter = min(block.bottom - block.top, other.bottom - other.top)
    return shared > 0.4 * shorter and not set(block.columns) & set(other.columns)


def _spans(block: Block, near: list[Block]) -> bool:
    """Whether two texts of another column, one below the other, stand beside a text."""
    beside: dict[int, list[Block]] = {}
    for other in near:
        if other is not block and _beside(block, other):
            beside.setdefault(other.columns.start, []).append(other)
    return any(
        below.top >= above.bottom - 1
        for others in beside.values()
        for above, below in pairwise(sorted(others, key=lambda other: other.top))
    )


def _over_rows(blocks: list[Block], heights: list[Height], columns: int) -> None:
    """Let labels that stand in the middle of several rows cover them."""
    for column in range(columns):
        here = sorted((b for b in blocks if column in b.columns), key=lambda block: block.row)
        beside = Counter(block.row for block in blocks if block.columns.start > column)
        free = 0
        for index, block in enumerate(here):
            after = here[index + 1].row if index + 1 < len(here) else len(heights)
            while free < block.row and beside[free] < 2:
                free += 1
            end = _end(free, block, after, heights)
            if (
                end is not None
                and block.columns == range(column, column + 1)
                and all(beside[row] > 1 for row in range(free, end))
            ):
                block.row, block.rows = free, end - free
            free = block.row + block.rows


def _end(free: int, block: Block, after: int, heights: list[Height]) -> int | None:
    """The row up to which a label reaches that begins in row `free`, None where it does not."""
    middle = (block.top + block.bottom) / 2
    for end in range(block.row + 1, after + 1):
        if abs((heights[free][0] + heights[end - 1][1]) / 2 - middle) < OFF_CENTRE:
            return end
    return None


def _part(
    block: Block, reach: Sequence[int], number: int, page: Painted, columns: Sequence[float]
) -> Part:
    """The cell of a text; the last one of a row reaches to the edge of the table."""
    last = all(
        reach[row] <= block.columns.start for row in range(block.row, block.row + block.rows)
    )
    return Part(
        columns[block.columns.start],
        columns[-1] if last else columns[block.columns.stop],
        block.row,
        block.rows,
        number,
        page.shown((block.left, block.top, block.right, block.bottom)),
        PAD,
        [block.lines],
        confidence=GUESSED,
    )
