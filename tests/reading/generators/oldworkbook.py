"""Workbooks of Excel 97 (.xls), record by record, in a compound file written here."""

from __future__ import annotations

import struct
from collections.abc import Iterable

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

Record = tuple[int, bytes]
"""A record's number and what it holds."""


def workbook(*cells: Record, book: Iterable[Record] = (), version: int = 0x0600) -> bytes:
    """A .xls with one sheet of these records; `book` are those that all sheets refer to."""
    name = "表".encode("utf-16-le")
    before = [(0x809, struct.pack("<HH4xQ", version, 5, 0)), *book]
    start = len(_stream(before)) + len(_stream([(0x85, bytes(8) + name), (0x0A, b"")]))
    entry = struct.pack("<IBBBB", start, 0, 0, 1, 1) + name
    sheet = [(0x809, struct.pack("<HH4xQ", version, 16, 0)), *cells, (0x0A, b"")]
    return compound(_stream([*before, (0x85, entry), (0x0A, b""), *sheet]), "Workbook")


def compound(stream: bytes, name: str) -> bytes:
    """A compound file with one stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    chain = [TABLE, END, *range(3, count + 2), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, END, 0) + _entry(name, 2, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0
    )
    header += struct.pack("<108I", *[FREE] * 108)
    body = stream.ljust(count * SECTOR, b"\0")
    return header[:SECTOR].ljust(SECTOR, b"\0") + table + directory.ljust(SECTOR, b"\0") + body


def _stream(records: Iterable[Record]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
    return head + struct.pack("<III36xIII", FREE, FREE, FREE, start, size, 0)
