"""Parquet files of `jiheng read` spoilt at random."""

from __future__ import annotations

import io
import random
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from tests.fuzzing.bytewise import ANY, EDGES, Way, false_numbers, flipped

import jiheng
from examples import make
from jiheng.filing import corpus


def originals() -> list[bytes]:
    """Forms as they were read: a few, and more."""
    forms = make.forms()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        for some in (forms[:1], forms[:4], forms):
            batch = jiheng.read_bytes("".join(map(make.render, some)).encode(), "a.txt")
            corpus.write(batch.frames, path)
            found.append(path.read_bytes())
    return found


def footer_spoilt(data: bytes, chance: random.Random) -> bytes:
    """The directory at the end of the file changed."""
    (length,) = struct.unpack("<I", data[-8:-4])
    place = max(4, len(data) - 8 - length)
    return data[:place] + flipped(data[place:-8], chance) + data[-8:]


def footer_false(data: bytes, chance: random.Random) -> bytes:
    """A directory that is said to be longer or shorter than it is."""
    return data[:-8] + struct.pack("<I", chance.choice(EDGES)) + data[-4:]


def other_values(data: bytes, chance: random.Random) -> bytes:
    """The right columns with values that no form has: nothing, or one row's in another."""
    metadata = pl.read_parquet_metadata(io.BytesIO(data))
    frame = pl.read_parquet(io.BytesIO(data))
    names = chance.sample(frame.columns, chance.choice((1, 3, len(frame.columns))))
    change = chance.choice((_nothing, _first, _reversed))
    frame = frame.with_columns(change(pl.col(name)) for name in names)
    return _written(frame, metadata)


def other_columns(data: bytes, chance: random.Random) -> bytes:
    """Columns missing, renamed, of another kind, or too many."""
    metadata = pl.read_parquet_metadata(io.BytesIO(data))
    frame = pl.read_parquet(io.BytesIO(data))
    name = chance.choice(frame.columns)
    frame = chance.choice(
        (
            lambda: frame.drop(name),
            lambda: frame.rename({name: f"{name}_"}),
            lambda: frame.with_columns(pl.lit(chance.choice((None, 1, "x"))).alias(name)),
            lambda: frame.with_columns(**{f"more{n}": pl.lit(n) for n in range(200)}),
            lambda: frame.select(pl.int_range(10_000).alias("a")),
            lambda: pl.concat([frame] * 30),
        )
    )()
    return _written(frame, metadata)


def other_metadata(data: bytes, chance: random.Random) -> bytes:
    """What the file says of itself, spoilt."""
    metadata = pl.read_parquet_metadata(io.BytesIO(data))
    key = chance.choice(("schema", "documents"))
    value = flipped(metadata[key].encode(), chance).decode("utf-8", "replace")
    documents = chance.choice((value, "[]", "[[]]", "{}", "null", '[{"path": 1}]', "[" * 5_000))
    return _written(pl.read_parquet(io.BytesIO(data)), {**metadata, key: documents})


def _nothing(column: pl.Expr) -> pl.Expr:
    return pl.when(False).then(column)


def _first(column: pl.Expr) -> pl.Expr:
    return column.first()


def _reversed(column: pl.Expr) -> pl.Expr:
    return column.reverse()


def _written(frame: pl.DataFrame, metadata: dict[str, str]) -> bytes:
    out = io.BytesIO()
    kept = {key: value for key, value in metadata.items() if key != "ARROW:schema"}
    frame.write_parquet(out, metadata=kept)
    return out.getvalue()


WAYS: Sequence[Way] = (
    *ANY, false_numbers, footer_spoilt, footer_spoilt, footer_false, other_values, other_values,
    other_columns, other_metadata,
)  # fmt: skip


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A file spoilt in some way, and the name of the way."""
    way = chance.choice(WAYS)
    return way.__name__, way(chance.choice(whole), chance)
