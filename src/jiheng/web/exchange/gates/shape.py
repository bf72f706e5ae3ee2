"""Whether a file is whole and open: its structure holds, nothing in it is locked."""

from __future__ import annotations

import struct
from collections.abc import Callable

from jiheng.reading import apart, compound, package, sniff
from jiheng.reading.grid import Unreadable
from jiheng.web.exchange import drawing

ENCRYPTED = package.ENCRYPTED
DAMAGED = "文件已损坏，内容不完整；请用原来的软件打开后另存，再上传"
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
FILEPASS, BOF = 0x2F, 0x809


def inspect(kind: str, data: bytes) -> None:
    """Raise `Unreadable` for a file that is damaged or encrypted."""
    WAYS.get(kind, _nothing)(kind, data)


def _nothing(kind: str, data: bytes) -> None:
    """Kinds whose readers look at everything there is."""


def _package(kind: str, data: bytes) -> None:
    """The parts list, the relationships, and the main part's beginning."""
    opened = package.opened(data)
    for name in opened.namelist():
        if name == "[Content_Types].xml" or name.endswith(".rels"):
            package.parsed(package.part(opened, name))
    main = package.part(opened, package.main_part(opened, MAIN[kind]))
    if not main.strip():
        raise Unreadable(DAMAGED)
    package.parsed(main)


def _old_word(kind: str, data: bytes) -> None:
    main = compound.streams(data).get("WordDocument", b"")
    if len(main) < 32:
        raise Unreadable(DAMAGED)
    if main[11] & 1:
        raise Unreadable(ENCRYPTED)


def _old_excel(kind: str, data: bytes) -> None:
    found = compound.streams(data)
    book = found.get("Workbook") or found.get("Book") or b""
    place = 0
    while place + 4 <= len(book):
        code, length = struct.unpack_from("<HH", book, place)
        if place == 0 and code & 0xFF != BOF & 0xFF:
            raise Unreadable(DAMAGED)
        if code == FILEPASS:
            raise Unreadable(ENCRYPTED)
        if code == 0x0A:  # the end of the workbook's own records
            return
        place += 4 + length
    raise Unreadable(DAMAGED)


def _rich_text(kind: str, data: bytes) -> None:
    if not data.rstrip(b"\0\r\n\t ").endswith(b"}"):
        raise Unreadable(DAMAGED)


def _pdf(kind: str, data: bytes) -> None:
    apart.read(drawing.pages_of_pdf, data)


def _picture(kind: str, data: bytes) -> None:
    apart.read(drawing.pages_of_picture, data)


def _text(kind: str, data: bytes) -> None:
    sniff.decode(data)


WAYS: dict[str, Callable[[str, bytes], None]] = {
    **dict.fromkeys(MAIN, _package),
    "doc": _old_word,
    "xls": _old_excel,
    "rtf": _rich_text,
    "pdf": _pdf,
    **dict.fromkeys(("png", "jpg", "gif", "bmp", "tif", "webp"), _picture),
    "txt": _text,
}
"""How the structure of each kind is looked at."""
