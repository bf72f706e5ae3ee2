"""A picture of a page into what is painted on it: its letters, its ruling lines, upright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from jiheng.reading import ink, letters, ruling, strokes, textlines, ticks, upright
from jiheng.reading.doubt import Doubt
from jiheng.reading.flow import Glyph
from jiheng.reading.grid import Unreadable
from jiheng.reading.image import Picture
from jiheng.reading.labels import takes_colon
from jiheng.reading.letters import Letter
from jiheng.reading.matrix import Box
from jiheng.reading.painted import UNKNOWN, Painted
from jiheng.reading.ruling import Stroke
from jiheng.reading.textlines import Piece

Array = Any

MARGIN = 0.18
"""In letters: the white around a line that is looked at with it."""
SAMPLE, LEGIBLE = 10, 0.95
"""How many pieces tell which way is up, and how sure their letters then are: letters that lie on
their side may look as sure as 0.87."""
ILLEGIBLE, FEW_LETTERS = 0.5, 1_500
"""How sure letters are that are none, whichever way is up, and how many are tried nevertheless."""
DUST = frozenset(".·•‧'`_|")
"""What specks beside a text are taken for."""
LONGEST_LABEL = 16
MOST_LETTERS = 6_000
"""Of one page, as wide as they are high: a page of A4, full of print of 8 points, has 4,200."""
CROWDED = "图片上密密麻麻，不像一页表格；请一页一张，按 200 至 300 dpi 重新扫描，或提供 Word 原件"
NARROWEST = 60
"""Pixels: a page whose shorter side is shorter is none."""
NARROW = "图片太窄，不像一页表格；请把整页按 200 至 300 dpi 重新扫描，或提供 Word 原件"
BLURRED = "图片上的字认不清；请按 200 至 300 dpi 重新扫描，或提供 Word 原件"
BASE = 0.38
"""In letters: how far the base line lies below the middle of a line."""


@dataclass(frozen=True)
class Sheet:
    """A page made straight: what is printed, its letters' height, its lines, its texts.

    `grey` has no ruling lines any more; `matrix` moves the points of the picture to it.
    """

    grey: Array
    em: float
    lines: strokes.Ruled
    mask: Array
    pieces: list[Piece]
    matrix: Array


def painted(page: Picture) -> Painted:
    """What a page shows, in points of the page made straight, its text upright.

    Raises `Unreadable` for what is no page: too narrow, or more letters than can be told.
    """
    if min(page.pixels.shape[:2]) < NARROWEST:
        raise Unreadable(NARROW)
    scale = page.width / page.pixels.shape[1]
    sheet, found = _upright(page, scale)
    tall, wide = sheet.grey.shape
    back = np.linalg.inv(sheet.matrix)
    return Painted(
        wide * scale,
        tall * scale,
        list(_glyphs(sheet, found, scale)),
        level=_in_points(sheet.lines.level, scale),
        upright=_in_points(sheet.lines.upright, scale),
        pictures=1.0,
        lay=partial(_lay, back, scale),
        photo=upright.sheet(page.pixels) is not None,
    )


def _lay(back: Array, scale: float, box: Box) -> Box:
    """Where a box of the page made straight lies on the page as it was."""
    left, top, right, bottom = (edge / scale for edge in box)
    corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)
    points = cv2.perspectiveTransform(corners, back)[0] * scale
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return round(float(x0), 1), round(float(y0), 1), round(float(x1), 1), round(float(y1), 1)


def _in_points(lines: Iterable[Stroke], scale: float) -> list[Stroke]:
    return [Stroke(s.at * scale, s.start * scale, s.end * scale) for s in lines]


# Which way is up


def _upright(page: Picture, scale: float) -> tuple[Sheet, list[list[Letter]]]:
    """The page with its text upright, and the letters of each of its pieces."""
    grey, matrix = _straight(page.pixels)
    first = _sheet(grey, matrix, scale)
    best, best_sure = first, _legible(first)
    if best_sure < LEGIBLE:
        for laid in _laid(grey, matrix, scale):
            sure = _legible(laid)
            if sure > best_sure:
                best, best_sure = laid, sure
            if sure >= LEGIBLE:
                break
    if best_sure < ILLEGIBLE and _room(best.pieces, best.em) > FEW_LETTERS:
        raise Unreadable(BLURRED)
    return best, _read(best, best.pieces)


def _room(pieces: Iterable[Piece], em: float) -> float:
    """How many letters as wide as they are high some pieces hold."""
    return sum(max(1.0, (piece.right - piece.left) / em) for piece in pieces)


def _laid(grey: Array, matrix: Array, scale: float) -> Iterator[Sheet]:
    """The page turned by two, one and three quarters."""
    for quarters in (2, 1, 3):
        turn = _quarter_turn(grey.shape, quarters)
        laid = np.ascontiguousarray(np.rot90(grey, -quarters))
        yield _sheet(laid, turn @ matrix, scale)


def _quarter_turn(shape: tuple[int, int], quarters: int) -> Array:
    """The matrix of a picture turned clockwise by so many quarters."""
    height, width = shape
    return np.array(
        (
            ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
            ((0, -1, height), (1, 0, 0), (0, 0, 1)),
            ((-1, 0, width), (0, -1, height), (0, 0, 1)),
            ((0, 1, 0), (-1, 0, width), (0, 0, 1)),
        )[quarters],
        np.float64,
    )


def _legible(sheet: Sheet) -> float:
    """How sure the letters of a sample of the page are, 0 where there are hardly any."""
    wide = [p for p in sheet.pieces if 2 < (p.right - p.left) / sheet.em < 16]
    chosen = wide[:: max(1, len(wide) // SAMPLE)][:SAMPLE]
    if not chosen:
        return 0.0
    read = _read(sheet, chosen)
    sure = [letter.sure for line in read for letter in line if letter.text.strip()]
    room = sum((piece.right - piece.left) / sheet.em for piece in chosen)
    return sum(sure) / max(len(sure), 0.7 * room, 1)


def _straight(pixels: Array) -> tuple[Array, Array]:
    """What is printed on a page, made straight, and the matrix that made it so."""
    matrix = np.eye(3)
    paper = upright.sheet(pixels)
    if paper is not None:
        matrix, shape = paper
        pixels = upright.moved(pixels, matrix, shape)
    grey = ink.printed(pixels)
    mask = ink.dark(grey)
    if paper is not None:
        grey = upright.without_rim(grey, mask)
        mask = ink.dark(grey)
    turn = upright.turning(grey.shape, upright.skew(mask))
    em = textlines.letter_height(mask)
    lines = strokes.ruled(upright.moved(mask, turn, grey.shape, paper=0), em).mask
    warp = upright.unwarped(lines)
    turn = turn if warp is None else warp @ turn
    return upright.moved(grey, turn, grey.shape), turn @ matrix


# Lines and pieces


def _sheet(grey: Array, matrix: Array, scale: float) -> Sheet:
    mask = ink.dark(grey)
    em = textlines.letter_height(mask)
    lines = strokes.ruled(mask, em)
    wiped = cv2.dilate(lines.mask, np.ones((5, 5), np.uint8))
    mask = cv2.bitwise_and(mask, cv2.bitwise_not(wiped))
    dust = textlines.specks(mask, em)
    mask = cv2.subtract(mask, dust)
    wiped = cv2.bitwise_or(wiped, cv2.dilate(dust, np.ones((5, 5), np.uint8)))
    grey = np.where(wiped > 0, np.uint8(255), grey)
    tables = ruling.tables(_in_points(lines.level, scale), _in_points(lines.upright, scale))
    return Sheet(grey, em, lines, mask, _uncrowded(_pieces(mask, tables, em, scale), em), matrix)


def _pieces(
    mask: Array, tables: Sequence[ruling.Table], em: float, scale: float
) -> Iterator[Piece]:
    """The pieces of text in each cell, then those outside of all tables."""
    outside = mask.copy()
    for table in tables:
        left, top, right, bottom = (
            int(edge / scale) for edge in (table.left, table.top, table.right, table.bottom)
        )
        outside[top:bottom, left:right] = 0
        for box in table.boxes:
            edges = (box.left + 1, box.top + 1, box.right - 1, box.bottom - 1)
            left, top, right, bottom = (int(edge / scale) for edge in edges)
            inside = list(textlines.pieces(mask, (left, top, right, bottom), em))
            last = len(inside) - 1
            yield from (p._replace(first=n == 0, last=n == last) for n, p in enumerate(inside))
    yield from textlines.pieces(outside, (0, 0, mask.shape[1], mask.shape[0]), em)


def _uncrowded(pieces: Iterable[Piece], em: float) -> list[Piece]:
    """All the pieces; raises `Unreadable` where there are more letters than a page holds."""
    found, room = [], 0.0
    for piece in pieces:
        found.append(piece)
        room += max(1.0, (piece.right - piece.left) / em)
        if room > MOST_LETTERS:
            raise Unreadable(CROWDED)
    return found


def _crop(sheet: Sheet, piece: Piece) -> Array:
    edge = round(MARGIN * sheet.em)
    return sheet.grey[max(0, piece.top - edge) : piece.bottom + edge, slice(*piece.near)]


def _read(sheet: Sheet, pieces: Sequence[Piece]) -> list[list[Letter]]:
    """The letters of some pieces, their middles in pixels of the page."""
    return [
        [_on_page(letter, *piece.near) for letter in line]
        for piece, line in zip(
            pieces, letters.read([_crop(sheet, piece) for piece in pieces]), strict=True
        )
    ]


def _on_page(letter: Letter, left: int, right: int) -> Letter:
    return letter._replace(middle=left + letter.middle * (right - left))


# Letters


def _glyphs(sheet: Sheet, read: list[list[Letter]], scale: float) -> Iterator[Glyph]:
    marks = ticks.marks(sheet.mask, sheet.em)
    for piece, line in zip(sheet.pieces, read, strict=True):
        inside = [m for m in marks if _holds(piece, m)]
        cleaned = _without_dust(piece, line)
        known = _marked(cleaned, inside, sheet.em)
        yield from _placed(piece, _completed(sheet, piece, known), sheet.em, scale)


def _holds(piece: Piece, mark: ticks.Mark) -> bool:
    x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    return piece.left <= x < piece.right and piece.top <= y < piece.bottom


def _without_dust(piece: Piece, line: list[Letter]) -> list[Letter]:
    """A line without dots before and behind the text of a cell: specks beside a figure or label."""
    if len(line) > LONGEST_LABEL:
        return line
    start, end = 0, len(line)
    while piece.last and end > start + 1 and line[end - 1].text in DUST:
        end -= 1
    while piece.first and start < end - 1 and line[start].text in DUST:
        start += 1
    kept = line[start:end]
    if end < len(line) and takes_colon("".join(letter.text for letter in kept)):
        kept.append(line[end]._replace(text="："))
    return kept


def _marked(line: list[Letter], marks: list[ticks.Mark], em: float) -> list[Letter]:
    """A line with its check boxes as the picture shows them, whatever the model took them for."""
    found = list(line)
    for mark in marks:
        middle = (mark.left + mark.right) / 2
        near = [n for n in found if abs(n.middle - middle) < 0.7 * em]
        like = min(filter(_may_be_mark, near), key=lambda n: abs(n.middle - middle), default=None)
        shown = Letter(mark.text, middle, mark.sure)
        if like is not None:
            found[found.index(like)] = shown
        elif not near:
            found.append(shown)
    return sorted(found, key=lambda letter: letter.middle)


def _completed(sheet: Sheet, piece: Piece, line: list[Letter]) -> list[Letter]:
    """A line with what the model passed over: a check box, or a letter that nobody knows."""
    found = list(line)
    middles = [letter.middle for letter in line]
    for left, right in textlines.unread(sheet.mask, piece, middles, sheet.em):
        rows = sheet.mask[piece.top : piece.bottom]
        mark = ticks.likely(rows, left, right, sheet.em)
        text, sure = (mark.text, mark.sure) if mark else (UNKNOWN, 0.0)
        found.append(Letter(text, (left + right) / 2, sure))
    return sorted(found, key=lambda letter: letter.middle)


def _may_be_mark(letter: Letter) -> bool:
    return letter.text in ticks.SIGNS or (letter.text in ticks.MISTAKEN and letter.sure < 0.9)


def _placed(piece: Piece, line: list[Letter], em: float, scale: float) -> Iterator[Glyph]:
    """The letters of a line side by side: each reaches half way to the next."""
    if not line:
        return
    middles = [letter.middle for letter in line]
    edges = [(a + b) / 2 for a, b in pairwise(middles)]
    first, last = min(piece.left, middles[0]), max(piece.right, middles[-1])
    base = ((piece.top + piece.bottom) / 2 + BASE * em) * scale
    for letter, left, right in zip(line, [first, *edges], [*edges, last], strict=True):
        yield Glyph(
            letter.text,
            left * scale,
            piece.top * scale,
            right * scale,
            piece.bottom * scale,
            base,
            Doubt(letter.sure, letter.others),
        )
