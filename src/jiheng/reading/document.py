"""One document into its filings, or into the sentence that says why it cannot be read."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from stat import S_ISREG

from jiheng.filing import contract
from jiheng.filing.model import Document, Filing
from jiheng.reading import formats
from jiheng.reading.grid import Unreadable
from jiheng.reading.paths import NOT_REGULAR
from jiheng.reading.recognise import recognise

Read = tuple[Document, list[Filing]]

LARGEST = 64 * 1024 * 1024
"""Bytes: the largest document that is read."""
TOO_LARGE = f"文件超过 {LARGEST // 1024 // 1024} MB；请拆分成几个文件后再试"
NO_FORM = "没有找到自评表：文中没有“项目名称”“三级指标”等标签；请确认这是项目支出绩效自评表"
CHANGING = "读取时文件正在被改动；请等写完，或关闭正在编辑它的程序后再试"
PARQUET = b"PAR1"
LOOKS = 3
"""How often a file is read that changes meanwhile."""
PAUSE = 0.2
"""Seconds until it is read again."""


def of_file(path: str, file: Path) -> Read:
    """The document in a file and its filings; `path` is how the file is named to people."""
    try:
        return of_bytes(path, contents(file))
    except Unreadable as error:
        return refused(path, str(error))


def contents(file: Path) -> bytes:
    """The bytes of a file, all of one moment; raises `Unreadable`."""
    try:
        for _ in range(LOOKS):
            before = file.stat()
            if not S_ISREG(before.st_mode):
                raise Unreadable(NOT_REGULAR)
            if before.st_size > LARGEST:
                raise Unreadable(TOO_LARGE)
            data = file.read_bytes()
            if _moment(file.stat()) == _moment(before) and len(data) == before.st_size:
                return data
            time.sleep(PAUSE)
    except OSError as error:
        raise Unreadable(_not_opened(error)) from error
    raise Unreadable(CHANGING)


def _moment(about: os.stat_result) -> tuple[int, ...]:
    return about.st_size, about.st_mtime_ns, about.st_ino


def of_bytes(path: str, data: bytes) -> Read:
    """The document in some bytes and its filings."""
    if len(data) > LARGEST:
        return refused(path, TOO_LARGE)
    digest = hashlib.sha256(data).hexdigest()
    try:
        filings = _filings(data, path, digest[:12])
    except (Unreadable, contract.Malformed) as error:
        return refused(path, str(error), data)
    if filings is None:
        return refused(path, NO_FORM, data)
    status = "partly" if any(filing.unplaced for filing in filings) else "read"
    return Document(path, digest, status, len(filings)), filings


def refused(path: str, problem: str, data: bytes = b"") -> Read:
    """A document that cannot be read, and why."""
    return Document(path, hashlib.sha256(data).hexdigest(), "unreadable", 0, problem), []


def _filings(data: bytes, path: str, document: str) -> list[Filing] | None:
    """The filings in some bytes; None where they hold no form."""
    if contract.is_filings(data):
        return contract.decode(data)
    if data.startswith(PARQUET):
        from jiheng.filing import corpus

        return corpus.filings(corpus.read(data))
    return recognise(formats.grid(data), path, document) or None


def _not_opened(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "文件打不开，没有读取权限；请检查权限后再试"
    return "文件打不开；请确认文件没有损坏、没有被别的程序占用后再试"
