"""Groups of filings whose texts are nearly the same, for two filings as for a million.

Equal texts are one text from the start. Of the others, `buckets` names the pairs worth comparing
by their sketches (of a few texts, every pair is), and each of these is compared exactly: so what is
reported is true, and what is missed is what never shared a bucket. Pairs that are alike link
filings into groups.
"""

from __future__ import annotations

from itertools import combinations

import polars as pl
from rapidfuzz import fuzz

from jiheng.checking.buckets import candidates
from jiheng.checking.sketch import sketches
from jiheng.filing.columns import ENGINE

LIKE = 85.0
"""Likeness, 0 to 100, from which two narratives count as copies."""
LISTED = 100
"""Filings that a group names; of a larger one it tells the number."""
FEW = 50
"""Texts that are all compared with one another."""
BATCH = 100_000
"""Pairs compared at a time."""

c = pl.col


def alike(texts: pl.DataFrame, like: float = LIKE) -> pl.DataFrame:
    """Groups of filings whose texts are alike, by the first filing.

    `texts` has the columns `filing` and `text`. Each group has `filings`, the first `LISTED` of it
    in order; `count`, how many it holds; `low` and `high`, between which lies the likeness, 0 to
    100, of each of its filings to the one that resembles it most.
    """
    distinct = (
        texts.lazy()
        .group_by("text", maintain_order=True)
        .agg(c.filing.head(LISTED).alias("filings"), count=pl.len())
        .with_row_index("place")
        .collect(engine=ENGINE)
    )
    return grouped(distinct.drop("text"), links(distinct["text"], like))


def grouped(distinct: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The groups of `alike` from texts that differ, and the links between them.

    `distinct` has a text's `place`, counted from 0 in the order of its first filing, its `filings`
    and their `count`; `found` is as `links` gives it.
    """
    nearest = (
        pl.concat([found.select("likeness", place=end) for end in ("one", "other")])
        .group_by("place")
        .agg(c.likeness.max())
    )
    return (
        distinct.lazy()
        .with_columns(group=pl.lit(components(distinct.height, found)))
        .join(nearest.lazy(), on="place", how="left", maintain_order="left")
        .with_columns(likeness=pl.when(pl.col("count") > 1).then(100.0).otherwise(c.likeness))
        .drop_nulls("likeness")
        .group_by("group", maintain_order=True)
        .agg(
            c.filings.explode(empty_as_null=False).sort().head(LISTED),
            pl.col("count").sum(),
            low=c.likeness.min(),
            high=c.likeness.max(),
        )
        .drop("group")
        .sort(c.filings.list.first())
        .collect(engine=ENGINE)
    )


def links(texts: pl.Series, like: float = LIKE) -> pl.DataFrame:
    """Pairs of distinct texts that are at least `like`: places `one` and `other`, `likeness`.

    The likeness is rapidfuzz's ratio: of the characters of both texts, how many stand in their
    longest common subsequence, in percent.
    """
    if len(texts) <= FEW:
        pairs = _every(len(texts))
    else:
        pairs = candidates(sketches(texts), texts.str.len_chars(), like)
    parts = [
        part.with_columns(
            likeness=ratios(texts.gather(part["one"]), texts.gather(part["other"]), like)
        )
        for part in pairs.iter_slices(BATCH)
    ]
    return pl.concat([pairs.clear().with_columns(likeness=pl.lit(0.0)), *parts]).filter(
        c.likeness > 0
    )


def _every(count: int) -> pl.DataFrame:
    pairs = list(combinations(range(count), 2))
    return pl.DataFrame(pairs, schema={"one": pl.UInt32, "other": pl.UInt32}, orient="row")


def ratios(one: pl.Series, other: pl.Series, like: float) -> pl.Series:
    """The likeness of each pair of texts, 0 where it is below `like`."""
    both = zip(one, other, strict=True)
    return pl.Series([fuzz.ratio(*pair, score_cutoff=like) for pair in both], dtype=pl.Float64)


def components(count: int, found: pl.DataFrame) -> pl.Series:
    """For each of `count` places the first place that the links `found` lead to, step by step."""
    first = list(range(count))

    def lead(place: int) -> int:
        while first[place] != place:
            first[place] = first[first[place]]
            place = first[place]
        return place

    for one, other in found.select("one", "other").iter_rows():
        ends = sorted((lead(one), lead(other)))
        first[ends[1]] = ends[0]
    return pl.Series([lead(place) for place in first], dtype=pl.UInt32)
