"""The processes that serve: watched, started again when one dies, ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE = 20.0
"""Seconds that a process has to finish what it is doing before it is killed."""
TOO_OFTEN = 5
"""Deaths within a minute that say that starting it again will not help."""


@dataclass
class Child:
    """A process, by what it is called on screen and its command."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl+C reaches it through its parent alone."""
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def died(self) -> int | None:
        """Its status where it has ended, else None."""
        return self.process.poll() if self.process else None

    def hopeless(self) -> bool:
        """Note a death; whether there were too many of late."""
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < 60] + [now]
        return len(self.deaths) >= TOO_OFTEN


class GivenUp(Exception):
    """A process that dies again and again; the message says which."""


def run(children: list[Child], say: Callable[[str], None], each: Callable[[], None]) -> None:
    """Start the children and keep them running until SIGTERM or SIGINT; then end them.

    `each` is called about once a second. Raises GivenUp after ending all the others.
    """
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, frame: stopping.append(got))
    try:
        for child in children:
            child.start()
        while not stopping:
            for child in children:
                _revive(child, say)
            each()
            _sleep(1.0, stopping)
        say("正在停止：等正在办的事办完")
    finally:
        end(children)


def end(children: list[Child]) -> None:
    """Ask all to end, wait, and kill what has not ended in time."""
    running = [child.process for child in children if child.process and child.died() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _revive(child: Child, say: Callable[[str], None]) -> None:
    status = child.died()
    if status is None:
        return
    if child.hopeless():
        raise GivenUp(f"{child.name}一分钟内停了 {TOO_OFTEN} 次，不再重启；请看上面的出错信息")
    say(f"{child.name}意外停止（状态 {status}），正在重新启动")
    child.start()


def _sleep(seconds: float, stopping: list[int]) -> None:
    until = time.monotonic() + seconds
    while not stopping and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
