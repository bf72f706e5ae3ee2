"""The official names behind what a form calls its level-1 and level-2 indicators."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz, process

from jiheng.rulebook import Rulebook
from jiheng.scoring.steps import Steps, step

c = pl.col

LIKE = 50.0
"""Likeness, 0 to 100, from which an unknown name is taken for a slip of an official one."""
SHARED = "指标"
"""What all names end in, which makes none of them like another."""


@lru_cache(maxsize=64)
def official(rulebook: Rulebook) -> Steps:
    """Add `official1`, `official2` (null for an unknown name), `nearest2`, `home1` and `opens`.

    `nearest2` is the official level 2, or for an unknown name the one that it resembles most;
    `home1` the level 1 under which that belongs; `opens` tells the first row of each level-2 cell.
    Needs `group_key`.
    """
    _, level2, homes = _names(rulebook)
    change = (c.level2_text != c.level2_text.shift(1)) | (c.group_key != c.group_key.shift(1))
    return (
        step(
            official1=official_level1(rulebook),
            official2=_named(c.level2, level2),
            opens=change.fill_null(value=True),
        ),
        step(
            nearest2=pl.map_batches(
                (c.level2, c.official2),
                lambda columns: _nearest(columns[0], columns[1], rulebook),
                return_dtype=pl.String,
            ),
        ),
        step(home1=_named(c.nearest2, homes)),
    )


@lru_cache(maxsize=64)
def official_level1(rulebook: Rulebook) -> pl.Expr:
    """The rulebook's name of the group `level1`, null where it knows none."""
    return _named(c.level1, _names(rulebook)[0])


def _named(name: pl.Expr, names: dict[str, str]) -> pl.Expr:
    return name.replace_strict(
        list(names), list(names.values()), default=None, return_dtype=pl.String
    )


def _nearest(names: pl.Series, official: pl.Series, rulebook: Rulebook) -> pl.Series:
    """The official names, and of those that are null the ones that the names resemble most."""
    if not official.null_count():
        return official
    known = {name: _like(name, rulebook) for name in names.unique() if name}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


@lru_cache(maxsize=1 << 14)
def _like(name: str, rulebook: Rulebook) -> str | None:
    """The official level 2 of a name, or of the spelling that it resembles most."""
    known = _names(rulebook)[1]
    if name in known:
        return known[name]
    stems = {spelling.removesuffix(SHARED): official for spelling, official in known.items()}
    stem = name.removesuffix(SHARED)
    like = process.extractOne(stem, list(stems), scorer=fuzz.ratio, score_cutoff=LIKE)
    return stems[like[0]] if like else None


@lru_cache(maxsize=64)
def _names(rulebook: Rulebook) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Spelling -> official name of level 1 and of level 2, and the home of each level 2."""
    level1: dict[str, str] = {}
    level2: dict[str, str] = {}
    homes: dict[str, str] = {}
    for group in rulebook.groups.values():
        level1 |= dict.fromkeys(group.names, group.names[0])
        for inner in group.level2.values():
            level2 |= dict.fromkeys(inner.names, inner.names[0])
            homes.setdefault(inner.names[0], group.names[0])
    return level1, level2, homes
