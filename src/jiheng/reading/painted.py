"""One page as it is read: glyphs, ruling lines, pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from jiheng.reading.flow import Glyph
from jiheng.reading.matrix import Box
from jiheng.reading.ruling import Stroke

UNKNOWN = "\ufffd"
"""A glyph of which the font does not say what character it is."""


@dataclass
class Painted:
    """One page as it is read: coordinates downwards from its top left, its text upright.

    `cut` are the texts above or below what is left to see of their cell, `unknown` counts glyphs
    without a character, `pictures` is the share of the page that pictures cover; `shown` turns a
    box into the coordinates of the page as it lies on the screen, by `lay` where the page was made
    straight. `photo` tells that it was a sheet before a camera.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    cut: dict[int, list[Glyph]] = field(default_factory=dict)
    level: list[Stroke] = field(default_factory=list)
    upright: list[Stroke] = field(default_factory=list)
    unknown: int = 0
    hidden: int = 0
    texts: int = 0
    pictures: float = 0.0
    turns: int = 0
    lay: Callable[[Box], Box] | None = None
    photo: bool = False

    def shown(self, box: Box) -> Box:
        """A box of the page as it is read, on the page as it is shown."""
        if self.lay is not None:
            return self.lay(box)
        left, top, right, bottom = box
        width, height = self.width, self.height
        for _ in range(self.turns % 4):
            left, top, right, bottom = height - bottom, left, height - top, right
            width, height = height, width
        return _tenths(left), _tenths(top), _tenths(right), _tenths(bottom)


@lru_cache(4096)
def _tenths(points: float) -> float:
    """A coordinate as it is told; cells share their edges, and rounding takes long."""
    return round(points, 1)
