"""X01 on Spark: the candidates of its own MinHashLSH against those of our buckets.

The same narratives in the same session of two tasks; the pairs of both are compared by the same
function, and the truth is every pair compared. Each way is tried on a few texts before, so that
starting Spark's workers is not counted. `python -m benchmarks minhash`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
from pyspark.ml.feature import HashingTF, MinHashLSH, NGram, RegexTokenizer
from pyspark.sql import functions as f
from rapidfuzz import fuzz, process

from benchmarks.likeness import bare
from benchmarks.narratives import narratives
from benchmarks.timing import table
from jiheng.batch.spark.arrow import fetched, sent
from jiheng.batch.spark.copies import candidates, verified
from jiheng.batch.spark.session import session
from jiheng.checking.likeness import LIKE, components

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    Way = Callable[[DataFrame], DataFrame]

SIZES = (300, 3_000, 10_000)
FEW = 60
"""Texts on which each way is tried first."""
TABLES = (3,)
"""Hash tables of MinHashLSH; any one of them in common makes a pair a candidate."""
FEATURES = 1 << 18
RUN = 2
"""Characters of the runs that a text is taken apart into."""
FARTHEST = 0.6
"""Jaccard distance up to which MinHashLSH is asked for; copies by `LIKE` are seldom further."""


def run(sizes: tuple[int, ...] = SIZES, tables: tuple[int, ...] = TABLES) -> None:
    """Print what each finds of the pairs that are alike, of how many candidates, and how fast."""
    spark = session(2)
    ways: dict[str, Way] = {"草图的桶": lambda texts: candidates(texts, LIKE)} | {
        f"MinHashLSH，{each} 张表": partial(_minhash, tables=each) for each in tables
    }
    rows = []
    for size in sizes:
        every = bare(narratives(size, seed=2))["text"].unique(maintain_order=True)
        exact = _exact(every)
        for name, way in ways.items():
            _tried(_told(spark, every.head(FEW)), way)
            texts = _told(spark, every).persist()
            texts.count()
            told = _measured(texts, way, exact, every.len())
            rows.append((f"{every.len():,}", f"{len(exact):,}", name, *told))
            print(rows[-1], file=sys.stderr, flush=True)
    spark.stop()
    table(
        f"X01 在 Spark 上找候选，相似度 {LIKE:g} 以上",
        (
            "说明种数",
            "相近的对",
            "怎样找候选",
            "候选的对",
            "核实为真的",
            "召回率",
            "候选里真的",
            "秒",
        ),
        rows,
    )


def _exact(every: pl.Series) -> set[tuple[int, int]]:
    found = process.cdist(every, every, scorer=fuzz.ratio, score_cutoff=LIKE, workers=2)
    ones, others = found.nonzero()
    return {(int(a), int(b)) for a, b in zip(ones, others, strict=True) if a < b}


def _told(spark: SparkSession, every: pl.Series) -> DataFrame:
    rows = pl.DataFrame({"id": pl.int_range(every.len(), eager=True), "text": every})
    return spark.createDataFrame(pa.Table.from_batches(sent(rows))).repartition(2)


def _minhash(texts: DataFrame, tables: int) -> DataFrame:
    letters = RegexTokenizer(inputCol="text", outputCol="letters", pattern=".", gaps=False)
    runs = NGram(n=RUN, inputCol="letters", outputCol="runs")
    counts = HashingTF(numFeatures=FEATURES, binary=True, inputCol="runs", outputCol="features")
    hashed = counts.transform(runs.transform(letters.transform(texts))).select("id", "features")
    model = MinHashLSH(inputCol="features", outputCol="hashes", numHashTables=tables, seed=1).fit(
        hashed
    )
    pairs = model.approxSimilarityJoin(hashed, hashed, FARTHEST)
    ends = pairs.select(f.col("datasetA.id").alias("one"), f.col("datasetB.id").alias("other"))
    return ends.where("one < other")


def _tried(texts: DataFrame, way: Way) -> tuple[int, pl.DataFrame]:
    """How many candidates a way finds, and those of them that are alike."""
    pairs = way(texts).persist()
    count = pairs.count()
    found = fetched(verified(texts, pairs, LIKE))
    pairs.unpersist()
    return count, found


def _measured(
    texts: DataFrame, way: Way, exact: set[tuple[int, int]], size: int
) -> tuple[str, ...]:
    """The end of a row; the time is that of finding the candidates and comparing them.

    What counts is whether the two of a pair come into one group, link by link.
    """
    start = time.perf_counter()
    count, found = _tried(texts, way)
    spent = time.perf_counter() - start
    true = set(found.select("one", "other").iter_rows()) & exact
    group = components(size, found)
    together = sum(group[one] == group[other] for one, other in exact)
    return (
        f"{count:,}",
        f"{len(true) / count:.3f}",
        f"{len(true):,}",
        f"{len(true) / len(exact):.3f}",
        f"{together / len(exact):.3f}",
        f"{spent:.1f}",
    )
