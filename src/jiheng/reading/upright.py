"""A page as it lay on the glass or before the camera, made straight: skew and perspective gone."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = Any

STEEPEST = 12.0
"""Degrees: a sheet lies no more askew than this."""
SHEET = (0.2, 0.94)
"""The share of a photo that a sheet of paper covers; what covers more is the whole picture."""
RIM = 0.03
"""As a share of its longer side: how far what a sheet lay on may reach in at its edges."""
CROOKED = 0.0015
"""As a share of a table's size: corners nearer to those of a rectangle are straight enough."""
TABLE = 0.15
"""The least share of the page that a table covers whose corners are trusted."""


def skew(mask: Array) -> float:
    """By how many degrees, counter-clockwise, a page of ink must be turned to lie straight.

    At the right angle the ink of each line of text, and of each ruling line, falls on few rows.
    """
    scale = 700 / max(mask.shape)
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = 0.0
    for reach, step in ((STEEPEST, 1.0), (1.0, 0.25), (0.25, 0.05)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(small, angle)))
    return best


def _sharpness(mask: Array, degrees: float) -> float:
    rows = moved(mask, turning(mask.shape, degrees), mask.shape, paper=0).sum(axis=1)
    return float(np.square(np.diff(rows.astype(np.float64))).sum())


def turning(shape: tuple[int, ...], degrees: float) -> Array:
    """The matrix that turns a picture about its middle."""
    height, width = shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.vstack([matrix, [0, 0, 1]])


def moved(picture: Array, matrix: Array, shape: tuple[int, ...], paper: int = 255) -> Array:
    """A picture as a matrix moves its points, on paper of this height and width."""
    height, width = shape[:2]
    return cv2.warpPerspective(picture, matrix, (width, height), borderValue=(paper,) * 3)


def sheet(pixels: Array) -> tuple[Array, tuple[int, int]] | None:
    """The matrix that makes a sheet in a photo the whole picture, and the picture's new shape.

    None where no bright sheet lies on something darker.
    """
    scale = 500 / max(pixels.shape)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    share = cv2.contourArea(outline) / bright.size
    corners = corners_of(outline)
    if not SHEET[0] < share < SHEET[1] or corners is None:
        return None
    return _to_rectangle(corners / scale)


def without_rim(grey: Array, mask: Array) -> Array:
    """A sheet without what it lay on: ink that reaches in from the edges is paper."""
    deep = round(RIM * max(mask.shape))
    rim = np.zeros(mask.shape, np.uint8)
    for turns in range(4):
        strip = np.rot90(mask, turns)[:, :deep] > 0
        np.rot90(rim, turns)[:, :deep] |= np.minimum.accumulate(strip, axis=1).astype(np.uint8)
    rim = cv2.dilate(rim, np.ones((9, 9), np.uint8))
    return np.where(rim > 0, np.uint8(255), grey)


def corners_of(outline: Array) -> Array | None:
    """The corners of what has four: top left, top right, bottom right, bottom left; else None."""
    points = outline.reshape(-1, 2).astype(np.float32)
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    found = np.array(
        [
            points[sums.argmin()],
            points[differences.argmax()],
            points[sums.argmax()],
            points[differences.argmin()],
        ],
        np.float32,
    )
    inside, hull = cv2.contourArea(found), cv2.contourArea(cv2.convexHull(points))
    return found if hull > 0 and inside / hull > 0.97 else None


def _sides(corners: Array) -> tuple[float, float, float, float]:
    """Top, bottom, left and right."""
    a, b, c, d = corners
    lengths = (np.linalg.norm(p - q) for p, q in ((a, b), (d, c), (a, d), (b, c)))
    top, bottom, left, right = map(float, lengths)
    return top, bottom, left, right


def _to_rectangle(corners: Array) -> tuple[Array, tuple[int, int]]:
    top, bottom, left, right = _sides(corners)
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return cv2.getPerspectiveTransform(corners, target), (height, width)


def unwarped(lines: Array) -> Array | None:
    """The matrix that makes the largest table of some ruling lines a true rectangle.

    None where there is no such table, or where it is straight already.
    """
    near = cv2.dilate(lines, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(near, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=lambda each: cv2.contourArea(cv2.convexHull(each)))
    corners = corners_of(outline)
    if corners is None or cv2.contourArea(corners) < TABLE * lines.size:
        return None
    top, bottom, left, right = _sides(corners)
    if not (0.75 < top / bottom < 1.33 and 0.75 < left / right < 1.33):
        return None
    x, y = corners[:, 0], corners[:, 1]
    target = np.array(
        [
            [(x[0] + x[3]) / 2, (y[0] + y[1]) / 2],
            [(x[1] + x[2]) / 2, (y[0] + y[1]) / 2],
            [(x[1] + x[2]) / 2, (y[2] + y[3]) / 2],
            [(x[0] + x[3]) / 2, (y[2] + y[3]) / 2],
        ],
        np.float32,
    )
    if np.abs(target - corners).max() < CROOKED * max(lines.shape):
        return None
    return cv2.getPerspectiveTransform(corners, target)
