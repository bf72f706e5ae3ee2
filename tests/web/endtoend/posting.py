"""A page's form filled in and sent by the session of whoever opened it, without being drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urljoin

from lxml import html
from playwright.sync_api import Page

Fields = list[tuple[str, str]]


def opened(page: Page, address: str) -> html.HtmlElement:
    """What a page holds."""
    answer = page.request.get(address)
    assert answer.ok, (address, answer.status)
    return parsed(answer.text(), answer.url)


def parsed(text: str, url: str) -> html.HtmlElement:
    return html.document_fromstring(text, base_url=url)


def fields(form: html.FormElement) -> Fields:
    """What the form would send, but for its buttons."""
    areas = {area.name for area in form.iter("textarea")}
    return [
        (name, value.removeprefix("\n") if name in areas else value)
        for name, value in form.form_values()
    ]


def send(page: Page, form: html.FormElement, filled: Fields, to: str = "") -> html.HtmlElement:
    """Send a form, by its own address or another; the page that comes of it."""
    address = urljoin(form.base_url or "", to or form.get("action") or form.base_url)
    answer = page.request.post(
        address,
        data=urlencode(filled),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.ok, (address, answer.status, answer.text()[:2000])
    return parsed(answer.text(), answer.url)


def changed(filled: Fields, **texts: str | Callable[[str], str]) -> Fields:
    """The fields with other texts in some; what is not there yet is added."""
    return with_texts(filled, texts)


def with_texts(filled: Fields, texts: Mapping[str, str | Callable[[str], str]]) -> Fields:
    """The fields with other texts in those that are named; a function makes them of what stood."""
    told = [(n, _text(texts[n], value) if n in texts else value) for n, value in filled]
    known = {name for name, _ in filled}
    return told + [(n, _text(text, "")) for n, text in texts.items() if n not in known]


def _text(wanted: str | Callable[[str], str], stood: str) -> str:
    return wanted(stood) if callable(wanted) else wanted


def messages(document: html.HtmlElement) -> str:
    """What the page says on top."""
    return document.get_element_by_id("messages").text_content().strip()
