"""PDF with text: what is painted on its pages; what cannot be read is refused, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from jiheng.reading.grid import Grid, Unreadable
from jiheng.reading.pages import grid
from jiheng.reading.painted import UNKNOWN, Painted, painted

MOST_PAGES = 1_000
MOST_LETTERS = 1_000_000

ENCRYPTED = "文件已加密，请另存为不加密的副本"
DAMAGED = "PDF 文件已损坏，打不开；请重新导出后再试"
SCAN = "是扫描件（只有图片，没有文字）；请安装 jiheng[ocr] 后再试，或提供 Word 原件"
NO_TEXT = "文字无法提取（字体没有对应的文字编码）；请提供 Word 原件或扫描识别"
EMPTY = "PDF 文件里没有任何内容；请确认导出是否成功"


def read(data: bytes) -> Grid:
    """The Grid of a PDF; places are page, table, row, column and box in points from the top left.

    Raises `Unreadable` for an encrypted, damaged or empty file, for a scan, and for a page whose
    font does not say which characters its glyphs are.
    """
    pages = _pages(data)
    _refuse_unreadable(pages)
    return grid(pages)


# Opening


def _pages(data: bytes) -> list[Painted]:
    try:
        document = pdfium2.PdfDocument(data)
    except pdfium2.PdfiumError as error:
        secret = pdfium.FPDF_GetLastError() in (
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        )
        raise Unreadable(ENCRYPTED if secret else DAMAGED) from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"PDF 文件超过 {MOST_PAGES} 页；请拆分成几个文件后再试")
        pages, letters = [], 0
        for index in range(len(document)):
            pages.append(_page(document, index))
            letters += len(pages[-1].glyphs)
            if letters > MOST_LETTERS:
                raise Unreadable("PDF 文件的文字太多，不像自评表；请拆分成几个文件后再试")
        return pages
    finally:
        document.close()


def _page(document: Any, index: int) -> Painted:
    try:
        page = document[index]
    except pdfium2.PdfiumError as error:
        raise Unreadable(f"PDF 文件第{index + 1}页已损坏；请重新导出后再试") from error
    try:
        return painted(page.raw)
    finally:
        page.close()


def _refuse_unreadable(pages: Sequence[Painted]) -> None:
    """A page that shows text of which none can be had would be lost in silence."""
    scans, unknown = [], []
    for number, page in enumerate(pages, 1):
        known = sum(glyph.text not in (" ", UNKNOWN) for glyph in page.glyphs)
        if known > page.unknown:
            continue
        if page.pictures > 0.3 and not known and not page.unknown:
            scans.append(number)
        elif page.unknown or (page.texts and not page.glyphs and not page.hidden):
            unknown.append(number)
    for numbers, problem in ((unknown, NO_TEXT), (scans, SCAN)):
        if numbers:
            places = "、".join(map(str, numbers[:10])) + ("等" if len(numbers) > 10 else "")
            whole = len(numbers) == len(pages)
            raise Unreadable(f"{'PDF 文件' if whole else f'PDF 文件第{places}页'}{problem}")
    if not any(page.glyphs for page in pages):
        raise Unreadable(EMPTY)
