"""The characters of a page of pdfium: what they say, and where they are painted."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from ctypes import (
    addressof,
    byref,
    c_double,
    c_float,
    c_int,
    c_ushort,
    c_void_p,
    cast,
    create_string_buffer,
    sizeof,
)
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiheng.reading.bare import ANGLE_OF, BOX_OF, IS_MADE, ORIGIN_OF, TEXT_OF
from jiheng.reading.flow import Glyph
from jiheng.reading.matrix import Matrix, Point
from jiheng.reading.painted import UNKNOWN, Painted

ASLANT = 0.08
"""Radians: text that deviates more than this from the text around it is a watermark."""

EVEN = 0.02
"""Points: wide letters of one font differ by no more in their width."""

COVERED = 0.5
"""The share of a page that pictures cover from which text beneath them is looked for."""
UNPAINTED = 3
"""How text is painted that was recognised beneath a scan: not at all."""

MOST_CHARACTERS = 500_000
AT_ONCE = 20_000
"""Characters whose boxes are held together; more costs memory and saves no time."""

SPACE = 32
BLANK = (9, SPACE, 0xA0, 0x3000)
INVISIBLE = frozenset(
    (10, 13, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF),
)
"""Characters that end a line, say where it may part or run the other way, and paint nothing."""
NOTHING = (0xFFFD, 0xFFFE, 0xFFFF)

SYMBOLS = {
    "wingdings": str.maketrans("¨þýüûoqx", "□☑☒✔✗□□☒"),
    "wingdings2": str.maketrans("£RSTPOQ*", "□☑☒☒✓✗☒□"),
}
PLAIN = {
    code: chr(code)
    for code in (
        *b"0123456789.,%()/:-+<>=ABCDEFGHIJKLMNUVWXYZabcdefghijklmnprstuvwyz",
        *range(0x2010, 0x3000),
        *range(0x3001, 0xA000),
        *range(0xFF01, 0xFFF0),
    )
}
"""Characters that mean the same in every font; the letters that symbol fonts use are not here."""

PRIVATE = range(0xF020, 0xF100)
"""Where symbol fonts keep their characters."""

UNTOLD = frozenset((0, *range(0xD800, 0xE000)))
"""What stands where one unit of UTF-16 does not tell the character."""

WIDE = 0x2E80
"""From this character on, characters are as wide as they are high."""

NEW = tuple.__new__
"""Makes a glyph in half the time of a call of its class."""


def gather(text: Any, found: Painted, turned: Matrix, quarter: int, cut: frozenset[int]) -> None:
    """Put the glyphs of a page's text (FPDF_TEXTPAGE) into `found`.

    `turned` and `quarter` are how the page is turned to be read; `cut` holds the addresses of the
    text objects that are cut off. Text that stands aslant, or is not painted, is left out.

    A call of pdfium costs as much as all else about a letter: few are made. Letters whose boxes end
    at the same height stand on the same base line. A wide letter that is not as wide as the last is
    asked where it starts: some fonts know only where its ink does.
    """
    origin, plain = _origins(text, turned, quarter), PLAIN.get
    chosen = _chosen(text, found, cut) if cut or found.pictures > COVERED else None
    across, height = 2 * found.width, found.height
    bases: dict[float, float] = {}
    wide = 0.0
    for index, code, left, top, right, bottom in _characters(text, turned, quarter):
        shown = plain(code)
        if code == SPACE and IS_MADE(text, index) == 1:
            continue
        start, base = left, bases.get(bottom)
        if base is None or (code > WIDE and abs(right - left - wide) > EVEN):
            stands = origin(index)
            if stands is None:
                continue
            start, base = min(stands[0], left), stands[1]
            bases[bottom] = base
            if start == left and code > WIDE:
                wide = right - left
        if not (0 <= start + right <= across and 0 <= base <= height):
            continue
        glyphs = found.glyphs if chosen is None else chosen(index)
        if glyphs is None:
            continue
        if shown is None:
            shown = _character(text, index, code)
            found.unknown += shown == UNKNOWN
        glyphs.append(NEW(Glyph, (shown, start, top, right, bottom, base, None)))


def _chosen(text: Any, found: Painted, cut: frozenset[int]) -> Callable[[int], list[Glyph] | None]:
    """Where the glyph of a character goes that may be cut off, or hidden: None for a hidden one."""
    covered = found.pictures > COVERED

    def chosen(index: int) -> list[Glyph] | None:
        painted = TEXT_OF(text, index)
        if covered and painted and pdfium.FPDFTextObj_GetTextRenderMode(painted) == UNPAINTED:
            found.hidden += 1
            return None
        held = address(painted)
        return found.cut.setdefault(held, []) if held in cut else found.glyphs

    return chosen


def address(painted: Any) -> int:
    """Where pdfium keeps an object, 0 for none."""
    return cast(painted, c_void_p).value or 0


def _origins(text: Any, turned: Matrix, quarter: int) -> Callable[[int], Point | None]:
    """Where a character begins on its base line, None where it stands aslant."""
    upright = -quarter * math.pi / 2
    x, y = c_double(), c_double()
    x_at, y_at = byref(x), byref(y)
    a, b, c, d, e, f = turned

    def origin(index: int) -> Point | None:
        if abs(math.remainder(ANGLE_OF(text, index) - upright, math.tau)) > ASLANT:
            return None
        ORIGIN_OF(text, index, x_at, y_at)
        across, up = x.value, y.value
        return a * across + c * up + e, b * across + d * up + f

    return origin


Character = tuple[int, int, float, float, float, float]
"""Its index, its Unicode number, and its box: left, top, right, bottom."""


def _characters(text: Any, turned: Matrix, quarter: int) -> Iterator[Character]:
    """The characters that paint something, or leave a space."""
    every = _codes(text)
    indices = [index for index, code in enumerate(every) if code not in INVISIBLE]
    for first in range(0, len(indices), AT_ONCE):
        part = indices[first : first + AT_ONCE]
        codes = [every[index] for index in part]
        yield from zip(part, codes, *_boxes(text, part, turned, quarter), strict=True)


def _codes(text: Any) -> Sequence[int]:
    """The Unicode numbers of all characters, at one go unless some have none or need two units."""
    count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
    units = (c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        found: list[int] = units[:count]
        if UNTOLD.isdisjoint(found):
            return found
    return [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]


def _boxes(
    text: Any, indices: Sequence[int], turned: Matrix, quarter: int
) -> tuple[Sequence[float], ...]:
    """Left, top, right and bottom of characters, as the page is read."""
    held = (c_float * (4 * len(indices)))()
    first = addressof(held)
    each = map(c_void_p, range(first, first + sizeof(held), 16))
    deque(map(BOX_OF, repeat(text), indices, each), 0)
    sides = memoryview(held).cast("B").cast("f").tolist()
    left, top, right, bottom = (sides[side::4] for side in range(4))
    if not quarter:
        west, north = turned.e, turned.f
        return (
            [x + west for x in left],
            [north - y for y in top],
            [x + west for x in right],
            [north - y for y in bottom],
        )
    corners = zip(map(turned.at, left, top), map(turned.at, right, bottom), strict=True)
    edges = [(*sorted((a[0], b[0])), *sorted((a[1], b[1]))) for a, b in corners]
    return tuple([edge[side] for edge in edges] for side in (0, 2, 1, 3))


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
