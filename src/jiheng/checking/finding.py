"""What a finding is: the columns that tell of it, and its place in the order of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import polars as pl

from jiheng.checking.catalogue import CATALOGUE, Firing
from jiheng.filing.columns import Schema, named, places
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
    def needs(self) -> frozenset[str]:
        """The columns that the firing looks at."""
        return frozenset(_roots(*self.firing.told())).union(IDENTITY[self.firing.over])

    def found(self, rows: pl.LazyFrame, places: pl.Series) -> pl.LazyFrame:
        """What is told of the findings among the rows where the check may fire.

        Of the columns of `RANKED` those that it has anything to say in; see `in_order`.
        """
        rows = rows.select(self._telling.gather(pl.lit(places)))
        if self._nevertheless is not None:
            rows = rows.filter(self._nevertheless)
        return rows.select(self._finding)

    @cached_property
    def _nevertheless(self) -> pl.Expr | None:
        return None if self.firing.unless is None else ~self.firing.unless

    @cached_property
    def _telling(self) -> pl.Expr:
        unless = () if self.firing.unless is None else (self.firing.unless,)
        return c(*sorted(_roots(*self._finding, *unless)))

    @cached_property
    def _finding(self) -> list[pl.Expr]:
        firing = self.firing
        severity = pl.lit(self.severity)
        if firing.severity is not None and self.severity == CATALOGUE[self.code].severity:
            severity = firing.severity
        known = {"filing", "place", "path"}.intersection(IDENTITY[firing.over])
        told = {
            **{name: c(name) for name in known},
            "code": pl.lit(self.code),
            "severity": severity,
            "field": pl.lit(firing.field) if isinstance(firing.field, str) else firing.field,
            "row": ROWS.get(firing.over),
            "name": NAMES.get(firing.over),
            "message": firing.message,
            "observed": firing.observed,
            "expected": firing.expected,
            "difference": None if firing.difference is None else firing.difference.round(6),
            "rank": placed(firing.field),
        }
        return [
            expr.cast(RANKED[name]).alias(name) for name, expr in told.items() if expr is not None
        ]


@dataclass(frozen=True)
class Over:
    """Some checks over one frame."""

    entries: tuple[Prepared, ...]

    @cached_property
    def needs(self) -> frozenset[str]:
        """The columns that the checks look at."""
        return frozenset[str]().union(*(entry.needs for entry in self.entries))

    @cached_property
    def masks(self) -> tuple[pl.Expr, ...]:
        """Where each check may fire; where that is unknown it does not."""
        return tuple(
            entry.firing.when.alias(f"fires {place}") for place, entry in enumerate(self.entries)
        )

    def hits(self, frame: pl.DataFrame) -> Iterator[tuple[Prepared, pl.Series]]:
        """The checks that may fire, and in which rows: the last columns of a frame say where."""
        masks = frame.get_columns()[-len(self.entries) :]
        for entry, mask in zip(self.entries, masks, strict=True):
            if mask.any():
                yield entry, places(mask)


def _roots(*exprs: pl.Expr) -> set[str]:
    return {name for expr in exprs for name in expr.meta.root_names()}


def placed(field: str | pl.Expr) -> pl.Expr:
    """The place of a field in the order of the form, the lowest part of a finding's rank."""
    if isinstance(field, str):
        return pl.lit(PLACES.get(field, LAST), pl.UInt64)
    return field.replace_strict(PLACES, default=LAST, return_dtype=pl.UInt64)


RANK = (
    ((c.filing.cast(pl.UInt64) + 1) * FILING).fill_null(0)
    + (c.row.cast(pl.UInt64) * ROW).fill_null(0)
    + c.rank
)
KEYS = ("filing", "field", "row")
"""What a finding and the cell in which it stands have in common."""


Part = tuple[str, pl.DataFrame]
"""A code and its findings."""


def in_order(parts: Sequence[Part], cells: pl.DataFrame | None = None) -> pl.LazyFrame:
    """What is told of findings as one frame, `RANKED`, in the order of the form.

    Findings of the same field stand in the order of their codes. Beside each stands where its
    field is among the cells.
    """
    if not parts:
        return NOTHING.lazy()
    by_code = sorted(parts, key=itemgetter(0))
    told = {name for _, part in by_code for name in part.columns}
    untold = (pl.lit(None, RANKED[name]).alias(name) for name in RANKED.keys() - told)
    together = pl.concat([part.lazy() for _, part in by_code], how="diagonal")
    found = together.with_columns(untold).with_columns(rank=RANK)
    if cells is not None and not cells.is_empty():
        stands = cells.lazy().select(*KEYS, stands="place").unique(KEYS)
        found = (
            found.join(stands, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
            .with_columns(place=pl.coalesce("place", "stands"))
            .drop("stands")
        )
    return found.sort("rank", maintain_order=True).select(named(*RANKED))
