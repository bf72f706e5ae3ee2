"""Whether the form explains what happened to an indicator."""

from __future__ import annotations

import polars as pl

from jiheng.checking.say import blank

c = pl.col

NAMED = 0.3
"""Share of an indicator's name, in pairs of characters, that an explanation of it repeats."""


def explained() -> pl.Expr:
    """Over indicators: an explanation of its own, or the narrative takes up its name."""
    return ~blank(c.deviation) | (c.told >= NAMED).fill_null(value=False)


def explained_at_large() -> pl.Expr:
    """Over indicators: as `explained`, or the narrative admits missed targets in general."""
    return explained() | c.admitted
