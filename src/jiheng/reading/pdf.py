"""PDF: what is painted on its pages, pictures of pages recognised; what cannot be read is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from jiheng.reading import image, optical
from jiheng.reading.edges import together
from jiheng.reading.grid import Grid, Unreadable
from jiheng.reading.image import Picture, numbered, unnumbered
from jiheng.reading.package import ENCRYPTED
from jiheng.reading.pages import grid
from jiheng.reading.painted import UNKNOWN, Painted
from jiheng.reading.paper import painted

MOST_PAGES = 1_000
MOST_LETTERS = 1_000_000
PICTURE, WHOLE, FEW = 0.3, 0.6, 30
"""The share of a page that pictures cover where there is no text, and where there is so little."""

DAMAGED = "PDF 文件已损坏，打不开；请重新导出后再试"
SCAN = "是扫描件（只有图片，没有文字）；"
NO_TEXT = "文字无法提取（字体没有对应的文字编码）；请提供 Word 原件或扫描识别"
EMPTY = "PDF 文件里没有任何内容；请确认导出是否成功"


def read(data: bytes) -> Grid:
    """The Grid of a PDF; places are page, table, row, column and box in points from the top left.

    Raises `Unreadable` for an encrypted, damaged or empty file, for a scan where the extra that
    reads it is not installed, and for a page whose font does not say which characters its glyphs
    are.
    """
    return whole(data, optical.here)


def whole(data: bytes, apart: optical.Apart) -> Grid:
    """As `read`; `apart(work, data)` does what pdfium does, in another process if it likes.

    Pages that are pictures are drawn there one at a time, and recognised here.
    """
    found = apart(looked_at, data)
    if isinstance(found, Grid):
        return found
    scans = [number for number, page in enumerate(found) if is_scan(page)]
    if not optical.is_installed():
        raise Unreadable(_about([number + 1 for number in scans], found) + SCAN + image.INSTALL)
    for number in optical.track.get()(scans, len(scans)):
        found[number] = optical.seen(apart(drawn, numbered(number, data)))
    if not any(page.glyphs for page in found):
        raise Unreadable(EMPTY)
    return together(found)


def looked_at(data: bytes) -> Grid | list[Painted]:
    """The Grid of a PDF with text; of one with pictures of pages, what is painted on each page."""
    pages = _pages(data)
    _refuse_unreadable(pages)
    return pages if any(map(is_scan, pages)) else grid(pages)


def drawn(asked: bytes) -> Picture:
    """One page of a PDF, `numbered`, as a picture.

    Raises `Unreadable` where a picture on it is absurdly large.
    """
    number, data = unnumbered(asked)
    with opened(data) as document:
        return _drawn(document[number])


def _drawn(page: Any) -> Picture:
    width, height = page.get_size()
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        across, down = picture.get_px_size()
        if across * down > image.MOST_PIXELS:
            raise Unreadable(image.TOO_LARGE.format(across, down))
    scale = image.DPI / 72
    scale *= image.fitting(max(width, 1) * scale, max(height, 1) * scale)
    pixels = page.render(scale=scale).to_numpy()
    return Picture(pixels[:, :, :3].copy(), width, height)


# Opening


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """A PDF document; raises `Unreadable` for one encrypted, damaged, or of too many pages."""
    try:
        document = pdfium2.PdfDocument(data)
    except pdfium2.PdfiumError as error:
        secret = pdfium.FPDF_GetLastError() in (
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        )
        raise Unreadable(ENCRYPTED if secret else DAMAGED) from error
    with document:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"PDF 文件超过 {MOST_PAGES} 页；请拆分成几个文件后再试")
        yield document


def _pages(data: bytes) -> list[Painted]:
    with opened(data) as document:
        pages, letters = [], 0
        for index in range(len(document)):
            pages.append(_page(document, index))
            letters += len(pages[-1].glyphs)
            if letters > MOST_LETTERS:
                raise Unreadable("PDF 文件的文字太多，不像自评表；请拆分成几个文件后再试")
    return pages


def _page(document: Any, index: int) -> Painted:
    try:
        page = document[index]
    except pdfium2.PdfiumError as error:
        raise Unreadable(f"PDF 文件第{index + 1}页已损坏；请重新导出后再试") from error
    try:
        return painted(page.raw)
    finally:
        page.close()


def is_scan(page: Painted) -> bool:
    """Whether a page is a picture, at most with a page number or a stamped line of text on it."""
    if page.unknown or page.pictures <= PICTURE:
        return False
    known = _known(page)
    return not known or (page.pictures > WHOLE and known < FEW)


def _known(page: Painted) -> int:
    """How many glyphs there are of which the character is known, and shows."""
    return sum(glyph.text not in (" ", UNKNOWN) for glyph in page.glyphs)


def _refuse_unreadable(pages: Sequence[Painted]) -> None:
    """A page that shows text of which none can be had would be lost in silence."""
    unknown = [number for number, page in enumerate(pages, 1) if _shows_unknown_text(page)]
    if unknown:
        raise Unreadable(_about(unknown, pages) + NO_TEXT)
    if not any(page.glyphs or is_scan(page) for page in pages):
        raise Unreadable(EMPTY)


def _shows_unknown_text(page: Painted) -> bool:
    if page.unknown:
        return _known(page) <= page.unknown
    return bool(page.texts and not page.glyphs and not page.hidden) and not is_scan(page)


def _about(numbers: Sequence[int], pages: Sequence[Painted]) -> str:
    """The words for the whole file, or for some of its pages."""
    if len(numbers) == len(pages):
        return "PDF 文件"
    return f"PDF 文件第{'、'.join(map(str, numbers[:10]))}{'等' if len(numbers) > 10 else ''}页"
