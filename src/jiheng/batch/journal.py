"""What a reading has done so far, kept inside the corpus until it is finished.

Each segment is a Parquet file with the filings of some documents, and, in its metadata, those
documents; it is put in place in one stroke. After a kill the next reading goes on from there.
"""

from __future__ import annotations

import io
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import polars as pl

from jiheng.batch import durable
from jiheng.filing import columns, corpus, manifest, regions
from jiheng.filing.columns import ENGINE
from jiheng.filing.frames import frames
from jiheng.filing.model import Document, Filing
from jiheng.filing.stored import Corpus

SEGMENT = 512
"""Documents after which what is done is put on the disk."""
PATIENCE = 5.0
"""Seconds after which it is, however few they are."""
COLUMNS = corpus.COLUMNS | {"region": pl.String}

c = pl.col


class Kept(msgspec.Struct, frozen=True):
    """A document as the corpus keeps it; see `columns.KEPT`."""

    path: str
    sha256: str
    status: str
    filings: int
    problem: str
    edition: str


def kept(document: Document, edition: str) -> Kept:
    """A document as the corpus keeps it."""
    return Kept(**msgspec.structs.asdict(document), edition=edition)


@dataclass(frozen=True)
class Segment:
    """A finished segment: its file, and its documents."""

    file: Path
    documents: tuple[Kept, ...]


@dataclass
class Journal:
    """The segments of a corpus that is being read, and what is not yet in one of them."""

    folder: Path
    region: str | None = None
    segments: list[Segment] = field(default_factory=list)
    _waiting: list[tuple[Kept, list[Filing]]] = field(default_factory=list)
    _since: float = 0.0

    @classmethod
    def opened(cls, target: Path, region: str | None) -> Journal:
        """The journal inside a corpus, with what an earlier reading left; raises `Unwritable`.

        `region` is given to every filing that is added, instead of what its names say.
        """
        folder = target / manifest.UNFINISHED
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise durable.Unwritable(durable.said(folder, error)) from error
        journal = cls(folder, region)
        for file in sorted(folder.glob("segment-*.parquet")):
            documents = documents_in(file)
            if documents is None:
                file.unlink()
            else:
                journal.segments.append(Segment(file, documents))
        return journal

    def add(self, document: Document, filings: list[Filing], edition: str) -> None:
        """Take in a document that was read; raises `Unwritable`."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((kept(document, edition), filings))
        if len(self._waiting) >= SEGMENT or time.monotonic() - self._since > PATIENCE:
            self.commit()

    def commit(self) -> None:
        """Put everything taken in onto the disk; raises `Unwritable`."""
        if self._waiting:
            self.take(segment(self._waiting, self.region), tuple(one for one, _ in self._waiting))
            self._waiting.clear()

    def copy(self, source: Corpus, documents: list[Kept]) -> None:
        """Take over some documents of another corpus as they stand; raises `Unwritable`."""
        self.commit()
        for start in range(0, len(documents), SEGMENT):
            some = documents[start : start + SEGMENT]
            paths = [one.path for one in some]
            near = c.document.is_between(pl.lit(min(paths)), pl.lit(max(paths)))
            table = source.table(corpus.COLUMNS).filter(near & c.document.is_in(paths))
            rows = table.collect(engine=ENGINE)
            self.take(_encoded(rows, some, self.region), tuple(some))

    def clear(self) -> None:
        """Remove the journal: the corpus has it all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, data: bytes, documents: tuple[Kept, ...]) -> None:
        """Put a segment onto the disk; raises `Unwritable`."""
        last = int(self.segments[-1].file.stem.partition("-")[2]) if self.segments else 0
        file = self.folder / f"segment-{last + 1:08d}.parquet"
        durable.put(file, data)
        self.segments.append(Segment(file, documents))


def segment(read: list[tuple[Kept, list[Filing]]], region: str | None) -> bytes:
    """The bytes of a segment: some documents with their filings."""
    owners = [one for one, filings in read for _ in filings]
    table = corpus.folded(frames([each for _, some in read for each in some])).with_columns(
        pl.Series("document", [one.path for one in owners], pl.String),
        pl.Series("document_sha256", [one.sha256 for one in owners], pl.String),
    )
    return _encoded(table, [one for one, _ in read], region)


def _encoded(table: pl.DataFrame, documents: list[Kept], region: str | None) -> bytes:
    told = regions.region() if region is None else pl.lit(region)
    rows = table.with_columns(region=told).select(list(COLUMNS))
    papers = pl.DataFrame(
        [msgspec.structs.astuple(one) for one in documents], schema=columns.KEPT, orient="row"
    )
    return corpus.encoded(rows, papers)


def documents_in(file: Path | bytes) -> tuple[Kept, ...] | None:
    """The documents of a segment; None for a file that is none, or of another version."""
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    try:
        metadata = pl.read_parquet_metadata(source)
        if pl.read_parquet_schema(source) != COLUMNS or metadata.get("schema") != manifest.SCHEMA:
            return None
        return msgspec.json.decode(metadata["documents"], type=tuple[Kept, ...])
    except (*corpus.BROKEN, KeyError, msgspec.DecodeError):
        return None
