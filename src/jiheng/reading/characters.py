"""The characters of a page of pdfium: what they say, and where they are painted."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import (
    addressof,
    byref,
    c_char,
    c_double,
    c_float,
    c_int,
    c_ushort,
    c_void_p,
    cast,
    sizeof,
)
from itertools import compress, repeat
from math import inf
from operator import sub
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from jiheng.reading.bare import ANGLE_OF, BOX_OF, CODE_OF, IS_MADE, ORIGIN_OF, POINTER, TEXT_OF
from jiheng.reading.flow import Glyph
from jiheng.reading.matrix import Matrix, Point
from jiheng.reading.painted import UNKNOWN, Painted

ASLANT = 0.08
"""Radians: text that deviates more than this from the text around it is a watermark."""

EVEN = 0.02
"""Points: wide letters of one font differ by no more in their width."""

BESIDE = 0.2
"""Points: letters whose boxes meet like this, and end at heights like these, are on one line."""
OFF = -1.0
"""The base line of what does not show: off the page."""

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
PLAIN = dict.fromkeys(BLANK, " ") | {
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

WIDE = 0x2E80
"""From this character on, characters are as wide as they are high."""

NAME = c_char * 64
"""Where pdfium puts the name of a font, followed by a byte of zero."""

NEW = tuple.__new__
"""Makes a glyph in half the time of a call of its class."""


def gather(text: Any, found: Painted, turned: Matrix, quarter: int, cut: frozenset[int]) -> None:
    """Put the glyphs of a page's text (FPDF_TEXTPAGE) into `found`.

    `turned` and `quarter` are how the page is turned to be read; `cut` holds the addresses of the
    text objects that are cut off. Text that stands aslant, or is not painted, is left out.
    """
    chosen = _chosen(text, found, cut) if cut or found.pictures > COVERED else None
    standing = _standing(text, turned, quarter)
    for characters in _characters(text, turned, quarter):
        painted = _on_page(standing(characters), found)
        if chosen is None:
            found.glyphs += _glyphs(text, painted, found)
            continue
        every = [*map(chosen, painted.indices)]
        seen = _kept(painted, [glyphs is not None for glyphs in every])
        held = [glyphs for glyphs in every if glyphs is not None]
        for glyphs, glyph in zip(held, _glyphs(text, seen, found), strict=True):
            glyphs.append(glyph)


def _glyphs(text: Any, every: Characters, found: Painted) -> Iterable[Glyph]:
    """The glyphs of characters; those that nobody knows are counted."""
    shown: list[str | None] = [*map(PLAIN.get, every.codes)]
    for number in [number for number, told in enumerate(shown) if told is None]:
        shown[number] = _character(text, every.indices[number], every.codes[number])
        found.unknown += shown[number] == UNKNOWN
    return map(NEW, repeat(Glyph), zip(shown, *every[2:], repeat(None)))


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


def _origins(text: Any, turned: Matrix, quarter: int) -> Callable[[int], Point]:
    """Where a character begins on its base line, which is off the page where it stands aslant."""
    upright = -quarter * math.pi / 2
    x, y = c_double(), c_double()
    x_at, y_at = byref(x), byref(y)
    a, b, c, d, e, f = turned

    def origin(index: int) -> Point:
        angle = ANGLE_OF(text, index)
        if angle != upright and abs(math.remainder(angle - upright, math.tau)) > ASLANT:
            return 0.0, OFF
        ORIGIN_OF(text, index, x_at, y_at)
        across, up = x.value, y.value
        return a * across + c * up + e, b * across + d * up + f

    return origin


class Characters(NamedTuple):
    """Characters side by side: their indices, Unicode numbers, boxes, and base lines."""

    indices: list[int]
    codes: list[int]
    left: list[float]
    top: list[float]
    right: list[float]
    bottom: list[float]
    base: Sequence[float] = ()


def _standing(text: Any, turned: Matrix, quarter: int) -> Callable[[Characters], Characters]:
    """What tells the base lines of characters, and where on them wide ones start.

    A call of pdfium costs as much as all else about a letter: few are made. Letters whose boxes end
    at the same height stand on the same base line, and so do letters side by side whose boxes end
    at almost the same. A wide letter that is not as wide as the last is asked where it starts: some
    fonts know only where its ink does. What does not show has its base line off the page.
    """
    origin = _origins(text, turned, quarter)
    known: dict[float, float] = {}
    base_at = known.get
    least = most = 0.0

    def standing(every: Characters) -> Characters:
        nonlocal least, most
        indices, codes, left, _, right, bottom, _ = every
        starts, bases = left[:], list[float]()
        last, base = inf, OFF
        each = zip(codes, map(sub, right, left), bottom, strict=True)
        for number, (code, width, low) in enumerate(each):
            usual = code <= WIDE or least < width < most
            if usual and low == last:
                continue
            bases += repeat(base, number - len(bases))
            last, on, here = low, base, base_at(low)
            if here is not None and usual:
                base = here
            elif usual and on != OFF and _beside(every, number):
                base = known[low] = on
            else:
                at, base = origin(indices[number])
                if base == OFF:
                    last = inf
                else:
                    known[low] = base
                    if at < left[number]:
                        starts[number] = at
                    elif code > WIDE:
                        least, most = width - EVEN, width + EVEN
        bases += repeat(base, len(codes) - len(bases))
        return every._replace(left=starts, base=bases)

    return standing


def _beside(every: Characters, number: int) -> bool:
    """Whether a letter stands beside the one before it, on one line."""
    across = every.left[number] - every.right[number - 1]
    return abs(across) + abs(every.bottom[number] - every.bottom[number - 1]) < BESIDE


def _on_page(every: Characters, page: Painted) -> Characters:
    """Those whose middle and whose base line are on the page."""
    _, _, left, _, right, _, bases = every
    if not bases:
        return every
    beside = min(left) < 0 or max(right) > page.width
    if not beside and min(bases) >= 0 and max(bases) <= page.height:
        return every
    across, height = 2 * page.width, page.height
    boxes = zip(left, right, bases, strict=True)
    return _kept(every, [0 <= a + b <= across and 0 <= base <= height for a, b, base in boxes])


def _kept(every: Characters, which: Sequence[bool]) -> Characters:
    columns: Any = (list(compress(column, which)) for column in every)
    return Characters(*columns)


def _characters(text: Any, turned: Matrix, quarter: int) -> Iterator[Characters]:
    """The characters that paint something, or leave a space."""
    every = _codes(text)
    indices = [
        index
        for index, code in enumerate(every)
        if code not in INVISIBLE and (code != SPACE or IS_MADE(text, index) != 1)
    ]
    for first in range(0, len(indices), AT_ONCE):
        part = indices[first : first + AT_ONCE]
        codes = [*map(every.__getitem__, part)]
        yield Characters(part, codes, *_boxes(text, part, turned, quarter))


def _codes(text: Any) -> Sequence[int]:
    """The Unicode numbers of all characters, at one go unless some have none or need two units."""
    count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
    units = (c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        told = bytes(units).decode("utf-16-le", "replace")
        if told.find("\0") == count and UNKNOWN not in told:
            found: list[int] = units[:count]
            return found
    return [CODE_OF(text, index) for index in range(count)]


def _boxes(
    text: Any, indices: Sequence[int], turned: Matrix, quarter: int
) -> tuple[list[float], ...]:
    """Left, top, right and bottom of characters, as the page is read."""
    held = (c_float * (4 * len(indices)))()
    first = addressof(held)
    each = map(POINTER, range(first, first + sizeof(held), sizeof(pdfium.FS_RECTF)))
    deque(map(BOX_OF, repeat(POINTER(address(text))), indices, each), 0)
    sides: Any = memoryview(held).cast("B").cast("f").tolist()
    left, top, right, bottom = (sides[side::4] for side in range(4))
    if not quarter:
        west, north = turned.e, turned.f
        if west:
            left, right = [x + west for x in left], [x + west for x in right]
        return left, [north - y for y in top], right, [north - y for y in bottom]
    corners = zip(map(turned.at, left, top), map(turned.at, right, bottom), strict=True)
    edges = [(*sorted((a[0], b[0])), *sorted((a[1], b[1]))) for a, b in corners]
    return tuple([edge[side] for edge in edges] for side in (0, 2, 1, 3))


def _character(text: Any, index: int, code: int) -> str:
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
    name = NAME()
    size = pdfium.FPDFText_GetFontInfo(text, index, name, len(name), byref(c_int()))
    bare = name.raw[: min(size, len(name))].split(b"\0")[0].decode("latin-1").lower()
    bare = bare.rsplit("+", 1)[-1].replace(" ", "").replace("-regular", "")
    return SYMBOLS.get(bare)
