"""Excel workbooks (.xlsx, and .et of today's WPS): the sheets of the package as they show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from zipfile import ZipFile

from lxml import etree

from jiheng.reading import numberformat
from jiheng.reading.grid import Unreadable
from jiheng.reading.package import (
    LARGEST_PART,
    RELATIONSHIP,
    TOO_LARGE,
    main_part,
    opened,
    parsed,
    part,
)
from jiheng.reading.sheet import DAMAGED, MOST_COLUMNS, MOST_ROWS, UNCALCULATED, Area, Sheet
from jiheng.reading.symbols import is_symbol_font, shown

NO_SHEETS = "这不是 Excel 表格，里面没有工作表；请确认文件，或用 Excel、WPS 打开后另存为 .xlsx"
BINARY = "这是二进制工作簿（.xlsb），本版本还读不了；请用 Excel、WPS 打开后另存为 .xlsx"

STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL, VALUE, FORMULA, INLINE, RUN, T = (f"{S}{name}" for name in ("c", "v", "f", "is", "r", "t"))
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
LETTERS = re.compile("[A-Z]{1,3}")
DECIMAL = "0123456789"
TRUE = ("1", "true")
X = TypeVar("X")


@dataclass
class Style:
    """How a cell shows its value: number format, a symbol font's name or "", lines at its sides."""

    code: str = numberformat.GENERAL
    font: str = ""
    ruled: bool = False


PLAIN = Style()


@dataclass
class Book:
    """What the cells of all sheets refer to.

    `recalculates` says that the program which wrote the file left its formulas to be calculated.
    """

    strings: list[str]
    styles: dict[str, Style]
    since_1904: bool
    recalculates: bool


def sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook in order; raises `Unreadable` where it is damaged or none."""
    package = opened(data)
    name = main_part(package, "xl/workbook.xml")
    if name.endswith(".bin"):
        raise Unreadable(BINARY)
    unpacked = _part(package, name)
    workbook = parsed(unpacked) if unpacked else None
    if workbook is None or workbook.tag != f"{S}workbook":
        raise Unreadable(NO_SHEETS)
    targets = _targets(package, name)
    book = _book(package, workbook, targets)
    size, seen = 0, set[str]()
    for entry in workbook.iterfind(f"{S}sheets/{S}sheet"):
        kind, target = targets.get(entry.get(ID, ""), ("", ""))
        if kind and kind != "worksheet":
            continue
        xml = _part(package, target)
        size += len(xml)
        if not xml or target in seen:
            raise Unreadable(DAMAGED)
        seen.add(target)
        if size > 2 * LARGEST_PART:
            raise Unreadable(TOO_LARGE)
        sheet = Sheet(entry.get("name", ""), entry.get("state", "visible") != "visible")
        _fill(sheet, parsed(xml), book)
        yield sheet


def _part(package: ZipFile, name: str) -> bytes:
    xml = part(package, name)
    for strict, usual in STRICT:
        xml = xml.replace(strict, usual)
    return xml


def _targets(package: ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> the kind of the part and its name; also kind -> the same."""
    folder, _, file = name.rpartition("/")
    xml = part(package, f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    found: dict[str, tuple[str, str]] = {}
    for relationship in parsed(xml).iter(RELATIONSHIP) if xml else ():
        target = relationship.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        kind = relationship.get("Type", "").rpartition("/")[2]
        entry = (kind, posixpath.normpath(path))
        found[relationship.get("Id", "")] = entry
        found.setdefault(kind, entry)
    return found


def _book(package: ZipFile, workbook: etree._Element, targets: dict[str, tuple[str, str]]) -> Book:
    properties, calculation = workbook.find(f"{S}workbookPr"), workbook.find(f"{S}calcPr")
    strings = _part(package, targets.get("sharedStrings", ("", ""))[1])
    styles = _part(package, targets.get("styles", ("", ""))[1])
    return Book(
        [_string(item) for item in parsed(strings).iterfind(f"{S}si")] if strings else [],
        _styles(parsed(styles)) if styles else {},
        properties is not None and properties.get("date1904") in TRUE,
        calculation is not None and calculation.get("fullCalcOnLoad") in TRUE,
    )


def _string(item: etree._Element) -> str:
    """A text, whole or in runs of different fonts; its reading aids are left out."""
    parts = []
    for child in item:
        if child.tag == T:
            parts.append(child.text or "")
        elif child.tag == RUN:
            font = child.find(f"{S}rPr/{S}rFont")
            name = "" if font is None else font.get("val", "")
            text = child.findtext(T, "")
            parts.append(shown(name, text) if is_symbol_font(name) else text)
    text = "".join(parts)
    if "_x" in text:
        text = ESCAPED.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _character(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _styles(root: etree._Element) -> dict[str, Style]:
    """The number by which cells name a style -> the style."""
    codes = dict(numberformat.BUILT_IN)
    for entry in root.iterfind(f"{S}numFmts/{S}numFmt"):
        codes[_number(entry.get("numFmtId"))] = entry.get("formatCode", "")
    names = [font.find(f"{S}name") for font in root.iterfind(f"{S}fonts/{S}font")]
    fonts = ["" if name is None else name.get("val", "") for name in names]
    ruled = [_is_ruled(border) for border in root.iterfind(f"{S}borders/{S}border")]
    return {
        str(number): Style(
            codes.get(_number(xf.get("numFmtId")), numberformat.GENERAL),
            _symbols(_at(fonts, _number(xf.get("fontId")), "")),
            _at(ruled, _number(xf.get("borderId")), False),
        )
        for number, xf in enumerate(root.iterfind(f"{S}cellXfs/{S}xf"))
    }


def _at(items: list[X], place: int, otherwise: X) -> X:
    return items[place] if 0 <= place < len(items) else otherwise


def _symbols(font: str) -> str:
    return font if is_symbol_font(font) else ""


def _is_ruled(border: etree._Element) -> bool:
    sides = (border.find(f"{S}{name}") for name in ("left", "right", "start", "end"))
    return any(side is not None and side.get("style", "none") != "none" for side in sides)


# Cells


def _fill(sheet: Sheet, root: etree._Element, book: Book) -> None:
    columns = [c for c in root.iterfind(f"{S}cols/{S}col") if c.get("hidden") in TRUE]
    sheet.hide((_number(c.get("min")) - 1, _number(c.get("max")) - 1) for c in columns)
    for merge in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        sheet.merged += _area(merge.get("ref", ""))
    row = -1
    for line in root.iterfind(f"{S}sheetData/{S}row"):
        row = _number(line.get("r")) - 1 if line.get("r") else row + 1
        if not 0 <= row < MOST_ROWS:
            raise Unreadable(DAMAGED)
        if line.get("hidden") in TRUE:
            sheet.hidden_rows.add(row)
        _fill_row(sheet, row, line, book)


def _fill_row(sheet: Sheet, row: int, line: etree._Element, book: Book) -> None:
    column = -1
    for cell in line.iterchildren(CELL):
        reference = cell.get("r")
        column = _column(reference.rstrip(DECIMAL)) if reference else column + 1
        style = book.styles.get(cell.get("s", "0"), PLAIN)
        text = _text(cell, style, book) if len(cell) else ""
        if text:
            sheet.put(row, column, text, ruled=style.ruled)


def _text(cell: etree._Element, style: Style, book: Book) -> str:
    """What a cell shows."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(INLINE)
        return "" if inline is None else _styled(_string(inline), style)
    value, is_formula = None, False
    for child in cell:
        if child.tag == VALUE:
            value = child.text or ""
        elif child.tag == FORMULA:
            is_formula = True
    if value is None or (is_formula and _is_waiting(kind, value, book)):
        return UNCALCULATED if is_formula else ""
    if kind == "s":
        return _styled(_at(book.strings, _number(value), ""), style)
    if kind == "b":
        return "TRUE" if value in TRUE else "FALSE"
    if kind == "n" and (number := _float(value)) is not None:
        return numberformat.number(number, style.code, book.since_1904)
    return _styled(value, style) if kind == "str" else value


def _is_waiting(kind: str, value: str, book: Book) -> bool:
    """Whether a result is the nought or the nothing of a program that cannot calculate."""
    return kind == "n" and (not value.strip() or (book.recalculates and value == "0"))


def _styled(text: str, style: Style) -> str:
    return shown(style.font, text) if style.font else numberformat.text(text, style.code)


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """The number of the column under these letters, from 0."""
    column = 0
    for letter in letters[:4]:
        column = column * 26 + ord(letter) - 64
    if not (LETTERS.fullmatch(letters) and column <= MOST_COLUMNS):
        raise Unreadable(DAMAGED)
    return column - 1


def _place(reference: str) -> tuple[int, int]:
    bare = reference.replace("$", "")
    letters = bare.rstrip(DECIMAL)
    return _number(bare[len(letters) :]) - 1, _column(letters)


def _area(reference: str) -> list[Area]:
    """A merged range; [] for one that makes no sense or is one cell only."""
    first, _, last = reference.partition(":")
    if not last:
        return []
    (top, left), (bottom, right) = _place(first), _place(last)
    area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    return [area]
