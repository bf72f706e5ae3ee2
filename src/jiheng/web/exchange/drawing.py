"""Pages of PDF files and pictures: their sizes, and how they look. Run in a process of its own.

Each function takes bytes alone, as `jiheng.reading.apart` hands them over.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

from jiheng.reading.grid import Unreadable

NUMBER = struct.Struct("<I")
MOST_PAGES = 500
MOST_PIXELS = 100_000_000
LONGEST = 1_600
"""Pixels: the longer side of a page as it is shown."""
ENCRYPTED = "文件已加密，请另存为不加密的副本"
DAMAGED_PDF = "PDF 文件已损坏，打不开；请重新导出后再试"
DAMAGED_PICTURE = "图片已损坏，读不完整；请重新扫描或重新拍照后再试"
TOO_MANY = f"超过 {MOST_PAGES} 页；请拆分成几个文件后再试"
TOO_LARGE = "图片太大（{}×{} 像素）；请按 300 dpi 以下重新扫描后再试"
WHOLE = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def pages_of_pdf(data: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points; raises `Unreadable`."""
    document = _pdf(data)
    with document:
        if len(document) > MOST_PAGES:
            raise Unreadable(TOO_MANY)
        return [document.get_page_size(number) for number in range(len(document))]


def pages_of_picture(data: bytes) -> int:
    """How many pages a picture file has; the first is read to its end. Raises `Unreadable`."""
    with _picture(data) as image:
        pages = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        if pages > MOST_PAGES:
            raise Unreadable(TOO_MANY)
        _loaded(image)
        return pages


def page_of_pdf(numbered: bytes) -> bytes:
    """A page as PNG; its number, from 0, stands before the bytes of the PDF."""
    (number,) = NUMBER.unpack_from(numbered)
    with _pdf(numbered[NUMBER.size :]) as document:
        page = document[number]
        width, height = page.get_size()
        return _png(page.render(scale=LONGEST / max(width, height, 1)).to_pil())


def page_of_picture(numbered: bytes) -> bytes:
    """A page as PNG; its number, from 0, stands before the bytes of the picture file."""
    from PIL import ImageOps

    (number,) = NUMBER.unpack_from(numbered)
    with _picture(numbered[NUMBER.size :]) as image:
        image.seek(number)
        turned = ImageOps.exif_transpose(_loaded(image)).convert("RGB")
        turned.thumbnail((LONGEST, LONGEST))
        return _png(turned)


def _pdf(data: bytes) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        secret = pdfium.FPDF_GetLastError() in (
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        )
        raise Unreadable(ENCRYPTED if secret else DAMAGED_PDF) from error


def _picture(data: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=WHOLE)
        except Exception as error:  # whatever a damaged file makes it raise
            raise Unreadable(DAMAGED_PICTURE) from error
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Unreadable(TOO_LARGE.format(width, height))
    return image


def _loaded(image: Any) -> Any:
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise Unreadable(DAMAGED_PICTURE) from error
    return image


def _png(image: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
