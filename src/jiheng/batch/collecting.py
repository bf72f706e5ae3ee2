"""Documents into a corpus: only what is new or changed is read, and a kill costs nothing done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiheng.batch import durable, extracting
from jiheng.batch.durable import Unwritable
from jiheng.batch.edition import edition
from jiheng.batch.engine import Reader
from jiheng.batch.extracting import Task
from jiheng.batch.journal import Journal, Kept
from jiheng.batch.publishing import publish
from jiheng.batch.reading import Track
from jiheng.batch.ways import AS_USUAL, Ways
from jiheng.filing import columns, manifest, stored
from jiheng.filing.contract import Malformed
from jiheng.filing.manifest import UNFINISHED
from jiheng.reading import documents
from jiheng.reading.document import refused
from jiheng.reading.paths import Place, places

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of nothing: of a document that could not be opened."""
RESERVED = frozenset({durable.LOCK, UNFINISHED, manifest.NAME})


@dataclass(frozen=True)
class Collected:
    """How a corpus was brought up to date.

    `documents` are those of the corpus now; `read` were read, `unchanged` were not; `missing` are
    in the corpus but no longer where they stood, `removed` are no longer in the corpus either.
    """

    documents: pl.DataFrame
    filings: int
    read: int
    unchanged: int
    missing: int
    removed: int


def collect(
    paths: Iterable[str | Path],
    folder: Path,
    ways: Ways = AS_USUAL,
    track: Track = lambda items, total: items,
    reader: Reader | None = None,
) -> Collected:
    """Read documents into the corpus in `folder`, which is made where there is none.

    A document whose contents, path and edition are as they were is not read again. `reader` reads
    the documents, by default the processes of this machine. Raises
    `Unwritable` where the folder cannot be written, `Malformed` where what stands there is no
    corpus; whatever was read by then is kept, and the corpus stands as it was.
    """
    given = list(paths)
    with _started(folder):
        before = stored.listed(folder)
        journal = Journal.opened(folder, ways.region)
        kept = _kept(folder, before, journal)
        named, sources = _sorted(places(given), folder)
        current = edition(ways.region)
        done = 0
        try:
            unchanged = _copied(journal, sources, kept)
            known = {
                path: paper.sha256 for path, paper in kept.items() if _holds(paper, current, ways)
            }
            tasks = extracting.tasks(named, known)
            for new, same in (reader or here)(tasks, ways, journal, current, track):
                done += new
                unchanged += same
            missing = _missing(given, {task.path: task for task in tasks}, kept)
            gone = missing if ways.prune else frozenset()
            made, papers = publish(folder, journal.segments, gone)
        except Unwritable as error:
            raise Unwritable(f"{error}；{_saved(journal, done)}") from error
        journal.clear()
    return Collected(
        papers.select(list(columns.DOCUMENTS)),
        made.filings,
        done,
        unchanged,
        0 if ways.prune else len(missing),
        len(gone),
    )


@contextmanager
def _started(folder: Path) -> Iterator[None]:
    """Hold the folder of a corpus; raises `Malformed` for one with other things in it."""
    if folder.is_dir() and not manifest.is_corpus(folder):
        try:
            others = sorted(each.name for each in folder.iterdir() if each.name not in RESERVED)
        except OSError as error:
            raise Unwritable(durable.said(folder, error)) from error
        if others:
            raise Malformed(
                f"{folder} 里已有别的文件（{others[0]} 等），不是语料；请换一个空文件夹"
            )
    with durable.alone(folder):
        yield


def _kept(folder: Path, before: manifest.Manifest | None, journal: Journal) -> dict[str, Kept]:
    """What is in the corpus and in the journal, by path; the latest of each."""
    found = {}
    if before is not None:
        papers = stored.papers(folder, before)
        found = {row[0]: Kept(*row) for row in papers.iter_rows()}
    return found | {kept.path: kept for each in journal.segments for kept in each.documents}


def _sorted(found: Iterable[Place], folder: Path) -> tuple[list[Place], list[Place]]:
    """The documents, and the corpora, among some places; the corpus itself is neither."""
    named: list[Place] = []
    sources: list[Place] = []
    for path, place in found:
        if isinstance(place, Path) and documents.is_corpus(place):
            if not place.is_dir() or not place.samefile(folder):
                sources.append((path, place))
        else:
            named.append((path, place))
    return named, sources


def _holds(paper: Kept, current: str, ways: Ways) -> bool:
    """Whether what is known of a document is worth keeping, as long as it has not changed."""
    again = ways.retry and paper.status == "unreadable"
    return paper.edition == current and paper.sha256 != EMPTY and not again


def _copied(journal: Journal, sources: list[Place], kept: dict[str, Kept]) -> int:
    """Take over the documents of other corpora; the number of those that are here already."""
    unchanged = 0
    for path, place in sources:
        try:
            source = stored.opened(Path(place))
        except (Malformed, OSError) as error:
            problem = str(error) if isinstance(error, Malformed) else documents.CLOSED
            journal.add(*refused(documents.printable(path), problem), "")
            continue
        papers = [Kept(*row) for row in source.kept.iter_rows()]
        new = [paper for paper in papers if kept.get(paper.path) != paper]
        journal.copy(source, new)
        unchanged += len(papers) - len(new)
    return unchanged


def here(
    tasks: list[Task], ways: Ways, journal: Journal, edition: str, track: Track
) -> Iterator[tuple[int, int]]:
    """Read documents by processes of this machine."""
    results = (result for _, result in extracting.extracted(tasks, ways.jobs, ways.limits))
    for result in track(results, len(tasks)):
        if result.unchanged:
            yield 0, 1
        else:
            journal.add(result.document, result.filings, edition)
            yield 1, 0
    journal.commit()


def _missing(
    given: list[str | Path], tasks: dict[str, Task], kept: dict[str, Kept]
) -> frozenset[str]:
    """The documents of the corpus that stood in the folders given and do so no longer.

    Folders that are not there, or cannot be opened, say nothing of what stood in them.
    """
    closed = tuple(f"{path}/" for path, task in tasks.items() if isinstance(task.found, str))
    open_ = [Path(path) for path in given if Path(path).is_dir()]
    inside = tuple(f"{path.as_posix()}/" if str(path) != "." else "" for path in open_)
    return frozenset(
        path
        for path in kept
        if path not in tasks and path.startswith(inside) and not path.startswith(closed)
    )


def _saved(journal: Journal, done: int) -> str:
    count = sum(len(each.documents) for each in journal.segments)
    if not count:
        return "排除后请再运行同一命令" if not done else "排除后请再运行同一命令，从头读起"
    return f"已读完的 {count} 份文件已经存下，排除后再运行同一命令即可接着读"
