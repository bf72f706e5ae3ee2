"""Web pages (.html, .mht) spoilt at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.fuzzing import canary
from tests.fuzzing.bytewise import ANY, Way
from tests.reading.generators import webpage as generator
from tests.reading.generators.word import grid_of

from examples import make

TAG = re.compile(rb"<(/?)(\w+)[^>]*>")
SPAN = re.compile(rb"(?:row|col)span=\"?(\d+)")
ABSURD = (b"0", b"-1", b"999999999", b"1e9", b"", b"abc", b"65534", b"1000", b"'")
WEIRD = (
    b"<table>", b"<tr>", b"<td>", b"</table>", b"</td>", b"<div>" * 300, b"<table><tr><td>" * 100,
    b"<!--", b"-->", b"<script>", b"<style>", b"<select><option>", b"<pre>", b"<![CDATA[", b"\x00",
    b"&#x110000;", b"&nbsp" * 50, b"<td colspan=9999 rowspan=9999>", b"\xff\xfe", b"<plaintext>",
    b"<td>" * 3000,
    b'<meta charset="utf-7">', b'<base href="%s/"><img src="x">' % canary.THERE,
    b'<script src="%s"></script><iframe src="%s"></iframe>' % (canary.THERE, canary.HERE),
    b'<meta http-equiv="refresh" content="0;url=%s">' % canary.THERE, b"<frameset>",
    *(entity + b"<td>&a;</td>" for entity in canary.ENTITIES),
)  # fmt: skip


def without_a_tag(page: bytes, chance: random.Random) -> bytes:
    hits = list(TAG.finditer(page))
    gone = set(chance.sample(hits, min(len(hits), chance.choice((1, 10, 100)))))
    for hit in reversed(hits):
        if hit in gone:
            page = page[: hit.start()] + page[hit.end() :]
    return page


def tag_elsewhere(page: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10))):
        tag, place = (chance.choice(list(TAG.finditer(page))) for _ in range(2))
        page = page[: place.start()] + tag[0] + page[place.start() :]
    return page


def absurd_span(page: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10))):
        hits = list(SPAN.finditer(page))
        if hits:
            hit = chance.choice(hits)
            page = page[: hit.start(1)] + chance.choice(ABSURD) + page[hit.end(1) :]
    return page


def weird_markup(page: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 3, 20))):
        place = chance.choice(list(TAG.finditer(page))).start()
        page = page[:place] + chance.choice(WEIRD) + page[place:]
    return page


def false_encoding(page: bytes, chance: random.Random) -> bytes:
    """Says that it is written in another encoding."""
    names = (b"utf-7", b"utf-16", b"utf-32", b"big5", b"gb2312", b"hex", b"rot13", b"zlib", b"idna")
    name = chance.choice((*names, b"undefined", b"\xff", b"a" * 3_000, b"unicode_escape", b"mbcs"))
    return re.sub(rb"(charset=[\"']?)[\w-]+", lambda hit: hit[1] + name, page, count=1)


# Whole pages that no person would make


def wide(page: bytes, chance: random.Random) -> bytes:
    """A row of ten thousand cells, or of cells that each want a thousand columns."""
    cell = chance.choice((b"<td>a", b"<td colspan=1000>a", b"<td rowspan=65534 colspan=1000>a"))
    rows = (b"<tr>" + cell * chance.choice((100, 10_000))) * chance.choice((1, 6))
    return page.replace(b"<tr", rows + b"<tr", 1)


def deep(page: bytes, chance: random.Random) -> bytes:
    """Elements in elements, a hundred deep and more."""
    opening = chance.choice((b"<table><tr><td>", b"<div>", b"<b><i>", b"<ul><li>", b"<svg><g>"))
    times = chance.choice((30, 100, 250, 1_000, 50_000))
    return page.replace(b"<table", opening * times + b"<table", 1)


def hanging(page: bytes, chance: random.Random) -> bytes:
    """Every cell hangs down over all rows below it."""
    return re.sub(rb"<td", b"<td rowspan=%d" % chance.choice((0, 2, 65534)), page)


def many_tables(page: bytes, chance: random.Random) -> bytes:
    """The page over and over."""
    return page * chance.choice((5, 40))


def long_text(page: bytes, chance: random.Random) -> bytes:
    """One cell with millions of characters."""
    text = chance.choice(("长", " ", "&amp;", "&#65;", "&", "<", "项目名称：", "\u3000")).encode()
    return page.replace(b"</td>", text * chance.choice((1_000, 300_000)) + b"</td>", 1)


def absurd_archive(chance: random.Random) -> bytes:
    """Single-file pages whose parts are nested, endless, or in ways of writing that are none."""
    way = chance.choice((b"base64", b"quoted-printable", b"uuencode", b"x-gzip", b"8bit", b""))
    body = chance.choice((b"<table><tr><td>a", b"=" * 50_000, b"\xff" * 99, b"begin 644 a\nM"))
    part = b"Content-Type: text/html; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s" % (
        chance.choice((b"gb2312", b"hex", b"zlib_codec", b"", b"utf-8\xff", b"idna")), way, body,
    )  # fmt: skip
    depth = chance.choice((1, 3, 200, 3_000))
    for number in range(depth):
        edge = b"b%d" % (number if chance.random() < 0.9 else 0)
        head = b'Content-Type: multipart/related; boundary="%s"\r\n\r\n' % edge
        part = head + b"--%s\r\n%s\r\n--%s--\r\n" % (edge, part, edge)
    return b"MIME-Version: 1.0\r\n" + part


WAYS: Sequence[Way] = (
    *ANY, without_a_tag, tag_elsewhere, absurd_span, absurd_span, weird_markup, weird_markup,
    false_encoding, wide, deep, hanging, many_tables, long_text,
)  # fmt: skip


def originals() -> list[bytes]:
    """Pages without a fault: in every hand, in several encodings, and in a single file."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    grids = [grid_of([form]) for form in forms]
    pages = [generator.page(grids, hand) for hand in generator.HABITS.values()]
    others = [pages[0].encode("gb18030"), pages[0].encode("utf-16")]
    archives = [generator.archive(pages[number], "gb18030") for number in (0, 1)]
    return [*(page.encode() for page in pages), *others, *archives]


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A page spoilt in some way, and the name of the way."""
    if chance.random() < 0.04:
        return "absurd_archive", absurd_archive(chance)
    data = chance.choice(whole)
    way = chance.choice(WAYS if TAG.search(data) else ANY)
    return way.__name__, way(data, chance)
