"""Polars' frames as Spark takes them, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def sent(rows: pl.DataFrame) -> list[pa.RecordBatch]:
    """Rows for Spark: texts and lists of at most 2 GB."""
    import pyarrow as pa

    table = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
    found: list[pa.RecordBatch] = table.cast(pa.schema(map(_narrow, table.schema))).to_batches()
    return found


def _narrow(field: pa.Field) -> pa.Field:
    import pyarrow as pa

    kind = field.type
    if pa.types.is_large_list(kind):
        kind = pa.list_(_narrow(kind.value_field).type)
    return field.with_type(pa.string() if pa.types.is_large_string(kind) else kind)


def fetched(frame: DataFrame) -> pl.DataFrame:
    """All rows of a frame of Spark's, on the driver."""
    found: Any = pl.from_arrow(frame.toArrow())
    return pl.DataFrame(found)
