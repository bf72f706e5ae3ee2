"""Filings as Parquet: one row per filing, all that belongs to it nested in that row.

The columns are those of `columns.FILINGS` and, as lists of structs, one column for each frame in
`NESTED`. The file's own metadata names the schema and holds the documents as JSON.
"""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import polars as pl

from jiheng.filing import columns
from jiheng.filing.contract import Malformed
from jiheng.filing.frames import Frames
from jiheng.filing.model import Document

SCHEMA = "jiheng/corpus-1"
MAGIC = b"PAR1"

NESTED: dict[str, columns.Schema] = {
    name: {column: kind for column, kind in schema.items() if column != "filing"}
    for name, schema in {
        "groups": columns.GROUPS,
        "indicators": columns.INDICATORS,
        "lines": columns.LINES,
        "mentions": columns.MENTIONS,
        "leftovers": columns.LEFTOVERS,
        "cells": columns.CELLS,
    }.items()
}
COLUMNS: columns.Schema = columns.FILINGS | {
    name: pl.List(pl.Struct(schema)) for name, schema in NESTED.items()
}


def write(frames: Frames, path: Path) -> None:
    """Write some frames to `path`; the same frames give the same bytes. Raises OSError.

    What scoring has added to them is left out. Within a filing the order of the rows is kept.
    """
    together = frames.filings.lazy().select(list(columns.FILINGS))
    for name, schema in NESTED.items():
        rows = getattr(frames, name).lazy().select("filing", pl.struct(list(schema)).alias(name))
        lists = rows.group_by("filing", maintain_order=True).agg(name)
        together = together.join(lists, on="filing", how="left", maintain_order="left")
    documents = msgspec.json.encode(frames.documents.to_dicts()).decode()
    together.with_columns(pl.col(name).fill_null([]) for name in NESTED).collect().write_parquet(
        path, metadata={"schema": SCHEMA, "documents": documents}
    )


def is_corpus(data: bytes) -> bool:
    """Whether a document is a Parquet file, by its content."""
    return data.startswith(MAGIC)


def read(data: bytes) -> Frames:
    """The frames that `write` was given, from the bytes of its file; raises `Malformed`."""
    documents = _documents(data)
    try:
        together = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Malformed("Parquet 文件不完整或已损坏；请用 jiheng read 重新导出") from error
    if together.schema != COLUMNS:
        raise Malformed("Parquet 文件的列与自评表数据不符；请用 jiheng read 重新导出")
    return Frames(
        filings=together.select(list(columns.FILINGS)),
        documents=documents,
        **{name: _unnested(together, name) for name in NESTED},
    )


def _documents(data: bytes) -> pl.DataFrame:
    try:
        metadata = pl.read_parquet_metadata(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Malformed("Parquet 文件不完整或已损坏；请用 jiheng read 重新导出") from error
    if metadata.get("schema") != SCHEMA:
        raise Malformed(
            "这个 Parquet 文件不是 jiheng read 导出的自评表数据；请用 jiheng read 导出后再试"
        )
    try:
        found = msgspec.json.decode(metadata["documents"], type=list[Document])
    except (KeyError, msgspec.DecodeError) as error:
        raise Malformed("Parquet 文件里的文件清单已损坏；请用 jiheng read 重新导出") from error
    rows = map(msgspec.structs.astuple, found)
    return pl.DataFrame(list(rows), schema=columns.DOCUMENTS, orient="row")


def _unnested(together: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = together.select("filing", name).filter(pl.col(name).list.len() > 0).explode(name)
    return rows.unnest(name)
