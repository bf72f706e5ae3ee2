"""The process in which spoilt documents are read, under guard and within limits."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from tests.fuzzing import canary, guard, harm

from jiheng.filing.model import Document
from jiheng.reading import apart, document, pace

FORMATS = {
    "docx": "word", "doc": "oldword", "rtf": "richtext", "xlsx": "workbook", "xls": "oldworkbook",
    "pdf": "pdf", "html": "webpage", "txt": "text", "json": "interchange", "parquet": "parquet",
    "scan": "picture",
}  # fmt: skip
"""Format -> the module of this folder that spoils it."""
WITH_OFFICE = ("rtf",)
"""What LibreOffice alone can read; everywhere else its fallback is off, for it takes seconds."""


class Limits(NamedTuple):
    """What one document may take, and how much a worker holds before a new one takes its place.

    Seconds of processor time on an ordinary machine, that of the programs it starts among them;
    megabytes, all of this process.
    """

    seconds: float = 5.0
    megabytes: int = 500
    aged: int = 300


LIMITS = {"scan": Limits(20.0, 700, 450)}
"""Format -> limits other than the usual ones: to recognise a page takes seconds and a model."""

ROOM = 2 * 1024**3
"""Bytes of addresses beyond those at the start, where the system ends the matter."""

SENTENCE = re.compile(r"[^\n。]{6,160}")
FEWEST_CHINESE = 5
CHINESE = re.compile("[\u4e00-\u9fff]")
INTERNAL = re.compile(r"Traceback|Error|Exception|<[a-z_]+>|None|\bat 0x|/src/|msgspec|lxml|polars")


class Outcome(NamedTuple):
    """What became of one document: its status, or what is wrong with how it was read."""

    number: int
    way: str
    status: str
    said: str = ""
    seconds: float = 0.0
    megabytes: int = 0
    fault: str = ""


def limits(kind: str) -> Limits:
    """What a document of a format may take on this machine at present."""
    most = LIMITS.get(kind, Limits())
    return most._replace(seconds=most.seconds * pace.now())


def spoilt(kind: str, whole: Sequence[bytes], seed: int, number: int) -> tuple[str, bytes]:
    """One spoilt document; the same numbers give the same one."""
    chance = random.Random(f"{kind} {seed} {number}")
    way, data = import_module(f"tests.fuzzing.{FORMATS.get(kind, kind)}").spoil(whole, chance)
    return way, data


def work(pipe: Connection, kind: str, whole: Sequence[bytes], seed: int, log: str) -> None:
    """Read the documents whose numbers come through a pipe, and send back what became of them."""
    _prepare(kind, whole, log)
    reader = Reader(log, kind)
    while (number := pipe.recv()) is not None:
        way, data = spoilt(kind, whole, seed, number)
        pipe.send(way)
        pipe.send(reader.outcome(number, way, data))


def _prepare(kind: str, whole: Sequence[bytes], log: str) -> None:
    """Settings, and all that is imported only when a document needs it."""
    if kind == "harm":
        harm.install()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in FORMATS.values():
        import_module(f"tests.fuzzing.{name}")
    if kind not in WITH_OFFICE:
        os.environ["PATH"] = ""
    folder = Path(__file__).parent
    paths = (str(folder / "child"), str(folder.parents[1]), *filter(None, sys.path))
    os.environ |= {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JIHENG_FUZZ_LOG": log,
    }
    for data in whole:
        document.of_bytes("whole", data)


class Reader:
    """Reads documents under guard, and measures what they take."""

    def __init__(self, log: str, kind: str) -> None:
        self.log = Path(log)
        self.kind = kind
        self.said_before = 0
        self.wrong: list[str] = []
        self.children = os.open(log, os.O_RDONLY)
        size = _kilobytes("VmSize") * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size + ROOM, resource.RLIM_INFINITY))
        guard.install(self.wrong.append)

    def outcome(self, number: int, way: str, data: bytes) -> Outcome:
        """What becomes of a document; what no reader may raise is a fault, as is taking long."""
        for process in _processes():
            _proc(process, "clear_refs").write_text("5")
        most = limits(self.kind)
        began = _spent()
        signal.setitimer(signal.ITIMER_PROF, most.seconds + 1)
        try:
            about, filings = document.of_bytes("spoilt", data)
        except BaseException as error:
            return Outcome(number, way, "fault", fault=f"{type(error).__name__}: {error}"[:300])
        signal.setitimer(signal.ITIMER_PROF, 0)
        seconds = _spent() - began
        megabytes = max(_kilobytes("VmHWM", process) for process in _processes()) // 1024
        fault = self._fault(about, seconds, megabytes, most)
        if not fault and canary.WORDS in repr(filings):
            fault = f"读进了别的文件 {canary.FILE}"
        return Outcome(number, way, about.status, about.problem, seconds, megabytes, fault)

    def _fault(self, about: Document, seconds: float, megabytes: int, most: Limits) -> str:
        if self.wrong:
            wrong = "；".join(self.wrong)
            self.wrong.clear()
            return wrong
        if by_child := os.read(self.children, 10_000):
            return by_child.decode("utf-8", "replace")
        if seconds > most.seconds:
            return f"用了 {seconds:.1f} 秒"
        if megabytes > most.megabytes:
            return f"用了 {megabytes} MB"
        if about.status == "unreadable" and not is_plain(about.problem):
            return f"没有说清楚：{about.problem!r}"
        return ""


def is_plain(said: str) -> bool:
    """Whether a refusal is one plain Chinese sentence."""
    whole = SENTENCE.fullmatch(said) and len(CHINESE.findall(said)) > FEWEST_CHINESE
    return bool(whole) and not INTERNAL.search(said)


def _processes() -> list[int | str]:
    """This process, and the one in which the reader has some documents read."""
    return ["self", *(helper.process.pid for helper in apart.running if helper.alive())]


def _proc(process: int | str, name: str) -> Path:
    return Path("/proc", str(process), name)


def _kilobytes(name: str, process: int | str = "self") -> int:
    hit = re.search(rf"{name}:\s+(\d+)", _proc(process, "status").read_text("ascii", "replace"))
    return int(hit[1]) if hit else 0


def _spent() -> float:
    """Seconds of processor time of this process and of all that it has started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + ended.ru_utime + ended.ru_stime
    for process in _processes()[1:]:
        figures = _proc(process, "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        seconds += (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
