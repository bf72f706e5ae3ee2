"""From a corpus and the segments of a reading to the new corpus, put in place in one stroke.

The files follow from the documents and the filings alone, not from the order in which they came or
from what happened on the way: a reading that was killed and resumed gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl

from jiheng.batch import durable
from jiheng.batch.journal import Segment
from jiheng.filing import columns, corpus, manifest, stored
from jiheng.filing.columns import ENGINE
from jiheng.filing.manifest import Manifest, Part

PART = 20_000
"""Filings after which a part ends, with the last document that begins before."""

c = pl.col

Partition = tuple[int | None, str]
"""A fiscal year, and a region."""


@dataclass(frozen=True)
class Source:
    """Rows that belong to a partition: a file, which of its documents, and which of its rows."""

    file: Path
    dropped: frozenset[str]
    region: str | None

    def rows(self, year: int | None) -> pl.LazyFrame:
        """The rows, none of them read yet."""
        found = pl.scan_parquet(self.file)
        if self.region is not None:
            mine = (c.region == self.region) & c.fiscal_year.eq_missing(pl.lit(year, pl.Int32))
            found = found.filter(mine)
        if self.dropped:
            found = found.filter(~c.document.is_in(list(self.dropped)))
        return found.select(list(corpus.COLUMNS))


def publish(
    folder: Path, segments: Iterable[Segment], gone: Collection[str] = ()
) -> tuple[Manifest, pl.DataFrame]:
    """Bring a corpus up to date and return its manifest and its documents.

    What `segments` hold takes the place of what the corpus has of the same documents; those that
    are `gone` are removed. Only partitions that change are written. Raises `Unwritable`; the old
    corpus then stands as it was.
    """
    old = stored.listed(folder)
    latest = {kept.path: (kept, each.file) for each in segments for kept in each.documents}
    dropped = frozenset(latest) | frozenset(gone)
    sources = _of_segments(segments, {path: file for path, (_, file) in latest.items()})
    kept = [] if old is None else _of_parts(folder, old, dropped, sources)
    parts = [*kept, *(part for key in _sorted(sources) for part in _parts(folder, key, sources))]
    documents = _documents(folder, old, dropped, [kept for kept, _ in latest.values()])
    papers = _put(folder, folder, "_documents", corpus.encoded(documents, documents.clear()))
    made = manifest.encode(corpus.EDITION, papers, sorted(parts, key=_order))
    if old is None or made != (folder / manifest.NAME).read_bytes():
        durable.put(folder / manifest.NAME, made)
    found = msgspec.json.decode(made, type=Manifest)
    _sweep(folder, found)
    return found, documents


def _of_segments(
    segments: Iterable[Segment], latest: dict[str, Path]
) -> dict[Partition, list[Source]]:
    """By partition, where in the segments its filings stand."""
    found: dict[Partition, list[Source]] = {}
    for each in segments:
        stale = frozenset(k.path for k in each.documents if latest[k.path] != each.file)
        rows = pl.scan_parquet(each.file).filter(~c.document.is_in(list(stale)))
        held = rows.select("fiscal_year", "region").unique().collect(engine=ENGINE)
        for year, region in held.iter_rows():
            found.setdefault((year, region), []).append(Source(each.file, stale, region))
    return found


def _of_parts(
    folder: Path, old: Manifest, dropped: frozenset[str], sources: dict[Partition, list[Source]]
) -> list[Part]:
    """The parts that stay as they are; those of partitions that change join the sources."""
    touched = set(sources)
    for part in old.parts:
        partition = (part.year, part.region)
        if dropped and partition not in touched:
            rows = pl.scan_parquet(folder / part.file).select(c.document.is_in(list(dropped)).any())
            if rows.collect(engine=ENGINE).item():
                touched.add(partition)
    for part in old.parts:
        partition = (part.year, part.region)
        if partition in touched:
            source = Source(folder / part.file, dropped, None)
            sources.setdefault(partition, []).append(source)
    return [part for part in old.parts if (part.year, part.region) not in touched]


def _parts(
    folder: Path, partition: Partition, sources: dict[Partition, list[Source]]
) -> Iterator[Part]:
    """Write a partition: its filings by document, so many to a file."""
    year, region = partition
    rows = pl.concat([source.rows(year) for source in sources[partition]])
    counts = rows.group_by("document").len().sort("document").collect(engine=ENGINE)
    inside = manifest.partition(year, region)
    for first, last in _ranges(counts):
        table = (
            rows.filter(c.document.is_between(pl.lit(first), pl.lit(last)))
            .collect(engine=ENGINE)
            .sort("document", maintain_order=True)
            .with_columns(filing=pl.int_range(pl.len(), dtype=pl.UInt32))
        )
        data = corpus.encoded(table, pl.DataFrame(schema=columns.KEPT))
        yield Part(_put(folder, folder / inside, "part", data), year, region, table.height)


def _ranges(counts: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The first and the last document of each file."""
    first, held = None, 0
    for document, filings in counts.iter_rows():
        first = document if first is None else first
        held += filings
        if held >= PART:
            yield first, document
            first, held = None, 0
    if first is not None:
        yield first, counts["document"][-1]


def _documents(
    folder: Path, old: Manifest | None, dropped: frozenset[str], new: list[msgspec.Struct]
) -> pl.DataFrame:
    rows = [msgspec.structs.astuple(kept) for kept in new]
    found = pl.DataFrame(rows, schema=columns.KEPT, orient="row")
    if old is not None:
        before = pl.read_parquet(folder / old.documents)
        found = pl.concat([before.filter(~c.path.is_in(list(dropped))), found])
    return found.sort("path")


def _put(folder: Path, place: Path, name: str, data: bytes) -> str:
    """Write a file that is named for its contents; its path in the corpus."""
    file = place / f"{name}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
    if not file.exists():
        durable.put(file, data)
    return file.relative_to(folder).as_posix()


def _sorted(sources: Iterable[Partition]) -> list[Partition]:
    return sorted(sources, key=lambda each: (each[0] is None, each[0] or 0, each[1]))


def _order(part: Part) -> tuple[object, ...]:
    return part.year is None, part.year or 0, part.region


def _sweep(folder: Path, current: Manifest) -> None:
    """Remove the files that the corpus no longer has; what is not ours stays."""
    named = {current.documents, *(part.file for part in current.parts)}
    ours = (
        *folder.glob("_documents-*.parquet"),
        *folder.glob("year=*/region=*/part-*.parquet"),
        *folder.glob(f".*{durable.ASIDE}"),
        *folder.glob(f"year=*/region=*/.*{durable.ASIDE}"),
    )
    for file in ours:
        if file.relative_to(folder).as_posix() not in named:
            with suppress(OSError):
                file.unlink()
    for empty in (*folder.glob("year=*/region=*"), *folder.glob("year=*")):
        with suppress(OSError):
            empty.rmdir()
