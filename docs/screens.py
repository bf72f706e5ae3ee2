"""Take the pictures of the web pages: `python docs/screens.py [NAME...]`.

A sample district is opened by `jiheng serve --demo` in a passing folder; each page is photographed
as the person sees it whose work it is. What depends on the day (dates, codes) differs each time.
"""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).parent / "images" / "web"
PASSWORD = "Jiheng-2026"
WIDE, PHONE = (1366, 768), (390, 844)
COLOURS = 64
FIRST = "main table tbody a"
SCREENS: dict[str, tuple[str, str, tuple[int, int], tuple[str, ...]]] = {
    "login": ("", "/accounts/login/", WIDE, ()),
    "home": ("clerk1", "/", WIDE, ()),
    "list": ("clerk1", "/filings/", WIDE, ()),
    "fill": ("clerk1", "/filings/?state=gathered", WIDE, (FIRST,)),
    "fill-phone": ("clerk1", "/filings/?state=gathered", PHONE, (FIRST,)),
    "import": ("clerk1", "/imports/", WIDE, ()),
    "gather": ("clerk1", "/gather/", WIDE, ()),
    "targets": ("clerk1", "/targets/", WIDE, ()),
    "export": ("clerk1", "/exports/", WIDE, ()),
    "sign-list": ("head1", "/sign/", WIDE, ()),
    "sign": ("head1", "/sign/", WIDE, (FIRST,)),
    "verify": ("", "/verify/", WIDE, ()),
    "audit-list": ("auditor1", "/audit/", WIDE, ()),
    "audit": ("auditor1", "/audit/", WIDE, (FIRST,)),
    "progress": ("finance", "/progress/", WIDE, ()),
    "cycles": ("finance", "/cycles/", WIDE, ()),
    "history": ("auditor1", "/audit/?tab=passed", WIDE, (FIRST,)),
    "log": ("finance", "/log/", WIDE, ()),
    "places": ("admin", "/manage/", WIDE, ()),
    "people": ("admin", "/manage/people/", WIDE, ()),
}
"""Name -> who looks ("" for anybody), at which page, how large, and what they click there."""


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a sample district, for as long as it is looked at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["serve", "--demo", "--port", str(port), "--data", str(folder / "data")]
    command = [sys.executable, "-c", "from jiheng.cli import main; main()", *told]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/accounts/login/").close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((folder / "log").read_text("utf-8")) from None
                time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def sign_in(page: Page, username: str) -> None:
    """Sign in as somebody of the sample district, whose codes its pages show."""
    page.goto("/accounts/login/")
    page.locator("[name=login]:visible").fill(username)
    page.locator("[name=password]:visible").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    if page.locator("#id_code").count():
        shown = page.locator("#main dl > div").filter(has_text=re.compile(rf"^\s*{username}\s"))
        page.locator("#id_code").fill(shown.locator("code").inner_text())
        page.get_by_role("button", name="登录", exact=True).click()


def photographed(browser: Browser, address: str, only: set[str]) -> None:
    """Take the pictures that are wanted, all where none is named; people sign in once."""
    pages: dict[str, Page] = {}
    for name, (who, where, size, clicks) in SCREENS.items():
        if only and name not in only:
            continue
        if who not in pages:
            pages[who] = browser.new_context(base_url=address, locale="zh-CN").new_page()
            if who:
                sign_in(pages[who], who)
        page = pages[who]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(where)
        for click in clicks:
            page.locator(click).first.click()
        page.locator("#rolled[hx-get]").wait_for(state="detached", timeout=60_000)
        page.wait_for_load_state("networkidle")
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shot.quantize(COLOURS, dither=Image.Dither.NONE).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or "chromium"
    with (
        tempfile.TemporaryDirectory() as given,
        demo(Path(given)) as opened,
        sync_playwright() as playwright,
    ):
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        photographed(launched, opened, set(sys.argv[1:]))
        launched.close()
