"""Which format a document has, told by its content and never by its name, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from importlib import import_module

from jiheng.reading import sniff, text
from jiheng.reading.grid import Grid, Unreadable
from jiheng.reading.labels import begins_row

Reader = Callable[[bytes], Grid]

PAGE = re.compile(rb"^[\xef\xbb\xbf\s]*<(?:!doctype|html|head|body|table|div|meta|\?xml|!--)", re.I)
MIME = re.compile(rb"^(?:From:|MIME-Version:|Content-Type:)", re.I)
HEAD = 4096

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
    """Who reads a document: by the bytes with which it begins, and for packages by their parts."""
    if data.startswith(b"%PDF-"):
        return _apart("pdf")
    if data.startswith(b"PK\x03\x04"):
        return _by(_office(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _by(_old_office(data))
    if data.startswith(b"{\\rtf"):
        return _by("oldword")
    if PAGE.match(data[:HEAD]) or MIME.match(data[:HEAD]):
        return _by("webpage")
    return _plain


def ending(data: bytes) -> str:
    """The usual ending of a document's name, by its content: docx, xlsx or pdf; "" for others."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    kinds = {"word": "docx", "spreadsheet": "xlsx"}
    return kinds[_office(data)] if data.startswith(b"PK\x03\x04") else ""


def _plain(data: bytes) -> Grid:
    return text.read(sniff.decode(data), begins_row)


def _by(module: str) -> Reader:
    """A format's reader, imported when the first document of its kind turns up."""
    reader: Reader = import_module(f"jiheng.reading.{module}").read
    return reader


def _apart(module: str) -> Reader:
    """A format's reader in a process of its own, for what a library in C reads."""
    from jiheng.reading import apart

    return partial(apart.read, _by(module))


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
