"""Every kind of page with data, wide and on a phone: axe finds nothing grave, none overflows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tests.web.accessibility import faults
from tests.web.endtoend.conftest import CHROMIUM
from tests.web.served import Server

from jiheng.web.demo import cast

SIZES = {"wide": (1366, 768), "phone": (390, 844)}
PAGES = {
    "filer1": "/ /filings/ /imports/ /notices/",
    "clerk1": "/ /gather/ /progress/ /targets/ /exports/ /cycles/ /manage/projects/",
    "head1": "/ /sign/ /gather/ /accounts/2fa/ /accounts/sessions/ /accounts/password/change/",
    "auditor1": "/ /audit/ /audit/?tab=returned /audit/?tab=passed",
    "finance": "/ /audit/ /progress/ /cycles/add/ /log/",
    "admin": "/ /manage/ /manage/people/ /manage/people/add/",
}
INSIDE = {
    "filer1": ("/filings/", "/filings/?state=passed"),
    "clerk1": ("/cycles/", "/manage/projects/"),
    "head1": ("/sign/",),
    "auditor1": ("/audit/",),
    "admin": ("/manage/", "/manage/people/"),
}
"""Lists whose first entry is opened too."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium")


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[str]:
    """The address of the sample district."""
    folder = tmp_path_factory.mktemp("demo")
    environ = {"JIHENG_DATA": str(folder), "JIHENG_DEMO": "1", "JIHENG_DATABASE_URL": ""}
    with Server(environ, folder / "log", workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(params=SIZES)
def visitor(request, browser, demo) -> Iterator[Page]:
    """A page of a size in which nobody is signed in."""
    width, height = SIZES[request.param]
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=demo, viewport=size, locale="zh-CN")
    yield context.new_page()
    context.close()


def signed_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]:visible").fill(username)
    page.locator("[name=password]:visible").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    if username.startswith("head"):
        enter_code(page, username)
    page.get_by_role("heading", name="您好").wait_for()


def enter_code(page: Page, username: str) -> None:
    """Give the code that the page shows; one that was used already makes way for the next.

    The same person signs in on the wide page and on the phone.
    """
    welcome = page.get_by_role("heading", name="您好")
    shown = page.locator("#main dl > div").filter(has_text=re.compile(rf"^\s*{username}\s"))
    used = shown.locator("code").inner_text()
    page.locator("#id_code").fill(used)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state("networkidle")
    if welcome.is_visible():
        return
    for _ in range(40):
        if (code := shown.locator("code").inner_text()) != used:
            break
        page.wait_for_timeout(1000)
        page.goto(page.url)
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()


def wrong(page: Page, address: str) -> list[str]:
    """What is wrong with the page at an address."""
    answer = page.goto(address)
    page.locator("#rolled[hx-get]").wait_for(state="detached", timeout=60_000)
    found = [] if answer.ok or answer.status == 404 else [f"{answer.status}"]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append("wider than the window")
    return [f"{address}: {each}" for each in [*found, *faults(page)]]


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible(visitor, who):
    signed_in(visitor, who)
    addresses = PAGES[who].split()
    for address in INSIDE.get(who, ()):
        visitor.goto(address)
        link = visitor.locator("main table tbody a").first
        assert link.count(), address
        addresses.append(link.get_attribute("href"))
        if address.startswith("/filings/"):
            addresses += [f"{addresses[-1]}history/", f"{addresses[-1]}versions/"]
    assert [each for address in addresses for each in wrong(visitor, address)] == []


def test_pages_that_anybody_sees_are_accessible(visitor):
    for address in ("/accounts/login/", "/verify/", "/verify/AAAA/", "/nowhere/"):
        assert wrong(visitor, address) == []


def test_a_grave_fault_is_found(visitor):
    visitor.goto("/verify/")
    visitor.evaluate("document.querySelector('label').remove()")
    assert any(fault.startswith("label ") for fault in faults(visitor))
