"""One document read in a process of its own: its filings, and what is shown of it beside them.

Knows nothing of Django: the process that runs it must not touch the database.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from jiheng.batch import pool
from jiheng.batch.pool import Fate, Limits
from jiheng.filing.model import Document, Filing
from jiheng.reading import document, formats
from jiheng.reading.grid import Grid, Unreadable
from jiheng.web.exchange import drawing

LIMITS = Limits(seconds=600, megabytes=2048)
"""For one document; a scan of fifty pages takes five minutes."""
PICTURES = frozenset(("png", "jpg", "gif", "bmp", "tif", "webp"))
LOST = {
    Fate.LATE: "读这个文件超过了 {seconds:g} 秒，已停下；请把它拆分成几个文件再导入",
    Fate.LARGE: "读这个文件占用的内存超过了 {megabytes} MB，已停下；请把它拆分成几个文件再导入",
    Fate.DIED: "读取这个文件时程序意外中断，文件可能已损坏；请用原来的软件打开后另存，再导入",
}


class Task(NamedTuple):
    """A document to read: how it is named, its file, the kind that the gates found."""

    name: str
    file: Path
    kind: str


class Seen(msgspec.Struct, frozen=True):
    """A document as it was read: with pages their sizes in points, without them its Grid."""

    document: Document
    filings: list[Filing]
    grid: Grid | None = None
    pages: list[tuple[float, float]] = []


def seen(task: Task) -> Seen:
    """Read a document within limits of time and memory; what is the matter with it costs it alone.

    A document that cannot be read has status "unreadable" and the reason.
    """

    def lost(task: Task, fate: Fate) -> bytes:
        words = LOST[fate].format(**LIMITS._asdict())
        return msgspec.msgpack.encode(Seen(Document(task.name, "", "unreadable", 0, words), []))

    ((_, data),) = pool.mapped(_packed, [task], 1, lost, LIMITS)
    return msgspec.msgpack.decode(data, type=Seen)


def _packed(task: Task) -> bytes:
    return msgspec.msgpack.encode(_seen(task))


def _seen(task: Task) -> Seen:
    data = task.file.read_bytes()
    found, filings = document.of_bytes(task.name, data)
    if not filings:
        return Seen(found, filings)
    if task.kind == "pdf":
        return Seen(found, filings, pages=drawing.pages_of_pdf(data))
    if task.kind in PICTURES:
        return Seen(found, filings, pages=_sizes(data))
    try:
        return Seen(found, filings, formats.grid(data))
    except Unreadable:  # filings in JSON have no grid
        return Seen(found, filings)


def _sizes(data: bytes) -> list[tuple[float, float]]:
    """The pages of a picture file as the recogniser measures them."""
    from jiheng.reading import picture

    return [(page.width, page.height) for page in picture.pages(data)]
