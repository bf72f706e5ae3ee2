"""Files that are there whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ASIDE = ".tmp"
"""How the name of a file ends that is being written."""
LOCK = ".lock"


class Unwritable(Exception):
    """A place that cannot be written; the message says why, and what to do."""


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place, onto the disk, and move it there; raises `Unwritable`."""
    aside = path.with_name(f".{path.name}{ASIDE}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise Unwritable(said(path, error)) from error


def settle(folder: Path) -> None:
    """Have a folder's names on the disk too, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other writers; raises `Unwritable` where one is at work there.

    The system lets go of it when the process ends, however it ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("ab")
    except OSError as error:
        raise Unwritable(said(folder, error)) from error
    with file:
        try:
            _hold(file.fileno())
        except OSError as error:
            raise Unwritable(f"另一个程序正在写入 {folder}；请等它结束后再试") from error
        yield


def _hold(handle: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore] # Windows


FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def said(path: Path, error: OSError) -> str:
    """Why a place cannot be written, and what to do."""
    if error.errno in FULL:
        return f"写不了 {path}：磁盘空间不足；请腾出空间"
    if error.errno in CLOSED:
        return f"写不了 {path}：文件夹是只读的，或没有写入权限；请检查权限，或换一个位置"
    if error.errno == errno.EFBIG:
        return f"写不了 {path}：文件大小超过了系统的限制；请放宽限制，或换一个位置"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"写不了 {path}：那里已有同名的文件；请换一个文件夹"
    return f"写不了 {path}；请检查磁盘和文件夹是否可用"
