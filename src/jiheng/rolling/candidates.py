"""Indicators that may be one and the same under two names; a person decides, nothing is merged.

Names are compared only where they share a run of characters that few names have, or where one ends
or begins with the other, so that the work grows with the names and not with their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from rapidfuzz import fuzz, process

from jiheng.filing.columns import ENGINE
from jiheng.rolling.identity import NAMES
from jiheng.rolling.keys import Keyed
from jiheng.rolling.rows import Held

c = pl.col

LIKE = 80.0
"""Likeness of two names, 0 to 100, from which they are put forward."""
WITHIN = 60.0
"""The same where one name holds the other: 群众满意度, 服务群众满意度."""
SHORTEST = 4
"""Characters that a name must have to be held by another."""
RUNS = (2, 3, 4)
COMMONEST = 64
"""Names that may share a run of characters before it says nothing any more."""
CHUNK = 1 << 20
LEVEL3 = NAMES[2]
REST = ("kind", "direction", "nature")
"""What must agree besides the names."""
ALIKE, ELSEWHERE, UNITLESS = "alike", "elsewhere", "unitless"
"""Why two are put forward: like names; one name under two level-2 names; no unit in one."""


def candidates(indicators: pl.DataFrame, held: Held, groups: Keyed) -> pl.DataFrame:
    """Pairs in each group: group, first, second (rows), reason, likeness (0 to 100).

    `indicators` are the aggregated ones, `held` has the filings' own under the same names. Two
    names that stand in one filing are two indicators and are not put forward.
    """
    listed = indicators.lazy().select(
        *("group", "row", "key", *NAMES, "kind", "direction"),
        nature=c.way == "qualitative",
    )
    first = listed.unique(["group", *NAMES, *REST], keep="first", maintain_order=True)
    other = first.rename({"row": "second"})
    pairs = pl.concat(
        [
            _named_alike(first, other, indicators),
            _elsewhere(first, other),
            _unitless(first, other),
        ]
    ).collect(engine=ENGINE)
    return (
        pairs.lazy()
        .join(_together(pairs, held, groups), on=["group", "key", "key_other"], how="anti")
        .select("group", "reason", "likeness", first="row", second="second")
        .unique(["group", "first", "second"])
        .sort("group", -c.likeness, "first", "second")
        .collect(engine=ENGINE)
    )


def _together(pairs: pl.DataFrame, held: Held, groups: Keyed) -> pl.LazyFrame:
    """Those pairs, in the groups and the wholes, of which both stand in one filing."""
    own = held.met(pairs.filter(c.key != c.key_other).select("key", "key_other").unique()).lazy()
    return pl.concat([own, groups.wholes(own)]).unique()


def _named_alike(
    first: pl.LazyFrame, other: pl.LazyFrame, indicators: pl.DataFrame
) -> pl.LazyFrame:
    names = indicators[LEVEL3].unique().sort().to_list()
    known = alike([name for name in names if name]).lazy()
    return (
        known.join(first, left_on="name", right_on=LEVEL3)
        .join(
            other,
            left_on=["group", "other", *REST],
            right_on=["group", LEVEL3, *REST],
            suffix="_other",
        )
        .filter(c.level1_key == c.level1_key_other)
        .select(*KEYS, "likeness", reason=pl.lit(ALIKE))
    )


def _elsewhere(first: pl.LazyFrame, other: pl.LazyFrame) -> pl.LazyFrame:
    return (
        first.filter(c.level3_key != "")
        .join(other, on=["group", LEVEL3, *REST], suffix="_other")
        .filter(c.row < c.second)
        .select(*KEYS, likeness=100.0, reason=pl.lit(ELSEWHERE))
    )


def _unitless(first: pl.LazyFrame, other: pl.LazyFrame) -> pl.LazyFrame:
    return (
        first.filter((c.level3_key != "") & (c.kind == "") & ~c.nature)
        .join(other, on=["group", *NAMES, "direction", "nature"], suffix="_other")
        .filter(c.kind_other != "")
        .select(*KEYS, likeness=100.0, reason=pl.lit(UNITLESS))
    )


KEYS = ("group", "row", "second", "key", "key_other")


def alike(names: Sequence[str]) -> pl.DataFrame:
    """Pairs of distinct names, sorted: name, other, likeness."""
    pairs = pl.concat([_sharing(names), _holding(names)]).unique().sort("place", "place_other")
    held = []
    for part in pairs.iter_slices(CHUNK):
        ones = [names[place] for place in part["place"]]
        others = [names[place] for place in part["place_other"]]
        likeness = pl.Series(process.cpdist(ones, others, scorer=fuzz.ratio, workers=-1))
        held.append(pl.DataFrame({"name": ones, "other": others, "likeness": likeness}))
    if not held:
        return pl.DataFrame(schema={"name": pl.String, "other": pl.String, "likeness": pl.Float64})
    found = pl.concat(held).with_columns(c.likeness.cast(pl.Float64).round(1))
    shorter = pl.min_horizontal(c.name.str.len_chars(), c.other.str.len_chars())
    within = c.name.str.contains(c.other, literal=True) | c.other.str.contains(c.name, literal=True)
    return found.filter(
        (c.likeness >= LIKE) | (within & (shorter >= SHORTEST) & (c.likeness >= WITHIN))
    )


PLACES = {"place": pl.UInt32, "place_other": pl.UInt32}


def _sharing(names: Sequence[str]) -> pl.DataFrame:
    """Places of names that share a run of characters which few have."""
    runs = [
        (place, name[at : at + length])
        for place, name in enumerate(names)
        for length in RUNS
        for at in range(len(name) - length + 1)
    ]
    frame = pl.DataFrame(runs, schema={"place": pl.UInt32, "run": pl.String}, orient="row")
    shared = frame.lazy().unique().filter(pl.len().over("run").is_between(2, COMMONEST))
    return (
        shared.join(shared, on="run", suffix="_other")
        .filter(c.place < c.place_other)
        .select(*PLACES)
        .unique()
        .collect(engine=ENGINE)
    )


def _holding(names: Sequence[str]) -> pl.DataFrame:
    """Places of names of which one begins or ends with the other."""
    known = {name: place for place, name in enumerate(names)}
    parts = (
        (place, known[part])
        for place, name in enumerate(names)
        for cut in range(1, len(name) - SHORTEST + 1)
        for part in (name[cut:], name[:-cut])
        if part in known
    )
    return pl.DataFrame([sorted(pair) for pair in parts], schema=PLACES, orient="row")
