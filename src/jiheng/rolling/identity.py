"""By what an indicator is the same in several filings.

The names of its three levels, the unit or dimension, the direction, how it was completed, and for
a name that stands twice in one filing, which of the two it is. Anything less than the same name,
but for spaces and punctuation, is not the same unless a person has said so (`sameness`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiheng.quantity.relative import is_relative
from jiheng.quantity.units import kind, unit_named
from jiheng.rulebook import Rulebook

c = pl.col

WRITTEN = ("level1", "level2", "level3", "official1", "official2")
NAMES = ("level1_key", "level2_key", "level3_key")
SORTS = ("kind", "direction", "way", "method", "known")
IDENTITY = ("key", "sort", "alone")
"""The columns by which an indicator is the same: the number of its names, the number of its sort
and of its place among its like, and for what has no name its filing."""
SUM, WEIGHTED = "sum", "funds-weighted"
MEASURED, TRUSTED, QUALITATIVE = "measured", "trusted", "qualitative"
"""`way`: completion in numbers; a number as target, answered by no measurement; in words."""
DIRECTIONS = pl.Enum(["", "higher", "lower", "equal", "range"])
WAYS = pl.Enum([MEASURED, TRUSTED, QUALITATIVE])
METHODS = pl.Enum([SUM, WEIGHTED])
BETWEEN = "\x1f"
MOST_ALIKE = 1 << 16
"""Rows of one filing that may be alike: more than a form has."""


def names(indicators: pl.LazyFrame) -> pl.LazyFrame:
    """The distinct names of some indicators, as `WRITTEN` and as `NAMES` by which they compare.

    Official names stand for their spellings where the rulebook knows them.
    """
    return (
        indicators.select(WRITTEN)
        .unique()
        .with_columns(
            level1_key=bare(pl.coalesce(c.official1, c.level1)),
            level2_key=bare(pl.coalesce(c.official2, c.level2)),
            level3_key=bare(c.level3),
        )
    )


def bare(name: pl.Expr) -> pl.Expr:
    """A name without what writing varies: width, case, spaces, punctuation."""
    narrow = name.str.normalize("NFKC").str.to_lowercase()
    return narrow.str.replace_all(r"[\s\p{P}\p{S}]", "")


def understood(indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Add `unit`, `SORTS` but for `method`, `comparator`, and `aim`, `done`, `aim_upper`.

    The last three are target and completion in the base unit. Needs scored indicators.
    """
    return (
        indicators.with_columns(
            unit=pl.coalesce(c.target_unit, c.actual_unit, pl.lit("")),
            known=c.weight.is_not_null(),
            comparator=c.target_comparator.cast(pl.String),
        )
        .with_columns(
            kind=c.unit.map_batches(_kinds, return_dtype=pl.String),
            direction=_direction(),
            way=_way(),
        )
        .with_columns(_completion())
        .with_columns(
            kind=pl.when(c.way == QUALITATIVE).then(pl.lit("")).otherwise(c.kind),
            direction=pl.when(c.way == QUALITATIVE)
            .then(pl.lit("", DIRECTIONS))
            .otherwise(c.direction),
        )
    )


def identified(
    rows: pl.LazyFrame, keys: pl.DataFrame, books: Mapping[str, Rulebook]
) -> pl.LazyFrame:
    """Add `method` and `IDENTITY`.

    Needs the columns of `understood`, `key` and `rulebook`, sorted by filing and row; `keys` has
    `key` and `level3_key`.
    """
    nameless = keys.filter(c.level3_key == "")["key"].implode()
    relative = _relative(rows, keys)
    return (
        rows.join(relative, on=["key", "unit"], how="left", maintain_order="left")
        .with_columns(
            method=_method(books).cast(METHODS),
            alone=pl.when(c.key.is_in(nameless)).then(c.filing),
        )
        .drop("relative")
        .with_columns(sort=_number())
        .with_columns(
            sort=(
                c.sort.cast(pl.Int64) * MOST_ALIKE
                + pl.int_range(pl.len(), dtype=pl.Int64).over("filing", "key", "sort")
            )
        )
    )


