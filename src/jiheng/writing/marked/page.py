"""A PDF with a sticky note on each offending cell, behind the bytes that it came with."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from jiheng.writing.marked.notes import AUTHOR, Note

COLOURS = {"error": (0xD9, 0x3A, 0x2B), "warning": (0xE0, 0xA8, 0x00), "advice": (0x3B, 0x7D, 0xBF)}
IDENTIFIER = re.compile(rb"<[0-9A-F]{32}>(?=\s*[\]<])")
"""One of the two in a trailer: /ID[<…><…>]."""
Box = tuple[float, float, float, float]
FAINT = 70
"""How strong the highlight of a cell is, of 255."""
ICON = 14.0
"""Points: the size of a note's icon, at the upper right corner of its cell."""


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """The PDF with each note on its cell; the original bytes come first, the notes behind them."""
    document = pypdfium2.PdfDocument(data)
    try:
        for note in notes:
            if note.source.page is not None and note.source.box is not None:
                _note(document[note.source.page - 1], note)
        return _settled(data, _saved(document))
    finally:
        document.close()


def _note(page: Any, note: Note) -> None:
    left, top, right, bottom = _upright(page, note.source.box or (0, 0, 0, 0))
    colour = COLOURS[note.severity]
    mark = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_SQUARE)
    pdfium.FPDFAnnot_SetBorder(mark, 0, 0, 0)
    inside = pdfium.FPDFANNOT_COLORTYPE_InteriorColor
    pdfium.FPDFAnnot_SetColor(mark, inside, *colour, FAINT)
    _finish(mark, (left, bottom, right, top), colour, FAINT)
    icon = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_TEXT)
    corner = (max(right - ICON, left), max(top - ICON, bottom), right, top)
    for name, text in (("Contents", note.text), ("T", AUTHOR)):
        pdfium.FPDFAnnot_SetStringValue(icon, name.encode(), _wide(text))
    _finish(icon, corner, colour, 255)


def _finish(
    annotation: Any,
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
    strong: int,
) -> None:
    left, bottom, right, top = box
    pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(left, top, right, bottom))
    pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, strong)
    pdfium.FPDFPage_CloseAnnot(annotation)


def _upright(page: Any, box: Box) -> Box:
    """A box as the source has it, from the upper left of the page as shown, in the page's own
    coordinates, from its lower left and unturned."""
    left, top, right, bottom = box
    width, height = page.get_size()
    x, y, _, _ = page.get_cropbox()
    turn = page.get_rotation()
    if turn == 90:
        return x + top, y + right, x + bottom, y + left
    if turn == 180:
        return x + width - right, y + bottom, x + width - left, y + top
    if turn == 270:
        return x + height - bottom, y + width - left, x + height - top, y + width - right
    return x + left, y + height - top, x + right, y + height - bottom


def _wide(text: str) -> Any:
    """A text as pdfium takes it: UTF-16, ended by a zero."""
    data = text.encode("utf-16-le") + b"\x00\x00"
    return ctypes.cast(ctypes.create_string_buffer(data, len(data)), pdfium.FPDF_WIDESTRING)


def _settled(old: bytes, made: bytes) -> bytes:
    """The PDF with an identifier that follows from it, where pdfium drew one by lot."""
    added = made[len(old) :]
    settled = hashlib.sha256(IDENTIFIER.sub(b"", added)).hexdigest()[:32].upper().encode()

    def put(hit: re.Match[bytes]) -> bytes:
        return hit[0] if hit[0] in old else b"<" + settled + b">"

    return old + IDENTIFIER.sub(put, added)


def _saved(document: Any) -> bytes:
    made = bytearray()
    writer = pdfium.FPDF_FILEWRITE(version=1)

    def write(_: Any, data: Any, size: int) -> int:
        made.extend(ctypes.string_at(data, size))
        return 1

    writer.WriteBlock = type(writer.WriteBlock)(write)
    if not pdfium.FPDF_SaveAsCopy(document.raw, writer, pdfium.FPDF_INCREMENTAL):
        raise OSError("pdfium 没有写成")
    return bytes(made)
