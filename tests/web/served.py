"""`jiheng serve` as people run it: a process of its own, on a database, reached by a socket."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

PATIENCE = 300.0
"""Seconds: the machine may be busy with other tests, and a district may have to be made first."""
SERVE = [sys.executable, "-c", "from jiheng.cli import main; main()", "serve"]


class Server:
    """A running `jiheng serve` of 127.0.0.1; `port` stays when it is started again."""

    def __init__(self, environ: Mapping[str, str], log: Path, workers: int = 2) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.environ, self.log, self.workers = dict(environ), log, workers

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [*SERVE, "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=os.environ | self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                said = self.log.read_text("utf-8")[-3000:]
                self.kill()
                raise RuntimeError(f"jiheng serve did not start: {said}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL for it and for all the processes that it started, at one time."""
        try:
            first = psutil.Process(self.process.pid)
        except psutil.NoSuchProcess:
            return
        family = [first, *first.children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, 10)
