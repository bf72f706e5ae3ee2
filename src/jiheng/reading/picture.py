"""Picture files into pages: whatever their kind, depth and colours, as arrays of grey and red."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from jiheng.reading import opening
from jiheng.reading.grid import Unreadable
from jiheng.reading.image import LONGEST, Picture, fitting, numbered, unnumbered
from jiheng.reading.opening import opened

SHORTEST = 1_800
"""Pixels: pages whose longer side is shorter are widened."""
LEAST = 400
"""Pixels: a page whose longer side is shorter holds no letters that could be told."""
PAPER = (6.0, 24.0)
"""Inches: the longer side of paper, from A5 to A2; a resolution that gives another is not true."""
A4 = 842.0
"""Points: the longer side of a page whose size nothing tells."""

TOO_SMALL = "图片太小（{}×{} 像素），看不清文字；请按 200 dpi 以上重新扫描后再试"

Array = Any
"""An array of numpy, rows first."""


def count(data: bytes) -> int:
    """How many pages a picture file has; raises `Unreadable` as `pages` does."""
    with opened(data) as image:
        return opening.pages(image)


def pages(data: bytes) -> Iterator[Picture]:
    """The pages of a picture file, one after another; raises `Unreadable` as `page` does."""
    for number in range(count(data)):
        yield page(numbered(number, data))


def page(asked: bytes) -> Picture:
    """One page of a picture file, `numbered`, turned as the camera says it lay.

    Raises `Unreadable` for what is no picture, damaged, or absurdly large or small.
    """
    number, data = unnumbered(asked)
    with opened(data) as image:
        image.seek(number)
        return _page(image)


def _page(image: Image.Image) -> Picture:
    width, height = image.size
    if max(width, height) < LEAST or min(width, height) < LEAST / 8:
        raise Unreadable(TOO_SMALL.format(width, height))
    points = _points(image)
    if image.format == "JPEG":
        image.draft("RGB", (min(width, LONGEST), min(height, LONGEST)))
    turned = ImageOps.exif_transpose(_reduced(image))
    if (turned.width > turned.height) != (width > height):
        points = points[::-1]
    return Picture(resized(_colours(turned)), *points)


def _points(image: Image.Image) -> tuple[float, float]:
    """The size of the paper, by the resolution that the file names where that can be true."""
    width, height = image.size
    across, down = image.info.get("dpi", (0, 0))
    if across > 0 and down > 0:
        found = float(width / across), float(height / down)
        if PAPER[0] <= max(found) <= PAPER[1]:
            return found[0] * 72, found[1] * 72
    scale = A4 / max(width, height)
    return width * scale, height * scale


def _reduced(image: Image.Image) -> Image.Image:
    """A picture with no more pixels than are looked at, at whole steps; black and white as grey."""
    step = max(image.size) // LONGEST
    if image.mode == "1" and step > 1:
        image = image.convert("L")
    return image.reduce(step) if step > 1 and image.mode not in ("P", "I;16", "I;16B") else image


def _colours(image: Image.Image) -> Array:
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.asarray(image).astype(np.float32)
        top = 65_535.0 if image.mode.startswith("I") and deep.max(initial=0) > 255 else 255.0
        grey = np.clip(np.nan_to_num(deep) * (255 / top), 0, 255).astype(np.uint8)
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        whole = image.convert("RGBA")
        paper = Image.new("RGBA", whole.size, "white")
        image = Image.alpha_composite(paper, whole)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def resized(pixels: Array) -> Array:
    """A page with as many pixels as its letters are told by."""
    down, across = pixels.shape[:2]
    scale = max(1.0, SHORTEST / max(across, down)) * fitting(across, down)
    if scale == 1:
        return pixels
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way)
