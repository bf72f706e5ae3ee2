"""Every kind of page with data, wide and on a phone: axe finds nothing grave, none overflows.

The pages are those of the gallery (`docs/screens.py`), which must have every address that shows
one, and besides whatever a person of each role comes upon by following links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from docs.screens import GALLERY, PHONE, SCREENS, TARGET, WIDE, section, show, sign_in
from playwright.sync_api import Page, StorageState, ViewportSize
from tests.web.accessibility import faults
from tests.web.browsing import CHROMIUM, PATIENCE
from tests.web.served import Server
from tests.web.walking import DOORS, TOKEN

SIZES = {
    name: ViewportSize(width=width, height=height)
    for name, (width, height) in {"wide": WIDE, "phone": PHONE}.items()
}
"""The last is the one in which people find their way: what can be pressed there can be anywhere."""
ROLES = ("filer1", "clerk1", "head1", "auditor1", "finance", "reviewer", "admin")
SHOWN_AFTER_POSTING = {"events:whole", "manage:person_password"}
"""Addresses that show a page of their own when a button was pressed."""
NO_PAGES = {
    "api:openapi-json": "JSON",
    "api:api-root": "答 404",
    "api:verify_code": "JSON",
    "filings:print": "下载",
    "exchange:get_evidence": "下载",
    "exchange:get_upload": "下载",
    "exchange:page": "一张图",
    "exchange:targets_template": "下载",
    "exchange:get_export": "下载",
    "mfa_download_recovery_codes": "下载",
    "reviews:gather_now": "转到本年度的",
    "reviews:progress_now": "转到本年度的",
    "openid_connect_login": "转到统一身份认证",
    "openid_connect_callback": "从统一身份认证转回",
    "account_set_password": "样子同修改口令；演示区县里人人都有口令",
}
"""Addresses that show no page of their own, and what they do instead."""
LINKS, ADDRESSES = "a[href^='/']:not([download])", "all => all.map(a => a.getAttribute('href'))"

browsers = pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium")


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[str]:
    """The address of the sample district."""
    folder = tmp_path_factory.mktemp("demo")
    environ = {"JIHENG_DATA": str(folder), "JIHENG_DEMO": "1", "JIHENG_DATABASE_URL": ""}
    with Server(environ, folder / "log", workers=1) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """The sessions of those who have signed in: a second time they would wait for another code."""
    return {}


@pytest.fixture
def visitor(browser, demo, signed_in) -> Iterator[Callable[[str], Page]]:
    """A function that gives a page on a phone in which somebody, or nobody, is signed in."""
    contexts = []

    def visit(who: str) -> Page:
        state = signed_in.get(who)
        context = browser.new_context(base_url=demo, locale="zh-CN", storage_state=state)
        contexts.append(context)
        page = context.new_page()
        page.set_viewport_size(SIZES["phone"])
        page.set_default_timeout(PATIENCE)
        if who and not state:
            sign_in(page, who)
            signed_in[who] = context.storage_state()
        return page

    yield visit
    for context in contexts:
        context.close()


def wrong(page: Page) -> list[str]:
    """What is wrong with the page that is shown, in each of the sizes; it stays a phone's."""
    found = []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        told = faults(page)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            told.append("wider than the window")
        found += [f"{urlsplit(page.url).path}, {name}: {each}" for each in told]
    return found


def kind_of(address: str) -> str:
    """The name of an address; "" for one that is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@browsers
@pytest.mark.parametrize("who", sorted({screen.who for screen in SCREENS.values()}))
def test_every_page_of_the_gallery_is_accessible(visitor, who):
    page = visitor(who)
    found = []
    for name, screen in SCREENS.items():
        if screen.who != who:
            continue
        answer = show(page, screen)
        if screen.kind.isdecimal():
            assert answer.status == int(screen.kind), name
        else:
            assert kind_of(page.url) == screen.kind, name
            assert answer.status < 500, name
        found += [f"{name}: {each}" for each in wrong(page)]
        if not who:
            page = visitor(who)
    assert found == []


@browsers
@pytest.mark.parametrize("who", ROLES)
def test_whatever_a_role_comes_upon_is_accessible(visitor, who):
    """One page of each kind that links lead to, but those that the gallery has of this person."""
    page = visitor(who)
    seen = {screen.kind for screen in SCREENS.values() if screen.who == who}
    waiting, met, found = ["/"], {"home"}, []
    while waiting:
        page.goto(waiting.pop(0))
        found += wrong(page) if kind_of(page.url) not in seen else []
        for address in page.eval_on_selector_all(LINKS, ADDRESSES):
            kind = kind_of(address)
            if kind and kind not in met and kind not in NO_PAGES:
                met.add(kind)
                waiting.append(address)
    assert found == []
    assert len(met) > 8


def test_the_gallery_has_every_kind_of_page():
    shown = {screen.kind for screen in SCREENS.values()}
    pages = {name for name, door in DOORS.items() if not door.post} | SHOWN_AFTER_POSTING
    pages -= {name for name, door in DOORS.items() if door.action == TOKEN or door.on == "api"}
    assert sorted(pages - shown - NO_PAGES.keys()) == []
    assert sorted(shown - pages - {"403", "404"}) == []


def test_the_gallery_is_of_these_screens():
    assert section() in GALLERY.read_text("utf-8"), "python docs/screens.py 重拍"
    assert {path.stem for path in TARGET.glob("*.png")} == SCREENS.keys()


@browsers
def test_a_grave_fault_is_found_in_each_size(visitor):
    page = visitor("")
    page.goto("/verify/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.minWidth = '600px'")
    found = [told.partition(": ")[2] for told in wrong(page)]
    assert len([told for told in found if told.startswith("label ")]) == len(SIZES)
    assert found.count("wider than the window") == 1
