"""Pages of PDF files and pictures: their sizes, and how they look. Run in a process of its own.

Each function takes bytes alone, as `jiheng.reading.apart` hands them over.
"""

from __future__ import annotations

import io
from typing import Any

from jiheng.reading.image import unnumbered

LONGEST = 1_600
"""Pixels: the longer side of a page as it is shown."""


def pages_of_pdf(data: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points; raises `Unreadable`."""
    from jiheng.reading.pdf import opened

    with opened(data) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def pages_of_picture(data: bytes) -> int:
    """How many pages a picture file has; the first is read to its end. Raises `Unreadable`."""
    from jiheng.reading.opening import opened, pages

    with opened(data) as image:
        found = pages(image)
        image.load()
        return found


def page_of_pdf(asked: bytes) -> bytes:
    """A page of a PDF, `numbered`, as PNG; raises `Unreadable`."""
    from jiheng.reading.pdf import opened

    number, data = unnumbered(asked)
    with opened(data) as document:
        page = document[number]
        width, height = page.get_size()
        return _png(page.render(scale=LONGEST / max(width, height, 1)).to_pil())


def page_of_picture(asked: bytes) -> bytes:
    """A page of a picture file, `numbered`, as PNG; raises `Unreadable`."""
    from PIL import ImageOps

    from jiheng.reading.opening import opened

    number, data = unnumbered(asked)
    with opened(data) as image:
        image.seek(number)
        turned = ImageOps.exif_transpose(image).convert("RGB")
        turned.thumbnail((LONGEST, LONGEST))
        return _png(turned)


def _png(image: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
