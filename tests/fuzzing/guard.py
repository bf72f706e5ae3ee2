"""Nothing written, nothing fetched: Python itself refuses it, and the canaries tell what C does.

`install` hooks into every opening of a file, connection and process of this Python process; the
programs that readers start are watched by the same hook where they are Python too (see child/).
`Canaries` are a file and a port that spoilt documents name: whoever opens one is noticed by the
system, whatever language it is written in.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzzing import canary

from jiheng.reading.office import WITHIN

OUTWARD = (
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname",
    "urllib.Request", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn",
    "webbrowser.open", "ftplib.connect", "smtplib.connect", "http.client.connect",
)  # fmt: skip
CHANGING = (
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "shutil.rmtree", "shutil.move", "shutil.copyfile",
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SCRATCH = str(Path(tempfile.gettempdir()) / "jiheng-")
"""How the folders begin in which old Word files are converted: there, files may be written."""
HOMES = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))
CODE = tuple({*HOMES, *map(os.path.realpath, HOMES), "/usr", "/lib", "/proc"})
"""Whence Python may read: itself, its packages, this project."""
MEASURING = re.compile(r"/proc/(self|\d+)/clear_refs")
"""Where the guard itself writes, to measure memory anew."""
PROGRAMS = ("soffice", "libreoffice")


def install(report: Callable[[str], object]) -> None:
    """From now on this process can only read code, and write where old Word files are converted.

    What it tries beyond that is reported, and fails with PermissionError.
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        wrong = _wrong(event, arguments)
        if wrong:
            report(wrong)
            raise PermissionError(wrong)

    sys.addaudithook(hook)


def _wrong(event: str, arguments: tuple[Any, ...]) -> str:
    """What is not allowed about an event, "" where nothing is."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or _scratch(path):
            return ""
        name = os.fsdecode(path)
        if MEASURING.fullmatch(name):
            return ""
        if flags & WRITING and name != os.devnull:
            return f"写文件 {name}"
        return "" if name == os.devnull or name.startswith(CODE) else f"读文件 {name}"
    if event == "subprocess.Popen":
        program = _program(arguments)
        fine = program == sys.executable or Path(program).name in PROGRAMS
        return "" if fine else f"启动程序 {program}"
    if event in CHANGING and not all(map(_scratch, _paths(arguments))):
        return f"改动文件 {event} {arguments}"
    return f"对外连接 {event} {arguments}" if event in OUTWARD else ""


def _program(arguments: tuple[Any, ...]) -> str:
    """What is started, by itself or within a limit of processor time."""
    within, limited = len(WITHIN), arguments[1]
    if tuple(limited[:within]) == WITHIN and limited[within].isdecimal():
        return os.fsdecode(limited[within + 1])
    return os.fsdecode(arguments[0])


def _paths(arguments: tuple[Any, ...]) -> list[Any]:
    return [each for each in arguments if isinstance(each, (str, bytes, os.PathLike))]


def _scratch(path: Any) -> bool:
    """Whether a path is in a folder for conversion; one relative to an open folder is its own."""
    name = os.fsdecode(path)
    return ".." not in name and (name.startswith(SCRATCH) or not Path(name).is_absolute())


class Canaries:
    """Watches over the file and the port of `canary`; Linux only."""

    OPENED = 0x20
    NONBLOCK = 0o4000

    def __init__(self, file: Path = canary.FILE) -> None:
        self.file = file
        if not file.exists():
            made = file.with_suffix(f".{os.getpid()}")
            made.write_text(canary.WORDS, "utf-8")
            made.replace(file)
        canary.WRITTEN.unlink(missing_ok=True)
        libc = ctypes.CDLL(None)
        self.watch = libc.inotify_init1(self.NONBLOCK)
        libc.inotify_add_watch(self.watch, os.fsencode(file), self.OPENED)
        self.port = socket.socket()
        self.port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.port.bind(("127.0.0.1", canary.PORT))
        self.port.listen()
        self.port.setblocking(False)

    def disturbed(self) -> str:
        """What was touched since the last call, "" where nothing was."""
        return "；".join(filter(None, (self._opened(), self._called(), self._written())))

    def _opened(self) -> str:
        try:
            os.read(self.watch, struct.calcsize("iIII") * 99)
        except BlockingIOError:
            return ""
        return f"打开了 {self.file}"

    def _called(self) -> str:
        try:
            connection, _ = self.port.accept()
        except BlockingIOError:
            return ""
        connection.close()
        return f"连接了本机 {canary.PORT} 端口"

    def _written(self) -> str:
        if not canary.WRITTEN.exists():
            return ""
        canary.WRITTEN.unlink()
        return f"写出了 {canary.WRITTEN}"
