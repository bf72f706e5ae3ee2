"""The ruling lines in a picture of a page: long thin ink, level or upright."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

from jiheng.reading.ruling import Stroke

Array = Any

LEVEL, UPRIGHT = 2.5, 1.3
"""In letters: the shortest ruling lines; strokes of letters are shorter."""
THICK = 0.6
"""In letters: a line is no thicker than this."""
JOIN = 1.2
"""In letters: a gap in a line that is bridged."""
MOST_PIECES = 2_000
"""Of level or of upright lines; a page with more of them shows noise, and no table."""


class Ruled(NamedTuple):
    """The lines, in pixels, and a mask of their ink."""

    level: list[Stroke]
    upright: list[Stroke]
    mask: Array


def ruled(mask: Array, em: float) -> Ruled:
    """The ruling lines among the ink of a page whose letters are `em` pixels high."""
    across = _long(mask, (round(LEVEL * em), 1), em)
    down = _meeting(_long(mask, (1, round(UPRIGHT * em)), em), across)
    level = _strokes(across, em)
    upright = [Stroke(s.at, s.start, s.end) for s in _strokes(down.T, em)]
    return Ruled(level, upright, cv2.bitwise_or(across, np.ascontiguousarray(down)))


def _meeting(down: Array, across: Array) -> Array:
    """The upright lines that meet a level one; others are strokes of large letters."""
    either = cv2.dilate(cv2.bitwise_or(down, across), np.ones((5, 5), np.uint8))
    count, labels = cv2.connectedComponents(either)
    meets = np.zeros(count, bool)
    meets[np.unique(labels[across > 0])] = True
    return np.where(meets[labels], down, np.uint8(0))


def _long(mask: Array, size: tuple[int, int], em: float) -> Array:
    """The ink that runs in one direction for as long as this, without thick blots."""
    near = 3
    thickened = cv2.dilate(mask, np.ones((near, 1) if size[1] == 1 else (1, near), np.uint8))
    kernel = np.ones((size[1], size[0]), np.uint8)
    found = cv2.morphologyEx(thickened, cv2.MORPH_OPEN, kernel)
    thick = max(9, round(THICK * em))
    blot = np.ones((thick, 3) if size[1] == 1 else (3, thick), np.uint8)
    return cv2.subtract(found, cv2.dilate(cv2.erode(found, blot), blot))


def _strokes(mask: Array, em: float) -> list[Stroke]:
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask)
    pieces = [
        Stroke(float(centre[1]), float(left), float(left + width))
        for (left, _, width, _, _), centre in zip(stats[1:count], centres[1:count], strict=True)
        if width >= em
    ]
    if len(pieces) > MOST_PIECES:
        return []
    return _bridged(sorted(pieces, key=lambda s: s.start), em)


def _bridged(pieces: list[Stroke], em: float) -> list[Stroke]:
    """Pieces that lie in one line with a small gap between them are one."""
    found: list[Stroke] = []
    for piece in pieces:
        for index, before in enumerate(found):
            gap = piece.start - before.end
            if abs(before.at - piece.at) < 0.25 * em and gap < JOIN * em:
                weight = (before.end - before.start) / max(1.0, piece.end - before.start)
                at = before.at * weight + piece.at * (1 - weight)
                found[index] = Stroke(at, before.start, max(before.end, piece.end))
                break
        else:
            found.append(piece)
    return found
