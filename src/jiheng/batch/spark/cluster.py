"""The engine of a cluster: rows of a corpus into pieces, and what crosses filings by shuffles."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from jiheng.batch.engine import Hold, Make, Order, Piece, Reader, books, piece
from jiheng.batch.slicing import Slice, checked
from jiheng.batch.spark import places, sums
from jiheng.batch.spark.arrow import sent
from jiheng.batch.spark.copies import copies
from jiheng.batch.spark.documents import there
from jiheng.batch.spark.spelt import spelt
from jiheng.checking import across as across_filings
from jiheng.checking.run import arranged, crossing, part
from jiheng.filing import columns, corpus
from jiheng.filing.stored import Corpus
from jiheng.rolling import Here
from jiheng.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    Batches = Iterable[pa.RecordBatch]

c = pl.col

APART = {"X01": copies, "X04": spelt}
"""Checks across filings that have no key, and how a cluster shares their work out."""
FILE = "_metadata.file_name"
PIECES = "first long, piece binary"


@dataclass(frozen=True)
class Cluster:
    """Spark, by a session."""

    session: SparkSession

    def opened(self, path: str) -> Corpus:
        """The corpus in a folder or at a URI; raises `Malformed`, and OSError."""
        return places.opened(self.session, path)

    def reader(self) -> Reader:
        """Who reads documents for it: the tasks of the cluster."""
        return partial(there, self.session)

    def pieces(self, source: Corpus, order: Order, make: Make) -> Iterator[Piece]:
        """What `make` makes of a corpus, in order; it is made where the rows are."""
        if not source.filings:
            return
        alone = order._replace(codes=tuple(set(order.codes) - across_filings.CHECKS.keys()))
        work = partial(_pieces, firsts=_firsts(source), order=alone, make=make)
        made = self._rows(source, order).mapInArrow(work, PIECES)
        for row in made.sort("first").toLocalIterator(prefetchPartitions=True):
            yield pickle.loads(row.piece)

    def takings(self, source: Corpus, order: Order, make: Make) -> tuple[Iterator[Piece], Hold]:
        """What the roll-up takes of a corpus, in order; the indicators stay where they are."""
        alone = order._replace(codes=tuple(set(order.codes) - across_filings.CHECKS.keys()))
        work = partial(_taken, firsts=_firsts(source), order=alone, make=make)
        if not source.filings:
            return iter(()), lambda taken: Here(taken.rows)
        named: dict[int, int] = {}
        rows = self._rows(source, order).mapInArrow(work, sums.TAKINGS).persist()
        return sums.pieces(rows, named), lambda _: sums.There(rows, named)

    def across(self, source: Corpus, order: Order, told: list[Piece]) -> pl.DataFrame:
        """The findings across filings.

        For the checks in `across.KEYS` filings that share a key come to the same task; those of
        `APART` know how to part the work; for any other all filings come to one task.
        """
        codes = sorted(set(order.codes) & across_filings.CHECKS.keys())
        parts: Parts = []
        if codes and source.filings:
            known = books(told)
            here = order._replace(codes=tuple(codes))
            work = partial(_beside, firsts=_firsts(source), order=here)
            rows = self._rows(source, here).mapInArrow(work, _ddl()).persist()
            for code in APART.keys() & set(codes):
                books_here = list(known.values())
                parts += part(code, books_here, partial(APART[code], rows, books_here))
            keyed = {code: across_filings.KEYS.get(code, "") for code in codes if code not in APART}
            for key in sorted(set(keyed.values())):
                those = tuple(code for code, own in keyed.items() if own == key)
                parts += self._crossing(rows, key, those, known)
            rows.unpersist()
        return arranged(parts)

    def _crossing(
        self, rows: DataFrame, key: str, codes: tuple[str, ...], known: dict[str, Rulebook]
    ) -> Parts:
        """The findings of checks that share a key; without one, all rows come to one task."""
        together = rows.repartition(key) if key else rows.repartition(1)
        work = partial(_crossed, codes=codes, rulebooks=known)
        found: dict[str, list[pl.DataFrame]] = {}
        for row in together.mapInArrow(work, "parts binary").toLocalIterator():
            for code, frame in pickle.loads(row.parts):
                found.setdefault(code, []).append(frame)
        first = c.filings.list.first()
        return [
            (code, pl.concat(frames).sort(first, maintain_order=True) if key else frames[0])
            for code, frames in found.items()
        ]

    def _rows(self, source: Corpus, order: Order) -> DataFrame:
        self.session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(order.size))
        wanted = corpus.COLUMNS if order.wanted is None else order.wanted
        chosen = dict.fromkeys([*corpus.ALWAYS, *wanted])
        read = self.session.read.parquet(*(file for file, _ in places.located(source)))
        return read.selectExpr(*(f"`{name}` as `{_flat(name)}`" for name in chosen), FILE)


def _flat(name: str) -> str:
    """A column's name for Spark, to which a dot means a column within a column."""
    return name.replace(".", "/")


