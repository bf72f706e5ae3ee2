"""What ends the other process costs the document that did it, and nothing beside it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module

import pytest

from jiheng.reading import apart, pace
from jiheng.reading.grid import Unreadable

LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 能限制内存和时间")


def length(data: bytes) -> int:
    return len(data)


def crash(data: bytes) -> None:
    os.abort()


def refuse(data: bytes) -> None:
    raise Unreadable("不读")


def fail(data: bytes) -> None:
    raise ZeroDivisionError


def hang(data: bytes) -> None:
    while True:
        pass


def left(data: bytes) -> float:
    return signal.getitimer(signal.ITIMER_PROF)[0]


def hoard(data: bytes) -> int:
    return len([bytes(1 << 20) for _ in range(4_000)])


def chatter(data: bytes) -> str:
    print("words that are no answer", flush=True)
    return "answer"


def test_what_the_work_returns_and_raises_comes_back() -> None:
    assert apart.read(length, b"abc") == 3
    with pytest.raises(Unreadable, match="不读"):
        apart.read(refuse, b"")
    with pytest.raises(ZeroDivisionError):
        apart.read(fail, b"")


def test_what_the_work_prints_is_no_answer() -> None:
    assert apart.read(chatter, b"") == "answer"


def test_a_crash_is_said_and_the_next_document_is_read() -> None:
    with pytest.raises(Unreadable, match="程序中断"):
        apart.read(crash, b"")
    assert apart.read(length, b"abcd") == 4


@LIMITED
def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LONGEST", 0.3)
    with pytest.raises(Unreadable, match="用时超出限度"):
        apart.read(hang, b"")


@LIMITED
def test_a_slow_machine_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times as slow, three times as long, and a second each for a megabyte."""
    for times, size, seconds in ((1.0, 0, 4), (3.0, 0, 12), (3.0, 1_000_000, 15)):
        monkeypatch.setattr(pace, "now", lambda times=times: times)
        assert seconds - 1 < apart.read(left, b"", size) <= seconds + 0.1


@LIMITED
def test_memory_has_an_end() -> None:
    with pytest.raises(Unreadable, match="内存超出限度"):
        apart.read(hoard, b"")


def test_several_threads_wait_for_one_another() -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(apart.read(length, bytes(n))))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(8))


KEPT: list[bytes] = []


def keep(data: bytes) -> None:
    KEPT.append(bytes(380 << 20))


@LIMITED
def test_what_one_document_leaves_takes_no_room_from_the_next() -> None:
    apart.running[:] = []
    apart.read(keep, b"")
    with pytest.raises(Unreadable) as told:
        apart.read(import_module("jiheng.reading.picture").count, b"\x89PNG\r\n\x1a\n")
    assert "程序中断" not in str(told.value)
    apart.running[0].end()
