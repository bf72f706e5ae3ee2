"""What a finding is: the columns that tell of it, and its place in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from jiheng.checking.catalogue import CATALOGUE, Firing
from jiheng.filing.columns import Schema
from jiheng.filing.vocabulary import ORDER

c = pl.col

FINDINGS: Schema = {
    "filing": pl.UInt32,
    "code": pl.String,
    "severity": pl.String,
    "field": pl.String,
    "row": pl.Int16,
    "name": pl.String,
    "message": pl.String,
    "observed": pl.String,
    "expected": pl.String,
    "difference": pl.Float64,
    "place": pl.String,
    "path": pl.String,
    "filings": pl.List(pl.UInt32),
}
"""One row per finding: `filing` is null for a document's and for those across filings; `name` is
the level-3 name of an indicator, the level-1 name of a group; `place` where it stands."""
RANKED: Schema = {**FINDINGS, "rank": pl.UInt64}
NOTHING = pl.DataFrame(schema=RANKED)

IDENTITY = {
    "filings": ("filing",),
    "groups": ("filing", "group", "level1"),
    "indicators": ("filing", "row", "level3"),
    "mentions": ("filing",),
    "leftovers": ("filing", "place"),
    "cells": ("filing", "row", "place"),
    "documents": ("path",),
}
"""The columns of each frame that say of whom a finding speaks, and where."""
NAMES = {"indicators": c.level3, "groups": c.level1}
ROWS = {"indicators": c.row, "cells": c.row, "groups": c.group}
NONE = pl.lit(None)

ROW_FIELDS = ("level1", "level2", "level3", "target", "actual", "weight", "score")
"""The fields of a table's row; they are told row by row."""
FILING, SECTION, ROW = 2**32, 2**24, 2**8
"""What a filing, a section of the form and a row of its table weigh in the rank of a finding."""
PLACES = {
    field: ORDER["level1" if field in ROW_FIELDS else field] * SECTION + place
    for field, place in ORDER.items()
}
LAST = len(ORDER) * SECTION


@dataclass(frozen=True)
class Prepared:
    """A check's firing with what the catalogue and the rulebook say of it."""

    code: str
    severity: str
    firing: Firing

    @cached_property
    def when(self) -> pl.Expr:
        """Where the check may fire; nowhere is it unknown."""
        return self.firing.when.fill_null(value=False)

    @cached_property
    def needs(self) -> frozenset[str]:
        """The columns that the firing looks at."""
        return frozenset(_roots(*self.firing.told())).union(IDENTITY[self.firing.over])

    def found(self, frame: pl.DataFrame, here: pl.Series) -> pl.LazyFrame:
        """The findings, `RANKED`, among the rows of a frame where the check may fire."""
        rows = frame.lazy().select(self._telling).filter(here)
        if self._nevertheless is not None:
            rows = rows.filter(self._nevertheless)
        return rows.select(self._finding)

    @cached_property
    def _nevertheless(self) -> pl.Expr | None:
        return None if self.firing.unless is None else ~self.firing.unless

    @cached_property
    def _telling(self) -> list[pl.Expr]:
        unless = () if self.firing.unless is None else (self.firing.unless,)
        return [c(name) for name in sorted(_roots(*self._finding, *unless))]

    @cached_property
    def _finding(self) -> list[pl.Expr]:
        firing = self.firing
        severity = pl.lit(self.severity)
        if firing.severity is not None and self.severity == CATALOGUE[self.code].severity:
            severity = firing.severity
        known = {"filing", "place", "path"}.intersection(IDENTITY[firing.over])
        return ranked(
            firing.field,
            {
                **{name: c(name) for name in known},
                "code": pl.lit(self.code),
                "severity": severity,
                "row": ROWS.get(firing.over, NONE),
                "name": NAMES.get(firing.over, NONE),
                "message": firing.message,
                "observed": firing.observed,
                "expected": firing.expected,
                "difference": firing.difference.round(6),
            },
        )


def _roots(*exprs: pl.Expr) -> set[str]:
    return {name for expr in exprs for name in expr.meta.root_names()}


def ranked(field: str | pl.Expr, given: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    """The columns of `RANKED` from the field of the form and what else is given."""
    if isinstance(field, str):
        place, named = pl.lit(PLACES.get(field, LAST)), pl.lit(field)
    else:
        place, named = field.replace_strict(PLACES, default=LAST, return_dtype=pl.UInt64), field
    filing, row = (given.get(name, NONE).cast(pl.UInt64) for name in ("filing", "row"))
    rank = ((filing + 1) * FILING).fill_null(0) + (row * ROW).fill_null(0) + place
    columns = {**given, "field": named, "rank": rank}
    return [columns.get(name, NONE).cast(kind).alias(name) for name, kind in RANKED.items()]
