"""What is drawn on a page of pdfium beside characters: ruling lines, and how much is pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from ctypes import byref, c_float, c_int
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as pdfium

from jiheng.reading.bare import (
    BOUNDS_OF,
    CLIP_OF,
    CLIP_SEGMENT,
    CLIP_SEGMENTS,
    CLIPS_OF,
    CLOSES,
    IN_FORM,
    KIND_OF,
    MATRIX_OF,
    MODE_OF,
    ON_PAGE,
    POINT_OF,
    SEGMENT_KIND,
    SEGMENT_OF,
    SEGMENTS_OF,
)
from jiheng.reading.characters import address
from jiheng.reading.matrix import UNMOVED, Matrix, Point
from jiheng.reading.painted import Painted
from jiheng.reading.ruling import Stroke

THINNEST_CELL = 3.0
"""Points: a filled rectangle up to this thick is a ruling line, a thicker one is a background."""

SLANT = 0.7
"""Points: a line that deviates no more than this is level or upright."""

DEEPEST = 8
MOST_CORNERS = 64
"""Of a clipping path: rectangles have five."""
MOST_OBJECTS = 200_000
MOST_SEGMENTS = 20_000

Corners = tuple[c_float, c_float, c_float, c_float]
"""Where pdfium puts a box: made once, for there are thousands."""


def gather(page: Any, found: Painted, turned: Matrix) -> frozenset[int]:
    """Put the lines of a page (FPDF_PAGE), the number of its texts and its pictures into `found`.

    Returns the addresses of texts that are cut off. `turned` is how the page is turned to be read.
    """
    area = found.width * found.height or 1.0
    corner = (c_float(), c_float(), c_float(), c_float())
    cut = set()
    texts = []
    for painted, kind, matrix in _each(page):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.texts += 1
            if matrix == UNMOVED:
                texts.append(painted)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            for start, end in _segments(painted, matrix, corner):
                _add_line(found, turned.at(*start), turned.at(*end))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            (left, top), (right, bottom) = _bounds(painted, matrix, corner)
            found.pictures += abs((right - left) * (bottom - top)) / area
    clips = [*map(CLIP_OF, texts)]
    for painted, clip, count in zip(texts, clips, map(CLIPS_OF, clips), strict=True):
        if count > 0 and _is_cut_off(painted, clip, count, turned, corner):
            cut.add(address(painted))
    return frozenset(cut)


def _is_cut_off(painted: Any, clip: Any, count: int, turned: Matrix, corner: Corners) -> bool:
    """Whether a text stands above or below the area to which its painting is clipped."""
    middle = sum(turned.at(*point)[1] for point in _bounds(painted, UNMOVED, corner)) / 2
    x, y = c_float(), c_float()
    for path in range(min(count, DEEPEST)):
        heights = []
        for index in range(min(CLIP_SEGMENTS(clip, path), MOST_CORNERS)):
            segment = CLIP_SEGMENT(clip, path, index)
            POINT_OF(segment, byref(x), byref(y))
            heights.append(turned.at(x.value, y.value)[1])
        if heights and not min(heights) <= middle <= max(heights):
            return True
    return False


def _each(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Every object on the page, those inside of form objects with the form's place."""
    left = MOST_OBJECTS
    waiting = [(page, pdfium.FPDFPage_CountObjects(page), UNMOVED, 0)]
    while waiting and left > 0:
        holder, count, matrix, depth = waiting.pop()
        numbers = range(min(count, left))
        left -= len(numbers)
        every = list(map(IN_FORM if depth else ON_PAGE, repeat(holder), numbers))
        for painted, kind in zip(every, map(KIND_OF, every), strict=True):
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield painted, kind, matrix
            elif depth < DEEPEST:
                inside = pdfium.FPDFFormObj_CountObjects(painted)
                waiting.append((painted, inside, matrix.after(_matrix(painted)), depth + 1))


def _matrix(painted: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    MATRIX_OF(painted, byref(found))
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _bounds(painted: Any, matrix: Matrix, into: Corners) -> tuple[Point, Point]:
    left, bottom, right, top = into
    BOUNDS_OF(painted, byref(left), byref(bottom), byref(right), byref(top))
    return matrix.at(left.value, bottom.value), matrix.at(right.value, top.value)


def _segments(painted: Any, matrix: Matrix, corners: Corners) -> Iterator[tuple[Point, Point]]:
    """The straight lines that a path paints: its strokes, and what it fills as thin as a line."""
    fill, stroke = c_int(), c_int()
    MODE_OF(painted, byref(fill), byref(stroke))
    count = SEGMENTS_OF(painted)
    if count < 2 or not (stroke.value or fill.value):
        return
    if count <= 2 or (count <= 6 and not stroke.value):
        yield from _thin(*_bounds(painted, matrix, corners))
        return
    own = matrix.after(_matrix(painted))
    for points, closed in _subpaths(painted, min(count, MOST_SEGMENTS), own):
        if not stroke.value:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield from _thin((min(xs), min(ys)), (max(xs), max(ys)))
            continue
        yield from pairwise(points)
        if closed and len(points) > 2:
            yield points[-1], points[0]


def _thin(start: Point, end: Point) -> Iterator[tuple[Point, Point]]:
    (left, bottom), (right, top) = start, end
    x, y = (left + right) / 2, (bottom + top) / 2
    if abs(top - bottom) <= min(THINNEST_CELL, abs(right - left)):
        yield (left, y), (right, y)
    elif abs(right - left) <= THINNEST_CELL:
        yield (x, bottom), (x, top)


def _subpaths(painted: Any, count: int, own: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The points of each part of a path; a curve is only its end, and ends the part."""
    x, y = c_float(), c_float()
    points: list[Point] = []
    for index in range(count):
        segment = SEGMENT_OF(painted, index)
        kind = SEGMENT_KIND(segment)
        POINT_OF(segment, byref(x), byref(y))
        point = own.at(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            if points:
                yield points, False
            points = [point]
        if CLOSES(segment):
            yield points, True
            points = points[:1]
    if len(points) > 1:
        yield points, False


def _add_line(found: Painted, start: Point, end: Point) -> None:
    (left, top), (right, bottom) = start, end
    if not (math.isfinite(left + right + top + bottom)):
        return
    if abs(top - bottom) <= SLANT:
        low, high = max(0.0, min(left, right)), min(found.width, max(left, right))
        if low < high and 0 <= top <= found.height:
            found.level.append(Stroke((top + bottom) / 2, low, high))
    elif abs(left - right) <= SLANT:
        low, high = max(0.0, min(top, bottom)), min(found.height, max(top, bottom))
        if low < high and 0 <= left <= found.width:
            found.upright.append(Stroke((left + right) / 2, low, high))
