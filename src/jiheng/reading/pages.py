"""Painted pages into a Grid: glyphs into the cells that ruling lines enclose, tables made whole.

Where a page has no ruling lines, its columns are told by the alignment of the text. Page numbers,
and lines that every page repeats at its edge, are no text of the form and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, pairwise

from jiheng.filing.model import Source
from jiheng.reading import aligned, ruling
from jiheng.reading.continued import Part, Sheet, rows
from jiheng.reading.flow import Frame, Glyph, Line, goes_on, joined, lines
from jiheng.reading.grid import Grid, Paragraph, Row
from jiheng.reading.pagination import Item, text_only, whole_tables
from jiheng.reading.painted import UNKNOWN, Painted

WIDEST_PAD = 6.0


def grid(pages: Sequence[Painted]) -> Grid:
    """The Grid of a document's pages; places are page, table, row, column and box in points."""
    _uncover(pages)
    return Grid(tuple(_blocks(text_only(_all_items(pages), pages), pages)))


def _uncover(pages: Sequence[Painted]) -> None:
    """Take back what was cut off at the edge of a cell, unless another page shows it.

    Spreadsheets print the text of a merged cell on both sides of a page break, each cut in part.
    """
    if not any(page.cut for page in pages):
        return
    seen = ["".join(glyph.text for glyph in page.glyphs if glyph.text != " ") for page in pages]
    for number, page in enumerate(pages):
        beside = (*seen[max(0, number - 1) : number], *seen[number + 1 : number + 2])
        for glyphs in page.cut.values():
            text = "".join(glyph.text for glyph in glyphs if glyph.text != " ")
            if not any(text in other for other in beside):
                page.glyphs += glyphs


# One page


def _all_items(pages: Sequence[Painted]) -> list[list[Item]]:
    """The tables and the lines of each page, from top to bottom."""
    ruled = [ruling.tables(page.level, page.upright) for page in pages]
    columns = aligned.edges([page for page, found in zip(pages, ruled, strict=True) if not found])
    return [
        list(_items(page, number, found) if found else aligned.items(page, number, columns))
        for number, (page, found) in enumerate(zip(pages, ruled, strict=True), 1)
    ]


def _items(page: Painted, number: int, found: list[ruling.Table]) -> Iterator[Item]:
    inside, outside = _assigned(page.glyphs, found)
    for table, cells in zip(found, inside, strict=True):
        _raise_overprinted(table, cells)
    pad = _pad(found, inside)
    sheets = [
        _sheet(table, cells, pad, page, number) for table, cells in zip(found, inside, strict=True)
    ]
    tops: list[tuple[float, Item]] = [(text.top, text) for text in lines(outside)]
    for index, table in enumerate(found):
        if not _put_inside(index, found, sheets):
            tops.append((table.top, sheets[index]))
    yield from (item for _, item in sorted(tops, key=lambda top: top[0]))


Place = tuple[int, int] | None
"""A table of the page and one of its boxes; None outside of all tables."""

Run = tuple[int, Place]
"""The index of the first of glyphs that follow one another in one place."""

Inside = list[dict[int, list[Line]]]
"""For each table the lines in each of its boxes."""


def _assigned(glyphs: Sequence[Glyph], found: list[ruling.Table]) -> tuple[Inside, list[Glyph]]:
    """The lines of each cell, and the glyphs outside of all tables."""
    inside: list[dict[int, list[Glyph]]] = [{} for _ in found]
    outside: list[Glyph] = []
    runs = [*_places(glyphs, found), (len(glyphs), None)]
    for (start, place), (end, _) in pairwise(runs):
        held = outside if place is None else inside[place[0]].setdefault(place[1], [])
        held += glyphs[start:end]
    return [{box: lines(held) for box, held in cells.items()} for cells in inside], outside


