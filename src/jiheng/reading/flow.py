"""Glyphs on a page into lines, and lines that were wrapped into the text that somebody typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from operator import itemgetter, sub
from typing import Any, NamedTuple

import msgspec

from jiheng.reading.doubt import Doubt, others, sure

WIDE = "\u2e80"
"""From this character on, characters are as wide as they are high."""

OPENING = "（(《〈“‘【〔["
CLOSING = "，。、；：！？）)》〉”’】〕]%％‰,;:!?"
ITEM = re.compile(
    r"\d{1,2}[.、．](?!\d)|[(（]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、|[①-⑳]|备?注[:：]"
)
"""How a line begins that is no continuation of the line before."""

BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
"""A line of its own under a label: （40分）."""

UNEVEN = 0.35
"""In characters: letters whose base lines differ by no more stand on one line."""

SPACE, MIXED_SPACE = 0.2, 0.33
"""In characters: white wider than this between two letters is a space.

Programs put a quarter of a character of their own between Chinese and Latin letters.
"""

NUMBER = re.compile(r"[-\d.,，\s%％]+")
DEEPEST_INDENT = 2.5
"""In characters: how far a first line is indented at most."""


class Glyph(NamedTuple):
    """A painted character; coordinates in points, downwards from the top left as it is read."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    doubt: Doubt | None = None


LEFT, BASE = itemgetter(1), itemgetter(5)


class Line(msgspec.Struct, frozen=True, gc=False):
    """Glyphs on one base line, as text; `em` is the width of one full-width character."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    em: float
    start: float
    """Width of what stands at its beginning and cannot be broken."""
    sure: float = 1.0
    """How sure its letters are, where they were recognised in a picture."""
    others: tuple[str, ...] = ()
    """What else it may be."""


class Frame(msgspec.Struct, frozen=True, gc=False):
    """The room in which lines were wrapped: its edges, and the padding inside of them."""

    left: float
    right: float
    pad: float = 0.0


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that glyphs stand on, from top to bottom; a line of white space is none."""
    return [made for row in on_base_lines(glyphs) if (made := line(row)) is not None]


def on_base_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs by the base line that they stand on, from top to bottom and left to right."""
    ordered = sorted(glyphs, key=BASE)
    rows = [ordered] if ordered else []
    if ordered and BASE(ordered[0]) != BASE(ordered[-1]):
        rows = _parted(ordered, UNEVEN * _em(ordered))
    for row in rows:
        row.sort(key=LEFT)
    return rows


def _parted(ordered: list[Glyph], near: float) -> list[list[Glyph]]:
    """Glyphs from top to bottom, a new row begun where a base line is not near the first one's."""
    rows: list[list[Glyph]] = []
    base = -inf
    for glyph in ordered:
        if glyph.base - base <= near:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            base = glyph.base
    return rows


def line(row: list[Glyph]) -> Line | None:
    """Glyphs from left to right as one line, None where they are all white space."""
    if not row:
        return None
    seen = row
    texts, lefts, tops, rights, bottoms, bases, doubts = zip(*row, strict=True)
    if " " in texts:
        seen = [glyph for glyph in row if glyph.text != " "]
        if not seen:
            return None
        texts, lefts, tops, rights, bottoms, bases, doubts = zip(*seen, strict=True)
    em = _em(seen)
    gaps = [*map(sub, lefts[1:], rights)]
    even = seen is row and (not gaps or (max(gaps) <= SPACE * em and min(gaps) > -em / 2))
    text = "".join(texts) if even else _spaced(row, em, _stretch(gaps, em))
    start, right = _start(seen), rights[-1]
    if texts[0] >= WIDE:
        start = max(start, em)
    if texts[-1] >= WIDE:
        right = max(right, lefts[-1] + em)
    doubt = _doubted(seen) if any(doubts) else ()
    return Line(text, lefts[0], min(tops), right, max(bottoms), bases[0], em, start, *doubt)


def _doubted(seen: list[Glyph]) -> tuple[Any, ...]:
    letters = [(glyph.text, glyph.doubt) for glyph in seen]
    return sure(letters), others(letters)


