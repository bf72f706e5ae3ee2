"""A file dropped on the page in a real browser, read by the worker, taken over."""

from __future__ import annotations

import base64
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.web.conftest import sound_content

import jiheng
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing

CHROMIUM = shutil.which("chromium")
DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const zone = document.querySelector(".drop");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true,
                                            dataTransfer: transfer}));
  }
}"""

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


@pytest.fixture
def browse(server, district, signed_in):
    """A function that does something with a page in which the clerk is signed in.

    In a thread of its own, for Playwright has a loop running, in which Django would open another
    connection. Nothing may go wrong in the page's console.
    """
    session = signed_in("clerk").cookies["sessionid"].value
    said: list[str] = []
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()

        def opened() -> Page:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            return page

        page = thread.submit(opened).result()
        yield lambda does: thread.submit(does, page).result()
        thread.submit(page.context.browser.close).result()
        thread.submit(playwright.stop).result()
    assert said == []


def test_a_dropped_file_is_read_and_becomes_a_draft(browse, server, district, worker, tmp_path):
    cache.clear()
    template = district.filing()
    written = tmp_path / "表.docx"
    jiheng.write(contents.filing_of(sound_content(template), "1"), written)
    Filing.objects.all().delete()

    def drop(page: Page) -> None:
        page.goto(f"{server.url}/imports/")
        page.evaluate(DROP, ["自评表.docx", base64.b64encode(written.read_bytes()).decode()])
        assert "自评表.docx" in page.inner_text("#chosen")
        page.get_by_role("button", name="上传并读取").click()
        page.get_by_text("已读 0 / 1 个文件").wait_for()

    def look_over(page: Page) -> None:
        page.get_by_text("读出的自评表（1 份）").wait_for()  # the page asks by itself
        page.get_by_role("link", name="核对并导入").click()
        field = page.get_by_label("1 实际完成值").first
        assert field.input_value() == "120件"
        field.fill("130件")
        page.get_by_role("button", name="确认无误，导入").click()
        page.get_by_text("“新媒体宣传”已导入").wait_for()

    browse(drop)
    worker()
    browse(look_over)
    draft = Filing.objects.get()
    assert draft.content["indicators"][0]["actual"] == "130件"
