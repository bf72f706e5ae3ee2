"""Paths into a batch, by several processes where there is much to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from jiheng.batch import extracting, pool
from jiheng.batch.pool import USUAL, Limits
from jiheng.filing.batch import Batch
from jiheng.filing.contract import Malformed
from jiheng.filing.model import Document, Filing
from jiheng.reading import documents
from jiheng.reading.document import Read
from jiheng.reading.paths import Place, places

Track = Callable[[Iterable[Any], int], Iterable[Any]]

FEW = 20
"""Documents that are read in this process, unless several are asked for."""


def read(
    paths: str | Path | Iterable[str | Path],
    jobs: int = 1,
    track: Track = lambda items, total: items,
    limits: Limits = USUAL,
) -> Batch:
    """The filings of files, folders (searched recursively) and corpora, in the order of names.

    A path that does not exist, and a document that cannot be read, is a Document with status
    "unreadable" and its reason; the others are read all the same. `jobs` processes read at once,
    each document within `limits`; a few documents are read in this process, without limits.
    `track` is handed the results as they come, and their number. Corpora are taken as they are.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    named = list(places(given))
    if named and all(_is_corpus(place) for place in named):
        taken = _corpora(named)
        if taken is not None:
            return taken
    found: list[Document] = []
    filings: list[Filing] = []
    for one, its in track(chain.from_iterable(_each(named, jobs, limits)), len(named)):
        found.append(one)
        filings += its
    return Batch.of(filings, found)


def _is_corpus(place: Place) -> bool:
    return isinstance(place[1], Path) and documents.is_corpus(place[1])


def _corpora(named: list[Place]) -> Batch | None:
    """The batch of some corpora as columns; None where one of them cannot be opened."""
    from jiheng.filing import stored

    try:
        return Batch(stored.together(Path(found) for _, found in named).frames())
    except (Malformed, OSError):
        return None


def _each(named: list[Place], jobs: int, limits: Limits) -> Iterator[Iterable[Read]]:
    """What each place holds, in order."""
    alone = [place for place in named if not _is_corpus(place)]
    if jobs == 1 and len(alone) < FEW:
        yield from map(documents.of_place, named)
        return
    read = _ordered(alone, jobs, limits)
    for place in named:
        yield documents.of_place(place) if _is_corpus(place) else [next(read)]


def _ordered(alone: list[Place], jobs: int, limits: Limits) -> Iterator[Read]:
    for result in pool.in_order(extracting.extracted(extracting.tasks(alone), jobs, limits)):
        yield result.document, result.filings
