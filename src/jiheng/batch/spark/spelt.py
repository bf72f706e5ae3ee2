"""X04 on a cluster: the mentions of each unit are brought together by Spark's group-by.

Names are held against one another on the driver, which sees each different name once, and the
filings of those alone that are written in several ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from jiheng.batch.spark.arrow import fetched, sent
from jiheng.checking import across
from jiheng.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    Batches = Iterable[pa.RecordBatch]

c = pl.col

MENTIONS = "name string, text string, filing long, field string, under string"
NAMES = (
    "name string, filing array<long>, field string, text array<string>, "
    "under array<string>, first long"
)


def spelt(rows: DataFrame, _: Sequence[Rulebook]) -> pl.DataFrame:
    """The findings of X04, `across.FINDING`; `rows` hold a filing each."""
    names = (
        rows.select("filing", "unit", "supervising_department")
        .mapInArrow(_mentions, MENTIONS)
        .repartition("name")
        .mapInArrow(_together, NAMES)
        .persist()
    )
    known = fetched(names.drop("filing")).sort(c.field != "unit", "first")
    ways = across.variously(known)
    wanted = sorted({name for full, short in ways.items() for name in (full, *short)})
    found = names.sparkSession.createDataFrame([(name,) for name in wanted], "name string")
    there = fetched(names.join(found, "name", "left_semi"))
    names.unpersist()
    return across.several_ways(ways, there)


def _mentions(batches: Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        told = across.offices(pl.DataFrame(batch))
        yield from sent(told.select("name", "text", "filing", "field", "under"))


def _together(batches: Batches) -> Iterator[pa.RecordBatch]:
    tables = [pl.DataFrame(batch) for batch in batches]
    if tables:
        yield from sent(
            across.together(pl.concat(tables)).select(
                "name", "filing", "field", "text", "under", "first"
            )
        )