def _places(glyphs: Sequence[Glyph], found: list[ruling.Table]) -> list[Run]:
    """The cell of each glyph: where its middle lies, in the innermost table.

    Text that runs over the edge of its cell stays whole, in the cell that holds most of it.
    """
    runs = _runs(glyphs, found)
    if not any(start and _touch(glyphs[start - 1], glyphs[start]) for start, _ in runs):
        return runs
    ends = [*(start for start, _ in runs[1:]), len(glyphs)]
    places = [p for (first, p), last in zip(runs, ends, strict=True) for _ in range(first, last)]
    end = 0
    for index, _ in runs:
        if index <= end or places[index] == places[index - 1]:
            continue
        if _touch(glyphs[index - 1], glyphs[index]):
            start, end = _run(glyphs, index)
            most = Counter(places[start:end]).most_common(1)[0][0]
            places[start:end] = [most] * (end - start)
    changes = (n for n, (a, b) in enumerate(pairwise(places), 1) if a != b)
    return [(start, places[start]) for start in (0, *changes)]


def _runs(glyphs: Sequence[Glyph], found: list[ruling.Table]) -> list[Run]:
    inner = sorted(
        range(len(found)),
        key=lambda i: (found[i].right - found[i].left) * (found[i].bottom - found[i].top),
    )
    place: Place = None
    runs: list[Run] = [(0, place)]
    west = north = east = south = 0.0
    nested = any(table.holds(other) for table in found for other in found)
    first = min(table.top for table in found)
    last = max(table.bottom for table in found) + ruling.OVERHANG
    for index, (_, left, top, right, bottom, _, _) in enumerate(glyphs):
        across, down = left + right, top + bottom
        if west <= across < east and north <= down < south:
            continue
        x, y = across / 2, down / 2
        here = _place(x, y, inner, found) if first <= y < last else None
        if here is None or nested:
            east = west
        else:
            box = found[here[0]].boxes[here[1]]
            west, north = 2 * box.left, 2 * box.top
            east, south = 2 * box.right, 2 * box.bottom
        if here != place:
            place = here
            runs.append((index, place))
    return runs


def _place(x: float, y: float, inner: list[int], found: list[ruling.Table]) -> Place:
    for table in inner:
        box = found[table].at(x, y)
        if box is not None:
            return table, box
    box = found[-1].beneath(x, y)
    return None if box is None else (len(found) - 1, box)


def _run(glyphs: Sequence[Glyph], index: int) -> tuple[int, int]:
    """From where to where letters touch without a gap around the one at `index`."""
    start, end = index - 1, index + 1
    while start > 0 and _touch(glyphs[start - 1], glyphs[start]):
        start -= 1
    while end < len(glyphs) and _touch(glyphs[end - 1], glyphs[end]):
        end += 1
    return start, end


def _touch(before: Glyph, after: Glyph) -> bool:
    """Whether two letters stand side by side in one word, as the text of two cells never does."""
    if " " in (before.text, after.text) or abs(before.base - after.base) > 0.5:
        return False
    return abs(after.left - before.right) < 0.12 * (before.bottom - before.top)


def _raise_overprinted(table: ruling.Table, cells: dict[int, list[Line]]) -> None:
    """Put lines that are printed across the upper edge of a cell into the cell they ran out of.

    That is the one above where they stand in its middle rather than in this one's; and at the top
    of a page always, for there a cell of the page before ends in too little room.
    """
    for index in list(cells):
        box = table.boxes[index]
        for line in list(cells[index]):
            if not line.base - 0.7 * line.em < box.top < line.base - 0.1 * line.em:
                continue
            middle = (line.left + line.right) / 2
            over = table.at(middle, box.top - 1)
            if over is None:
                continue
            above = table.boxes[over]
            off, off_above = (abs(middle - (b.left + b.right) / 2) for b in (box, above))
            if above.row == 0 or off_above < off - 1:
                cells[index].remove(line)
                cells.setdefault(over, []).append(line)


