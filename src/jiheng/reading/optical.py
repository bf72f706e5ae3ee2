"""The way to the recogniser of pictures, which is an extra: jiheng[ocr]."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jiheng.reading.painted import Painted

DPI = 200
"""Pixels to the inch of a page that is made a picture of."""
MOST_PIXELS = 100_000_000
"""A3 at 600 dpi has 70 million."""
LONGEST = 3_400
"""Pixels: the longer side of a page as it is read."""

NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL", "numpy")
INSTALL = '请先安装文字识别组件：pip install "jiheng[ocr]"，或提供 Word 原件'
NOT_INSTALLED = f"这是图片，需要文字识别才能读；{INSTALL}"
TOO_LARGE = "图片太大（{}×{} 像素）；请按 300 dpi 以下重新扫描后再试"

Track = Callable[[Iterable[Any], int], Iterable[Any]]

track: ContextVar[Track] = ContextVar("track", default=lambda pages, total: pages)
"""What is handed the pages of a scan as they are recognised, and their number, to show progress."""


class Picture(NamedTuple):
    """One page: blue, green and red of each pixel, and the size of the paper in points."""

    pixels: Any
    width: float
    height: float


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(find_spec(name) is not None for name in NEEDED)


def pictures(data: bytes) -> Iterable[Picture]:
    """The pages of a picture file, one after another, handed through `track`.

    Raises `Unreadable` for a damaged, absurdly large or small picture.
    """
    from jiheng.reading import picture

    return track.get()(picture.pages(data), picture.count(data))


def seen(picture: Picture) -> Painted:
    """What a picture of a page shows; the recogniser is loaded when first needed."""
    from jiheng.reading.seen import painted

    return painted(picture)
