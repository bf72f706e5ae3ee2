"""The filings' indicators, ready to be brought together, and the names that they go by."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling import sameness
from jiheng.rolling.aggregation import SHOWN
from jiheng.rolling.identity import IDENTITY, NAMES, SORTS, WRITTEN, names, with_identity
from jiheng.rolling.keys import Keyed
from jiheng.scoring import Scores

c = pl.col

OWN = tuple(f"{name}_own" for name in NAMES)
NEEDED = (
    *("filing", "group_declared", *WRITTEN),
    *("target_text", "actual_text", "target_unit", "actual_unit", "target_comparator"),
    *("target_nature", "target_value", "target_upper", "actual_completion"),
    *("goal", "goal_upper", "reached", "lower_is_better", "measured"),
    *("basis", "weight", "score"),
)
KEPT = (
    *("group", "filing", "form_row", "form_group", "group_declared", "name", *IDENTITY, *SORTS),
    *("funds", "judged", "weight", "score", "aim", "done", "aim_upper"),
    *("unit", "comparator", "target_text", "actual_text"),
)


class Rows(NamedTuple):
    """The indicators of the filings that are weighed, and their names.

    rows: `KEPT`, by the filing's group by key
    names: name, key, `WRITTEN`, `NAMES` that they are counted under, `OWN` that they have
    unmet: confirmed names that do not occur
    """

    rows: pl.DataFrame
    names: pl.DataFrame
    unmet: list[str]


def rows(scores: Scores, members: pl.DataFrame, groups: Keyed, same: sameness.Same) -> Rows:
    """Each weighed filing's indicators, with the number of their names."""
    weighed = (
        members.lazy().filter(c.weighed & ~c.whole).select("group", "filing", "funds", "judged")
    )
    books = scores.filings.lazy().select("filing", "rulebook")
    taken = scores.indicators.lazy().select(*NEEDED, form_row=c.row, form_group=c.group)
    distinct, unmet = _names(taken, same)
    numbered = distinct.lazy().select("name", "key", "level3_key", *WRITTEN)
    found = (
        taken.join(weighed, on="filing", maintain_order="left")
        .join(books, on="filing", maintain_order="left")
        .join(numbered, on=WRITTEN, nulls_equal=True, maintain_order="left")
        .pipe(with_identity, scores.rulebooks)
        .select(KEPT)
        .collect(engine=ENGINE)
    )
    return Rows(found, distinct, unmet)


def _names(taken: pl.LazyFrame, same: sameness.Same) -> tuple[pl.DataFrame, list[str]]:
    distinct = names(taken).collect(engine=ENGINE)
    changes, unmet = sameness.renamed(distinct.select(NAMES).unique(), same)
    counted = (
        distinct.lazy()
        .join(changes.lazy(), on=NAMES, how="left")
        .with_columns(**{own: c(name) for own, name in zip(OWN, NAMES, strict=True)})
        .with_columns(pl.coalesce(f"{name}_new", name).alias(name) for name in NAMES)
        .sort(*WRITTEN)
        .with_columns(key=pl.struct(NAMES).rank("dense").cast(pl.UInt32))
        .with_row_index("name")
        .select("name", "key", *WRITTEN, *NAMES, *OWN)
    )
    return counted.collect(engine=ENGINE), unmet


def shown(indicators: pl.LazyFrame, found: Rows, groups: Keyed) -> pl.LazyFrame:
    """Add `NAMES` and the names to show: official ones, else those that a group writes most often.

    A name that only other groups write is shown as these write it.
    """
    keys = found.names.lazy().select("key", *NAMES).unique()
    own = found.rows.lazy().group_by("group", "name").agg(times=pl.len())
    times = pl.concat([own, groups.wholes(own)]).group_by("group", "name").agg(c.times.sum())
    spelt = times.join(found.names.lazy().select("name", *WRITTEN, *OWN), on="name")
    official = (pl.coalesce("official1", "level1"), pl.coalesce("official2", "level2"), c.level3)
    indicators = indicators.join(keys, on="key", how="left")
    for key, mine, name, spelling in zip(NAMES, OWN, SHOWN, official, strict=True):
        counted = spelt.select("group", "times", spelling.alias(name), c(mine).alias(key))
        here = _commonest(counted, ["group", key], name)
        anywhere = _commonest(counted, [key], name).rename({name: "elsewhere"})
        indicators = (
            indicators.join(here, on=["group", key], how="left")
            .join(anywhere, on=key, how="left")
            .with_columns(pl.coalesce(name, "elsewhere").alias(name))
            .drop("elsewhere")
        )
    return indicators


def _commonest(counted: pl.LazyFrame, by: list[str], name: str) -> pl.LazyFrame:
    return (
        counted.group_by(*by, name)
        .agg(c.times.sum())
        .sort(*by, -c.times.cast(pl.Int64), name)
        .group_by(by, maintain_order=True)
        .agg(c(name).first())
    )


def commonest_units(indicators: pl.LazyFrame, found: Rows, groups: Keyed) -> pl.LazyFrame:
    """Where the filings use several units, the one that most of them use."""
    several = indicators.filter(c.several_units).select(IDENTITY).unique()
    own = (
        found.rows.lazy()
        .join(several, on=IDENTITY, how="semi", nulls_equal=True)
        .group_by("group", *IDENTITY, "unit")
        .agg(times=pl.len())
    )
    times = pl.concat([own, groups.wholes(own)])
    most = _commonest(times, ["group", *IDENTITY], "unit").rename({"unit": "most"})
    return (
        indicators.join(most, on=["group", *IDENTITY], how="left", nulls_equal=True)
        .with_columns(unit=pl.coalesce("most", "unit"))
        .drop("most", "several_units")
    )
