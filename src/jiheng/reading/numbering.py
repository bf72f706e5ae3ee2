"""Word's automatic numbers: 1. 2. 3. or （一）（二） stand in no text, but everybody sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from jiheng.reading.symbols import is_symbol_font, symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
LEVELS = 9
LONGEST = 60
MOST = 30_000
ONES = "零一二三四五六七八九"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how its number is written, and the text around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def next(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of a list on a level (from 0), with the gap after it."""
        family, levels = self.lists.get(list_id, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(family, [None] * LEVELS)
        before = counts[depth]
        counts[depth] = level.start if before is None else min(before + 1, MOST)
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        if level.form == "bullet":
            return level.text + level.gap
        text = level.text
        for above in range(depth + 1):
            number = counts[above]
            form = levels.get(above, level)
            written = _written(form.form, form.start if number is None else number)
            text = text.replace(f"%{above + 1}", written)
        return text + level.gap if text.strip() else ""


def numbering(root: etree._Element | None) -> Numbering:
    """The lists that numbering.xml defines."""
    if root is None:
        return Numbering()
    families = {
        abstract.get(f"{W}abstractNumId", ""): {
            _depth(level): _level(level) for level in abstract.iterfind(f"{W}lvl")
        }
        for abstract in root.iterfind(f"{W}abstractNum")
    }
    lists = {}
    for number in root.iterfind(f"{W}num"):
        family = _value(number, "abstractNumId", "")
        levels = dict(families.get(family, {}))
        overridden = False
        for override in number.iterfind(f"{W}lvlOverride"):
            depth = _depth(override)
            replaced = override.find(f"{W}lvl")
            if replaced is not None:
                levels[depth] = _level(replaced)
            start = override.find(f"{W}startOverride")
            if start is not None and depth in levels:
                old = levels[depth]
                levels[depth] = Level(_count(start.get(VAL), 1), old.form, old.text, old.gap)
                overridden = True
        own = number.get(f"{W}numId", "")
        lists[own] = (f"{family}/{own}" if overridden else family, levels)
    return Numbering(lists)


def _level(level: etree._Element) -> Level:
    form = _value(level, "numFmt", "decimal")
    text = _value(level, "lvlText", "")[:LONGEST]
    if form == "bullet":
        fonts = level.find(f"{W}rPr/{W}rFonts")
        font = "" if fonts is None else fonts.get(f"{W}ascii") or ""
        text = _bullet(font, text)
    gap = "" if _value(level, "suff", "tab") == "nothing" else " "
    return Level(_count(_value(level, "start", "1"), 1), form, text, gap)


def _bullet(font: str, text: str) -> str:
    """A box or a tick that stands as a bullet means something; other bullets are one dot."""
    seen = symbol(font, ord(text)) if len(text) == 1 and is_symbol_font(font) else text
    return seen if seen in ("□", "☑", "☒", "✓", "√") else "·"


def _value(parent: etree._Element, name: str, otherwise: str) -> str:
    found = parent.find(f"{W}{name}")
    return otherwise if found is None else found.get(VAL, otherwise)


def _depth(level: etree._Element) -> int:
    return _count(level.get(f"{W}ilvl"), 0)


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _written(form: str, number: int) -> str:
    return FORMS.get(form, str)(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return "".join(ONES[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else f"{ONES[tens]}十"
    return before + (ONES[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else ""


def _roman(number: int) -> str:
    written = ""
    for value, letters in ROMAN:
        while number >= value and len(written) < 20:
            written, number = written + letters, number - value
    return written


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02d}",
}
