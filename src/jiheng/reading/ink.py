"""What is printed on a picture of paper: dark on white, without shadows and without red seals."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = Any

RED = 40
"""How much more red than green and blue there is in the ink of a seal, of 255."""
SEAL = 0.09
"""A seal is at least so large, as a share of the page's longer side; printed letters are not."""
FAINT = 0.25
"""What a seal's ink takes from the red, as a share of what it takes from the other colours."""


def printed(pixels: Array) -> Array:
    """Grey of what is printed, 255 for paper; text under a red seal stays, the seal goes."""
    return flattened(without_seals(pixels))


def without_seals(pixels: Array) -> Array:
    """Grey; where a seal lies, only what is dark in its red too: paper and red ink become alike."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    for left, top, width, height in _seals(pixels):
        part = pixels[top : top + height, left : left + width].astype(np.float32)
        blue, green, red = part[..., 0], part[..., 1], part[..., 2]
        excess = np.maximum(0, red - np.maximum(blue, green))
        cleared = np.clip(red + FAINT * excess, 0, 255).astype(np.uint8)
        grey[top : top + height, left : left + width] = cleared
    return grey


def _seals(pixels: Array) -> list[tuple[int, int, int, int]]:
    """The boxes of large round or square red prints: left, top, width, height."""
    small = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    blue, green, red = cv2.split(small)
    excess = cv2.subtract(red, cv2.max(blue, green))
    mask = (excess > RED).astype(np.uint8)
    if cv2.countNonZero(mask) < 50:
        return []
    longer = max(mask.shape)
    near = max(3, round(longer * 0.008))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for left, top, width, height, _ in stats[1:count]:
        if min(width, height) >= SEAL * longer * 0.5 and max(width, height) >= SEAL * longer:
            edge = 4
            x, y = max(0, left - edge) * 4, max(0, top - edge) * 4
            found.append((x, y, (width + 2 * edge) * 4, (height + 2 * edge) * 4))
    return found


def flattened(grey: Array) -> Array:
    """Grey over the grey of the paper around it, so that paper is white however it was lit."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, np.maximum(paper, 40), scale=250)


def dark(grey: Array) -> Array:
    """255 where there is ink, 0 on paper."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    level = min(max(level, 110), 190)
    return cv2.threshold(grey, level, 255, cv2.THRESH_BINARY_INV)[1]
