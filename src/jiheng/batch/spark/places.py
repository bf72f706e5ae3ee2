"""Corpora where Spark finds them: in a folder, or on HDFS or S3-compatible storage by a URI."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from jiheng.filing import columns, manifest, stored
from jiheng.filing.contract import Malformed
from jiheng.filing.stored import Corpus, Piece

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MARK = "://"
"""What a URI has, and a path has not."""


@dataclass(frozen=True)
class Remote(Corpus):
    """A corpus by URI; `files` stand for the paths of its pieces."""

    files: tuple[str, ...] = ()


def is_uri(path: str) -> bool:
    """Whether a path names something on a storage of Hadoop's."""
    return MARK in path


def opened(session: SparkSession, path: str) -> Corpus:
    """A corpus in a folder, in a Parquet file, or by URI; raises `Malformed`, and OSError."""
    if not is_uri(path):
        return stored.opened(Path(path))
    found = stored.current(
        manifest.decoded(_fetched(session, f"{path.rstrip('/')}/{manifest.NAME}"))
    )
    documents = pl.read_parquet(
        io.BytesIO(_fetched(session, f"{path.rstrip('/')}/{found.documents}"))
    )
    if documents.schema != columns.KEPT:
        raise Malformed(stored.GONE)
    pieces = tuple(Piece(Path(part.file), 0, part.filings) for part in found.parts)
    files = tuple(f"{path.rstrip('/')}/{part.file}" for part in found.parts)
    return Remote(path, documents, pieces, files)


def located(source: Corpus) -> Iterator[tuple[str, int]]:
    """Each file of a corpus as Spark is told of it, with the number of its first filing."""
    firsts = accumulate((piece.filings for piece in source.pieces), initial=0)
    files = (
        source.files
        if isinstance(source, Remote)
        else [f"file://{piece.file.absolute().as_posix()}" for piece in source.pieces]
    )
    yield from zip(files, firsts, strict=False)


def _fetched(session: SparkSession, uri: str) -> bytes:
    """The contents of a file, by Hadoop's own means; raises `Malformed` where it is not there."""
    jvm: Any = session.sparkContext._jvm  # Spark's readers pass over names that begin with _
    path = jvm.org.apache.hadoop.fs.Path(uri)
    system = path.getFileSystem(session.sparkContext._jsc.hadoopConfiguration())
    if not system.exists(path):
        raise Malformed(f"{uri} 不存在；请检查语料的地址，或确认语料已经上传完整")
    stream = system.open(path)
    try:
        return bytes(jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
    finally:
        stream.close()
