"""Filings as Parquet: one row per filing, all that belongs to it in that row.

The columns are those of `columns.FILINGS`, `PROVENANCE`, and for each frame in `NESTED` one list
for each of its columns, "indicators.level3" and so on, all lists of a frame equally long. So a
reader that needs two columns of the indicators reads two. The file's own metadata names the schema
and holds the documents as JSON.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

import msgspec
import polars as pl

from jiheng.filing import columns
from jiheng.filing.columns import ENGINE
from jiheng.filing.contract import Malformed
from jiheng.filing.frames import Frames, models
from jiheng.filing.manifest import SCHEMA
from jiheng.filing.model import Document, Filing
from jiheng.rulebook import RulebookError, load

MAGIC = b"PAR1"
ROW_GROUP = 4096
"""Filings that are read and skipped together."""

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
PROVENANCE: columns.Schema = {
    "document": columns.TEXT,
    "document_sha256": columns.TEXT,
    "rulebook_edition": columns.TEXT,
}
"""The document that was read, its SHA-256, and that of the rulebook as it stood, its first digits.

The document is where the form stood in (`path`), but where that was read by way of a JSON file.
"""
LISTS: columns.Schema = {
    f"{name}.{column}": pl.List(columns.TEXT if isinstance(kind, pl.Enum) else kind)
    for name, schema in NESTED.items()
    for column, kind in schema.items()
}
COLUMNS: columns.Schema = columns.FILINGS | PROVENANCE | LISTS

EDITION = hashlib.sha256(repr(COLUMNS).encode()).hexdigest()[:12]
"""Digits that change with the columns."""

c = pl.col


def folded(frames: Frames) -> pl.DataFrame:
    """The frames as one table with the columns `COLUMNS`; within a filing the order is kept.

    What scoring has added to the frames is left out.
    """
    together = frames.filings.lazy().select(list(columns.FILINGS)).pipe(_from, frames.documents)
    for name, schema in NESTED.items():
        rows = getattr(frames, name).lazy().select("filing", *_prefixed(name, schema))
        grouped = rows.group_by("filing", maintain_order=True).all()
        together = together.join(grouped, on="filing", how="left", maintain_order="left")
    lists = [c(name).fill_null([]).cast(kind) for name, kind in LISTS.items()]
    return together.with_columns(lists).collect(engine=ENGINE)


def _prefixed(name: str, schema: Iterable[str]) -> list[pl.Expr]:
    return [c(column).alias(f"{name}.{column}") for column in schema]


def _from(filings: pl.LazyFrame, documents: pl.DataFrame) -> pl.LazyFrame:
    digests = documents.lazy().select("path", document_sha256="sha256").unique("path", keep="first")
    return (
        filings.with_columns(document=c.path)
        .join(digests, on="path", how="left", maintain_order="left")
        .with_columns(rulebook_edition=c.rulebook.map_elements(edition, return_dtype=pl.String))
    )


@lru_cache(maxsize=256)
def edition(rulebook: str) -> str | None:
    """What tells the state of a rulebook: digits that change with its contents."""
    try:
        whole = load(rulebook).model_dump_json()
    except RulebookError:
        return None
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def unfolded(
    table: pl.LazyFrame, documents: pl.DataFrame, wanted: Collection[str] | None = None
) -> Frames:
    """The frames that `folded` was given, or of their columns those that are `wanted`.

    `wanted` names them as the table does; columns that tell filings, groups and rows apart always
    come. A frame of which nothing is wanted is empty. Raises `Malformed` where the rows of a file
    are damaged.
    """
    try:
        chosen = [n for n in table.collect_schema() if wanted is None or n in wanted or n in ALWAYS]
        every = table.select(chosen).collect(engine=ENGINE)
        parts = {name: _unnested(every, name, wanted is None) for name in NESTED}
    except BROKEN as error:
        raise Malformed(DAMAGED) from error
    filings = every.select(name for name in columns.FILINGS if name in every.columns)
    return Frames(filings=filings, documents=documents, **parts)


ALWAYS = ("filing", "groups.group", "indicators.row")
"""Columns that tell filings, groups and rows apart."""


def _unnested(every: pl.DataFrame, name: str, whole: bool) -> pl.DataFrame:
    lists = [column for column in every.columns if column.startswith(f"{name}.")]
    if not lists:
        return pl.DataFrame(schema={"filing": columns.FILINGS["filing"]} | NESTED[name])
    rows = every.select("filing", *lists).filter(c(lists[0]).list.len() > 0).explode(lists)
    return rows.select(
        "filing",
        *(
            c(f"{name}.{column}").cast(NESTED[name][column]).alias(column)
            for column in NESTED[name]
            if f"{name}.{column}" in lists
        ),
    )


def write(frames: Frames, path: Path) -> None:
    """Write some frames to `path`; the same frames give the same bytes. Raises OSError."""
    path.write_bytes(encoded(folded(frames), frames.documents))


def encoded(table: pl.DataFrame, documents: pl.DataFrame) -> bytes:
    """The bytes of a Parquet file; the same table gives the same bytes."""
    papers = msgspec.json.encode(documents.to_dicts()).decode()
    file = io.BytesIO()
    table.rechunk().write_parquet(
        file, row_group_size=ROW_GROUP, metadata={"schema": SCHEMA, "documents": papers}
    )
    return file.getvalue()


def is_corpus(data: bytes) -> bool:
    """Whether a document is a Parquet file, by its content."""
    return data.startswith(MAGIC)


def read(data: bytes) -> Frames:
    """The frames that `write` was given, from the bytes of its file; raises `Malformed`."""
    source = io.BytesIO(data)
    return unfolded(scanned(source), documents(source))


def filings(frames: Frames) -> list[Filing]:
    """The filings of a corpus as models; raises `Malformed` where one has not what each must have.

    A file of ours holds nothing else, but files come from elsewhere too.
    """
    try:
        found = list(models(frames))
        msgspec.convert(msgspec.to_builtins(found), list[Filing])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Malformed(INCOMPLETE) from error
    return found


INCOMPLETE = "Parquet 文件里的自评表缺少必有的内容，或内容不合规定；请用 jiheng read 重新导出"
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
DAMAGED = "Parquet 文件不完整或已损坏；请用 jiheng read 重新导出"


def scanned(source: Path | io.BytesIO) -> pl.LazyFrame:
    """A file's table, nothing of it read yet; raises `Malformed`."""
    documents(source)
    try:
        table = pl.scan_parquet(source)
        found = table.collect_schema()
    except BROKEN as error:
        raise Malformed(DAMAGED) from error
    if found != COLUMNS:
        raise Malformed("Parquet 文件的列与自评表数据不符；请用 jiheng read 重新导出")
    return table


def documents(source: Path | io.BytesIO) -> pl.DataFrame:
    """The documents of which a file's filings came; raises `Malformed`."""
    try:
        metadata = pl.read_parquet_metadata(source)
    except BROKEN as error:
        raise Malformed(DAMAGED) from error
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
