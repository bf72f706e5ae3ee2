"""A line of a printed form as classes of the page's sheet."""

from __future__ import annotations

from django import template

from jiheng.web.signing.printed import FACES
from jiheng.writing.official.layout import Line

register = template.Library()
SMALLEST, LARGEST = 7, 26
"""Points."""


@register.filter
def face(line: Line) -> str:
    """The classes of a line: alignment, font, size in points, weight."""
    size = min(max(round(line.size), SMALLEST), LARGEST)
    bold = " bold" if line.bold else ""
    return f"{line.align} {FACES.get(line.font, 'plain')} pt{size}{bold}"
