"""Which texts are worth comparing: those that fall into the same small bucket of some tree.

A tree (LSH forest, Bawa, Condie and Ganesan 2005) takes the rows of a sketch in an order of its own
and puts texts with the same first row into one bucket. A bucket that is crowded is parted by the
next row, at most `DEPTH` times; in one that stays crowded, a text is held against its neighbours
only. So boilerplate in a million filings costs no more than anything else.

A pair with the share J of its runs in common meets in a tree at depth d with probability J^d, and
in one of t trees with 1 - (1 - J^d)^t. With 32 trees, and rows taken for independent:

| J | depth 1 | 2 | 3 | 4 |
|---|---|---|---|---|
| 0.4 | 1.000 | 0.996 | 0.880 | 0.564 |
| 0.5 | 1.000 | 1.000 | 0.986 | 0.873 |
| 0.6 | 1.000 | 1.000 | 1.000 | 0.988 |

Texts of a likeness s whose differences are runs of m characters have J = v / (2 - v) in common,
where v = 1 - (1 - s)(m + 2) / m: each difference spoils m + 2 runs of three. At 85 that is 0.54
for words of two characters, 0.63 for numbers of four, 0.38 for single characters strewn evenly.
How deep a bucket goes depends on how common its runs are among the texts at hand: the rare ones of
a pair meet at depth 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from jiheng.checking.sketch import PARITY, ROWS, SKETCH
from jiheng.filing.columns import ENGINE

STRIDES = (1, 3)
"""A tree for each row to start from and each of these steps to the next row."""
DEPTH = 4
"""Rows that a crowded bucket is parted by at most."""
REACH = 5
"""Neighbours in its bucket that a text is held against: all of them, where it holds six."""

c = pl.col

WHOLE = pl.UInt64
HALF = 1 << 32
SPREAD = 0x9E3779B97F4A7C15


def candidates(sketches: pl.DataFrame, lengths: pl.Series, like: float) -> pl.DataFrame:
    """Pairs of texts, `one` before `other`, that may be at least `like`, 0 to 100.

    `sketches` as `sketch.sketches` makes them, `lengths` in characters.
    """
    numbers = [lengths.cast(pl.Float64), *(sketches[name] for name in PARITY)]
    told = sketches.select("text", *SKETCH).drop_nulls()
    return (
        pl.concat(met(told, tree, numbers, like) for tree in trees()).unique().sort("one", "other")
    )


def met(told: pl.DataFrame, tree: list[str], numbers: list[pl.Series], like: float) -> pl.DataFrame:
    """The pairs of `candidates` that meet in one tree; texts that share its first row suffice.

    `told` has `text`, a place in each of `numbers`: lengths as Float64, and the parities.
    """
    return pl.concat(_possible(pairs, numbers, like) for pairs in _neighbours(told, tree)).unique()


def trees() -> Iterator[list[str]]:
    """The rows of each tree, in its order."""
    for stride in STRIDES:
        for first in range(ROWS):
            yield [SKETCH[(first + stride * depth) % ROWS] for depth in range(DEPTH + 1)]


def _neighbours(sketches: pl.DataFrame, tree: list[str]) -> list[pl.DataFrame]:
    """Pairs of neighbours in the buckets of a tree, nearest first."""
    buckets = pl.concat(_buckets(sketches, tree)).sort("key", "next", "text").lazy()
    return pl.collect_all(
        [
            buckets.select("text", other=c.text.shift(-step), same=c.key == c.key.shift(-step))
            .filter("same")
            .select(
                one=pl.min_horizontal("text", "other"), other=pl.max_horizontal("text", "other")
            )
            for step in range(1, REACH + 1)
        ],
        engine=ENGINE,
    )


def _buckets(sketches: pl.DataFrame, tree: list[str]) -> Iterator[pl.DataFrame]:
    """The texts of a tree's buckets: `key` tells the bucket, `next` is the row after."""
    crowd = sketches.select("text", *tree, key=pl.lit(0, WHOLE))
    for depth, row in enumerate(tree[:DEPTH]):
        crowd = (
            crowd.lazy()
            .with_columns(key=_deeper(c.key, c(row)))
            .with_columns(count=pl.len().over("key"))
            .filter(c.count > 1)
            .collect(engine=ENGINE)
        )
        sparse = c.count <= REACH + 1 if depth < DEPTH - 1 else pl.lit(value=True)
        yield crowd.filter(sparse).select("text", "key", next=tree[depth + 1])
        crowd = crowd.filter(~sparse)
        if crowd.is_empty():
            return


def _deeper(key: pl.Expr, row: pl.Expr) -> pl.Expr:
    mixed = (key ^ row.cast(WHOLE)) * pl.lit(SPREAD, WHOLE)
    return mixed ^ (mixed // HALF)


def _possible(pairs: pl.DataFrame, numbers: list[pl.Series], like: float) -> pl.DataFrame:
    """The pairs whose lengths and parities leave room for their being alike.

    The likeness is 1 - steps / (sum of the lengths), a step being a character put in or taken out.
    """
    lengths, *parities = (
        (number.gather(pairs["one"]), number.gather(pairs["other"])) for number in numbers
    )
    room = (1 - like / 100) * (lengths[0] + lengths[1])
    steps = pl.select(
        pl.sum_horizontal(
            pl.lit(one ^ other).bitwise_count_ones().cast(pl.Int32) for one, other in parities
        )
    ).to_series()
    return pairs.filter((steps <= room + 1e-9) & ((lengths[0] - lengths[1]).abs() <= room + 1e-9))
