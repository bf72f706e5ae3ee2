"""The gates through which every file comes in, one after another, each with its own sentence.

Size, content against name, archive, structure and encryption, active content, virus scanner. What
a gate stops is nowhere kept: no file, no row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from jiheng.reading.grid import Unreadable
from jiheng.web.exchange.gates import active, archive, scanner, shape
from jiheng.web.exchange.gates.kinds import KINDS, kind_of
from jiheng.web.exchange.gates.names import cleaned, ending
from jiheng.web.exchange.gates.refusal import Stopped

MEGABYTE = 1024 * 1024
PACKAGES = ("docx", "xlsx", "pptx")


class Given(Protocol):
    """A file as Django hands it over."""

    name: str
    size: int

    def read(self) -> bytes:
        """All of its bytes."""


@dataclass(frozen=True)
class Passed:
    """A file that has passed: its cleaned name, what it is, what must be told of it."""

    name: str
    kind: str
    data: bytes
    notes: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def passed(given: Given, allowed: Collection[str]) -> Passed:
    """A file through all gates; raises Stopped. `allowed` are names of `KINDS`."""
    name = cleaned(given.name)
    _small_enough(name, given.size, settings.ARCHIVE_LARGEST if "zip" in allowed else 0)
    return passed_bytes(name, given.read(), allowed)


def passed_bytes(name: str, data: bytes, allowed: Collection[str]) -> Passed:
    """Some bytes through all gates; raises Stopped."""
    name = cleaned(name)
    _not_empty(name, data)
    try:
        kind = kind_of(data)
        _as_named(name, kind, allowed)
        _small_enough(name, len(data), settings.ARCHIVE_LARGEST if kind == "zip" else 0)
        if kind == "zip" or kind in PACKAGES:
            archive.inspect(data, nested=kind == "zip")
        shape.inspect(kind, data)
        notes = active.notes(kind, data)
        if settings.CLAMAV:
            scanner.scan(data, settings.CLAMAV)
    except Unreadable as error:
        raise Stopped(f"“{name}”没有上传：{error}") from error
    return Passed(name, kind, data, tuple(notes))


def _small_enough(name: str, size: int, most: int) -> None:
    most = max(most, settings.UPLOAD_LARGEST)
    if size > most:
        raise Stopped(
            f"“{name}”没有上传：文件有 {size / MEGABYTE:.1f} MB，"
            f"最多 {most // MEGABYTE} MB；请压缩图片或拆分成几个文件"
        )


def _not_empty(name: str, data: bytes) -> None:
    if not data:
        raise Stopped(f"“{name}”没有上传：文件是空的，没有任何内容；请确认保存成功后再上传")


def _as_named(name: str, kind: str, allowed: Collection[str]) -> None:
    """Raise `Unreadable` for a kind that is not wanted here, or a name that says otherwise."""
    if kind not in allowed:
        titles = "、".join(KINDS[each].title for each in allowed)
        raise Unreadable(f"内容是{KINDS[kind].title}，这里不收；可以上传{titles}")
    said = ending(name)
    if said not in KINDS[kind].endings:
        shown = f"扩展名是“.{said}”" if said else "没有扩展名"
        raise Unreadable(
            f"内容是{KINDS[kind].title}，{shown}，两者不符；请确认选对了文件，"
            f"是的话把扩展名改为“.{KINDS[kind].endings[0]}”后再上传"
        )
