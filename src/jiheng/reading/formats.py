"""Which format a document has, told by its content and never by its name, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from jiheng.reading import sniff, text
from jiheng.reading.grid import Grid, Unreadable
from jiheng.reading.labels import begins_row

Reader = Callable[[bytes], Grid]

PAGE = re.compile(rb"^[\xef\xbb\xbf\s]*<(?:!doctype|html|head|body|table|div|meta|\?xml|!--)", re.I)
MIME = re.compile(rb"^(?:From:|MIME-Version:|Content-Type:)", re.I)
HEAD = 4096
BEGINNINGS: tuple[tuple[bytes | tuple[bytes, ...], str], ...] = (
    (b"{\\rtf", "oldword"),
    ((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), "scan"),
)
"""With which bytes a format begins, and the module that reads it."""

OTHERS: tuple[tuple[Callable[[str], object], str], ...] = (
    (
        re.compile(r"OFD\.xml$").match,
        "这是 OFD 文件，本版本还读不了；请提供 Word 原件，或另存为 PDF",
    ),
    (
        re.compile(r"Index(/.*\.iwa|\.zip)$").match,
        "这是苹果 Pages 或 Numbers 文件，本版本还读不了；请导出为 Word 或 Excel 文件后再试",
    ),
    (
        re.compile(r"content\.xml$").match,
        "这是 OpenDocument 文件，本版本还读不了；请另存为 .docx 或 .xlsx 后再试",
    ),
)
"""What tells other packages by the name of a part, and what to do with them."""
ARCHIVE = "这是压缩文件；请解压后，提供里面的自评表文件"


def grid(data: bytes) -> Grid:
    """The Grid of a document of any format; raises `Unreadable`, which says what to do instead."""
    return _reader(data)(data)


def _reader(data: bytes) -> Reader:
    """Who reads a document."""
    if data.startswith(b"%PDF-"):
        return _pdf
    found = module(data)
    if found == "scan":
        return _scan
    return _plain if found is None else _by(found)


def module(data: bytes) -> str | None:
    """The module that reads a document: by its first bytes, packages by their parts; None: text.

    Raises `Unreadable` for an archive and for packages of other programs.
    """
    for beginnings, name in BEGINNINGS:
        if data.startswith(beginnings):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(data)
    if _is_bitmap(data):
        return "scan"
    return "webpage" if PAGE.match(data[:HEAD]) or MIME.match(data[:HEAD]) else None


def _is_bitmap(data: bytes) -> bool:
    """BMP, by what no text has, and WebP."""
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"
    return bitmap or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def ending(data: bytes) -> str:
    """The usual ending of a document's name, by its content: docx, xlsx or pdf; "" for others."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    kinds = {"word": "docx", "spreadsheet": "xlsx"}
    return kinds[_office(data)] if data.startswith(b"PK\x03\x04") else ""


def is_text(data: bytes) -> bool:
    """Whether a document is plain text, of no format with a beginning of its own."""
    return not data.startswith(b"%PDF-") and module(data) is None


def _plain(data: bytes) -> Grid:
    return text.read(sniff.decode(data), begins_row)


def _by(name: str) -> Reader:
    """A format's reader, imported when the first document of its kind turns up."""
    reader: Reader = import_module(f"jiheng.reading.{name}").read
    return reader


def _pdf(data: bytes) -> Grid:
    """A PDF, read and drawn in a process of its own, for a library in C does it."""
    from jiheng.reading import apart, pdf

    return pdf.whole(data, apart.read)


def _scan(data: bytes) -> Grid:
    """A picture, opened in a process of its own, for libraries in C do it."""
    from jiheng.reading import apart, scan

    return scan.whole(data, apart.read)


def _office(data: bytes) -> str:
    """Word or Excel, by the parts of the package."""
    from jiheng.reading import package

    names = package.opened(data).namelist()
    if any(name.startswith("word/") for name in names):
        return "word"
    if any(name.startswith("xl/") for name in names):
        return "spreadsheet"
    raise Unreadable(next((said for mark, said in OTHERS if any(map(mark, names))), ARCHIVE))


def _old_office(data: bytes) -> str:
    """Old Word or old Excel, by the streams of the compound file."""
    from jiheng.reading import compound

    names = compound.streams(data)
    return "spreadsheet" if {"Workbook", "Book"} & names.keys() else "oldword"
