"""The text of one Word paragraph: runs, breaks, symbols, fields, ticks, and what is not shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from jiheng.reading.symbols import is_symbol_font, overstruck, shown, symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

R, T, SYMBOL, RUN_PROPERTIES = f"{W}r", f"{W}t", f"{W}sym", f"{W}rPr"
P_PROPERTIES, CONTROL, FIELD, INSTRUCTION = f"{W}pPr", f"{W}sdt", f"{W}fldChar", f"{W}instrText"
BOX, TABLE = f"{W}txbxContent", f"{W}tbl"
ALTERNATE, CHOICE = f"{MC}AlternateContent", f"{MC}Choice"
VAL = f"{W}val"
X = TypeVar("X")
MATHS_TEXT, DENOMINATOR = f"{MATHS}t", f"{MATHS}den"

SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        *("pPr", "rPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr", "sdtPr"),
        *("sdtEndPr", "del", "moveFrom", "delText", "delInstrText", "rt", "footnoteReference"),
        *("endnoteReference", "commentReference", "annotationRef", "altChunk"),
    )
)
"""What carries no text of its own, or text that the page does not show."""

BREAKS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}  # fmt: skip
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
OFF = frozenset(("0", "false", "off", "none"))


@dataclass(frozen=True)
class Formatting:
    """What a document's formatting can do to its text; what it nowhere does is not looked for.

    `hidden` are the styles that hide their text, `lists` those that number it, with list and
    level. `formatted` is False where no text is hidden or set in a symbol font, `marked` where no
    paragraph mark is hidden or deleted, `numbered` where there are no lists.
    """

    hidden: frozenset[str] = frozenset()
    formatted: bool = True
    marked: bool = True
    numbered: bool = True
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, xml: bytes, styles: etree._Element | None) -> Formatting:
        """What to look for in a document, by its XML and its styles."""
        every, lists = (frozenset[str](), {}) if styles is None else _styles(styles)
        hidden = frozenset(name for name in every if f'"{name}"'.encode() in xml)
        vanish = b"vanish" in xml
        fonts = any(name in xml for name in (b"ingdings", b"ebdings", b"ymbol"))
        deleted = b"<w:del " in xml or b"<w:del/" in xml or b":del" in xml
        return cls(
            hidden,
            formatted=vanish or fonts or bool(hidden),
            marked=vanish or deleted,
            numbered=b"numPr" in xml or bool(lists),
            lists=lists,
        )

    def mark_gone(self, p: etree._Element) -> bool:
        """Whether a paragraph's end does not show: the next one goes on in the same line."""
        if not self.marked:
            return False
        mark = p.find(f"{P_PROPERTIES}/{RUN_PROPERTIES}")
        if mark is None:
            return False
        vanished = mark.find(f"{W}vanish")
        deleted = mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
        return deleted or (vanished is not None and is_on(vanished))

    def list_of(self, p: etree._Element) -> tuple[str, int]:
        """The list that numbers a paragraph, and the level; "" for none."""
        properties = p.find(P_PROPERTIES) if self.numbered else None
        if properties is None:
            return "", 0
        style = properties.find(f"{W}pStyle")
        own = _list(properties)
        if own is not None:
            return own
        return self.lists.get(style.get(VAL, ""), ("", 0)) if style is not None else ("", 0)


@dataclass(slots=True)
class Field:
    """A field that is open: where it began, and what it shows without a result."""

    start: int
    mark: str = ""
    instruction: list[str] = field(default_factory=list)
    result: bool = False


@dataclass(slots=True)
class Line:
    """A paragraph while it is read: its pieces of text, its open fields and its text boxes."""

    formatting: Formatting
    pieces: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read_line(p: etree._Element, line: Line) -> str:
    """The text of a paragraph; its text boxes are left in `line.boxes`."""
    if line.formatting.hidden:
        style = p.find(f"{P_PROPERTIES}/{W}pStyle")
        if style is not None and style.get(VAL) in line.formatting.hidden:
            return ""
    _inline(p, line)
    line.pieces += (one.mark for one in line.fields)
    return INVISIBLE.sub("", "".join(line.pieces))


def is_on(element: etree._Element) -> bool:
    """Whether a property such as w:vanish holds; standing there without a value, it does."""
    return element.get(VAL, "1") not in OFF


def branch(alternate: etree._Element) -> etree._Element | None:
    """The one branch of an mc:AlternateContent to read: the first that holds text."""
    return next(
        (one for one in alternate if next(one.iter(T, SYMBOL, BOX, TABLE), None) is not None), None
    )


def ticked(control: etree._Element) -> str:
    """What a check box shows; "" for any other content control."""
    box = control.find(f"{W}sdtPr/{W14}checkbox")
    if box is None:
        return ""
    checked = box.find(f"{W14}checked")
    off = checked is None or checked.get(f"{W14}val", "1") in OFF
    return "□" if off else "☑"


