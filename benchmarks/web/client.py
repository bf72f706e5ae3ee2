"""An open-loop client: requests come at their time, however long the ones before them take."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

THREADS = 40
TOKEN = "0123456789abcdef" * 2

_own = threading.local()


@dataclass(frozen=True)
class Took:
    """One answer: of what, its status, and the seconds from when it was due until all was read."""

    name: str
    status: int
    seconds: float


def ask(
    port: int, session: str, address: str, body: bytes | None = None
) -> tuple[int, bytes, http.client.HTTPMessage]:
    """One request on this thread's own connection, posted as htmx does where there is a body."""
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    if body is not None:
        headers |= {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
    for last in (False, True):
        connection = getattr(_own, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            _own.connection = connection
        try:
            method = "GET" if body is None else "POST"
            connection.request(method, quote(address, safe="/?=&-%"), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except (http.client.RemoteDisconnected, ConnectionResetError):
            connection.close()
            _own.connection = None
            if last:
                raise
    raise AssertionError


def at_rate(works: Sequence[tuple[str, Callable[[], int]]], rate: float) -> list[Took]:
    """Do all of it, so many a second; each work gives a status."""
    start = time.perf_counter() + 0.2

    def timed(at: int, name: str, work: Callable[[], int]) -> Took:
        due = start + at / rate
        status = work()
        return Took(name, status, time.perf_counter() - due)

    with ThreadPoolExecutor(THREADS) as pool:
        told = []
        for at, (name, work) in enumerate(works):
            time.sleep(max(0.0, start + at / rate - time.perf_counter()))
            told.append(pool.submit(timed, at, name, work))
        return [each.result() for each in told]


def share(times: Sequence[float], part: float) -> float:
    """The time below which a part of some times lies."""
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]
