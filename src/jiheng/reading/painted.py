"""What pdfium finds painted on a page: glyphs, ruling lines, pictures, as a reader sees them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from ctypes import (
    CFUNCTYPE,
    POINTER,
    byref,
    c_double,
    c_float,
    c_int,
    c_ushort,
    c_void_p,
    cast,
    create_string_buffer,
)
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiheng.reading.flow import Glyph
from jiheng.reading.ruling import Stroke

ASLANT = 0.08
"""Radians: text that deviates more than this from the text around it is a watermark."""

EVEN = 0.02
"""Points: wide letters of one font differ by no more in their width."""

LINE_ENDS = (10, 13)

THINNEST_CELL = 3.0
"""Points: a filled rectangle up to this thick is a ruling line, a thicker one is a background."""

SLANT = 0.7
"""Points: a line that deviates no more than this is level or upright."""

DEEPEST = 8
MOST_CORNERS = 64
"""Of a clipping path: rectangles have five."""
MOST_OBJECTS = 200_000
MOST_CHARACTERS = 500_000

UNKNOWN = "\ufffd"
"""A glyph of which the font does not say what character it is."""

BLANK = (9, 0xA0, 0x3000)
INVISIBLE = frozenset((*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
"""Characters that say where a line may part, or run the other way, and paint nothing."""
NOTHING = (0xFFFD, 0xFFFE, 0xFFFF)

SYMBOLS = {
    "wingdings": str.maketrans("¨þýüûoqx", "□☑☒✔✗□□☒"),
    "wingdings2": str.maketrans("£RSTPOQ*", "□☑☒☒✓✗☒□"),
}
PLAIN = {
    code: chr(code)
    for code in (
        *b"0123456789.,%()/:-+<>= ABCDEFGHIJKLMNUVWXYZabcdefghijklmnprstuvwyz",
        *range(0x3001, 0xA000),
        *range(0xFF01, 0xFFF0),
    )
}
"""Characters that mean the same in every font; the letters that symbol fonts use are not here."""

PRIVATE = range(0xF020, 0xF100)
"""Where symbol fonts keep their characters."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Turned = Callable[[float, float], Point]
Corners = tuple[c_float, c_float, c_float, c_float]
"""Where pdfium puts a box: made once, for there are thousands."""


class Matrix(NamedTuple):
    """Where a point of a form object stands on the page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> Point:
        """The point on the page."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Matrix) -> Matrix:
        """The matrix that does `inner` first."""
        a, b = self.a * inner.a + self.c * inner.b, self.b * inner.a + self.d * inner.b
        c, d = self.a * inner.c + self.c * inner.d, self.b * inner.c + self.d * inner.d
        return Matrix(a, b, c, d, *self.at(inner.e, inner.f))


UNMOVED = Matrix()


