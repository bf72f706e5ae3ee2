"""Picture files opened: whatever is wrong with one, a sentence says it. Needs Pillow alone."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from jiheng.reading.grid import Unreadable
from jiheng.reading.image import MOST_PIXELS, TOO_LARGE

KINDS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
MOST_PAGES = 500

DAMAGED = "图片已损坏，读不完整；请重新扫描或重新拍照后再试"
TOO_HEAVY = "图片太大，打不开；请按 300 dpi 以下重新扫描后再试"
TOO_MANY = f"图片超过 {MOST_PAGES} 页；请拆分成几个文件后再试"

WRONG = (
    *(UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError),
    *(IndexError, OverflowError, struct.error, zlib.error),
)
"""What Pillow raises about files that are damaged."""


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """A picture file; raises `Unreadable` for one damaged or absurdly large, when it shows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=KINDS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Unreadable(TOO_LARGE.format(*image.size))
                yield image
        except (Image.DecompressionBombError, MemoryError) as error:
            raise Unreadable(TOO_HEAVY) from error
        except WRONG as error:
            raise Unreadable(DAMAGED) from error


def pages(image: Image.Image) -> int:
    """How many pages a picture file has: TIFF alone has several; raises `Unreadable` at 500."""
    found = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if found > MOST_PAGES:
        raise Unreadable(TOO_MANY)
    return found
