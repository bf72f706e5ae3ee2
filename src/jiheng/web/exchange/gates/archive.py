"""Zip files before anything in them is unpacked: how many, how large, how deep, how dense."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from jiheng.reading.grid import Unreadable

MOST = 2_000
"""Files in one archive."""
LARGEST = 512 * 1024 * 1024
"""Bytes of all files together, unpacked."""
DENSE = (16 * 1024 * 1024, 120)
"""Bytes, and times its packed size: what is larger than both was packed to do harm."""
NESTED = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

DAMAGED = "压缩文件已损坏，打不开；请重新压缩后再试"
ENCRYPTED = "压缩文件设了密码；请解压后重新压缩，不设密码"
TOO_MANY = f"压缩文件里有 {{}} 个文件，最多 {MOST} 个；请分成几个压缩文件"
TOO_LARGE = f"压缩文件解压后超过 {LARGEST // 1024 // 1024} MB；请分成几个压缩文件"
BOMB = "压缩文件的压缩比不正常，解压后会占满磁盘，没有打开；请检查文件来源"
TOO_DEEP = "压缩文件里还有压缩文件（{}）；请先解压，把里面的文件直接放进一个压缩文件"
METHOD = "压缩文件用的压缩方法读不了；请用系统自带的压缩功能重新压缩"


class Member(NamedTuple):
    """A file in an archive: the name as people see it, and how to get at it."""

    name: str
    info: ZipInfo


def opened(data: bytes) -> ZipFile:
    """The archive in some bytes; raises `Unreadable`."""
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OverflowError, OSError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error


def names_in(data: bytes) -> list[str]:
    """The names in an archive; raises `Unreadable`."""
    return opened(data).namelist()


def inspect(data: bytes, *, nested: bool) -> None:
    """Raise `Unreadable` for an archive that must not be unpacked.

    `nested`: archives inside are refused too; Office packages hold none that is unpacked.
    """
    infos = opened(data).infolist()
    if len(infos) > MOST:
        raise Unreadable(TOO_MANY.format(len(infos)))
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(ENCRYPTED)
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise Unreadable(METHOD)
    total, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if packed > len(data) or any(map(_dense, infos)):
        raise Unreadable(BOMB)
    if total > max(DENSE[0], DENSE[1] * len(data)):
        raise Unreadable(BOMB)
    if total > LARGEST:
        raise Unreadable(TOO_LARGE)
    inner = [info for info in infos if nested and info.filename.lower().endswith(NESTED)]
    if inner:
        raise Unreadable(TOO_DEEP.format(name_of(inner[0])))


def members(archive: ZipFile) -> Iterator[Member]:
    """The files in an archive that people put there, in its order."""
    for info in archive.infolist():
        name = name_of(info)
        litter = any(mark in info.filename for mark in LITTER)
        if not info.is_dir() and not litter and not name.rpartition("/")[2].startswith("~$"):
            yield Member(name, info)


def contents(archive: ZipFile, member: Member) -> bytes:
    """The bytes of a file in an archive; raises `Unreadable` where they are not what it says."""
    try:
        with archive.open(member.info) as file:
            return file.read(member.info.file_size)
    except (BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error


def name_of(info: ZipInfo) -> str:
    """A name in an archive; one that is not marked as UTF-8 was written in GB18030 here."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _dense(info: ZipInfo) -> bool:
    size, times = DENSE
    return info.file_size > max(size, times * info.compress_size)