def _pad(found: list[ruling.Table], inside: Inside) -> float:
    """The white that cells keep to their edges, told from the fullest lines of wrapped texts."""
    gaps = sorted(
        max(0.0, min(min(t.left - box.left, box.right - t.right) for t in held))
        for table, cells in zip(found, inside, strict=True)
        for index, held in cells.items()
        for box in (table.boxes[index],)
        if len(held) > 1
    )
    return min(WIDEST_PAD, gaps[len(gaps) // 4]) if gaps else WIDEST_PAD / 2


def _sheet(
    table: ruling.Table, cells: dict[int, list[Line]], pad: float, page: Painted, number: int
) -> Sheet:
    parts = []
    for index, box in enumerate(table.boxes):
        held = cells.get(index, [])
        shown = page.shown((box.left, box.top, box.right, box.bottom))
        parts.append(
            Part(
                box.left,
                box.right,
                box.row,
                box.rows,
                number,
                shown,
                pad,
                [held],
                box.open_bottom,
                _confidence(held),
            )
        )
    return Sheet(parts, len(table.ys) - 1)


def _confidence(held: list[Line]) -> float | None:
    """The share of known characters, and how sure recognised ones are; None where all is plain."""
    for line in held:
        if line.sure < 1 or UNKNOWN in line.text:
            break
    else:
        return None
    text = "".join(line.text for line in held)
    return round(min(1 - text.count(UNKNOWN) / len(text), *(line.sure for line in held)), 3)


def _put_inside(index: int, found: list[ruling.Table], sheets: list[Sheet]) -> bool:
    """Hang a table that lies in a cell of another one into that cell."""
    table = found[index]
    holders = [i for i, other in enumerate(found) if other.holds(table)]
    if not holders:
        return False
    holder = min(holders, key=lambda i: found[i].right - found[i].left)
    box = found[holder].at((table.left + table.right) / 2, (table.top + table.bottom) / 2)
    if box is None:
        return False
    sheets[holder].parts[box].inner.append(sheets[index])
    return True


# The document


def _blocks(items: list[list[Item]], pages: Sequence[Painted]) -> Iterator[Row | Paragraph]:
    frame = _text_frame(items, pages)
    numbers = count(1)
    pending: list[Line] = []
    for page, (shown, found) in enumerate(zip(pages, whole_tables(items), strict=True), 1):
        for item in found:
            if isinstance(item, Line):
                if pending and not goes_on(pending[-1], item, frame):
                    yield _paragraph(pending, frame, page, shown)
                    pending = []
                pending.append(item)
                continue
            if pending:
                yield _paragraph(pending, frame, page, shown)
                pending = []
            yield from rows(item, numbers)
        if pending:
            yield _paragraph(pending, frame, page, shown)
            pending = []


def _paragraph(held: list[Line], frame: Frame, page: int, shown: Painted) -> Paragraph:
    box = (
        min(line.left for line in held),
        held[0].top,
        max(line.right for line in held),
        held[-1].bottom,
    )
    source = Source(page=page, box=shown.shown(box), confidence=_confidence(held))
    return Paragraph(joined(held, frame), source)


def _text_frame(items: list[list[Item]], pages: Sequence[Painted]) -> Frame:
    """The room of the text outside of tables: as far as its longest lines, or its tables, go."""
    texts = [item for page in items for item in page if isinstance(item, Line)]
    sheets = [item for page in items for item in page if isinstance(item, Sheet)]
    if not texts:
        return Frame(0.0, 0.0)
    left = min(line.left for line in texts)
    right = max(line.right for line in texts)
    if sheets:
        edge = max(sheet.right for sheet in sheets)
        right = right if right > edge - 2.5 * texts[0].em else edge
        left = min(left, *(sheet.left for sheet in sheets))
    else:
        right = max(right, max(page.width for page in pages) - left - 2 * texts[0].em)
    return Frame(left, right)
