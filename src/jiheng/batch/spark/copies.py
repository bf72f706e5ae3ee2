"""X01 on a cluster: narratives that are alike, found by Spark's own group-by over the buckets.

Each step is that of `likeness.alike`, so that the groups are the same. Equal texts are grouped;
each different one goes by the number of its first filing, and is sent to a bucket by the first row
of each tree of its sketch; in a bucket the pairs are those of `buckets.met`; each pair is compared
once, where its texts are brought together. Only what is alike comes to the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from jiheng.batch.spark.arrow import fetched, sent
from jiheng.checking import across
from jiheng.checking.buckets import DEPTH, met, trees
from jiheng.checking.likeness import FEW, LISTED, grouped, links, ratios
from jiheng.checking.sketch import PARITY, sketches
from jiheng.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    Batches = Iterable[pa.RecordBatch]

c = pl.col

KEYS = [f"key{depth}" for depth in range(DEPTH + 1)]
"""The rows of a tree that part its buckets, and the one that orders them."""
TEXTS = "filing long, text string"
BUCKETS = ", ".join(
    ["tree int", "id long", "length long", *(f"{name} long" for name in [*KEYS, *PARITY])]
)


def copies(rows: DataFrame, books: Sequence[Rulebook]) -> pl.DataFrame:
    """The findings of X01, `across.FINDING`; `rows` hold a filing each."""
    return across.copied((field, _alike(rows, field, books)) for field in across.NARRATIVES)


def _alike(rows: DataFrame, field: str, books: Sequence[Rulebook]) -> pl.DataFrame:
    from pyspark.sql import functions as f

    like = across.least_alike(books)
    told = rows.select("filing", field).mapInArrow(
        partial(_narratives, field=field, books=tuple(books)), TEXTS
    )
    distinct = (
        told.groupBy("text")
        .agg(
            f.min("filing").alias("id"),
            f.count("filing").alias("count"),
            f.slice(f.array_sort(f.collect_list("filing")), 1, LISTED).alias("filings"),
        )
        .persist()
    )
    if distinct.count() <= FEW:
        texts = fetched(distinct).sort("id").with_row_index("place")
        groups = grouped(_shaped(texts), links(texts["text"], like))
    else:
        told = distinct.select("id", "text")
        found = verified(told, candidates(told, like), like).persist()
        ends = found.select(f.explode(f.array("one", "other")).alias("id")).distinct()
        linked = distinct.join(ends, "id", "left_semi")
        again = distinct.where("count > 1").join(ends, "id", "left_anti")
        wanted = linked.union(again.select(linked.columns)).select("id", "filings", "count")
        texts = fetched(wanted).sort("id").with_row_index("place")
        groups = grouped(_shaped(texts), _placed(fetched(found), texts))
        found.unpersist()
    distinct.unpersist()
    return groups


def candidates(texts: DataFrame, like: float) -> DataFrame:
    """`one`, `other` (ids) of the texts that are worth comparing; `texts` hold `id` and `text`."""
    return (
        texts.mapInArrow(_buckets, BUCKETS)
        .repartition("tree", KEYS[0])
        .mapInArrow(partial(_met, like=like), "one long, other long")
        .distinct()
    )


def verified(texts: DataFrame, pairs: DataFrame, like: float) -> DataFrame:
    """`one`, `other` and `likeness` (0 to 100) of the pairs that are alike."""
    ends = (
        texts.withColumnsRenamed({"id": end, "text": f"text_{end}"}) for end in ("one", "other")
    )
    for side in ends:
        pairs = pairs.join(side, side.columns[0])
    return pairs.mapInArrow(partial(_compared, like=like), "one long, other long, likeness double")


def _shaped(texts: pl.DataFrame) -> pl.DataFrame:
    return texts.select(
        "place", c.filings.cast(pl.List(pl.UInt32)), pl.col("count").cast(pl.UInt32)
    )


def _placed(found: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Links between ids as links between places, in order."""
    places = texts.select("id", "place")
    for end in ("one", "other"):
        found = found.join(places.rename({"id": end, "place": f"{end}_at"}), on=end)
    return found.select(one="one_at", other="other_at", likeness="likeness").sort("one", "other")


# What tasks do


def _narratives(
    batches: Batches, *, field: str, books: tuple[Rulebook, ...]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        texts = across.narratives(pl.DataFrame(batch), field, books)
        yield from sent(texts.with_columns(c.filing.cast(pl.Int64)))


def _buckets(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Each text in its bucket of each tree."""
    for batch in batches:
        texts = pl.DataFrame(batch)
        known = sketches(texts["text"]).with_columns(
            id=texts["id"], length=texts["text"].str.len_chars().cast(pl.Int64)
        )
        for number, tree in enumerate(trees()):
            keys = (c(row).cast(pl.Int64).alias(key) for row, key in zip(tree, KEYS, strict=True))
            parities = (c(name).reinterpret(signed=True) for name in PARITY)
            here = known.drop_nulls(tree).select(
                pl.lit(number, pl.Int32).alias("tree"), "id", "length", *keys, *parities
            )
            yield from sent(here)


def _met(batches: Batches, *, like: float) -> Iterator[pa.RecordBatch]:
    """The pairs worth comparing among texts that share buckets."""
    tables = [pl.DataFrame(batch) for batch in batches]
    if not tables:
        return
    for _, told in pl.concat(tables).group_by("tree"):
        here = told.sort("id").with_row_index("text")
        parities = [here[name].reinterpret(signed=False) for name in PARITY]
        numbers = [here["length"].cast(pl.Float64), *parities]
        keys = here.select("text", *(c(key).cast(pl.UInt32) for key in KEYS))
        pairs = met(keys, KEYS, numbers, like)
        ids = here["id"]
        yield from sent(pairs.select(ids.gather(pairs[end]).alias(end) for end in pairs.columns))


def _compared(batches: Batches, *, like: float) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        pairs = pl.DataFrame(batch)
        likeness = ratios(pairs["text_one"], pairs["text_other"], like)
        yield from sent(pairs.select("one", "other", likeness=likeness).filter(c.likeness > 0))
