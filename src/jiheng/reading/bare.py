"""Functions of pdfium that are handed what they need unlooked at: half the time of a call.

What goes in must be what C wants: whole numbers, and pointers made by ctypes; `POINTER` makes one
of an address, ready to be handed over.
"""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_void_p, cast
from typing import Any

import pypdfium2.raw as pdfium

POINTER = c_void_p.from_param


def _bare(function: Any) -> Any:
    return CFUNCTYPE(function.restype)(cast(function, c_void_p).value or 0)


BOX_OF, ORIGIN_OF = _bare(pdfium.FPDFText_GetLooseCharBox), _bare(pdfium.FPDFText_GetCharOrigin)
ANGLE_OF, CODE_OF = _bare(pdfium.FPDFText_GetCharAngle), _bare(pdfium.FPDFText_GetUnicode)
IS_MADE, TEXT_OF = _bare(pdfium.FPDFText_IsGenerated), _bare(pdfium.FPDFText_GetTextObject)
ON_PAGE, IN_FORM = _bare(pdfium.FPDFPage_GetObject), _bare(pdfium.FPDFFormObj_GetObject)
KIND_OF, BOUNDS_OF = _bare(pdfium.FPDFPageObj_GetType), _bare(pdfium.FPDFPageObj_GetBounds)
MATRIX_OF, MODE_OF = _bare(pdfium.FPDFPageObj_GetMatrix), _bare(pdfium.FPDFPath_GetDrawMode)
SEGMENTS_OF = _bare(pdfium.FPDFPath_CountSegments)
SEGMENT_OF = _bare(pdfium.FPDFPath_GetPathSegment)
SEGMENT_KIND = _bare(pdfium.FPDFPathSegment_GetType)
POINT_OF, CLOSES = _bare(pdfium.FPDFPathSegment_GetPoint), _bare(pdfium.FPDFPathSegment_GetClose)
CLIP_OF, CLIPS_OF = _bare(pdfium.FPDFPageObj_GetClipPath), _bare(pdfium.FPDFClipPath_CountPaths)
CLIP_SEGMENTS = _bare(pdfium.FPDFClipPath_CountPathSegments)
CLIP_SEGMENT = _bare(pdfium.FPDFClipPath_GetPathSegment)