def _inline(parent: etree._Element, line: Line) -> None:
    for child in parent:
        tag = child.tag
        if tag == R:
            _run(child, line)
        elif tag in SKIPPED:
            continue
        elif tag == BOX:
            line.boxes.append(child)
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                _inline(chosen, line)
        elif tag == CONTROL and (mark := ticked(child)):
            line.pieces.append(mark)
        elif tag == MATHS_TEXT:
            line.pieces.append(child.text or "")
        else:
            if tag == DENOMINATOR:
                line.pieces.append("/")
            _inline(child, line)


def _run(run: etree._Element, line: Line) -> None:
    font = _font(run, line.formatting) if line.formatting.formatted else ""
    if font is None:
        return
    for item in run:
        tag = item.tag
        if tag == T:
            text = item.text or ""
            if "\n" in text or "\t" in text:
                text = text.replace("\n", " ").replace("\t", " ")
            line.pieces.append(shown(font, text) if font else text)
        elif tag in BREAKS:
            line.pieces.append(BREAKS[tag])
        elif tag == SYMBOL:
            line.pieces.append(_symbol(item))
        elif tag == FIELD:
            _field(item, line)
        elif tag == INSTRUCTION:
            if line.fields:
                line.fields[-1].instruction.append(item.text or "")
        elif tag == ALTERNATE:
            chosen = branch(item)
            if chosen is not None:
                _inline(chosen, line)
        elif tag not in SKIPPED and len(item):
            _inline(item, line)


def _font(run: etree._Element, formatting: Formatting) -> str | None:
    """The symbol font of a run, "" for other fonts, None where the run is hidden."""
    properties = run.find(RUN_PROPERTIES)
    found = ""
    for item in () if properties is None else properties:
        tag = item.tag
        if tag == f"{W}vanish" and is_on(item):
            return None
        if tag == f"{W}rStyle" and item.get(VAL) in formatting.hidden:
            return None
        if tag == f"{W}rFonts":
            font = item.get(f"{W}ascii") or item.get(f"{W}hAnsi") or ""
            found = font if is_symbol_font(font) else ""
    return found


def _symbol(item: etree._Element) -> str:
    try:
        code = int(item.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    return symbol(item.get(f"{W}font", ""), code)


# Fields


def _field(mark: etree._Element, line: Line) -> None:
    """The begin, the middle or the end of a field: of all of it, only the result shows."""
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        line.fields.append(Field(len(line.pieces), _control(mark)))
    elif line.fields and kind == "separate":
        del line.pieces[line.fields[-1].start :]
        line.fields[-1].result = True
    elif line.fields and kind == "end":
        ended = line.fields.pop()
        if not ended.result:
            del line.pieces[ended.start :]
        struck = "" if ended.result else overstruck("".join(ended.instruction))
        line.pieces.append(ended.mark or struck)


def _control(begin: etree._Element) -> str:
    """What an old form control shows: a check box its state, a list the entry that is chosen."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        return "☑" if state is not None and is_on(state) else "□"
    entries = begin.find(f"{W}ffData/{W}ddList")
    if entries is None:
        return ""
    chosen = entries.find(f"{W}result")
    place = (chosen.get(VAL) if chosen is not None else None) or "0"
    names = [entry.get(VAL, "") for entry in entries.iterfind(f"{W}listEntry")]
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
    return names[number] if number < len(names) else ""


# Styles


def _styles(root: etree._Element) -> tuple[frozenset[str], dict[str, tuple[str, int]]]:
    """The styles that hide their text, and those that number it, by their own or by their base."""
    bases: dict[str, str] = {}
    hides: dict[str, bool] = {}
    lists: dict[str, tuple[str, int]] = {}
    for style in root.iterfind(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        base = style.find(f"{W}basedOn")
        bases[name] = "" if base is None else base.get(VAL, "")
        vanish = style.find(f"{RUN_PROPERTIES}/{W}vanish")
        if vanish is not None:
            hides[name] = is_on(vanish)
        properties = style.find(P_PROPERTIES)
        own = None if properties is None else _list(properties)
        if own is not None:
            lists[name] = own
    hidden = frozenset(name for name in bases if _inherited(name, bases, hides, False))
    numbered = {name: _inherited(name, bases, lists, ("", 0)) for name in bases}
    return hidden, {name: found for name, found in numbered.items() if found[0]}


def _inherited(name: str, bases: dict[str, str], own: dict[str, X], otherwise: X) -> X:
    for _ in range(20):
        if name in own:
            return own[name]
        name = bases.get(name, "")
    return otherwise


def _list(properties: etree._Element) -> tuple[str, int] | None:
    """The list and the level of w:numPr; list 0 means none; None where nothing is said."""
    numbers = properties.find(f"{W}numPr")
    if numbers is None:
        return None
    list_id, depth = numbers.find(f"{W}numId"), numbers.find(f"{W}ilvl")
    name = "" if list_id is None else list_id.get(VAL, "")
    level = "0" if depth is None else depth.get(VAL, "0")
    return ("" if name == "0" else name), int(level) if level in tuple("012345678") else 0