@dataclass
class Painted:
    """One page as it is read: coordinates downwards from its top left, its text upright.

    `cut` are the texts above or below what is left to see of their cell, `unknown` counts glyphs
    without a character, `pictures` is the share of the page that pictures cover; `shown` turns a
    box into the coordinates of the page as it lies on the screen, by `lay` where the page was made
    straight. `photo` tells that it was a sheet before a camera.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    cut: dict[int, list[Glyph]] = field(default_factory=dict)
    level: list[Stroke] = field(default_factory=list)
    upright: list[Stroke] = field(default_factory=list)
    unknown: int = 0
    hidden: int = 0
    texts: int = 0
    pictures: float = 0.0
    turns: int = 0
    lay: Callable[[Box], Box] | None = None
    photo: bool = False

    def shown(self, box: Box) -> Box:
        """A box of the page as it is read, on the page as it is shown."""
        if self.lay is not None:
            return self.lay(box)
        left, top, right, bottom = box
        width, height = self.width, self.height
        for _ in range(self.turns % 4):
            left, top, right, bottom = height - bottom, left, height - top, right
            width, height = height, width
        return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def painted(page: Any) -> Painted:
    """What is painted on a page of pdfium (FPDF_PAGE), fields and notes that show included.

    Text that stands aslant (a watermark) and text that is not painted (beneath a scan) is left out.
    """
    if pdfium.FPDFPage_GetAnnotCount(page) > 0:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, byref(bounds))
    edges = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    text = pdfium.FPDFText_LoadPage(page)
    try:
        quarter = _quarter(text)
        turned, width, height = _turned(edges, quarter)
        rotation = max(0, pdfium.FPDFPage_GetRotation(page))
        found = Painted(width, height, turns=(rotation - quarter) % 4)
        cut = _objects(page, found, turned)
        _characters(text, found, turned, quarter, cut)
    finally:
        pdfium.FPDFText_ClosePage(text)
    return found


# pdfium


def _bare(function: Any) -> Any:
    """A function of pdfium that is handed what it needs unlooked at: half the time of a call."""
    return CFUNCTYPE(function.restype)(cast(function, c_void_p).value or 0)


BOX_OF = _bare(pdfium.FPDFText_GetLooseCharBox)
ORIGIN_OF, ANGLE_OF = _bare(pdfium.FPDFText_GetCharOrigin), pdfium.FPDFText_GetCharAngle
IS_MADE, TEXT_OF = _bare(pdfium.FPDFText_IsGenerated), _bare(pdfium.FPDFText_GetTextObject)
ON_PAGE, IN_FORM = _bare(pdfium.FPDFPage_GetObject), _bare(pdfium.FPDFFormObj_GetObject)
KIND_OF, BOUNDS_OF = _bare(pdfium.FPDFPageObj_GetType), _bare(pdfium.FPDFPageObj_GetBounds)
MATRIX_OF, MODE_OF = _bare(pdfium.FPDFPageObj_GetMatrix), _bare(pdfium.FPDFPath_GetDrawMode)
SEGMENTS_OF, SEGMENT_OF = (
    _bare(pdfium.FPDFPath_CountSegments),
    _bare(pdfium.FPDFPath_GetPathSegment),
)
SEGMENT_KIND = _bare(pdfium.FPDFPathSegment_GetType)
POINT_OF, CLOSES = _bare(pdfium.FPDFPathSegment_GetPoint), _bare(pdfium.FPDFPathSegment_GetClose)
CLIP_OF, CLIPS_OF = _bare(pdfium.FPDFPageObj_GetClipPath), _bare(pdfium.FPDFClipPath_CountPaths)
CLIP_SEGMENTS, CLIP_SEGMENT = (
    _bare(pdfium.FPDFClipPath_CountPathSegments),
    _bare(pdfium.FPDFClipPath_GetPathSegment),
)


# The page as it is read


def _quarter(text: Any) -> int:
    """By how many quarters, clockwise, the page must be turned so that its text is upright."""
    count = pdfium.FPDFText_CountChars(text)
    step = max(1, count // 40)
    angles = Counter(_turn(text, index) for index in range(0, count, step))
    angles.pop(None, None)
    return angles.most_common(1)[0][0] or 0 if angles else 0


def _turn(text: Any, index: int) -> int | None:
    """The quarters that a character is turned by, None where it is aslant or no character."""
    if pdfium.FPDFText_GetUnicode(text, index) <= 32:
        return None
    quarters = pdfium.FPDFText_GetCharAngle(text, index) / (math.pi / 2)
    nearest = round(quarters)
    return -nearest % 4 if abs(quarters - nearest) < 0.05 else None


def _turned(edges: Box, quarter: int) -> tuple[Turned, float, float]:
    """Points of the page to points as it is read; the width and the height it then has."""
    left, bottom, right, top = edges
    ways: tuple[Turned, ...] = (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )
    width, height = right - left, top - bottom
    return ways[quarter], *((height, width) if quarter % 2 else (width, height))


# Characters


def _characters(
    text: Any, found: Painted, turned: Turned, quarter: int, cut: frozenset[int]
) -> None:
    """Gather the glyphs. A call of pdfium costs as much as all else about a letter: few are made.

    Letters whose boxes end at the same height stand on the same base line. A wide letter that is
    not as wide as the last is asked where it starts: some fonts know only where its ink does.
    """
    box, x, y = (c_float * 4)(), c_double(), c_double()
    box_at, x_at, y_at = cast(box, POINTER(pdfium.FS_RECTF)), byref(x), byref(y)
    box_of, origin_of = BOX_OF, ORIGIN_OF
    angle_of, is_made = ANGLE_OF, IS_MADE
    upright = -quarter * math.pi / 2
    covered = found.pictures > 0.5
    bases: dict[float, float] = {}
    wide = 0.0
    west, north = -turned(0.0, 0.0)[0], turned(0.0, 0.0)[1]
    for index, code in enumerate(_codes(text)):
        if code in LINE_ENDS or code in INVISIBLE or (code == 32 and is_made(text, index) == 1):
            continue
        box_of(text, index, box_at)
        left, top, right, bottom = box[:]
        if quarter:
            corners = (turned(left, top), turned(right, bottom))
            (left, right), (top, bottom) = map(sorted, zip(*corners, strict=True))
        else:
            left, right, top, bottom = left - west, right - west, north - top, north - bottom
        base = bases.get(bottom)
        if base is None or (code > 0x2E80 and abs(right - left - wide) > EVEN):
            if abs(math.remainder(angle_of(text, index) - upright, math.tau)) > ASLANT:
                continue
            origin_of(text, index, x_at, y_at)
            start, base = turned(x.value, y.value)
            bases[bottom] = base
            if start < left:
                left = start
            elif code > 0x2E80:
                wide = right - left
        if not (0 <= left + right <= 2 * found.width and 0 <= base <= found.height):
            continue
        if covered and _is_hidden(text, index):
            found.hidden += 1
            continue
        shown = PLAIN.get(code) or _character(text, index, code)
        if shown == UNKNOWN:
            found.unknown += 1
        glyph = Glyph(shown, left, top, right, bottom, base)
        held = _address(TEXT_OF(text, index)) if cut else 0
        (found.cut.setdefault(held, []) if held in cut else found.glyphs).append(glyph)


def _codes(text: Any) -> Iterable[int]:
    """The Unicode numbers of all characters, at one go unless some have none or need two units."""
    count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
    units = (c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        found: list[int] = units[:count]
        if not any(unit == 0 or 0xD800 <= unit < 0xE000 for unit in found):
            return found
    return (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))


def _is_hidden(text: Any, index: int) -> bool:
    painted = pdfium.FPDFText_GetTextObject(text, index)
    return bool(painted) and pdfium.FPDFTextObj_GetTextRenderMode(painted) == 3


def _character(text: Any, index: int, code: int) -> str:
    if code in BLANK:
        return " "
    if code < 32 or code in NOTHING or 0xD800 <= code < 0xE000 or code >= 0x110000:
        return UNKNOWN
    symbols = _symbols(text, index)
    if symbols is not None:
        return chr(code - 0xF000 if code in PRIVATE else code).translate(symbols)
    if 0xE000 <= code < 0xF900 and code not in PRIVATE:
        return UNKNOWN
    return UNKNOWN if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1 else chr(code)


def _symbols(text: Any, index: int) -> dict[int, int] | None:
    """The characters of a symbol font, None for every other font."""
    name = create_string_buffer(64)
    size = pdfium.FPDFText_GetFontInfo(text, index, name, len(name), byref(c_int()))
    bare = name.raw[: min(size, len(name))].split(b"\0")[0].decode("latin-1").lower()
    bare = bare.rsplit("+", 1)[-1].replace(" ", "").replace("-regular", "")
    return SYMBOLS.get(bare)


# Lines and pictures


def _objects(page: Any, found: Painted, turned: Turned) -> frozenset[int]:
    """Gather the lines, count the texts, measure the pictures; the addresses of texts cut off."""
    area = found.width * found.height or 1.0
    corner = (c_float(), c_float(), c_float(), c_float())
    cut = set()
    for painted, kind, matrix in _each(page):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.texts += 1
            if matrix == UNMOVED and _is_cut_off(painted, turned, corner):
                cut.add(_address(painted))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            for start, end in _segments(painted, matrix, corner):
                _add_line(found, turned(*start), turned(*end))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            (left, top), (right, bottom) = _bounds(painted, matrix, corner)
            found.pictures += abs((right - left) * (bottom - top)) / area
    return frozenset(cut)


def _address(painted: Any) -> int:
    return cast(painted, c_void_p).value or 0


def _is_cut_off(painted: Any, turned: Turned, corner: Corners) -> bool:
    """Whether a text stands above or below the area to which its painting is clipped."""
    clip = CLIP_OF(painted)
    count = CLIPS_OF(clip) if clip else 0
    if count <= 0:
        return False
    middle = sum(turned(*point)[1] for point in _bounds(painted, UNMOVED, corner)) / 2
    x, y = c_float(), c_float()
    for path in range(min(count, DEEPEST)):
        heights = []
        for index in range(min(CLIP_SEGMENTS(clip, path), MOST_CORNERS)):
            segment = CLIP_SEGMENT(clip, path, index)
            POINT_OF(segment, byref(x), byref(y))
            heights.append(turned(x.value, y.value)[1])
        if heights and not min(heights) <= middle <= max(heights):
            return True
    return False


def _each(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Every object on the page, those inside of form objects with the form's place."""
    left = MOST_OBJECTS
    waiting: list[tuple[Any, int, int, Matrix, int]] = [
        (page, 0, pdfium.FPDFPage_CountObjects(page), UNMOVED, 0)
    ]
    kind_of = KIND_OF
    while waiting:
        holder, start, count, matrix, depth = waiting.pop()
        get = IN_FORM if depth else ON_PAGE
        for index in range(start, count):
            left -= 1
            if left < 0:
                return
            painted = get(holder, index)
            kind = kind_of(painted)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth < DEEPEST:
                    inner = matrix.after(_matrix(painted))
                    inside = pdfium.FPDFFormObj_CountObjects(painted)
                    waiting.append((painted, 0, inside, inner, depth + 1))
            else:
                yield painted, kind, matrix


def _matrix(painted: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    MATRIX_OF(painted, byref(found))
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _bounds(painted: Any, matrix: Matrix, into: Corners) -> tuple[Point, Point]:
    left, bottom, right, top = into
    BOUNDS_OF(painted, byref(left), byref(bottom), byref(right), byref(top))
    return matrix.at(left.value, bottom.value), matrix.at(right.value, top.value)


MOST_SEGMENTS = 20_000


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
