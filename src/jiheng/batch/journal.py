"""What a reading has done so far, kept inside the corpus until it is finished.

Each segment is a Parquet file with the filings of some documents, and, in its metadata, those
documents; it is put in place in one stroke. After a kill the next reading goes on from there.
"""

from __future__ import annotations

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
            documents = _documents(file)
            if documents is None:
                file.unlink()
            else:
                journal.segments.append(Segment(file, documents))
        return journal

    def add(self, document: Document, filings: list[Filing], edition: str) -> None:
        """Take in a document that was read; raises `Unwritable`."""
        if not self._waiting:
            self._since = time.monotonic()
        kept = Kept(**msgspec.structs.asdict(document), edition=edition)
        self._waiting.append((kept, filings))
        if len(self._waiting) >= SEGMENT or time.monotonic() - self._since > PATIENCE:
            self.commit()

    def commit(self) -> None:
        """Put everything taken in onto the disk; raises `Unwritable`."""
        if not self._waiting:
            return
        documents = [kept for kept, _ in self._waiting]
        owners = [kept for kept, filings in self._waiting for _ in filings]
        table = corpus.folded(frames([each for _, some in self._waiting for each in some]))
        self._put(
            table.with_columns(
                pl.Series("document", [kept.path for kept in owners], pl.String),
                pl.Series("document_sha256", [kept.sha256 for kept in owners], pl.String),
            ),
            documents,
        )
        self._waiting.clear()

    def copy(self, source: Corpus, documents: list[Kept]) -> None:
        """Take over some documents of another corpus as they stand; raises `Unwritable`."""
        self.commit()
        for start in range(0, len(documents), SEGMENT):
            some = documents[start : start + SEGMENT]
            paths = [kept.path for kept in some]
            near = c.document.is_between(pl.lit(min(paths)), pl.lit(max(paths)))
            table = source.table(corpus.COLUMNS).filter(near & c.document.is_in(paths))
            self._put(table.collect(engine=ENGINE), some)

    def clear(self) -> None:
        """Remove the journal: the corpus has it all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _put(self, table: pl.DataFrame, documents: list[Kept]) -> None:
        told = regions.region() if self.region is None else pl.lit(self.region)
        rows = table.with_columns(region=told).select(list(COLUMNS))
        papers = pl.DataFrame(
            [msgspec.structs.astuple(kept) for kept in documents],
            schema=columns.KEPT,
            orient="row",
        )
        last = int(self.segments[-1].file.stem.partition("-")[2]) if self.segments else 0
        file = self.folder / f"segment-{last + 1:08d}.parquet"
        durable.put(file, corpus.encoded(rows, papers))
        self.segments.append(Segment(file, tuple(documents)))


def _documents(file: Path) -> tuple[Kept, ...] | None:
    """The documents of a segment; None for a file that is none, or of another version."""
    try:
        metadata = pl.read_parquet_metadata(file)
        if pl.read_parquet_schema(file) != COLUMNS or metadata.get("schema") != manifest.SCHEMA:
            return None
        return msgspec.json.decode(metadata["documents"], type=tuple[Kept, ...])
    except (*corpus.BROKEN, KeyError, msgspec.DecodeError):
        return None
