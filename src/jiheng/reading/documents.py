"""Paths into a batch: every document read, every filing recognised, nothing lost to a bad one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jiheng.filing import contract, corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import models
from jiheng.filing.model import Document, Filing
from jiheng.reading import sniff, text
from jiheng.reading.grid import Unreadable
from jiheng.reading.labels import begins_row
from jiheng.reading.recognise import recognise

Read = tuple[Document, list[Filing]]

DOCUMENTS = frozenset(
    ".txt .doc .docx .wps .rtf .xls .xlsx .et .csv .pdf .ofd .htm .html .mht"
    " .png .jpg .jpeg .bmp .tif .tiff .json .parquet".split()
)
LARGEST = 64 * 1024 * 1024
"""Bytes: the largest document that is read."""


Track = Callable[[Iterable[Any], int], Iterable[Any]]


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
    files = list(_files(given))
    documents: list[Document] = []
    filings: list[Filing] = []
    with _mapped(files, jobs) as results:
        for document, found in track(results, len(files)):
            documents.append(document)
            filings += found
    return Batch.of(filings, documents)


@contextmanager
def _mapped(files: list[tuple[str, Path | str]], jobs: int) -> Iterator[Iterable[Read]]:
    if jobs == 1 or len(files) == 1:
        yield map(_read, files)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield pool.map(_read, files, chunksize=max(1, min(32, len(files) // (jobs * 4))))


def _read(file: tuple[str, Path | str]) -> Read:
    path, found = file
    return _unreadable(path, b"", found) if isinstance(found, str) else _document(path, found)


def read_bytes(data: bytes, name: str) -> Batch:
    """The filings of one document that is already in memory; `name` stands for its path."""
    document, filings = _from_bytes(name, data)
    return Batch.of(filings, [document])


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[str, Path | str]]:
    """Each path with its file, or with the sentence that says why there is none."""
    for given in paths:
        path = Path(given)
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _is_document(p, path))
            if not inside:
                yield str(given), "文件夹里没有文档；请确认路径，或把自评表放进这个文件夹"
            yield from ((p.as_posix(), p) for p in inside)
        elif path.is_file():
            yield str(given), path
        elif path.exists():
            yield str(given), "这不是普通文件，无法读取；请给出自评表文件或文件夹的路径"
        else:
            yield str(given), "路径不存在；请检查文件名和所在文件夹是否写对"


def _is_document(path: Path, folder: Path) -> bool:
    """Whether a file in a folder is taken for a document; one that is named is always read."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return path.suffix.lower() in DOCUMENTS and not hidden and path.is_file()


def _document(path: str, file: Path) -> Read:
    try:
        if file.stat().st_size > LARGEST:
            return _unreadable(
                path, b"", f"文件超过 {LARGEST // 1024 // 1024} MB；请拆分成几个文件后再试"
            )
        data = file.read_bytes()
    except OSError as error:
        return _unreadable(path, b"", f"文件打不开（{error.strerror}）；请检查权限后再试")
    return _from_bytes(path, data)


def _from_bytes(path: str, data: bytes) -> Read:
    digest = hashlib.sha256(data).hexdigest()
    if contract.is_filings(data):
        return _from_json(path, data, digest)
    if corpus.is_corpus(data):
        return _from_parquet(path, data, digest)
    try:
        filings = recognise(text.read(sniff.decode(data), begins_row), path, digest[:12])
    except Unreadable as error:
        return _unreadable(path, data, str(error))
    if not filings:
        return _unreadable(
            path,
            data,
            "没有找到自评表：文中没有“项目名称”“三级指标”等标签；请确认这是项目支出绩效自评表",
        )
    status = "partly" if any(filing.unplaced for filing in filings) else "read"
    return Document(path, digest, status, len(filings)), filings


def _from_json(path: str, data: bytes, digest: str) -> Read:
    try:
        filings = contract.decode(data)
    except contract.Malformed as error:
        return _unreadable(path, data, str(error))
    return Document(path, digest, "read", len(filings)), filings


def _from_parquet(path: str, data: bytes, digest: str) -> Read:
    try:
        filings = models(corpus.read(data))
    except contract.Malformed as error:
        return _unreadable(path, data, str(error))
    return Document(path, digest, "read", len(filings)), list(filings)


def _unreadable(path: str, data: bytes, problem: str) -> Read:
    return Document(path, hashlib.sha256(data).hexdigest(), "unreadable", 0, problem), []
