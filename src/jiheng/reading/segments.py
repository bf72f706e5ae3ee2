"""Where one form ends and the next begins: a document may hold many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from jiheng.reading.grid import Cell, Grid, Paragraph, Row
from jiheng.reading.labels import SPACE, above, labels, lookup, normal

Block = Row | Paragraph

LONGEST_HEADING = 80


def segments(grid: Grid) -> Iterator[list[Block]]:
    """The blocks of each form, in order; text before the first label belongs to the first form.

    A sheet of a workbook that has no field of a form, such as one of instructions, is no part of
    any.
    """
    current: list[Block] = []
    begun = False
    project = False
    named = [(block, _sheet(block), _fields(block)) for block in grid.blocks]
    forms = {sheet for _, sheet, names in named if names}
    for block, sheet, names in named:
        if sheet is not None and sheet not in forms:
            continue
        again = project and "project" in names
        if begun and (is_heading(block) or again):
            following = _heading_of_the_next(current) if again else []
            yield current[: len(current) - len(following)]
            current, begun, project = following, False, False
        current.append(block)
        begun = begun or bool(names)
        project = project or "project" in names
    if begun:
        yield current


def _sheet(block: Block) -> str | None:
    if isinstance(block, Paragraph):
        return block.source.sheet
    return block.cells[0].source.sheet if block.cells else None


def _heading_of_the_next(blocks: list[Block]) -> list[Block]:
    """The lines at the end of a form that stand above the next one's table, though untitled."""
    lines = takewhile(_is_above, reversed(blocks))
    return list(lines)[::-1]


def _is_above(block: Block) -> bool:
    _, names = above()
    return isinstance(block, Paragraph) and bool(names.match(block.text.strip()))


def heading(block: Block) -> tuple[str, Cell | Paragraph] | None:
    """The text of a line that stands alone: a paragraph, or a row with one filled cell."""
    if isinstance(block, Paragraph):
        return block.text, block
    filled = [cell for cell in block.cells if cell.text.strip()]
    return (filled[0].text, filled[0]) if len(filled) == 1 else None


def is_title(text: str) -> bool:
    """Whether a line is the title of a form: short, and ending as such titles do."""
    return len(text) <= LONGEST_HEADING and bool(_title().search(_bare(text)))


def is_annex(text: str) -> bool:
    """Whether a line only numbers an annex: 附件1："""
    return bool(re.fullmatch(r"附[件表]\d{0,3}(?:-\d{1,3})?:?", _bare(text)))


def is_heading(block: Block) -> bool:
    """Whether a block opens a form: its annex number or its title."""
    alone = heading(block)
    return alone is not None and (is_title(alone[0]) or is_annex(alone[0]))


def _title() -> re.Pattern[str]:
    words = "|".join(map(re.escape, labels()["title"]["words"]))
    return re.compile(rf"(?:{words})(?:\([^)]*\))?$")


def _bare(text: str) -> str:
    return SPACE.sub("", unicodedata.normalize("NFKC", text[: LONGEST_HEADING * 2]))


def _fields(block: Block) -> set[str]:
    if isinstance(block, Paragraph):
        return set()
    found = set()
    for cell in block.cells:
        name = normal(cell.text)
        for path in (("beside",), ("indicators", "columns"), ("budget", "columns")):
            field = lookup(*path).get(name)
            if field:
                found.add(field)
    return found
