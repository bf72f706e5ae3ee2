"""The filings' indicators, ready to be brought together, and the names that they go by."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling import sameness
from jiheng.rolling.aggregation import SHOWN
from jiheng.rolling.identity import IDENTITY, NAMES, WRITTEN, bare, identified
from jiheng.rolling.keys import Keyed
from jiheng.rolling.taken import Taken

c = pl.col

OWN = tuple(f"{name}_own" for name in NAMES)


class Rows(NamedTuple):
    """The indicators of the filings that are weighed, and their names.

    rows: those of `Taken` with group (the filing's by key), funds, judged, key, method, `IDENTITY`
    names: name, key, `WRITTEN`, `NAMES` that they are counted under, `OWN` that they have
    unmet: confirmed names that do not occur
    """

    rows: pl.DataFrame
    names: pl.DataFrame
    unmet: list[str]


def rows(given: Taken, groups: Keyed, same: sameness.Same) -> Rows:
    """Each weighed filing's indicators, with the number of the names that they are counted under.

    Official names stand for their spellings where the rulebook knows them.
    """
    names, unmet = _names(given.names, same)
    keys = names.select("key", "level3_key").unique()
    facts = given.filings.lazy().select("filing", "rulebook", "funds", "judged")
    found = (
        given.rows.lazy()
        .join(names.lazy().select("name", "key"), on="name", maintain_order="left")
        .join(facts, on="filing", maintain_order="left")
        .pipe(identified, keys, given.rulebooks)
        .drop("rulebook")
        .join(groups.own, on="filing", maintain_order="left")
        .collect(engine=ENGINE)
    )
    return Rows(found, names, unmet)


def _names(written: pl.DataFrame, same: sameness.Same) -> tuple[pl.DataFrame, list[str]]:
    names = written.with_columns(
        level1_key=bare(pl.coalesce(c.official1, c.level1)),
        level2_key=bare(pl.coalesce(c.official2, c.level2)),
        level3_key=bare(c.level3),
    )
    changes, unmet = sameness.renamed(names.select(NAMES).unique(), same)
    counted = (
        names.lazy()
        .join(changes.lazy(), on=NAMES, how="left", maintain_order="left")
        .with_columns(**{own: c(name) for own, name in zip(OWN, NAMES, strict=True)})
        .with_columns(pl.coalesce(f"{name}_new", name).alias(name) for name in NAMES)
        .with_columns(key=pl.struct(NAMES).rank("dense").cast(pl.UInt32))
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
