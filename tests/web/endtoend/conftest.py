"""`jiheng serve` on both databases, with a town in it, and browsers in which people sign in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Browser, Page, sync_playwright
from tests.web.browsing import CHROMIUM, PATIENCE, SIZE
from tests.web.conftest import PASSWORD
from tests.web.served import Server


@dataclass
class Site:
    """A running site and the browser that people open it with."""

    url: str
    environ: dict[str, str]
    browser: Browser
    secrets: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    """What went wrong in any page, as the browser's console tells it."""

    def build(self, projects: list[str]) -> None:
        """Put the town with these projects into the database."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.endtoend.town"],
            input=json.dumps(projects),
            env=os.environ | self.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        self.secrets = json.loads(done.stdout)

    def visitor(self) -> Page:
        """A page in which nobody is signed in."""
        page = self.browser.new_context(
            base_url=self.url, viewport=SIZE, locale="zh-CN", accept_downloads=True
        ).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda told: self.said.append(f"{page.url}: {told.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        return page

    def sign_in(self, username: str) -> Page:
        """A page in which a person has signed in, by password and, if they have one, code."""
        page = self.visitor()
        page.goto("/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        if username in self.secrets:
            page.get_by_label("动态码").fill(self.code(username))
            page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", name="您好").wait_for()
        return page

    def code(self, username: str) -> str:
        """A code of the person's authenticator that is good now and was not used before."""
        while True:
            now, passed = divmod(time.time(), 30)
            good = (0, 1, -1) if passed < 12 else (0, 1)
            for counter in (int(now) + step for step in good):
                code = auth.format_hotp_value(auth.hotp_value(self.secrets[username], counter))
                if code not in self.used:
                    self.used.add(code)
                    return code
            time.sleep(1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, browser, tmp_path) -> Iterator[Site]:
    """The whole application as it is run for people, on SQLite and on PostgreSQL."""
    environ = {"JIHENG_DATA": str(tmp_path / "data"), "JIHENG_DATABASE_URL": ""}
    if request.param == "postgresql":
        environ["JIHENG_DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    with Server(environ, Path(tmp_path / "log"), workers=1) as server:
        made = Site(f"http://127.0.0.1:{server.port}", environ, browser)
        yield made
        for context in browser.contexts:
            context.close()
    assert made.said == []
