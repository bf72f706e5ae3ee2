"""Workbooks of Excel 97 to 2003 (.xls, .et of older WPS): BIFF8 records into sheets."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from jiheng.reading import numberformat
from jiheng.reading.compound import streams
from jiheng.reading.grid import Unreadable
from jiheng.reading.package import ENCRYPTED
from jiheng.reading.sheet import DAMAGED, MOST_CELLS, TOO_LARGE, UNCALCULATED, Area, Sheet
from jiheng.reading.symbols import is_symbol_font, shown

NO_WORKBOOK = "这不是 Excel 表格，里面没有工作表；请确认文件，或用 Excel、WPS 打开后另存为 .xlsx"
TOO_OLD = "这是 Excel 95 或更早的格式，本版本读不了；请用 Excel、WPS 打开后另存为 .xlsx"

BIFF8 = 0x0600
BOF, EOF, CONTINUE = 0x0809, 0x0A, 0x3C
FILE_PASS, DATE_1904, FONT, FORMAT, XF, SHEET, STRINGS = 0x2F, 0x22, 0x31, 0x41E, 0xE0, 0x85, 0xFC
ROW, COLUMNS, MERGED = 0x208, 0x7D, 0xE5
LABEL_SST, LABEL, RICH, NUMBER, RK, MANY_RK = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD
FORMULA, STRING, BOOLEAN = 0x06, 0x207, 0x205
WORKSHEET = 0
MOST_SHEETS = 1000
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


class Record(NamedTuple):
    """A record, and the records that continue it."""

    kind: int
    data: bytes
    more: tuple[bytes, ...] = ()


class Tab(NamedTuple):
    """A sheet as the workbook lists it: where it begins in the stream, and whether it is hidden."""

    start: int
    hidden: bool
    name: str


@dataclass
class Book:
    """What cells refer to; a style is a font, a format, and whether it is ruled."""

    strings: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(numberformat.BUILT_IN))
    styles: list[tuple[int, int, bool]] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    since_1904: bool = False

    def code(self, style: int) -> str:
        """The number format of a style."""
        return self.codes.get(self._style(style)[1], numberformat.GENERAL)

    def is_ruled(self, style: int) -> bool:
        """Whether a cell of this style has a line on its left or right."""
        return self._style(style)[2]

    def font(self, style: int) -> str:
        """The name of a style's font; the file leaves out number 4 in counting."""
        number = self._style(style)[0]
        place = number - (number > 4)
        return self.fonts[place] if place < len(self.fonts) else ""

    def _style(self, style: int) -> tuple[int, int, bool]:
        return self.styles[style] if style < len(self.styles) else (0, 0, False)


def sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook in order; raises `Unreadable` for damaged, old and other ones."""
    inside = streams(data)
    stream = inside.get("Workbook") or inside.get("Book")
    if not stream:
        raise Unreadable(NO_WORKBOOK)
    try:
        book = _book(_records(stream, 0))
        if len(book.tabs) > MOST_SHEETS:
            raise Unreadable(TOO_LARGE)
        for tab in book.tabs:
            sheet = Sheet(tab.name, tab.hidden)
            _fill(sheet, _records(stream, tab.start), book)
            yield sheet
    except (struct.error, IndexError) as error:
        raise Unreadable(DAMAGED) from error


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """The records of one substream, those of embedded charts left out."""
    depth = 0
    place = start
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        data = stream[place + 4 : place + 4 + length]
        place += 4 + length
        more = []
        while kind != EOF and stream[place : place + 2] == b"\x3c\x00" and place + 4 <= len(stream):
            (length,) = struct.unpack_from("<H", stream, place + 2)
            more.append(stream[place + 4 : place + 4 + length])
            place += 4 + length
        if kind == BOF:
            if not depth and struct.unpack_from("<H", data)[0] != BIFF8:
                raise Unreadable(TOO_OLD)
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield Record(kind, data, tuple(more))
        elif depth == 0:
            raise Unreadable(DAMAGED)


# What the cells refer to


def _book(records: Iterable[Record]) -> Book:
    book = Book()
    for kind, data, more in records:
        if kind == FILE_PASS:
            raise Unreadable(ENCRYPTED)
        if kind == DATE_1904:
            book.since_1904 = data[:2] == b"\x01\x00"
        elif kind == FONT:
            book.fonts.append(_characters(data, 16, data[14], data[15]))
        elif kind == FORMAT:
            number, length, flags = struct.unpack_from("<HHB", data)
            book.codes[number] = _characters(data, 5, length, flags)
        elif kind == XF:
            font, number = struct.unpack_from("<HH", data)
            book.styles.append((font, number, bool(data[10] if len(data) > 10 else 0)))
        elif kind == SHEET:
            start, state, what, length, flags = struct.unpack_from("<IBBBB", data)
            if what == WORKSHEET:
                book.tabs.append(Tab(start, bool(state & 3), _characters(data, 8, length, flags)))
        elif kind == STRINGS:
            book.strings = list(_strings((data, *more), book.fonts))
    return book


def _characters(data: bytes, place: int, length: int, flags: int) -> str:
    """Characters of one byte (the first 256 of Unicode), or of two."""
    if flags & 1:
        return data[place : place + 2 * length].decode("utf-16-le", "replace")
    return data[place : place + length].decode("latin-1")


def _strings(parts: tuple[bytes, ...], fonts: list[str]) -> Iterator[str]:
    """The texts that cells share; a text may go on in the next part."""
    (count,) = struct.unpack_from("<4xI", parts[0])
    reader = Texts(parts, 8)
    for _ in range(min(count, MOST_CELLS)):
        if reader.is_done():
            return
        yield reader.next(fonts)


class Texts:
    """Reads texts one after another from a record and its continuations."""

    def __init__(self, parts: tuple[bytes, ...], place: int) -> None:
        self.parts, self.part, self.place = parts, 0, place

    def is_done(self) -> bool:
        """Whether no byte is left."""
        while self.part < len(self.parts) and self.place >= len(self.parts[self.part]):
            self.part, self.place = self.part + 1, 0
        return self.part >= len(self.parts)

    def next(self, fonts: list[str]) -> str:
        """The next text, letters in symbol fonts as they show."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
        phonetic = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        text = self._letters(length, flags & 1)
        if runs:
            changes = struct.unpack(f"<{runs * 2}H", self._bytes(runs * 4))
            text = _in_fonts(text, changes, fonts)
        self._bytes(phonetic)
        return text

    def _bytes(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length and not self.is_done():
            piece = self.parts[self.part][self.place : self.place + length - len(taken)]
            self.place += len(piece)
            taken += piece
        return taken

    def _letters(self, length: int, wide: int) -> str:
        """Characters; where they go on in the next part, that part says anew how wide they are."""
        pieces: list[str] = []
        while length > 0 and self.part < len(self.parts):
            data = self.parts[self.part]
            if self.place >= len(data):
                self.part, self.place = self.part + 1, 1
                if self.part < len(self.parts):
                    wide = self.parts[self.part][0] & 1
                continue
            here = min(length, (len(data) - self.place) >> wide)
            if not here:
                break
            pieces.append(_characters(data, self.place, here, wide))
            self.place += here << wide
            length -= here
        return "".join(pieces)


def _in_fonts(text: str, changes: tuple[int, ...], fonts: list[str]) -> str:
    """A text whose font changes at places, letters in symbol fonts as they show."""
    edges = [*changes[::2], len(text)]
    parts = [text[: edges[0]]]
    for number, first, last in zip(changes[1::2], edges, edges[1:], strict=False):
        place = number - (number > 4)
        font = fonts[place] if place < len(fonts) else ""
        piece = text[first:last]
        parts.append(shown(font, piece) if is_symbol_font(font) else piece)
    return "".join(parts)


# Cells


def _fill(sheet: Sheet, records: Iterable[Record], book: Book) -> None:
    waiting: tuple[int, int, int] | None = None
    hidden: list[tuple[int, int]] = []
    for kind, data, more in records:
        if kind == STRING and waiting:
            text = Texts((data, *more), 0)
            _put(sheet, book, waiting, text.next(book.fonts))
        elif kind == FORMULA:
            waiting = struct.unpack_from("<HHH", data)
            _put(sheet, book, waiting, _result(data, book.code(waiting[2]), book.since_1904))
        elif kind == ROW:
            (row,), flags = struct.unpack_from("<H", data), data[12]
            if flags & 0x20:
                sheet.hidden_rows.add(row)
        elif kind == COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", data)
            hidden += [(first, last)] if flags & 1 else []
        elif kind == MERGED:
            edges = struct.unpack_from(f"<{struct.unpack_from('<H', data)[0] * 4}H", data, 2)
            for top, bottom, left, right in zip(*[iter(edges)] * 4, strict=True):
                sheet.merged.append(Area(top, left, bottom, right))
        else:
            for row, column, style, value in _values(kind, data, more, book):
                shown = value if isinstance(value, str) else _number(value, style, book)
                _put(sheet, book, (row, column, style), shown)
    sheet.hide(hidden)


def _put(sheet: Sheet, book: Book, at: tuple[int, int, int], text: str) -> None:
    """Keep a text at its row and column, in its style."""
    row, column, style = at
    ruled = book.is_ruled(style)
    font = book.font(style)
    shows = shown(font, text) if is_symbol_font(font) else text
    sheet.put(row, column, shows.replace("\r\n", "\n").replace("\r", "\n"), ruled=ruled)


def _number(value: float, style: int, book: Book) -> str:
    return numberformat.number(value, book.code(style), book.since_1904)


def _values(
    kind: int, data: bytes, more: tuple[bytes, ...], book: Book
) -> Iterator[tuple[int, int, int, str | float]]:
    """The cells of a record: row, column, style, and what is in them."""
    if kind == LABEL_SST:
        row, column, style, number = struct.unpack_from("<HHHI", data)
        text = book.strings[number] if number < len(book.strings) else ""
        yield row, column, style, numberformat.text(text, book.code(style))
    elif kind in (LABEL, RICH):
        row, column, style = struct.unpack_from("<HHH", data)
        yield row, column, style, Texts((data, *more), 6).next(book.fonts)
    elif kind == NUMBER:
        yield struct.unpack_from("<HHHd", data)
    elif kind == RK:
        row, column, style, packed = struct.unpack_from("<HHHI", data)
        yield row, column, style, _unpacked(packed)
    elif kind == MANY_RK:
        row, first = struct.unpack_from("<HH", data)
        for place in range(4, len(data) - 7, 6):
            style, packed = struct.unpack_from("<HI", data, place)
            yield row, first + (place - 4) // 6, style, _unpacked(packed)
    elif kind == BOOLEAN:
        row, column, style, value, is_error = struct.unpack_from("<HHHBB", data)
        yield row, column, style, _truth(value, is_error)


def _unpacked(packed: int) -> float:
    """A number in 30 bits: whole or the upper half of a float, perhaps in hundredths."""
    if packed & 2:
        value = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))
    return value / 100 if packed & 1 else value


def _truth(value: int, is_error: int) -> str:
    if is_error:
        return ERRORS.get(value, "#N/A")
    return "TRUE" if value else "FALSE"


def _result(data: bytes, code: str, since_1904: bool) -> str:
    """What a formula gave; a text follows in a record of its own."""
    result, flags = data[6:14], struct.unpack_from("<H", data, 14)[0]
    if result[6:] != b"\xff\xff":
        return numberformat.number(struct.unpack("<d", result)[0], code, since_1904)
    kind, value = result[0], result[2]
    if kind in (1, 2):
        return _truth(value, kind == 2)
    return UNCALCULATED if kind == 3 and flags & 3 else ""
