"""The streams of a compound file (OLE), in which Office kept its documents before 2007."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jiheng.reading.grid import Unreadable
from jiheng.reading.package import DAMAGED, ENCRYPTED, OLE

LAST_SECTOR = 0xFFFFFFFA
"""From this number on a sector's number is a mark: free, or the end of a chain."""
ENTRY = 128
STREAM, ROOT = 2, 5
SMALL = 64
WANTED = frozenset(("Workbook", "Book", "WordDocument"))
"""The streams worth copying out."""


def streams(data: bytes) -> dict[str, bytes]:
    """Name -> content of the streams that hold a document, whatever storage they are in.

    Raises `Unreadable` where the file is damaged, or holds an encrypted document.
    """
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    if not data.startswith(OLE) or len(data) < 512:
        raise Unreadable(DAMAGED)
    try:
        return _streams(data)
    except (struct.error, IndexError) as error:
        raise Unreadable(DAMAGED) from error


def names(data: bytes) -> frozenset[str]:
    """The names of all streams and storages in a compound file; raises `Unreadable` if damaged."""
    if not data.startswith(OLE) or len(data) < 512:
        raise Unreadable(DAMAGED)
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise Unreadable(DAMAGED)
        (directory,) = struct.unpack_from("<I", data, 48)
        listed = _chain(data, 1 << shift, _table(data, 1 << shift), directory)
    except (struct.error, IndexError) as error:
        raise Unreadable(DAMAGED) from error
    return frozenset(name for name, *_ in _entries(listed) if name)


def _streams(data: bytes) -> dict[str, bytes]:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise Unreadable(DAMAGED)
    size = 1 << shift
    directory, cutoff, small = struct.unpack_from("<I4xII", data, 48)
    table = _table(data, size)
    entries = list(_entries(_chain(data, size, table, directory)))
    root = next((entry for entry in entries if entry[1] == ROOT), None)
    if root is None:
        raise Unreadable(DAMAGED)
    mini = _chain(data, size, table, root[2])
    numbers = _chain(data, size, table, small)
    mini_table = struct.unpack(f"<{len(numbers) // 4}I", numbers[: len(numbers) // 4 * 4])
    found: dict[str, bytes] = {}
    for name, kind, start, length in entries:
        if kind != STREAM or name in found:
            continue
        if name in WANTED and length < cutoff:
            found[name] = _small(mini, mini_table, start, length)
        elif name in WANTED:
            found[name] = _chain(data, size, table, start)[:length]
    return found


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """The allocation table: each sector's successor."""
    (listed,) = struct.unpack_from("<I", data, 44)
    following, _ = struct.unpack_from("<II", data, 68)
    sectors = list(struct.unpack_from("<109I", data, 76))
    most = len(data) // size + 1
    visited = 0
    while following < LAST_SECTOR and visited < most:
        *more, following = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += more
        visited += 1
    used = [sector for sector in sectors[: min(listed, most)] if sector < LAST_SECTOR]
    parts = (data[(sector + 1) * size : (sector + 2) * size] for sector in used)
    joined = b"".join(parts)
    return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])


def _chain(data: bytes, size: int, table: tuple[int, ...], start: int) -> bytes:
    """The sectors that follow one another from `start`; a circle ends where it closes."""
    parts: list[bytes] = []
    most = len(data) // size + 1
    sector = start
    while sector < len(table) and len(parts) < most:
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)


def _small(mini: bytes, table: tuple[int, ...], start: int, length: int) -> bytes:
    parts: list[bytes] = []
    most = min(length, len(mini)) // SMALL + 1
    sector = start
    while sector < len(table) and len(parts) < most:
        parts.append(mini[sector * SMALL : (sector + 1) * SMALL])
        sector = table[sector]
    return b"".join(parts)[:length]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name, kind, first sector and length of what a directory lists."""
    for place in range(0, len(directory) - ENTRY + 1, ENTRY):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        start, size = struct.unpack_from("<II", directory, place + 116)
        name = directory[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield name, kind, start, size
