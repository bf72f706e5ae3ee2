"""X01 on Spark: the candidates of its own MinHashLSH against those of our buckets.

The same narratives in the same session of two tasks; the pairs of both are compared by the same
function, and the truth is every pair compared. `python -m benchmarks minhash`
"""

from __future__ import annotations

import time
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
from jiheng.checking.likeness import LIKE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SIZE = 300
TABLES = (3,)
"""Hash tables of MinHashLSH; any one of them in common makes a pair a candidate."""
FEATURES = 1 << 18
RUN = 2
"""Characters of the runs that a text is taken apart into."""
FARTHEST = 0.6
"""Jaccard distance up to which MinHashLSH is asked for; copies by `LIKE` are seldom further."""


def run(size: int = SIZE, tables: tuple[int, ...] = TABLES) -> None:
    """Print what each finds of the pairs that are alike, of how many candidates, and how fast."""
    every = bare(narratives(size, seed=2))["text"].unique(maintain_order=True)
    exact = _exact(every)
    spark = session(2)
    texts = _told(spark, every).persist()
    texts.count()
    ways = {"草图的桶": candidates(texts, LIKE)} | {
        f"MinHashLSH，{each} 张表": _minhash(texts, each) for each in tables
    }
    rows = [_measured(name, texts, pairs, exact) for name, pairs in ways.items()]
    spark.stop()
    table(
        f"X01 在 Spark 上找候选：{every.len():,} 种说明，{len(exact):,} 对相似度 {LIKE:g} 以上",
        ("怎样找候选", "候选的对", "核实为真的", "召回率", "候选里真的", "秒"),
        rows,
    )


def _exact(every: pl.Series) -> set[tuple[int, int]]:
    found = process.cdist(every, every, scorer=fuzz.ratio, score_cutoff=LIKE, workers=1)
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


def _measured(
    name: str, texts: DataFrame, pairs: DataFrame, exact: set[tuple[int, int]]
) -> tuple[str, ...]:
    """A row of the table; the time is that of finding the candidates and comparing them."""
    start = time.perf_counter()
    pairs = pairs.persist()
    count = pairs.count()
    found = fetched(verified(texts, pairs, LIKE))
    spent = time.perf_counter() - start
    true = set(found.select("one", "other").iter_rows()) & exact
    return (
        name,
        f"{count:,}",
        f"{len(true):,}",
        f"{len(true) / len(exact):.3f}",
        f"{len(true) / count:.3f}",
        f"{spent:.1f}",
    )
