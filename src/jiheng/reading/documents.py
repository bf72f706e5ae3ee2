"""Paths into a batch: every document read, every filing recognised, nothing lost to a bad one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from jiheng.filing.batch import Batch
from jiheng.filing.model import Document, Filing
from jiheng.reading import document
from jiheng.reading.document import Read
from jiheng.reading.paths import Place, places
from jiheng.reading.processes import mapped

Track = Callable[[Iterable[Any], int], Iterable[Any]]

DIED = "读取这个文件时程序意外中断，文件可能已损坏；请用原来的软件打开后另存，再提供新文件"
PACKED = msgspec.msgpack.Decoder(Read)
"""What comes back from another process: packed, it costs a third of what pickling would."""
SURROGATE = re.compile("[\ud800-\udfff]")


def read(
    paths: str | Path | Iterable[str | Path],
    jobs: int = 1,
    track: Track = lambda items, total: items,
) -> Batch:
    """The filings of files and folders (searched recursively), in the order of their names.

    A path that does not exist, and a document that cannot be read, is a Document with status
    "unreadable" and its reason; the others are read all the same. `jobs` processes read at once;
    `track` is handed the results as they come, and their number.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    named = list(places(given))
    found: list[Document] = []
    filings: list[Filing] = []
    for one, its in track(_each(named, jobs), len(named)):
        found.append(one)
        filings += its
    return Batch.of(filings, found)


def read_bytes(data: bytes, name: str) -> Batch:
    """The filings of one document that is already in memory; `name` stands for its path."""
    one, filings = document.of_bytes(name, data)
    return Batch.of(filings, [one])


def _each(named: list[Place], jobs: int) -> Iterator[Read]:
    if jobs == 1 or len(named) == 1:
        return map(_read, named)
    return map(PACKED.decode, mapped(_packed, named, jobs, _lost))


def _packed(place: Place) -> bytes:
    return msgspec.msgpack.encode(_read(place))


def _lost(place: Place) -> bytes:
    return msgspec.msgpack.encode(document.refused(_printable(place[0]), DIED))


def _read(place: Place) -> Read:
    path, found = _printable(place[0]), place[1]
    return (
        document.refused(path, found) if isinstance(found, str) else document.of_file(path, found)
    )


def _printable(path: str) -> str:
    """A path that can be written out; a name that is not UTF-8 is taken for GB18030."""
    return os.fsencode(path).decode("gb18030", "replace") if SURROGATE.search(path) else path
