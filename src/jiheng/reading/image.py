"""A page as a picture, the limits of its size, and the words for one that cannot be read."""

from __future__ import annotations

import math
import struct
from typing import Any, NamedTuple

DPI = 200
"""Pixels to the inch of a page that is made a picture of."""
MOST_PIXELS = 100_000_000
"""A3 at 600 dpi has 70 million."""
LONGEST, LARGEST = 3_400, 8_400_000
"""Pixels: the longer side of a page as it is read, and all of them."""
INSTALL = '请先安装文字识别组件：pip install "jiheng[ocr]"，或提供 Word 原件'
NOT_INSTALLED = f"这是图片，需要文字识别才能读；{INSTALL}"
TOO_LARGE = "图片太大（{}×{} 像素）；请按 300 dpi 以下重新扫描后再试"

NUMBER = struct.Struct("<I")


def numbered(number: int, data: bytes) -> bytes:
    """A page of a file as bytes alone: its number, from 0, before the bytes of the file."""
    return NUMBER.pack(number) + data


def unnumbered(page: bytes) -> tuple[int, bytes]:
    """The number of a page that is `numbered`, and the bytes of the file."""
    return NUMBER.unpack_from(page)[0], page[NUMBER.size :]


def fitting(across: float, down: float) -> float:
    """By how much a page is made smaller, so that it has no more pixels than are looked at."""
    return min(1.0, LONGEST / max(across, down), math.sqrt(LARGEST / (across * down)))


class Picture(NamedTuple):
    """One page: blue, green and red of each pixel, and the size of the paper in points."""

    pixels: Any
    width: float
    height: float
