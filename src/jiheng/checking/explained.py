"""Whether the form explains what happened to an indicator."""

from __future__ import annotations

import polars as pl

from jiheng.checking.say import blank

c = pl.col

NAMED = 0.3
"""Share of an indicator's name, in pairs of characters, that an explanation of it repeats."""

GENERAL = r"(?:目标|指标|绩效)[^。；;]{0,40}(?:未|没有|不足|不高|不到|一般|偏低|较低|差|延|滞后)"
"""An explanation that speaks of targets at large."""


def explained() -> pl.Expr:
    """Over indicators: an explanation of its own, or the narrative takes up its name."""
    return ~blank(c.deviation) | (c.told >= NAMED).fill_null(value=False)


def explained_at_large() -> pl.Expr:
    """Over indicators: as `explained`, or the narrative admits missed targets in general."""
    return explained() | c.goals_told.fill_null(value=False)


def goals_told() -> pl.Expr:
    """Over filings: whether the narrative speaks of missed targets in general."""
    return c.deviation.str.contains(GENERAL)
