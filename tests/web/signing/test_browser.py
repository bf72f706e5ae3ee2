"""The unit head signs in a real browser, by password and second factor; anybody verifies."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.web.conftest import PASSWORD, code_now, second_factor, walked

from jiheng.web.signing.models import Signature

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium"),
    pytest.mark.skipif(
        "sqlite" not in django_settings.DATABASES["default"]["ENGINE"],
        reason="服务与测试共用内存里的 SQLite 连接",
    ),
]


@pytest.fixture
def server(db):
    """A server in this process that sees what the test has put into the database."""
    live = LiveServer("localhost")
    yield live
    live.stop()


def in_browser(does, session, url):
    """Do something with a page; what its console said. `does` runs in a thread of its own."""

    def run():
        said = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            does(page)
            browser.close()
        return said

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def test_the_head_signs_with_a_code_from_the_authenticator(server, district, signed_in):
    cache.clear()
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    session = signed_in("head").cookies["sessionid"].value

    def sign(page):
        page.goto(server.url)
        page.click("text=等您签批的")
        page.click(f"text={filing.project.name}")
        assert "发布新媒体作品数量" in page.inner_text(".paper")
        page.fill("#words", "情况属实，同意")
        page.fill("#password", PASSWORD)
        page.fill("#code", code_now(secret))
        page.click("aside button:has-text('签批')")
        page.wait_for_selector("text=解除签批")
        assert "情况属实，同意" in page.inner_text(".paper")
        assert "验证码：" in page.inner_text(".paper")
        code = page.inner_text("dd.code")
        page.goto(server.url + reverse("signing:enter"))
        page.fill("#code", code.lower())
        page.click("button:has-text('核对')")
        page.wait_for_selector("text=这份签批有效")

    assert in_browser(sign, session, server.url) == []
    assert Signature.objects.get().opinion == "情况属实，同意"
