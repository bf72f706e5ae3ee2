"""The filings' indicators, ready to be brought together, and the names that they go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling import sameness
from jiheng.rolling.aggregation import SHOWN, sums
from jiheng.rolling.exact import LARGEST_FUNDS, millionths
from jiheng.rolling.identity import IDENTITY, NAMES, WRITTEN, bare, identified
from jiheng.rolling.keys import Keyed
from jiheng.rolling.taken import Taken, points
from jiheng.rulebook import Rulebook

c = pl.col

OWN = tuple(f"{name}_own" for name in NAMES)


class Placing(NamedTuple):
    """What tells to which indicator of which group a filing's row belongs.

    filings: filing, group (its own by key), rulebook, funds, judged
    names: name, spelling (the first name that is written so), key, `WRITTEN`, `NAMES` that they are
    counted under, `OWN` that they have
    unmet: confirmed names that do not occur
    """

    filings: pl.DataFrame
    names: pl.DataFrame
    unmet: list[str]
    rulebooks: Mapping[str, Rulebook]


class Sums(NamedTuple):
    """What the rows come to, by group.

    indicators: as `aggregation.sums` gives them
    names: group, spelling, times (rows that go by it)
    units: group, `IDENTITY`, unit, times, where a group uses several
    levels: group, level1_key, weighted (points by funds)
    """

    indicators: pl.DataFrame
    names: pl.DataFrame
    units: pl.DataFrame
    levels: pl.DataFrame


class Held(Protocol):
    """Who holds the filings' indicators, and works on them."""

    def sums(self, placing: Placing) -> Sums:
        """What they come to when they are placed so, which is asked first."""

    def met(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """group, key, key_other: those of some pairs of keys that stand in one filing."""

    def rows(self) -> pl.DataFrame:
        """All of them, as they have been placed."""


AT_ONCE = 40_000
"""Filings whose rows are placed and summed up together: so few that the groups' sums stay near."""


class Here:
    """The rows in the memory of this machine, worked on so many groups at a time."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows
        self._placing: Placing | None = None
        self._keys: list[pl.DataFrame] = []

    def sums(self, placing: Placing) -> Sums:
        """What they come to when they are placed so."""
        self._placing, self._keys = placing, []
        came = []
        for rows, own in _parts(self._rows, placing):
            here = placed(rows, own)
            came.append(summed_up(here, own.names))
            self._keys.append(here.select("group", "filing", "key"))
        return Sums(*map(pl.concat, zip(*came, strict=True)))

    def met(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """group, key, key_other: those of some pairs of keys that stand in one filing."""
        return pl.concat(met(keys, pairs) for keys in self._keys)

    def rows(self) -> pl.DataFrame:
        """All of them, as they have been placed."""
        assert self._placing is not None
        return placed(self._rows, self._placing)


def _parts(rows: pl.DataFrame, placing: Placing) -> Iterator[tuple[pl.DataFrame, Placing]]:
    """The rows of whole groups, about `AT_ONCE` filings of them, and what places these."""
    before = c.filings.cum_sum() - c.filings
    parts = (
        placing.filings.lazy()
        .group_by("group")
        .agg(filings=pl.len())
        .sort("group")
        .select("group", part=(before // AT_ONCE).rle_id())
        .collect(engine=ENGINE)
    )
    if parts["part"].n_unique() <= 1:
        yield rows, placing
        return
    filings = placing.filings.join(parts, on="group", maintain_order="left")
    belongs = filings.select("filing", "part")
    here = rows.select("filing").join(belongs, on="filing", maintain_order="left")["part"]
    for number in range(int(parts["part"][-1]) + 1):
        own = rows.filter(here == number)
        names = placing.names.join(own.select("name").unique(), on="name", how="semi")
        yield (
            own,
            placing._replace(filings=filings.filter(c.part == number).drop("part"), names=names),
        )


def placing(given: Taken, groups: Keyed, same: sameness.Same) -> Placing:
    """Where the rows of some filings belong.

    Official names stand for their spellings where the rulebook knows them.
    """
    names, unmet = _names(given.names, same)
    facts = given.filings.lazy().select("filing", "rulebook", "funds", "judged")
    filings = facts.join(groups.own, on="filing", maintain_order="left").collect(engine=ENGINE)
    return Placing(filings, names, unmet, given.rulebooks)


def placed(rows: pl.DataFrame, placing: Placing) -> pl.DataFrame:
    """The rows of `Taken` with group, funds, judged, spelling, key, method and `IDENTITY`."""
    keys = placing.names.select("key", "level3_key").unique()
    names = placing.names.lazy().select("name", "spelling", "key")
    return (
        rows.lazy()
        .join(names, on="name", maintain_order="left")
        .join(placing.filings.lazy(), on="filing", maintain_order="left")
        .pipe(identified, keys, placing.rulebooks)
        .drop("rulebook")
        .collect(engine=ENGINE)
    )


def summed_up(rows: pl.DataFrame, names: pl.DataFrame) -> Sums:
    """What placed rows come to; all rows of a group must be there."""
    indicators = sums(rows.lazy()).collect(engine=ENGINE)
    several = indicators.lazy().filter(c.unit_min != c.unit_max).select("group", *IDENTITY)
    keys = names.lazy().select("key", "level1_key").unique()
    others = (
        rows.lazy().group_by("group", "spelling").agg(times=pl.len()),
        rows.lazy()
        .join(several, on=["group", *IDENTITY], how="semi", nulls_equal=True)
        .group_by("group", *IDENTITY, "unit")
        .agg(times=pl.len()),
        rows.lazy()
        .join(keys, on="key")
        .group_by("group", "filing", "form_group", "level1_key")
        .agg(points=points(), funds=millionths(c.funds, LARGEST_FUNDS).first())
        .group_by("group", "level1_key")
        .agg(weighted=pl.when(c.points.null_count() == 0).then((c.points * c.funds).sum())),
    )
    return Sums(indicators, *pl.collect_all(others, engine=ENGINE))


def met(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """group, key, key_other: those of some pairs of keys that stand in one filing."""
    named = pairs.select(pl.col("key").append(pl.col("key_other"))).unique()
    own = (
        rows.lazy()
        .join(named.lazy(), on="key", how="semi")
        .select("group", "filing", "key")
        .unique()
    )
    return (
        own.join(pairs.lazy(), on="key")
        .join(own.rename({"key": "key_other"}), on=["group", "key_other", "filing"], how="semi")
        .select("group", "key", "key_other")
        .unique()
        .collect(engine=ENGINE)
    )


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
        .with_columns(
            key=pl.struct(NAMES).rank("dense").cast(pl.UInt32),
            spelling=c.name.first().over(WRITTEN),
        )
        .select("name", "spelling", "key", *WRITTEN, *NAMES, *OWN)
    )
    return counted.collect(engine=ENGINE), unmet


def shown(indicators: pl.LazyFrame, came: Sums, names: pl.DataFrame, groups: Keyed) -> pl.LazyFrame:
    """Add `NAMES` and the names to show: official ones, else those that a group writes most often.

    A name that only other groups write is shown as these write it.
    """
    keys = names.lazy().select("key", *NAMES).unique()
    own = came.names.lazy()
    times = pl.concat([own, groups.wholes(own)]).group_by("group", "spelling").agg(c.times.sum())
    spellings = names.lazy().select("name", *WRITTEN, *OWN)
    spelt = times.join(spellings, left_on="spelling", right_on="name")
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


def commonest_units(indicators: pl.LazyFrame, came: Sums, groups: Keyed) -> pl.LazyFrame:
    """Where the filings use several units, the one that most of them use."""
    several = indicators.filter(c.several_units).select(IDENTITY).unique()
    alone = (
        came.indicators.lazy()
        .filter(c.unit_min == c.unit_max)
        .join(several, on=IDENTITY, how="semi", nulls_equal=True)
        .select("group", *IDENTITY, unit="unit_min", times="filings")
    )
    own = pl.concat([came.units.lazy(), alone])
    times = pl.concat([own, groups.wholes(own)])
    most = _commonest(times, ["group", *IDENTITY], "unit").rename({"unit": "most"})
    return (
        indicators.join(most, on=["group", *IDENTITY], how="left", nulls_equal=True)
        .with_columns(unit=pl.coalesce("most", "unit"))
        .drop("most", "several_units")
    )
