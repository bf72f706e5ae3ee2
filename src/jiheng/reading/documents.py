"""Paths into a batch: every document read, every filing recognised, nothing lost to a bad one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from jiheng.filing.batch import Batch
from jiheng.filing.contract import Malformed
from jiheng.filing.model import Document, Filing
from jiheng.reading import document
from jiheng.reading.document import Read
from jiheng.reading.paths import Place, places

SURROGATE = re.compile("[\ud800-\udfff]")


def read(paths: str | Path | Iterable[str | Path]) -> Batch:
    """The filings of files and folders (searched recursively), in the order of their names.

    A path that does not exist, and a document that cannot be read, is a Document with status
    "unreadable" and its reason; the others are read all the same.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    found: list[Document] = []
    filings: list[Filing] = []
    for place in places(given):
        for one, its in of_place(place):
            found.append(one)
            filings += its
    return Batch.of(filings, found)


def read_bytes(data: bytes, name: str) -> Batch:
    """The filings of one document that is already in memory; `name` stands for its path."""
    one, filings = document.of_bytes(name, data)
    return Batch.of(filings, [one])


def of_place(place: Place) -> Iterator[Read]:
    """The document at a place and its filings, or all those of a corpus."""
    path, found = printable(place[0]), place[1]
    if isinstance(found, str):
        yield document.refused(path, found)
    elif is_corpus(found):
        yield from of_corpus(path, found)
    else:
        yield document.of_file(path, found)


def is_corpus(found: Path) -> bool:
    """Whether a file is a corpus, or a folder is."""
    return found.suffix.lower() == ".parquet" or found.is_dir()


def of_corpus(path: str, found: Path) -> Iterator[Read]:
    """The documents of a corpus, the filings with the last of them."""
    from jiheng.filing import corpus, stored

    try:
        kept = stored.opened(found)
        filings = corpus.filings(kept.frames())
    except (Malformed, OSError) as error:
        yield document.refused(path, str(error) if isinstance(error, Malformed) else CLOSED)
        return
    papers = [Document(*row) for row in kept.documents.iter_rows()]
    yield from ((paper, []) for paper in papers[:-1])
    yield from ((paper, filings) for paper in papers[-1:])


CLOSED = "语料打不开；请检查文件夹的权限后再试"


def printable(path: str) -> str:
    """A path that can be written out; a name that is not UTF-8 is taken for GB18030."""
    return os.fsencode(path).decode("gb18030", "replace") if SURROGATE.search(path) else path
