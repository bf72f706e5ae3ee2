"""Scans and photos: pictures of pages into what they show, then as any page."""

from __future__ import annotations

from jiheng.reading import image, optical
from jiheng.reading.edges import together
from jiheng.reading.grid import Grid, Unreadable


def read(data: bytes) -> Grid:
    """The Grid of a picture file; places are page, table, row, column and box in points.

    Raises `Unreadable` as `whole` does.
    """
    return whole(data, optical.here)


def whole(data: bytes, apart: optical.Apart) -> Grid:
    """As `read`; `apart(work, data)` opens the file and its pages, in another process if it likes.

    Raises `Unreadable` for a damaged, absurdly large or small picture, for one without any text,
    and where the extra that reads pictures is not installed.
    """
    if not optical.is_installed():
        raise Unreadable(image.NOT_INSTALLED)
    found = [optical.seen(page) for page in optical.pictures(data, apart)]
    if not any(page.glyphs for page in found):
        raise Unreadable(NO_TEXT)
    return together(found)


NO_TEXT = "图片上没有认出任何文字；请确认扫描清楚、没有拿反面，或提供 Word 原件"
