"""Scans as offices make them: printed pages as pictures, stamped, askew, noisy, compressed.

Every trait takes a picture (height, width, 3: blue, green, red) and gives one; `seed` makes what is
random in it the same each time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium2

Picture = Any
Trait = Callable[[Picture, int], Picture]

DPI = 200
SEAL_RED = (60, 50, 215)
LIT = 235


def pictures(data: bytes, dpi: int = DPI) -> list[Picture]:
    """The pages of a PDF as pictures."""
    with pdfium2.PdfDocument(data) as document:
        return [page.render(scale=dpi / 72).to_numpy().copy() for page in document]


def skewed(degrees: float) -> Trait:
    """The sheet lay askew on the glass."""

    def trait(picture: Picture, _: int) -> Picture:
        height, width = picture.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        return cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))

    return trait


def turned(quarters: int) -> Trait:
    """The sheet lay sideways or upside down; quarters count clockwise."""
    return lambda picture, _: np.ascontiguousarray(np.rot90(picture, -quarters))


def noisy(strength: float = 10.0) -> Trait:
    """The grain of a cheap scanner, grey paper, and specks of dust."""

    def trait(picture: Picture, seed: int) -> Picture:
        chance = np.random.default_rng(seed)
        grain = chance.normal(0, strength, picture.shape[:2])
        found = picture.astype(np.float32) * (LIT / 255) + grain[..., None] + 6
        height, width = picture.shape[:2]
        for _ in range(height * width // 20_000):
            at = (int(chance.integers(width)), int(chance.integers(height)))
            cv2.circle(found, at, 1, (90, 90, 90), -1)
        return np.clip(found, 0, 255).astype(np.uint8)

    return trait


def blurred(sigma: float = 0.8) -> Trait:
    """Out of focus."""
    return lambda picture, _: cv2.GaussianBlur(picture, (0, 0), sigma)


def compressed(quality: int = 60) -> Trait:
    """Saved as a small JPEG."""

    def trait(picture: Picture, _: int) -> Picture:
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return cv2.imdecode(data, cv2.IMREAD_COLOR)

    return trait


def sealed(x: float, y: float, size: float = 0.24) -> Trait:
    """A round red seal over the text, its middle at these shares of the page's width and height.

    Ink over ink: the paper shows red, print beneath stays dark.
    """

    def trait(picture: Picture, _: int) -> Picture:
        height, width = picture.shape[:2]
        radius = int(size * width / 2)
        centre = (int(x * width), int(y * height))
        ink = np.zeros((height, width), np.uint8)
        cv2.circle(ink, centre, radius, 255, max(4, radius // 18), cv2.LINE_AA)
        _star(ink, centre, radius * 0.3)
        for number in range(12):
            angle = math.pi * (0.85 + number * 1.3 / 11)
            at = (
                int(centre[0] + 0.78 * radius * math.cos(angle)),
                int(centre[1] + 0.78 * radius * math.sin(angle)),
            )
            _strokes(ink, at, radius // 7)
        share = (cv2.GaussianBlur(ink, (0, 0), 1.0).astype(np.float32) / 255 * 0.85)[..., None]
        red = np.array(SEAL_RED, np.float32) / 255
        found = picture.astype(np.float32) * (1 - share + share * red)
        return np.clip(found, 0, 255).astype(np.uint8)

    return trait


def _star(ink: Picture, centre: tuple[int, int], size: float) -> None:
    corners = [
        (
            centre[0] + size * (1 if n % 2 == 0 else 0.4) * math.sin(n * math.pi / 5),
            centre[1] - size * (1 if n % 2 == 0 else 0.4) * math.cos(n * math.pi / 5),
        )
        for n in range(10)
    ]
    cv2.fillPoly(ink, [np.array(corners, np.int32)], 255, cv2.LINE_AA)


def _strokes(ink: Picture, at: tuple[int, int], size: int) -> None:
    """Something as dense as a character of a seal."""
    x, y = at[0] - size, at[1] - size
    thick = max(2, size // 5)
    for step in (0.2, 0.9, 1.6):
        cv2.line(ink, (x, int(y + step * size)), (x + 2 * size, int(y + step * size)), 255, thick)
    cv2.line(ink, (at[0], y), (at[0], y + 2 * size), 255, thick)


def shot(strength: float = 0.04) -> Trait:
    """A photo taken from above, not quite: perspective, uneven light, a dark table around it."""

    def trait(picture: Picture, seed: int) -> Picture:
        chance = np.random.default_rng(seed)
        height, width = picture.shape[:2]
        edge = int(0.06 * width)
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        moved = corners + edge + chance.uniform(-strength, strength, (4, 2)) * width / 2
        warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        size = (width + 2 * edge, height + 2 * edge)
        found = cv2.warpPerspective(picture, warp, size, borderValue=(70, 80, 90))
        rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
        light = 1.0 - 0.35 * (rows / size[1]) - 0.1 * (columns / size[0])
        return np.clip(found * light[..., None], 0, 255).astype(np.uint8)

    return trait


def scan(picture: Picture, *traits: Trait, seed: int = 0) -> Picture:
    """A page with these traits, one after another."""
    for number, trait in enumerate(traits):
        picture = trait(picture, seed + number)
    return picture


def saved(pages: Iterable[Picture], kind: str = ".png") -> bytes:
    """Pictures as a file: one page as .png, .jpg or .bmp, one or more as .tif."""
    found = list(pages)
    if kind == ".tif":
        return bytes(cv2.imencodemulti(kind, found)[1])
    (page,) = found
    return bytes(cv2.imencode(kind, page)[1])
