"""The original beside what was understood: its cells as a table, or its pages with boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.core.files.storage import default_storage

from jiheng.filing.model import Source
from jiheng.reading.grid import Cell, Grid, Paragraph, Row
from jiheng.web.exchange.importing.understood import source_of
from jiheng.web.exchange.models import ImportedForm
from jiheng.web.filings import content as contents

WIDEST = 60
"""Columns that are shown of a table."""
MOST_ROWS = 400
MARGIN = 2
"""Blocks before and after those of the form that are shown with it."""

Key = tuple[object, ...]


@dataclass
class Shown:
    """A cell on screen: its text, its span, the fields that were read from it, whether doubtful."""

    text: str
    columns: int = 1
    rows: int = 1
    names: list[str] = field(default_factory=list)
    doubtful: bool = False


@dataclass
class Table:
    """Rows of a table, or the one text of a paragraph."""

    rows: list[list[Shown]]
    paragraph: bool = False


@dataclass
class Page:
    """A page: its number from 1, its size in points, and boxes with the fields inside of them."""

    number: int
    width: float
    height: float
    boxes: list[dict[str, Any]] = field(default_factory=list)


def tables(form: ImportedForm) -> list[Table]:
    """The part of a document without pages that a form was read from; [] where nothing is kept."""
    if not form.upload.grid.name:
        return []
    with default_storage.open(form.upload.grid.name) as file:
        grid = msgspec.json.decode(file.read(), type=Grid)
    names = _names(form)
    doubts = {doubt["field"] for doubt in form.doubts}
    blocks = list(_of_form(grid, names, form))
    return list(_laid(blocks, names, doubts))


def pages(form: ImportedForm) -> list[Page]:
    """The pages that a form was read from, with a box around each of its cells."""
    sizes = form.upload.pages
    doubts = {doubt["field"] for doubt in form.doubts}
    found: dict[int, Page] = {}
    for name, raw in _inputs(form):
        source = source_of(raw)
        if source.page is None or source.box is None or not 0 < source.page <= len(sizes):
            continue
        page = found.setdefault(source.page, Page(source.page, *sizes[source.page - 1]))
        left, top, right, bottom = source.box
        page.boxes.append(
            {
                "name": name,
                "x": round(left, 1),
                "y": round(top, 1),
                "width": round(right - left, 1),
                "height": round(bottom - top, 1),
                "doubtful": name in doubts,
            }
        )
    return [found[number] for number in sorted(found)]


def _key(source: Source) -> Key:
    return (
        *(source.line, source.paragraph, source.page),
        *(source.sheet, source.table, source.row, source.column),
    )


def _inputs(form: ImportedForm) -> Iterator[tuple[str, dict[str, Any]]]:
    inputs = contents.fields(form.content)
    return ((name, raw) for name, raw in form.sources.items() if name in inputs)


def _names(form: ImportedForm) -> dict[Key, list[str]]:
    """The page's inputs that were read from each place; labels that are no inputs have none."""
    found: dict[Key, list[str]] = {}
    for name, raw in _inputs(form):
        found.setdefault(_key(source_of(raw)), []).append(name)
    return found


def _of_form(
    grid: Grid, names: Mapping[Key, list[str]], form: ImportedForm
) -> Iterator[Row | Paragraph]:
    """The blocks from the first to the last that the form was read from, and a few around them."""
    keys = [{_key(source) for source in _sources(block)} for block in grid.blocks]
    mine = [place for place, held in enumerate(keys) if held & names.keys()]
    if not mine:
        yield from grid.blocks[:MOST_ROWS]
        return
    first, last = max(0, mine[0] - MARGIN), mine[-1] + MARGIN + 1
    yield from grid.blocks[first : min(last, first + MOST_ROWS)]


def _sources(block: Row | Paragraph) -> Iterator[Source]:
    if isinstance(block, Paragraph):
        yield block.source
    else:
        yield from (cell.source for cell in block.cells)


def _laid(
    blocks: list[Row | Paragraph], names: Mapping[Key, list[str]], doubts: set[str]
) -> Iterator[Table]:
    """Blocks as tables; cells that reach down over several rows leave room below them."""

    def shown(piece: Cell | Paragraph, columns: int = 1, rows: int = 1) -> Shown:
        held = names.get(_key(piece.source), [])
        return Shown(piece.text, columns, rows, held, bool(doubts & set(held)))

    rows: list[list[Shown]] = []
    reach: dict[int, int] = {}
    table: object = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if rows:
                yield Table(rows)
                rows, reach = [], {}
            if block.text.strip():
                yield Table([[shown(block)]], paragraph=True)
            continue
        place = block.cells[0].source if block.cells else Source()
        if rows and (place.sheet, place.table) != table:
            yield Table(rows)
            rows, reach = [], {}
        table = (place.sheet, place.table)
        rows.append(_row(block, reach, len(rows), shown))
    if rows:
        yield Table(rows)


def _row(block: Row, reach: dict[int, int], number: int, shown: Any) -> list[Shown]:
    """A row's cells, with empty ones where the document has none."""
    laid: list[Shown] = []
    at = 0
    for cell in block.cells:
        if cell.column >= WIDEST:
            break
        laid += [Shown("") for column in range(at, cell.column) if reach.get(column, 0) <= number]
        columns = min(cell.columns, WIDEST - cell.column)
        laid.append(shown(cell, columns, cell.rows))
        at = cell.column + columns
        for column in range(cell.column, at):
            reach[column] = number + cell.rows
    return laid
