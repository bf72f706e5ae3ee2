"""Web pages (.htm, .html, .mht): the forms on a page and the lines around them, no menus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from email import message_from_bytes
from email.errors import MessageError

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading.charset import decoded
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row
from jiheng.reading.markup import SKIPPED, Walk, whole
from jiheng.reading.package import TOO_DEEP
from jiheng.reading.segments import is_heading, is_title

EMPTY = "网页里没有文字；请确认保存完整后重新提供"
TOO_LARGE = "网页过大，无法读取；请只保留自评表后再试"
NO_PAGE = "这个单一文件网页（.mht）里没有网页正文；请用浏览器打开后另存为网页"

PROLOGUE = re.compile(r"^\s*<\?xml[^>]*>")
MOST_MARKS = 600_000
"""The most tags and attributes that are parsed."""
LONGEST_LABEL = 60
FEWEST_LABELS = 2
"""A table with so many labels of a form is taken for a form."""


def read(data: bytes) -> Grid:
    """The Grid of a web page; raises `Unreadable` for an empty or a boundless one."""
    html, said = _page(data)
    text = decoded(html, said)
    if text.count("<") + text.count("=") > MOST_MARKS:
        raise Unreadable(TOO_LARGE)
    root = _parsed(PROLOGUE.sub("", text))
    if root is None:
        raise Unreadable(EMPTY)
    forms = _forms(root)
    flow = Walk(root).through(_around(root, forms))
    found = tuple(_blocks(flow))
    if not found:
        raise Unreadable(EMPTY)
    if forms and not any(map(is_heading, found)):
        found = (*_title(root), *found)
    return Grid(found)


def _blocks(flow: Iterable[str | Row]) -> Iterator[Row | Paragraph]:
    number = 0
    for part in flow:
        if isinstance(part, Row):
            yield part
        elif part.strip():
            number += 1
            yield Paragraph(part, Source(paragraph=number))


def _page(data: bytes) -> tuple[bytes, str]:
    """The page and the encoding it came with, out of a single-file page where it is one."""
    head = data[:2048].lstrip().lower()
    if not head.startswith((b"mime-version", b"from:", b"content-type: multipart")):
        return data, ""
    try:
        for part in message_from_bytes(data).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                html = part.get_payload(decode=True)
                if isinstance(html, bytes):
                    return html, part.get_content_charset() or ""
    except (MessageError, LookupError, ValueError, RecursionError) as error:
        raise Unreadable(NO_PAGE) from error
    raise Unreadable(NO_PAGE)


def _parsed(text: str) -> etree._Element | None:
    """The root of a page, however broken; None for one without any element."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Unreadable(TOO_DEEP)
    return root


# What belongs to the forms


def _forms(root: etree._Element) -> list[etree._Element]:
    """The tables that hold a form's labels in their own cells."""
    labels: Counter[etree._Element] = Counter()
    for cell in root.iter("td", "th"):
        text = whole(cell) if len(cell) < LONGEST_LABEL else ""
        if len(text) <= LONGEST_LABEL * 3 and begins_row(text):
            table = next(cell.iterancestors("table"), None)
            if table is not None:
                labels[table] += 1
    return [table for table, count in labels.items() if count >= FEWEST_LABELS]


def _around(root: etree._Element, forms: list[etree._Element]) -> etree._Element:
    """The smallest element with all forms and some text beside them; the page without forms."""
    if not forms:
        return root
    first, *others = forms
    tables = frozenset(forms)
    inside = [set(form.iterancestors()) for form in others]
    for element in first.iterancestors():
        if all(element in ancestors for ancestors in inside) and _says_more(element, tables):
            return element
    return root


def _says_more(element: etree._Element, forms: Collection[etree._Element]) -> bool:
    """Whether an element has text outside of the forms."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, child in walk:
        if event == "start":
            if child in forms or child.tag in SKIPPED:
                walk.skip_subtree()
            elif child.text and child.text.strip():
                return True
        elif child is not element and child.tail and child.tail.strip():
            return True
    return False


def _title(root: etree._Element) -> Iterator[Paragraph]:
    """The title of a form that stands as the page's own heading."""
    for heading in root.iter("h1", "h2", "h3", "title"):
        text = whole(heading).strip()
        if is_title(text):
            yield Paragraph(text, Source())
            return
