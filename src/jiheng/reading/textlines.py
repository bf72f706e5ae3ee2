"""Where the lines of text lie in a part of a page: bands of ink, parted where white is wide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

Array = Any

APART = 1.3
"""In letters: white that parts two pieces of a line."""
DOT, NEAR, ROW = 0.22, 0.5, 0.35
"""In letters: the size of a dot, how near to a letter it belongs to it, and to the next dot."""
CLOSE = 0.3
"""In letters: bands nearer than this are parts of the same letters."""
TALLEST = 1.45
"""In letters: a band that is taller may hold more than one line."""
AROUND = 1.1
"""In letters: how far beside a piece faint letters are looked for."""
REACH, UNREAD = 0.95, 0.3
"""In letters: how far a letter's ink reaches from its middle, and how wide unread ink is."""
FAINT = 0.1
"""Between two lines there is at most this share of the ink of other rows."""


class Piece(NamedTuple):
    """A piece of a line of text, in pixels of the page; `top` to `bottom` is the whole line.

    `near` is how far to the left and right the white around it is looked at, for faint letters;
    `first` and `last` say whether it begins and ends the text of a cell.
    """

    left: int
    top: int
    right: int
    bottom: int
    near: tuple[int, int]
    first: bool = True
    last: bool = True


def letter_height(mask: Array) -> float:
    """Pixels: how high the letters of a page are, by the ink that hangs together."""
    stats = cv2.connectedComponentsWithStats(mask)[2][1:]
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    side, longer = np.maximum(width, height), max(mask.shape)
    sized = (longer / 200 < side) & (side < longer / 30) & (area > 12)
    heights = side[sized & (height < 2 * width) & (width < 2 * height)]
    return float(np.percentile(heights, 70)) if len(heights) > 20 else longer / 85


def specks(mask: Array, em: float) -> Array:
    """A mask of the dust on a page: dots too far from any letter to be a part of one.

    Several dots in a row are a line of dots (……), no dust.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    small = np.maximum(stats[:, 2], stats[:, 3]) <= DOT * em
    small[0] = False
    dots = np.where(small[labels], np.uint8(255), np.uint8(0))
    reach = round(NEAR * em)
    letters = cv2.subtract(mask, dots)
    near = cv2.dilate(letters, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    rows = cv2.dilate(dots, np.ones((3, 2 * round(ROW * em) + 1), np.uint8))
    in_row, row_labels = cv2.connectedComponents(rows)
    _, first = np.unique(labels[dots > 0], return_index=True)
    members = np.bincount(row_labels[dots > 0][first], minlength=in_row)
    alone = (members < 3)[row_labels] & (near == 0)
    return np.where((dots > 0) & alone, np.uint8(255), np.uint8(0))


def pieces(mask: Array, inside: tuple[int, int, int, int], em: float) -> Iterator[Piece]:
    """The pieces of lines inside of a box of a page, from top to bottom, then left to right."""
    left, top, right, bottom = inside
    part = mask[top:bottom, left:right]
    reach = round(AROUND * em)
    if part.size == 0:
        return
    for high, low in _bands(part, em):
        room = max(0.0, em - (low - high)) / 2
        for start, end in _runs(part[high:low].any(axis=0), APART * max(em, low - high)):
            if not _is_speck(part[high:low, start:end], em):
                up, down = top + round(high - room), top + round(low + room)
                near = max(left, left + start - reach), min(right, left + end + reach)
                yield Piece(left + start, up, left + end, down, near)


def _runs(filled: Array, gap: float) -> list[tuple[int, int]]:
    """From where to where something is filled, gaps up to this wide included."""
    places = np.flatnonzero(filled)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [places[0], *places[breaks + 1]]
    ends = [*places[breaks], places[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def _bands(part: Array, em: float) -> list[tuple[int, int]]:
    """The rows of each line of text: bands of ink, tall ones divided, thin ones joined."""
    ink = np.count_nonzero(part, axis=1)
    bands = _runs(ink > max(1, 0.02 * em), 1)
    found: list[tuple[int, int]] = []
    for high, low in bands:
        joins = found and high - found[-1][1] < CLOSE * em and low - found[-1][0] < 1.25 * em
        thin = found and min(low - high, found[-1][1] - found[-1][0]) < 0.6 * em
        if joins and thin:
            found[-1] = (found[-1][0], low)
        else:
            found.append((high, low))
    return [band for whole in found for band in _divided(ink, *whole, em)]


def _divided(ink: Array, high: int, low: int, em: float) -> list[tuple[int, int]]:
    """A band that holds several lines, at the rows between them with the least ink."""
    tall = low - high
    if tall <= TALLEST * em:
        return [(high, low)]
    lines = max(2, round(tall / (1.35 * em)))
    pitch = tall / lines
    usual = float(ink[high:low].mean())
    edges = [high]
    for number in range(1, lines):
        about = high + number * pitch
        near = range(int(about - 0.35 * em), int(about + 0.35 * em) + 1)
        edge = min(near, key=lambda row: (ink[row], abs(row - about)))
        if ink[edge] < FAINT * usual:
            edges.append(edge)
    edges.append(low)
    return list(pairwise(edges))


def _is_speck(ink: Array, em: float) -> bool:
    columns = np.flatnonzero(ink.any(axis=0))
    rows = np.flatnonzero(ink.any(axis=1))
    longer = max(columns[-1] - columns[0], rows[-1] - rows[0]) + 1
    return bool(longer < 0.3 * em or np.count_nonzero(ink) < 0.02 * em * em)


def unread(mask: Array, piece: Piece, middles: list[float], em: float) -> list[tuple[int, int]]:
    """From where to where there is ink in a piece that is no part of any letter that was read.

    `middles` are where letters were read, in pixels of the page.
    """
    part = mask[piece.top : piece.bottom, piece.left : piece.right]
    reach = REACH * max(em, piece.bottom - piece.top)
    places = piece.left + np.flatnonzero(np.count_nonzero(part, axis=0) > 1)
    if not len(places):
        return []
    if middles:
        apart = np.abs(places[:, None] - np.array(middles)[None, :]).min(axis=1)
        places = places[apart > reach]
    filled = np.zeros(mask.shape[1], bool)
    filled[places] = True
    return [(a, b) for a, b in _runs(filled, 0.3 * em) if b - a > UNREAD * em]
