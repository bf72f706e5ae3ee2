"""Corpora on disk, a folder or one Parquet file: opened at once, read lazily."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from jiheng.filing import columns, corpus, manifest
from jiheng.filing.columns import ENGINE
from jiheng.filing.contract import Malformed
from jiheng.filing.frames import Frames
from jiheng.filing.manifest import Manifest

SLICE = 20_000
"""Filings that are held in memory at once."""
UNFINISHED = "语料还没有读完；请再运行一次原来的 jiheng read 命令，接着读完后再用"
OTHER = "语料由别的版本的程序建成，栏目不同；请用 jiheng read 在另一个文件夹重新建立"
GONE = "语料不完整，缺少或打不开清单里的文件；语料可能刚被更新，请再试一次，仍然不行请重新建立"

c = pl.col


@dataclass(frozen=True)
class Piece:
    """Some filings that stand together in one file: from the `start`th on, so many."""

    file: Path
    start: int
    filings: int


@dataclass(frozen=True)
class Corpus:
    """A corpus: its documents, and where its filings stand; in the order of year and region."""

    path: str
    kept: pl.DataFrame
    pieces: tuple[Piece, ...]

    @cached_property
    def documents(self) -> pl.DataFrame:
        """Its documents, `columns.DOCUMENTS`; `kept` says besides of which edition each is."""
        return self.kept.select(list(columns.DOCUMENTS))

    @cached_property
    def filings(self) -> int:
        """How many filings it holds."""
        return sum(piece.filings for piece in self.pieces)

    def slices(
        self, wanted: Collection[str] | None = None, size: int = SLICE
    ) -> Iterator[tuple[int, Frames]]:
        """The filings, at most so many at once, each slice with the number of its first filing.

        Filings are numbered from 0 in each slice; its frames hold no documents. `wanted` names
        columns as `corpus.unfolded` takes them. Raises `Malformed` where a file has gone.
        """
        first = 0
        for pieces in _loads(self.pieces, size):
            yield first, _frames(pieces, self.documents.clear(), wanted)
            first += sum(piece.filings for piece in pieces)

    def frames(self, wanted: Collection[str] | None = None) -> Frames:
        """All of it; raises `Malformed` where a file has gone."""
        return _frames(self.pieces, self.documents, wanted)

    def table(self, wanted: Collection[str]) -> pl.LazyFrame:
        """The filings with the wanted columns of `corpus.COLUMNS`, numbered throughout, unread."""
        return _table(self.pieces).select("filing", *sorted({*wanted} - {"filing"}))


def opened(path: Path) -> Corpus:
    """The corpus in a folder or in a Parquet file; raises `Malformed`, and OSError."""
    if not path.is_dir():
        return _file(path)
    found = listed(path)
    if found is None:
        raise Malformed(UNFINISHED)
    pieces = tuple(Piece(path / part.file, 0, part.filings) for part in found.parts)
    return Corpus(str(path), papers(path, found), pieces)


def listed(folder: Path) -> Manifest | None:
    """The manifest of a corpus of this version; raises as `manifest.load`."""
    found = manifest.load(folder)
    return None if found is None else current(found)


def current(found: Manifest) -> Manifest:
    """A manifest, if its corpus has the columns of this version; raises `Malformed`."""
    if found.columns != corpus.EDITION:
        raise Malformed(OTHER)
    return found


def papers(folder: Path, found: Manifest) -> pl.DataFrame:
    """The documents of a corpus, `columns.KEPT`; raises `Malformed`."""
    try:
        documents = pl.read_parquet(folder / found.documents)
    except corpus.BROKEN as error:
        raise Malformed(GONE) from error
    if documents.schema != columns.KEPT:
        raise Malformed(GONE)
    return documents


def together(paths: Iterable[Path]) -> Corpus:
    """Several corpora as one; raises as `opened`."""
    each = [opened(path) for path in paths]
    if len(each) == 1:
        return each[0]
    kept = pl.concat([one.kept for one in each])
    return Corpus("", kept, tuple(piece for one in each for piece in one.pieces))


def _file(path: Path) -> Corpus:
    """A Parquet file of filings; documents that it does not name are told from the filings."""
    table = corpus.scanned(path)
    named = corpus.documents(path)
    told = (
        table.group_by(path=c.document.fill_null(""), maintain_order=True)
        .agg(sha256=c.document_sha256.first().fill_null(""), filings=pl.len())
        .with_columns(status=pl.lit("read"), problem=pl.lit(""))
        .select(c(name).cast(kind) for name, kind in columns.DOCUMENTS.items())
        .collect(engine=ENGINE)
    )
    if not told["path"].is_in(named["path"].to_list()).all():
        named = pl.concat([named.filter(c.filings == 0), told])
    piece = Piece(path, 0, int(told["filings"].sum()))
    return Corpus(str(path), named.with_columns(edition=pl.lit("")), (piece,))


def _loads(pieces: tuple[Piece, ...], size: int) -> Iterator[tuple[Piece, ...]]:
    """The pieces in loads of at most `size` filings."""
    load: list[Piece] = []
    room = size
    for piece in pieces:
        start = 0
        while start < piece.filings:
            taken = min(room, piece.filings - start)
            load.append(replace(piece, start=piece.start + start, filings=taken))
            start += taken
            room -= taken
            if not room:
                yield tuple(load)
                load, room = [], size
    if load:
        yield tuple(load)


def _table(pieces: tuple[Piece, ...]) -> pl.LazyFrame:
    """The rows of some pieces, numbered from 0."""
    if not pieces:
        return pl.LazyFrame(schema=corpus.COLUMNS)
    rows = [pl.scan_parquet(each.file).slice(each.start, each.filings) for each in pieces]
    return (
        pl.concat(rows)
        .drop("filing")
        .with_row_index("filing")
        .with_columns(c.filing.cast(pl.UInt32).set_sorted())
    )


def _frames(
    pieces: tuple[Piece, ...], documents: pl.DataFrame, wanted: Collection[str] | None
) -> Frames:
    try:
        return corpus.unfolded(_table(pieces), documents, wanted)
    except corpus.BROKEN as error:
        raise Malformed(GONE) from error