def _firsts(source: Corpus) -> dict[str, int]:
    """By the name of each file, which tells its contents, the number of its first filing."""
    return {file.rpartition("/")[2]: first for file, first in places.located(source)}


def _pieces(
    batches: Batches, *, firsts: dict[str, int], order: Order, make: Make
) -> Iterator[pa.RecordBatch]:
    """What a task does: rows as they stand in the corpus, into pieces."""
    import pyarrow as pa

    for one in _slices(batches, firsts, order):
        data = pickle.dumps(piece(one, make))
        yield pa.record_batch({"first": [one.first], "piece": pa.array([data], pa.binary())})


def _taken(
    batches: Batches, *, firsts: dict[str, int], order: Order, make: Make
) -> Iterator[pa.RecordBatch]:
    """What a task does for the roll-up."""
    yield from sums.taken(_slices(batches, firsts, order), make)


def _slices(batches: Batches, firsts: dict[str, int], order: Order) -> Iterator[Slice]:
    nothing = pl.DataFrame(schema=columns.DOCUMENTS)
    for batch in batches:
        table: Any = pl.from_arrow(batch)
        for (file,), rows in table.group_by("file_name", maintain_order=True):
            first = firsts[str(file)] + int(rows["filing"][0])
            numbered = rows.with_columns(filing=pl.int_range(pl.len())).select(
                c(_flat(name)).cast(kind).alias(name)
                for name, kind in corpus.COLUMNS.items()
                if _flat(name) in rows.columns
            )
            frames = corpus.unfolded(numbered.lazy(), nothing, order.wanted)
            yield checked(first, frames, order.rulebook, order.codes)


# What crosses filings

Parts = list[tuple[str, pl.DataFrame]]
TYPES: dict[object, str] = {
    pl.String: "string",
    pl.Int16: "short",
    pl.Int32: "int",
    pl.UInt32: "long",
    pl.Float64: "double",
}
"""How Spark calls the types of the columns that the checks across filings look at."""
LISTS = tuple(name for name in across_filings.COLUMNS["indicators"] if name != "filing")
KINDS = {**columns.INDICATORS, **columns.FILINGS, "weight": columns.NUMBER}


def _ddl() -> str:
    """The columns of a filing with what the checks across filings look at, and their keys."""
    plain = [f"`{name}` {TYPES[KINDS[name]]}" for name in across_filings.COLUMNS["filings"]]
    lists = [f"`indicators/{name}` array<{TYPES[KINDS[name]]}>" for name in LISTS]
    return ", ".join([*plain, *lists, *(f"`{key}` string" for key in ("owner", "names"))])


def _beside(batches: Batches, *, firsts: dict[str, int], order: Order) -> Iterator[pa.RecordBatch]:
    """What a task does first: what the checks look at, a row for each filing."""
    for one in _slices(batches, firsts, order):
        for each in one.beside:
            lists = (
                each["indicators"]
                .rename({name: f"indicators/{name}" for name in LISTS})
                .group_by("filing", maintain_order=True)
                .all()
            )
            rows = (
                each["filings"]
                .select(across_filings.COLUMNS["filings"])
                .join(lists, on="filing", how="left", maintain_order="left")
                .with_columns(c(f"indicators/{name}").fill_null([]) for name in LISTS)
                .join(across_filings.keys(each), on="filing", how="left", maintain_order="left")
                .with_columns(c.filing.cast(pl.Int64))
            )
            yield from sent(rows)


def _crossed(
    batches: Batches, *, codes: tuple[str, ...], rulebooks: dict[str, Rulebook]
) -> Iterator[pa.RecordBatch]:
    """What a task does then: some checks over all the filings that came to it."""
    import pyarrow as pa

    tables: list[Any] = [pl.from_arrow(batch) for batch in batches]
    if not tables:
        return
    rows = pl.concat(tables).with_columns(c.filing.cast(pl.UInt32)).sort("filing")
    names = [f"indicators/{name}" for name in LISTS]
    indicators = (
        rows.select("filing", *names)
        .filter(c(names[0]).list.len() > 0)
        .explode(names)
        .rename({f"indicators/{name}": name for name in LISTS})
    )
    frames = {
        "filings": rows.select(across_filings.COLUMNS["filings"]),
        "indicators": indicators.select(across_filings.COLUMNS["indicators"]),
    }
    parts = pickle.dumps(crossing([frames], rulebooks.values(), codes))
    yield pa.record_batch({"parts": pa.array([parts], pa.binary())})
