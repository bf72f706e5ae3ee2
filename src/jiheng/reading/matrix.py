"""Points, boxes, and the matrices that move points."""

from __future__ import annotations

from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Matrix(NamedTuple):
    """Where the points of one plane stand on another, as PDF writes it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> Point:
        """Where a point stands."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Matrix) -> Matrix:
        """The matrix that does `inner` first."""
        a, b = self.a * inner.a + self.c * inner.b, self.b * inner.a + self.d * inner.b
        c, d = self.a * inner.c + self.c * inner.d, self.b * inner.c + self.d * inner.d
        return Matrix(a, b, c, d, *self.at(inner.e, inner.f))


UNMOVED = Matrix()
