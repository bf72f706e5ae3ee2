"""A process of its own for what a document of bad intent can break: pdfium, pictures, old Word.

A library in C can crash, or take time and memory without end, and nothing in the same process can
stop it. So such documents are read one after another in a second process, within limits; where one
ends it, that document is refused, and the next one finds a new process. How fast this machine is
(see `pace`) is asked while that process begins, which nobody has to wait for.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from jiheng.reading import pace
from jiheng.reading.grid import Unreadable

Work = Callable[[bytes], Any]

MEMORY = 400 * 1024 * 1024
"""Bytes for one document, where the system can hold a process to that."""
SECONDS, SECONDS_EACH_MEGABYTE = 4, 1
"""Of processor time for one document on an ordinary machine, where the system can hold a process to
that."""
LONGEST = 120
"""Seconds on the clock for one document on an ordinary machine, however busy it is."""

BROKEN = "文件内容异常，读取时程序中断，可能已损坏；请用原来的软件打开后另存，再提供新文件"
TOO_LONG = "文件内容异常，读取用时超出限度，没有读完；请用原来的软件打开后另存，再提供新文件"
TOO_LARGE = "文件内容异常，读取占用的内存超出限度，没有读完；请拆分，或用原来的软件打开后另存"

SERVE = "import sys; sys.path[:] = {}; from jiheng.reading import apart; apart.serve()"
LENGTH = struct.Struct("<Q")


def read(work: Work, data: bytes, size: int | None = None) -> Any:
    """What `work(data)` returns in the other process; `work` is a function of a module.

    `size` is the document's, in bytes, where `data` is not the document but says where it is.
    Raises `Unreadable` where the work does, `Ended` where the other process ended over it.
    """
    with _lock:
        return _helper().read(work, data, len(data) if size is None else size)


def seconds(size: int) -> float:
    """Of processor time for a document of so many bytes, on this machine at present."""
    return pace.now() * (SECONDS + SECONDS_EACH_MEGABYTE * size / 1_000_000)


class Ended(Unreadable):
    """The other process ended over a document: by its limits, or by a fault in a library."""


class Helper:
    """The other process, as long as it lives."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE.format(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def read(self, work: Work, data: bytes, size: int) -> Any:
        """What the work returns on a document of so many bytes; raises `Unreadable`."""
        assert self.process.stdin is not None and self.process.stdout is not None
        timer = threading.Timer(LONGEST * pace.now(), self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            _send(self.process.stdin, (work.__module__, work.__name__, data, seconds(size)))
            error, result = _receive(self.process.stdout)
        except (OSError, EOFError) as broken:
            raise Ended(self._why()) from broken
        finally:
            timer.cancel()
        if error is not None:
            raise error
        return result

    def _why(self) -> str:
        status = self.end()
        return TOO_LONG if status in _ENDED_BY_TIME else BROKEN

    def end(self) -> int:
        """Let the process go; its exit status."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        try:
            return self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def alive(self) -> bool:
        """Whether it can read another document; a process that was forked has none of its own."""
        return self.owner == os.getpid() and self.process.poll() is None


_lock = threading.Lock()
running: list[Helper] = []
_ENDED_BY_TIME = (-27, -9)
"""Exit statuses: the system's timer of processor time, and this process's on the clock."""


def _helper() -> Helper:
    """The process that is there, or a new one."""
    if not running or not running[0].alive():
        running[:] = [Helper()]
    return running[0]


@atexit.register
def _end() -> None:
    for helper in running:
        if helper.alive():
            helper.end()


# In the other process


def serve() -> None:
    """Read what comes through standard input, until it ends."""
    given, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            module, name, data, longest = _receive(given)
        except EOFError:
            return
        _lift()
        work = getattr(import_module(module), name)
        _limit(longest)
        _send(answers, _outcome(work, data))


def _outcome(work: Work, data: bytes) -> tuple[Exception | None, Any]:
    """What the work raises, or what it returns."""
    try:
        return None, work(data)
    except MemoryError:
        return Ended(TOO_LARGE), None
    except Exception as error:  # whatever it is, it is raised where the work was asked for
        return error, None


def _lift() -> None:
    """Let what a document is read with be imported without the limits of the document before."""
    try:
        import resource
    except ImportError:
        return
    signal.setitimer(signal.ITIMER_PROF, 0)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _limit(seconds: float) -> None:
    """Hold this process to so much processor time, and to the memory of one document."""
    try:
        import resource
    except ImportError:
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    held = _held()
    if held:
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, resource.RLIM_INFINITY))


def _held() -> int:
    """Bytes of addresses that this process has, 0 where nothing tells."""
    try:
        sizes = Path("/proc/self/statm").read_text("ascii").split()
    except OSError:
        return 0
    return int(sizes[0]) * os.sysconf("SC_PAGE_SIZE")


def _send(stream: IO[bytes], message: Any) -> None:
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(packed)))
    stream.write(packed)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """The next message; raises EOFError where there is none, or only a part of one."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    packed = stream.read(length)
    if len(packed) < length:
        raise EOFError
    return pickle.loads(packed)
