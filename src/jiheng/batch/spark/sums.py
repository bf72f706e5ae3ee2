"""The roll-up on a cluster: the indicators stay there, and only groups come to the driver.

What the roll-up takes of each slice stays in the task's storage; Spark's shuffle brings the rows of
a group together, and `rolling.rows` makes of them what it makes on one machine.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from jiheng.batch.engine import Make, Piece, piece
from jiheng.batch.slicing import Slice
from jiheng.batch.spark.arrow import fetched, sent
from jiheng.rolling import Taken
from jiheng.rolling.identity import DIRECTIONS, METHODS, WAYS
from jiheng.rolling.rows import Placing, Sums, met, placed, summed_up

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    Batches = Iterable[pa.RecordBatch]

c = pl.col

TAKINGS = "first long, piece binary, rows binary, names long, kinds array<string>"
WIRE = {
    **dict.fromkeys(("group", "filing", "name", "spelling", "key", "alone", "sort"), "long"),
    **dict.fromkeys(("form_row", "form_group"), "short"),
    **dict.fromkeys(("known", "judged"), "boolean"),
    **dict.fromkeys(("kind", "direction", "way", "method", "unit", "comparator"), "string"),
    **dict.fromkeys(("target_text", "actual_text"), "string"),
    **dict.fromkeys(("group_declared", "weight", "score", "funds"), "double"),
    **dict.fromkeys(("aim", "done", "aim_upper"), "double"),
}
"""A placed row as Spark calls its columns' types."""
NARROW: dict[str, pl.DataType] = {
    **dict.fromkeys(("group", "filing", "name", "spelling", "key", "alone"), pl.UInt32()),
    **dict.fromkeys(("kind", "unit", "comparator"), pl.Categorical()),
    "direction": DIRECTIONS,
    "way": WAYS,
    "method": METHODS,
}
"""The same where Polars has narrower ones."""


class There:
    """The rows on a cluster.

    `takings` has those of each slice; `named` tells by a slice's first filing how many names the
    slices before it have.
    """

    def __init__(self, takings: DataFrame, named: dict[int, int]) -> None:
        self._takings, self._named = takings, named
        self._placed: DataFrame | None = None

    def sums(self, placing: Placing) -> Sums:
        """What they come to when they are placed so: by group, each on one task."""
        from pyspark.sql import functions as f

        kinds = self._takings.select(f.explode("kinds").alias("kind")).distinct().collect()
        work = partial(
            _placed,
            names=placing.names,
            books=pickle.dumps(dict(placing.rulebooks)),
            kinds=sorted(row.kind for row in kinds),
        )
        where = self._takings.sparkSession.createDataFrame(
            self._slices(placing), "first long, names long, filings binary"
        )
        self._placed = (
            self._takings.select("first", "rows")
            .join(where, "first")
            .mapInArrow(work, _ddl())
            .repartition("group")
            .persist()
        )
        summed = self._placed.mapInArrow(partial(_summed, names=placing.names), "sums binary")
        nothing = summed_up(_narrow(_nothing()), placing.names)
        parts = [nothing, *(pickle.loads(row.sums) for row in summed.toLocalIterator())]
        return Sums(*map(pl.concat, zip(*parts, strict=True)))

    def _slices(self, placing: Placing) -> Iterator[tuple[int, int, bytes]]:
        """What each slice must know of its own filings."""
        firsts = sorted(self._named)
        ends = [*firsts[1:], placing.filings.height]
        for first, end in zip(firsts, ends, strict=True):
            own = placing.filings.filter(c.filing.is_between(first, end, closed="left"))
            yield first, self._named[first], pickle.dumps(own)

    def met(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """group, key, key_other: those of some pairs of keys that stand in one filing."""
        assert self._placed is not None
        found = self._placed.mapInArrow(partial(_met, pairs=pairs), "met binary")
        parts: list[pl.DataFrame] = [pickle.loads(row.met) for row in found.toLocalIterator()]
        return pl.concat([met(_narrow(_nothing()), pairs), *parts])

    def rows(self) -> pl.DataFrame:
        """All of them, as they have been placed, on the driver."""
        assert self._placed is not None
        return _narrow(fetched(self._placed))


def pieces(takings: DataFrame, named: dict[int, int]) -> Iterator[Piece]:
    """The pieces of what was taken, in order, but for the indicators; `named` is filled."""
    before = 0
    rows = takings.select("first", "piece", "names").sort("first")
    for row in rows.toLocalIterator(prefetchPartitions=True):
        named[row.first] = before
        before += row.names
        yield pickle.loads(row.piece)


# What tasks do


def taken(slices: Iterator[Slice], make: Make) -> Iterator[pa.RecordBatch]:
    """What the roll-up takes of slices, the indicators apart."""
    import pyarrow as pa

    for one in slices:
        made = piece(one, make)
        whole: Taken = pickle.loads(made.made)
        light = made._replace(made=pickle.dumps(whole._replace(rows=whole.rows.clear())))
        kinds = whole.rows["kind"].cast(pl.String).unique() if whole.rows.width else pl.Series()
        yield pa.record_batch(
            {
                "first": [one.first],
                "piece": pa.array([pickle.dumps(light)], pa.binary()),
                "rows": pa.array([pickle.dumps(whole.rows)], pa.binary()),
                "names": [whole.names.height],
                "kinds": pa.array([kinds.to_list()], pa.list_(pa.string())),
            }
        )


def _placed(
    batches: Batches, *, names: pl.DataFrame, books: bytes, kinds: list[str]
) -> Iterator[pa.RecordBatch]:
    known = pl.Enum(kinds)
    for batch in batches:
        for slice_ in batch.to_pylist():
            rows = pickle.loads(slice_["rows"])
            if not rows.height:
                continue
            placing = Placing(pickle.loads(slice_["filings"]), names, [], pickle.loads(books))
            numbered = rows.with_columns(
                (c.filing + slice_["first"]).cast(pl.UInt32),
                (c.name + slice_["names"]).cast(pl.UInt32),
                c.kind.cast(pl.String).cast(known),
            )
            yield from sent(_wide(placed(numbered, placing)))


def _summed(batches: Batches, *, names: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    rows = _all(batches)
    if rows.height:
        found = pickle.dumps(tuple(summed_up(rows, names)))
        yield pa.record_batch({"sums": pa.array([found], pa.binary())})


def _met(batches: Batches, *, pairs: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    found = pickle.dumps(met(_all(batches), pairs))
    yield pa.record_batch({"met": pa.array([found], pa.binary())})


# Rows on the way


def _ddl() -> str:
    return ", ".join(f"`{name}` {kind}" for name, kind in WIRE.items())


PLAIN = {
    "long": pl.Int64,
    "short": pl.Int16,
    "boolean": pl.Boolean,
    "string": pl.String,
    "double": pl.Float64,
}


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={name: PLAIN[kind] for name, kind in WIRE.items()})


def _wide(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(c(name).cast(PLAIN[kind]) for name, kind in WIRE.items())


def _narrow(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as they are on one machine, in their order."""
    return rows.with_columns(c(name).cast(kind) for name, kind in NARROW.items()).sort(
        "filing", "form_row"
    )


def _all(batches: Batches) -> pl.DataFrame:
    tables: list[Any] = [pl.DataFrame(batch) for batch in batches]
    return _narrow(pl.concat([_nothing(), *tables]))