def _relative(rows: pl.LazyFrame, keys: pl.DataFrame) -> pl.LazyFrame:
    """Whether what a name tells in a unit is relative, by `key` and `unit`."""
    told = rows.select("key", "unit").unique().join(keys.lazy(), on="key")
    named = pl.concat_str(c.level3_key, pl.lit(BETWEEN), c.unit.cast(pl.String))
    relative = named.map_batches(
        lambda each: _mapped(
            each, lambda text: is_relative(*text.rsplit(BETWEEN, 1)), pl.Boolean()
        ),
        return_dtype=pl.Boolean,
    )
    return told.select("key", "unit", relative=relative)


def _number() -> pl.Expr:
    """One number for all of `SORTS`."""
    direction, way, method = (c(n).to_physical().cast(pl.UInt64) for n in SORTS[1:4])
    kinds = c.kind.to_physical().cast(pl.UInt64)
    return (((kinds * 8 + direction) * 4 + way) * 2 + method) * 2 + c.known.cast(pl.UInt64)


def base_of(units: pl.Series) -> pl.Series:
    """How many base units one of each unit is."""
    return _mapped(units, _base, pl.Float64())


def _base(name: str) -> float:
    unit = unit_named(name)
    return float(unit.times / unit.over)


def _kinds(units: pl.Series) -> pl.Series:
    return _mapped(units, lambda name: "/".join(filter(None, kind(name))), pl.String())


def _mapped(values: pl.Series, function: object, dtype: pl.DataType) -> pl.Series:
    assert callable(function)
    known = {value: function(value) for value in values.unique().drop_nulls()}
    return values.replace_strict(known, default=None, return_dtype=dtype)


def _direction() -> pl.Expr:
    return (
        pl.when(c.goal_upper.is_not_null())
        .then(pl.lit("range", DIRECTIONS))
        .when(c.comparator == "=")
        .then(pl.lit("equal", DIRECTIONS))
        .when(c.lower_is_better)
        .then(pl.lit("lower", DIRECTIONS))
        .otherwise(pl.lit("higher", DIRECTIONS))
    )


def _way() -> pl.Expr:
    numbers = c.measured & c.goal.is_not_null() & c.reached.is_not_null()
    return (
        pl.when(c.known & (numbers | _completed()))
        .then(pl.lit(MEASURED, WAYS))
        .when(c.target_nature == "qualitative")
        .then(pl.lit(QUALITATIVE, WAYS))
        .otherwise(pl.lit(TRUSTED, WAYS))
    )


def _completed() -> pl.Expr:
    """Answered by how much of the target was completed: 完成90.28%."""
    rising = (c.target_comparator.cast(pl.String).fill_null(">=") != "=") & ~c.lower_is_better
    return (c.basis == "completion") & rising & (c.target_value > 0) & c.target_upper.is_null()


def _completion() -> list[pl.Expr]:
    target = c.target_value * c.unit.map_batches(base_of, return_dtype=pl.Float64)
    measured, completed = c.way == MEASURED, c.basis == "completion"
    aim = pl.when(completed).then(target).otherwise(c.goal)
    done = pl.when(completed).then(target * c.actual_completion / 100).otherwise(c.reached)
    values = {"aim": aim, "done": done, "aim_upper": c.goal_upper}
    return [pl.when(measured).then(value).alias(name) for name, value in values.items()]


def _method(rulebooks: Mapping[str, Rulebook]) -> pl.Expr:
    """How the rulebook brings such completions together."""

    def said(name: str) -> pl.Expr:
        ways = {id_: getattr(book.aggregation, name) for id_, book in rulebooks.items()}
        return c.rulebook.replace_strict(ways, return_dtype=pl.String)

    limit = (c.kind.cast(pl.String) == "time") & (c.direction == "lower")
    return (
        pl.when(c.way != MEASURED)
        .then(said("qualitative"))
        .when(c.relative)
        .then(said("relative"))
        .when(limit)
        .then(said("limits"))
        .otherwise(said("absolute"))
    )
