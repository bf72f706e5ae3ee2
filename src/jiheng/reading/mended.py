"""Labels that were recognised with a slip, as the labels that they are: 项自名称 is 项目名称."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace
from rapidfuzz.distance import Levenshtein

from jiheng.reading.grid import Cell, Grid, Paragraph, Row
from jiheng.reading.labels import every, normal

DUST = str.maketrans("", "", ".·•‧'`_|\ufffd")
SHORTEST, IN_HEADER = 4, 3
"""Letters: in a shorter label one slip makes another word of it; less so among other labels."""
SURE = 0.97
"""Letters that are surer than this are not replaced; and none is ever taken away: 执行率高 is no
label with a slip but an answer."""
CERTAIN = 0.95
"""How sure a text is that is but for a slip a known label."""


def mended(grid: Grid) -> Grid:
    """A Grid whose recognised cells hold the labels that they were meant to hold."""
    return Grid(
        tuple(block if isinstance(block, Paragraph) else _row(block) for block in grid.blocks)
    )


def _row(row: Row) -> Row:
    taken = {normal(cell.text) for cell in row.cells}
    return Row(tuple(_cell(cell, taken) for cell in row.cells))


def _cell(cell: Cell, taken: set[str]) -> Cell:
    if cell.source.confidence is None or not cell.text or normal(cell.text) in every():
        return cell
    for text in _readings(cell, taken):
        if normal(text) in every():
            source = replace(cell.source, confidence=CERTAIN)
            return replace(cell, text=text, source=source, others=())
    return cell


def _readings(cell: Cell, taken: set[str]) -> Iterator[str]:
    """What a cell may say: without dust, read otherwise, or a label but for one letter.

    Where several labels are as near, the one that no other cell of the row holds is meant: between
    一级指标 and 三级指标, 级指标 is 二级指标.
    """
    yield cell.text.translate(DUST)
    yield from cell.others
    bare = normal(cell.text.translate(DUST))
    if len(bare) >= (IN_HEADER if len(taken & every()) > 1 else SHORTEST):
        doubtful = cell.source.confidence is not None and cell.source.confidence < SURE
        near = [
            label
            for label in every()
            if Levenshtein.distance(bare, label, score_cutoff=1) == 1
            and (len(label) > len(bare) or (doubtful and len(label) == len(bare)))
        ]
        free = [label for label in near if label not in taken]
        if len(near) == 1 or (len(free) == 1 and len(near) > 1):
            yield free[0] if free else near[0]
