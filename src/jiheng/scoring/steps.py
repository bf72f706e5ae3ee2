"""Columns that build on one another: each step adds some, out of those before it.

The steps of a rulebook are made once; to score is to carry them out over a frame.
"""

from __future__ import annotations

from itertools import zip_longest

import polars as pl

Step = tuple[pl.Expr, ...]
Steps = tuple[Step, ...]


def step(**columns: pl.Expr) -> Step:
    """Columns by name that do not need one another."""
    return tuple(expr.alias(name) for name, expr in columns.items())


def abreast(*families: Steps) -> Steps:
    """Steps that do not need one another's columns, taken at the same time."""
    rows = zip_longest(*families, fillvalue=())
    return tuple(tuple(expr for each in row for expr in each) for row in rows)


def carried_out(frame: pl.LazyFrame, steps: Steps) -> pl.LazyFrame:
    """A frame with the columns of some steps."""
    for each in steps:
        frame = frame.with_columns(each)
    return frame
