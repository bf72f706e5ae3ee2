"""What is ticked: 1、部门预算项目 ☑ 2、区直专项 □, in the many ways in which people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jiheng.reading.labels import labels

Chosen = tuple[tuple[str, ...], tuple[str, ...]]

TICK, BOX = "☑", "□"
NUMBER = re.compile(r"\d{1,2}\s*[、.．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]")
EMPTY_BRACKETS = re.compile(r"[（(\[［【]\s*[）)\]］】]")
MARK = re.compile(rf"([{TICK}{BOX}])")
MARK_FIRST = re.compile(rf"\s*[{TICK}{BOX}]")
MARK_BEFORE_NUMBER = re.compile(rf"([{TICK}{BOX}])(\s*(?:{NUMBER.pattern}))")
AROUND = " \u3000\u00a0\t\n()（）[]［］【】、,，;；。/"


def choice(text: str) -> Chosen:
    """The options that are printed, in order, and those of them that are ticked.

    Options come with or without numbers; a tick or a box stands before its option, or behind it.
    A text with neither marks nor numbers is itself what was chosen.
    """
    marked = _marked(text)
    if MARK_FIRST.match(marked):
        marked = MARK_BEFORE_NUMBER.sub(r"\2\1", marked)
    before, *numbered = NUMBER.split(marked)
    if not numbered and not MARK.search(marked):
        chosen = tuple(filter(None, [text.strip(AROUND)]))
        return chosen, chosen
    parts = [_part(p) for p in (before, *numbered)] if numbered else list(_by_marks(marked))
    named = [(name, ticked) for name, ticked in parts if name]
    return tuple(name for name, _ in named), tuple(name for name, ticked in named if ticked)


def _marked(text: str) -> str:
    """The text with one kind of tick and one kind of box."""
    ticks, boxes, lone = _marks()
    text = EMPTY_BRACKETS.sub(BOX, text)
    for signs, sign in ((ticks, TICK), (boxes, BOX)):
        text = re.sub(rf"[{re.escape(signs)}]", sign, text)
    for letter, sign in lone.items():
        text = re.sub(rf"(?<![^\s\d、.．]){re.escape(letter)}(?![^\s\d])", sign, text)
    return text.replace(BOX + TICK, TICK)


@cache
def _marks() -> tuple[str, str, dict[str, str]]:
    table = labels()["marks"]
    lone = dict.fromkeys(table["lone_ticks"], TICK)
    lone |= dict.fromkeys(table["lone_boxes"], BOX)
    return "".join(table["ticks"]), "".join(table["boxes"]), lone


def _part(part: str) -> tuple[str, bool]:
    return MARK.sub("", part).strip(AROUND), TICK in part


def _by_marks(text: str) -> Iterator[tuple[str, bool]]:
    """Options without numbers; what white space parts from a marked one is an option unmarked."""
    pieces = MARK.split(text)
    if MARK_FIRST.match(text):
        for mark, rest in zip(pieces[1::2], pieces[2::2], strict=True):
            first, *others = rest.split() or [""]
            yield first.strip(AROUND), mark == TICK
            yield from ((other.strip(AROUND), False) for other in others)
        return
    for before, mark in zip(pieces[::2], [*pieces[1::2], BOX], strict=True):
        *others, last = before.split() or [""]
        yield from ((other.strip(AROUND), False) for other in others)
        yield last.strip(AROUND), mark == TICK
