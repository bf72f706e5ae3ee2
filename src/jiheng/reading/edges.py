"""The pages of one scan brought to one measure: each photo was taken from another distance.

A table that goes on over a page has the same outer edges on both; where they differ by little, the
page is stretched across until they agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import msgspec

from jiheng.reading import pages
from jiheng.reading.grid import Grid, Row
from jiheng.reading.matrix import Box
from jiheng.reading.mended import mended
from jiheng.reading.painted import Painted
from jiheng.reading.ruling import Stroke

MOST = 0.25
"""The share by which a page is stretched at the most; what differs more is another document."""
WIDE = 0.4
"""The share of the page from which a ruling line is taken for the edge of a table."""


DOUBTED = 0.5
"""How sure a cell is of a form that was photographed page by page: its rows may have shifted."""


def together(found: Sequence[Painted]) -> Grid:
    """The Grid of pages of which some are pictures, brought to one measure and mended.

    Where a sheet of several was before a camera, every cell is doubtful: a table that is broken
    over two photos is not always joined as it was.
    """
    grid = mended(pages.grid(level(found)))
    if len(found) < 2 or not any(page.photo for page in found):
        return grid
    return Grid(tuple(_doubted(b) if isinstance(b, Row) else b for b in grid.blocks))


def _doubted(row: Row) -> Row:
    return Row(
        tuple(
            msgspec.structs.replace(
                cell,
                source=msgspec.structs.replace(
                    cell.source, confidence=min(cell.source.confidence or DOUBTED, DOUBTED)
                ),
            )
            for cell in row.cells
        )
    )


def level(found: Sequence[Painted]) -> list[Painted]:
    """The pages with the outer edges of their tables where those of the first page are."""
    wanted: tuple[float, float] | None = None
    levelled = []
    for page in found:
        edges = None if page.lay is None else _edges(page)
        if edges is not None and wanted is not None:
            levelled.append(_stretched(page, edges, wanted))
        else:
            wanted = wanted or edges
            levelled.append(page)
    return levelled


def _edges(page: Painted) -> tuple[float, float] | None:
    """The left and the right edge of a page's tables; None where there are none."""
    wide = [line for line in page.level if line.end - line.start > WIDE * page.width]
    if not wide:
        return None
    return min(line.start for line in wide), max(line.end for line in wide)


def _stretched(page: Painted, edges: tuple[float, float], wanted: tuple[float, float]) -> Painted:
    times = (wanted[1] - wanted[0]) / (edges[1] - edges[0])
    if abs(times - 1) > MOST:
        return page
    moved = wanted[0] - edges[0] * times

    def across(x: float) -> float:
        return x * times + moved

    return replace(
        page,
        width=page.width * times + max(moved, 0),
        glyphs=[g._replace(left=across(g.left), right=across(g.right)) for g in page.glyphs],
        level=[Stroke(s.at, across(s.start), across(s.end)) for s in page.level],
        upright=[Stroke(across(s.at), s.start, s.end) for s in page.upright],
        lay=partial(_laid, page, times, moved),
    )


def _laid(page: Painted, times: float, moved: float, box: Box) -> Box:
    """Where a box of the stretched page lies on the page as it was."""
    left, top, right, bottom = box
    return page.shown(((left - moved) / times, top, (right - moved) / times, bottom))
