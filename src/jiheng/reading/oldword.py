"""Older Word files (.doc, .wps, .rtf): turned into .docx by another program, and then read as such.

Two can do it: the package msdoc2docx, and LibreOffice where it is installed. Each works in another
process and a temporary folder of its own, within a time limit, and loads nothing from outside.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from jiheng.reading import apart, office, word
from jiheng.reading.grid import Grid, Row, Unreadable
from jiheng.reading.package import ENCRYPTED, OLE

NO_PROGRAM = (
    "旧版 Word 或 WPS 文件，本机没有能打开它的程序；请安装 LibreOffice，或另存为 .docx 后再试"
)
NOT_CONVERTED = "旧版 Word 或 WPS 文件打不开，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx 再试"


def read(data: bytes) -> Grid:
    """The Grid of a .doc, .wps or .rtf; raises `Unreadable` where nothing here can open it."""
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    found: Grid | None = None
    with TemporaryDirectory(prefix="jiheng-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / ("form.doc" if data.startswith(OLE) else "form.rtf")
        given.write_bytes(data)
        for way in (_by_package, office.to_docx):
            grid = _grid(way(given))
            if grid is not None and any(isinstance(block, Row) for block in grid.blocks):
                return grid
            found = found or grid
    if found is None:
        raise Unreadable(NOT_CONVERTED if office.program() else NO_PROGRAM)
    return found


def _grid(made: Path | None) -> Grid | None:
    if made is None or not made.is_file():
        return None
    try:
        return word.read(made.read_bytes())
    except Unreadable:
        return None


def _by_package(given: Path) -> Path | None:
    """The .docx that msdoc2docx makes; it knows the binary format only."""
    if given.suffix != ".doc":
        return None
    try:
        apart.read(convert, os.fsencode(given))
    except apart.Ended:
        return None
    return _beside(given)


def convert(path: bytes) -> None:
    """Let msdoc2docx make a .docx beside a .doc; raises `Unreadable` where that is encrypted."""
    from doc2docx import convert as to_docx  # type: ignore[import-untyped]
    from doc2docx.errors import EncryptedDocumentError  # type: ignore[import-untyped]

    given = Path(os.fsdecode(path))
    try:
        to_docx(str(given), str(_beside(given)))
    except EncryptedDocumentError as error:
        raise Unreadable(ENCRYPTED) from error
    except MemoryError:
        raise
    except Exception:
        _beside(given).unlink(missing_ok=True)


def _beside(given: Path) -> Path:
    return given.with_name("by-package.docx")
