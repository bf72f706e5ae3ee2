"""Older Word files (.doc, .wps, .rtf): turned into .docx by another program, and then read as such.

Two can do it: the package msdoc2docx, and LibreOffice where it is installed. Each works in another
process and a temporary folder of its own, within a time limit, and loads nothing from outside.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from jiheng.reading import apart, office, word
from jiheng.reading.grid import Grid, Row, Unreadable
from jiheng.reading.package import ENCRYPTED, OLE

NO_PROGRAM = (
    "旧版 Word 或 WPS 文件，本机没有能打开它的程序；请安装 LibreOffice，或另存为 .docx 后再试"
)
NOT_CONVERTED = "旧版 Word 或 WPS 文件打不开，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx 再试"


def read(data: bytes) -> Grid:
    """The Grid of a .doc, .wps or .rtf; raises `Unreadable` where nothing here can open it.

    Where one program was ended over it and no other could open it, the reason is told.
    """
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    found: Grid | None = None
    ended: apart.Ended | None = None
    with TemporaryDirectory(prefix="jiheng-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / ("form.doc" if data.startswith(OLE) else "form.rtf")
        given.write_bytes(data)
        for way in (_by_package, office.to_docx):
            try:
                grid = _grid(way(given))
            except apart.Ended as error:
                ended, grid = error, None
            if grid is not None and any(isinstance(block, Row) for block in grid.blocks):
                return grid
            found = found or grid
    if found is None and ended is not None:
        raise ended
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
    """The .docx that msdoc2docx makes; it knows the binary format only. Raises `apart.Ended`."""
    if given.suffix != ".doc":
        return None
    apart.read(convert, os.fsencode(given), given.stat().st_size)
    return _beside(given)


def convert(path: bytes) -> None:
    """Let msdoc2docx make a .docx beside a .doc; raises `Unreadable` where that is encrypted."""
    from doc2docx import convert as to_docx
    from doc2docx.errors import EncryptedDocumentError
    from doc2docx.msdoc import formatting

    given = Path(os.fsdecode(path))
    try:
        with _once_each(formatting, "apply_character_modifiers"):
            to_docx(str(given), str(_beside(given)))
    except EncryptedDocumentError as error:
        raise Unreadable(ENCRYPTED) from error
    except MemoryError:
        raise
    except Exception:  # whatever a damaged file makes it raise; LibreOffice has its turn then
        _beside(given).unlink(missing_ok=True)


@contextmanager
def _once_each(module: ModuleType, name: str) -> Iterator[None]:
    """Let a function of the library answer the same call once, while one document is converted.

    It works the same look of characters out anew for each of a form's thousands of runs, a quarter
    of all its time. What it is called with besides the arguments told apart is the document's own.
    """
    plain = getattr(module, name)
    answers: dict[Any, Any] = {}

    def kept(
        modifiers: Any,
        *,
        initial_properties: Any = None,
        base_properties: Any = None,
        **of_the_document: Any,
    ) -> Any:
        key = (modifiers, initial_properties, base_properties)
        if key not in answers:
            answers[key] = plain(
                modifiers,
                initial_properties=initial_properties,
                base_properties=base_properties,
                **of_the_document,
            )
        return answers[key]

    setattr(module, name, kept)
    try:
        yield
    finally:
        setattr(module, name, plain)


def _beside(given: Path) -> Path:
    return given.with_name("by-package.docx")
