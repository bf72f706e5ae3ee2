"""Paths into a batch: every document read, every filing recognised, nothing lost to a bad one."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from jiheng.filing import contract, corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import models
from jiheng.filing.model import Document, Filing
from jiheng.reading import formats
from jiheng.reading.grid import Unreadable
from jiheng.reading.recognise import recognise

Read = tuple[Document, list[Filing]]

DOCUMENTS = (
    *(".txt", ".doc", ".docx", ".wps", ".rtf", ".xls", ".xlsx", ".et", ".csv", ".pdf", ".ofd"),
    *(".htm", ".html", ".mht", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"),
    *(".json", ".parquet"),
)
"""What is read in folders, by the end of the name."""
LARGEST = 64 * 1024 * 1024
"""Bytes: the largest document that is read."""
TOO_LARGE = f"文件超过 {LARGEST // 1024 // 1024} MB；请拆分成几个文件后再试"
NOT_REGULAR = "这不是普通文件，无法读取；请给出自评表文件或文件夹的路径"

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
    path, found = _printable(file[0]), file[1]
    return _unreadable(path, b"", found) if isinstance(found, str) else _document(path, found)


def _printable(path: str) -> str:
    """A path that can be written out; a name that is not UTF-8 is taken for GB18030."""
    return os.fsencode(path).decode("gb18030", "replace") if _SURROGATE.search(path) else path


_SURROGATE = re.compile("[\ud800-\udfff]")


def read_bytes(data: bytes, name: str) -> Batch:
    """The filings of one document that is already in memory; `name` stands for its path."""
    if len(data) > LARGEST:
        return Batch.of([], [_unreadable(name, b"", TOO_LARGE)[0]])
    document, filings = _from_bytes(name, data)
    return Batch.of(filings, [document])


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[str, Path | str]]:
    """Each path with its file, or with the sentence that says why there is none."""
    for given in paths:
        path = Path(given)
        if not str(given):
            yield "", "路径是空的；请写明文件或文件夹的路径"
            continue
        try:
            kind = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield str(given), _no_path(error)
            continue
        if S_ISDIR(kind):
            yield from _inside(path, str(given))
        elif S_ISREG(kind):
            yield str(given), path
        else:
            yield str(given), NOT_REGULAR


def _no_path(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限打开；请检查文件夹的权限后再试"
    if isinstance(error, FileNotFoundError):
        return "路径不存在；请检查文件名和所在文件夹是否写对"
    return "路径无效；请检查文件名是否写对"


def _inside(folder: Path, given: str) -> list[tuple[str, Path | str]]:
    """The documents in a folder and in those below it, and the folders that cannot be opened."""
    closed: list[tuple[str, Path | str]] = []

    def refused(error: OSError) -> None:
        closed.append((Path(error.filename).as_posix(), "文件夹打不开；请检查权限后再试"))

    found: list[tuple[str, Path | str]] = []
    for place, below, names in os.walk(folder, onerror=refused):
        below[:] = [name for name in below if not name.startswith(".")]
        files = (Path(place, name) for name in names if _is_document(name))
        found += [(file.as_posix(), file) for file in files]
    nothing = (given, "文件夹里没有文档；请确认路径，或把自评表放进这个文件夹")
    return sorted(found + closed, key=lambda each: Path(each[0])) or [nothing]


def _is_document(name: str) -> bool:
    """Whether a file in a folder is taken for a document; one that is named is always read."""
    return Path(name).suffix.lower() in DOCUMENTS and not name.startswith((".", "~$"))


def _document(path: str, file: Path) -> Read:
    try:
        about = file.stat()
        if not S_ISREG(about.st_mode):
            return _unreadable(path, b"", NOT_REGULAR)
        if about.st_size > LARGEST:
            return _unreadable(path, b"", TOO_LARGE)
        data = file.read_bytes()
    except OSError as error:
        return _unreadable(path, b"", _not_opened(error))
    return _from_bytes(path, data)


def _not_opened(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "文件打不开，没有读取权限；请检查权限后再试"
    return "文件打不开；请确认文件没有损坏、没有被别的程序占用后再试"


def _from_bytes(path: str, data: bytes) -> Read:
    digest = hashlib.sha256(data).hexdigest()
    if contract.is_filings(data):
        return _from_json(path, data, digest)
    if corpus.is_corpus(data):
        return _from_parquet(path, data, digest)
    try:
        filings = recognise(formats.grid(data), path, digest[:12])
    except Unreadable as error:
        return _unreadable(path, data, str(error))
    if not filings:
        return _unreadable(
            path,
            data,
            "没有找到自评表：文中没有“项目名称”“三级指标”等标签；请确认这是项目支出绩效自评表",
        )
    return _read_out(path, digest, filings)


def _read_out(path: str, digest: str, filings: list[Filing]) -> Read:
    status = "partly" if any(filing.unplaced for filing in filings) else "read"
    return Document(path, digest, status, len(filings)), filings


def _from_json(path: str, data: bytes, digest: str) -> Read:
    try:
        return _read_out(path, digest, contract.decode(data))
    except contract.Malformed as error:
        return _unreadable(path, data, str(error))


def _from_parquet(path: str, data: bytes, digest: str) -> Read:
    try:
        return _read_out(path, digest, list(models(corpus.read(data))))
    except contract.Malformed as error:
        return _unreadable(path, data, str(error))


def _unreadable(path: str, data: bytes, problem: str) -> Read:
    return Document(path, hashlib.sha256(data).hexdigest(), "unreadable", 0, problem), []
