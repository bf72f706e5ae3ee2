"""A page of pdfium as it is read: its text upright, what is painted on it gathered."""

from __future__ import annotations

import math
from collections import Counter
from ctypes import byref
from typing import Any

import pypdfium2.raw as pdfium

from jiheng.reading import characters, drawing
from jiheng.reading.bare import ANGLE_OF, CODE_OF
from jiheng.reading.matrix import Box, Matrix
from jiheng.reading.painted import Painted


def painted(page: Any) -> Painted:
    """What is painted on a page of pdfium (FPDF_PAGE), fields and notes that show included.

    Text that stands aslant (a watermark) and text that is not painted (beneath a scan) is left out.
    """
    if pdfium.FPDFPage_GetAnnotCount(page) > 0:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, byref(bounds))
    edges = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    text = pdfium.FPDFText_LoadPage(page)
    try:
        quarter = _quarter(text)
        turned, width, height = _turned(edges, quarter)
        rotation = max(0, pdfium.FPDFPage_GetRotation(page))
        found = Painted(width, height, turns=(rotation - quarter) % 4)
        cut = drawing.gather(page, found, turned)
        characters.gather(text, found, turned, quarter, cut)
    finally:
        pdfium.FPDFText_ClosePage(text)
    return found


def _quarter(text: Any) -> int:
    """By how many quarters, clockwise, the page must be turned so that its text is upright."""
    count = pdfium.FPDFText_CountChars(text)
    step = max(1, count // 40)
    sample = [index for index in range(0, count, step) if CODE_OF(text, index) > 32]
    turns: Counter[int] = Counter()
    for angle, times in Counter(ANGLE_OF(text, index) for index in sample).items():
        quarters = angle / (math.pi / 2)
        nearest = round(quarters)
        if abs(quarters - nearest) < 0.05:
            turns[-nearest % 4] += times
    return turns.most_common(1)[0][0] if turns else 0


def _turned(edges: Box, quarter: int) -> tuple[Matrix, float, float]:
    """What brings points of the page to where they are read; the width and height it then has."""
    left, bottom, right, top = edges
    width, height = right - left, top - bottom
    ways = (
        Matrix(1, 0, 0, -1, -left, top),
        Matrix(0, 1, 1, 0, -bottom, -left),
        Matrix(-1, 0, 0, 1, right, -bottom),
        Matrix(0, -1, -1, 0, top, right),
    )
    return ways[quarter], *((height, width) if quarter % 2 else (width, height))
