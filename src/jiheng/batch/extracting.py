"""One document in a process of its own: what goes in, and what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from jiheng.batch import pool
from jiheng.batch.pool import Fate, Limits
from jiheng.filing.model import Document, Filing
from jiheng.reading import document
from jiheng.reading.documents import printable
from jiheng.reading.grid import Unreadable
from jiheng.reading.paths import Place

LOST = {
    Fate.LATE: "读这个文件超过了 {seconds:g} 秒，已停下；请拆分文件，或用 --timeout 放宽时间后再试",
    Fate.LARGE: "读这个文件占用的内存超过了 {megabytes} MB，已停下；"
    "请拆分文件，或用 --memory 放宽限制后再试",
    Fate.DIED: "读取这个文件时程序意外中断，文件可能已损坏；请用原来的软件打开后另存，再提供新文件",
}


class Task(NamedTuple):
    """A document to read: how it is named, its file or why there is none, its SHA-256 if known."""

    path: str
    found: Path | str
    known: str = ""


class Extracted(msgspec.Struct, frozen=True, array_like=True):
    """A document as it was read; `unchanged` where it is as known, and its filings are not told."""

    document: Document
    filings: list[Filing]
    unchanged: bool = False


def tasks(places: list[Place], known: dict[str, str] | None = None) -> list[Task]:
    """The documents of some places, with what is known of them by path."""
    named = ((printable(path), found) for path, found in places)
    return [Task(path, found, (known or {}).get(path, "")) for path, found in named]


def extracted(given: list[Task], jobs: int, limits: Limits) -> Iterator[tuple[int, Extracted]]:
    """The number of each document and what it holds, as they are read, by so many processes."""
    decode = msgspec.msgpack.Decoder(Extracted).decode

    def lost(task: Task, fate: Fate) -> bytes:
        words = LOST[fate].format(**limits._asdict())
        digest = _digest(task.found)
        return msgspec.msgpack.encode(
            Extracted(Document(task.path, digest, "unreadable", 0, words), [])
        )

    for number, data in pool.mapped(packed, given, jobs, lost, limits):
        yield number, decode(data)


def packed(task: Task) -> bytes:
    """What a process sends back: packed, it costs a third of what pickling would."""
    return msgspec.msgpack.encode(extract(task))


def extract(task: Task) -> Extracted:
    """Read a document; one that is as known is not looked into."""
    if isinstance(task.found, str):
        return Extracted(*document.refused(task.path, task.found))
    try:
        data = document.contents(task.found)
    except Unreadable as error:
        return Extracted(*document.refused(task.path, str(error)))
    if task.known and hashlib.sha256(data).hexdigest() == task.known:
        return Extracted(Document(task.path, task.known, "read", 0), [], unchanged=True)
    return Extracted(*document.of_bytes(task.path, data))


def _digest(found: Path | str) -> str:
    """The SHA-256 of a document that could not be read to its end."""
    try:
        data = b"" if isinstance(found, str) else document.contents(found)
    except Unreadable:
        data = b""
    return hashlib.sha256(data).hexdigest()
