"""Check boxes in a picture: told by their four sides, and by what is inside them."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

Array = Any

SMALLEST, LARGEST = 0.5, 1.35
"""In letters: the side of a check box."""
DRAWN = 0.85
"""The share of each side that is drawn."""
EMPTY, TICKED, FILLED = 0.05, 0.11, 0.8
"""The share of the inside that is ink: below the first, nothing is ticked; above the second, it is;
above the third, the box is black all over. Between the first two it is doubtful."""

TICK, BOX, BLACK = "☑", "□", "■"
SIGNS = frozenset("☑□☐☒■√✓✔✗")
MISTAKEN = frozenset("口囗回V×")
"""What a check box may be taken for where the model is not sure."""
ALONE = 0.12
"""In letters: the white to the left of a check box and below it; letters' parts stand closer."""


class Mark(NamedTuple):
    """A check box: its edges in pixels, what it shows, how sure that is."""

    left: int
    top: int
    right: int
    bottom: int
    text: str
    sure: float


def marks(mask: Array, em: float) -> list[Mark]:
    """The check boxes among the ink of a page whose letters are `em` pixels high."""
    ink = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    side = max(5, round(0.45 * em))
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, side), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, 1), np.uint8))
    sides = cv2.bitwise_or(level, upright)
    count, _, stats, _ = cv2.connectedComponentsWithStats(sides)
    found = []
    for left, top, width, height, _ in stats[1:count]:
        square = 0.8 < width / height < 1.25
        if square and SMALLEST * em <= max(width, height) <= LARGEST * em:
            part = (slice(top, top + height), slice(left, left + width))
            if _is_framed(sides[part]) and _is_alone(mask, (left, top, width, height), em):
                shown, sure = _shown(mask[part])
                found.append(Mark(left, top, left + width, top + height, shown, sure))
    return found


def _is_framed(sides: Array) -> bool:
    edge = max(2, round(0.2 * min(sides.shape)))
    drawn = (
        sides[:edge].any(axis=0),
        sides[-edge:].any(axis=0),
        sides[:, :edge].any(axis=1),
        sides[:, -edge:].any(axis=1),
    )
    return all(side.mean() >= DRAWN for side in drawn)


def _is_alone(mask: Array, box: tuple[int, int, int, int], em: float) -> bool:
    """Whether no ink touches the left and the lower side; a tick may stick out at the others."""
    left, top, width, height = box
    near = max(2, round(ALONE * em))
    beside = mask[top : top + height, max(0, left - 1 - near) : left - 1]
    below = mask[top + height + 1 : top + height + 1 + near, left : left + width]
    return not beside.any() and not below.any()


def _shown(part: Array) -> tuple[str, float]:
    edge = max(3, round(0.22 * min(part.shape)))
    inside = part[edge:-edge, edge:-edge]
    share = np.count_nonzero(inside) / max(1, inside.size)
    if share > FILLED:
        return BLACK, 0.95
    if share >= TICKED:
        return TICK, 0.97
    if share <= EMPTY:
        return BOX, 0.97
    return (TICK, 0.6) if share > (EMPTY + TICKED) / 2 else (BOX, 0.6)


def likely(mask: Array, left: int, right: int, em: float) -> Mark | None:
    """What looks like a check box with broken sides in some rows of a page; None for other ink."""
    columns = mask[:, left:right]
    rows = np.flatnonzero(columns.any(axis=1))
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    width, height = right - left, bottom - top
    if not (0.7 < width / height < 1.45 and SMALLEST * em <= max(width, height) <= LARGEST * em):
        return None
    shown, _ = _shown(columns[top:bottom])
    return Mark(left, top, right, bottom, shown, 0.6)
