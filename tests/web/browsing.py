"""Pages in a real browser, of a server that sees what the test has put into the database."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
SIZE = {"width": 1366, "height": 768}
PATIENCE = 60_000
"""Milliseconds: the machine may be busy with other tests."""
NEEDED = [
    pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium"),
    pytest.mark.skipif(
        "sqlite" not in settings.DATABASES["default"]["ENGINE"],
        reason="服务与测试共用内存里的 SQLite 连接",
    ),
]
"""The marks of a module that has pages opened."""


@dataclass
class Browsing:
    """The pages of one test; all that is done with them is done in the browser's own thread."""

    thread: ThreadPoolExecutor
    browser: Browser
    url: str
    said: list[str] = field(default_factory=list)
    """What went wrong in any page, as the browser's console tells it."""

    def do(self, does: Callable[..., Any], *given: Any) -> Any:
        """Call a function in the browser's thread; what it returns."""
        return self.thread.submit(does, *given).result()

    def open(self, session: str, **about: Any) -> Page:
        """A page of a person's session."""
        return self.do(self._open, session, about)

    def close(self) -> None:
        """Close all pages."""
        self.do(lambda: [context.close() for context in self.browser.contexts])

    def _open(self, session: str, about: dict[str, Any]) -> Page:
        context = self.browser.new_context(viewport=SIZE, locale="zh-CN", **about)
        context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda told: self.said.append(told.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[ThreadPoolExecutor, Browser]]:
    """A browser for all tests, in a thread of its own.

    Playwright has a loop running there, in which Django would open another connection.
    """
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        options = {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}
        browser = thread.submit(lambda: playwright.chromium.launch(**options)).result()
        yield thread, browser
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.fixture
def server(db) -> Iterator[LiveServer]:
    """A server in this process; when it stops, all its threads have given the connection back."""
    live = LiveServer("localhost")
    yield live
    until = time.monotonic() + PATIENCE / 1000
    while _answering() and time.monotonic() < until:
        time.sleep(0.02)
    live.stop()


def _answering() -> bool:
    """Whether the browser still holds a line to a server, as it does between two requests."""
    return any(
        ThreadingMixIn.process_request_thread.__name__ in thread.name
        for thread in threading.enumerate()
    )


@pytest.fixture
def browsing(chromium, server) -> Iterator[Browsing]:
    """Pages for one test, none of which may have anything to say when it is over."""
    made = Browsing(*chromium, server.url)
    yield made
    made.close()
    assert made.said == []