def _spaced(row: list[Glyph], em: float, stretched: float) -> str:
    """The text of glyphs, with a space where the white between two is wider than letters need."""
    space, mixed_space = SPACE * em + stretched, MIXED_SPACE * em + stretched
    text = ""
    last: Glyph | None = None
    blank = False
    for glyph in row:
        if glyph.text == " ":
            blank = True
            continue
        if last is not None:
            if _painted_twice(last, glyph, em):
                continue
            mixed = (last.text < WIDE) != (glyph.text < WIDE)
            if blank or glyph.left - last.right > (mixed_space if mixed else space):
                text += " "
        text += glyph.text
        last, blank = glyph, False
    return text


def _em(glyphs: Sequence[Glyph]) -> float:
    wide = [right - left for text, left, _, right, _, _, _ in glyphs if text >= WIDE]
    if wide:
        return _middle(wide) or 1.0
    widths = [right - left for _, left, _, right, _, _, _ in glyphs]
    heights = [bottom - top for _, _, top, _, bottom, _, _ in glyphs]
    return min(2 * _middle(widths), _middle(heights)) or 1.0


def _stretch(gaps: Sequence[float], em: float) -> float:
    """The white that justified text has between all of its letters."""
    return min(max(0.0, _middle([*gaps])), em / 2) if len(gaps) > 3 else 0.0


def _middle(values: list[float]) -> float:
    values.sort()
    return values[len(values) // 2]


def _painted_twice(last: Glyph, glyph: Glyph, em: float) -> bool:
    """Bold letters are made by some programs from two prints of the same letter.

    A dash or a row of dots of two characters is one glyph in some fonts, and counts as two.
    """
    near = glyph.text == last.text and glyph.left - last.left < 0.2 * em
    return near and glyph.right - glyph.left < 1.5 * em


def _start(glyphs: Sequence[Glyph]) -> float:
    index, last = 0, len(glyphs) - 1
    while index < last and glyphs[index].text in OPENING:
        index += 1
    if _in_word(glyphs[index].text):
        while index < last and _in_word(glyphs[index + 1].text):
            index += 1
    while index < last and glyphs[index + 1].text in CLOSING:
        index += 1
    return glyphs[index].right - glyphs[0].left


def _in_word(text: str) -> bool:
    return text < WIDE and text not in OPENING and text not in CLOSING


def joined(wrapped: Sequence[Line], frame: Frame) -> str:
    """The text of lines, those joined that only want of room has parted.

    A line is taken to go on in the next one where the beginning of the next would not have fitted
    behind it. A number that is broken in a cell of its own keeps its break: it may be two.
    """
    if len(wrapped) < 2:
        return wrapped[0].text if wrapped else ""
    number = NUMBER.fullmatch("".join(line.text for line in wrapped)) is not None
    parts = [wrapped[0].text]
    for before, after in pairwise(wrapped):
        if number or not goes_on(before, after, frame):
            parts.append("\n")
        elif _words_meet(before.text, after.text):
            parts.append(" ")
        parts.append(after.text)
    return "".join(parts)


def goes_on(before: Line, after: Line, frame: Frame) -> bool:
    """Whether `after` continues the text of `before`, wrapped in `frame`."""
    if after.base - before.base > 2.6 * max(before.em, after.em):
        return False
    if ITEM.match(after.text) and not before.text.endswith(("，", "、", ",")):
        return False
    room = _room(before, frame) + 0.15 * after.em
    if BRACKETED.fullmatch(after.text):
        return room < after.em
    return room < after.start + 0.3 * after.em


def _room(line: Line, frame: Frame) -> float:
    """The white that is left on a line, however it is aligned."""
    left = line.left - frame.left - frame.pad
    right = frame.right - line.right - frame.pad
    if abs(left - right) < 0.8 * line.em:
        return left + right
    return max(right, left - DEEPEST_INDENT * line.em)


def _words_meet(before: str, after: str) -> bool:
    """Latin words are parted by a space where the line was broken; Chinese and numbers are not."""
    return (
        before[-1].isascii() and before[-1].isalpha() and after[0].isascii() and after[0].isalpha()
    )
