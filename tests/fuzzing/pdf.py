"""PDF spoilt at random."""

from __future__ import annotations

import random
import re
import tempfile
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tests.fuzzing import canary
from tests.fuzzing.bytewise import ANY, Way
from tests.reading.generators import pdf as generator

from examples import make

STREAM = re.compile(rb"<<([^<>]*/FlateDecode[^<>]*)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
NUMBER = re.compile(rb"(?<=[\s\[])-?\d+(?:\.\d+)?(?=[\s\]])")
OPERATOR = re.compile(rb"(?:-?[\d.]+ ){2,6}(?:re|l|m|c|cm|Tm|Td|w)\s")
REFERENCE = re.compile(rb"\d+ 0 R")
ABSURD = (
    b"0", b"-1", b"1e30", b"99999999999", b"-99999999999", b"0.00000001", b"2147483647", b"nan",
    b"1000000", b"--5", b"3 0 R", b"[", b"<<", b"(", b"/Length",
)  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """A PDF whose streams are not compressed, so that what is written in them can be spoilt."""

    def plain(hit: re.Match[bytes]) -> bytes:
        try:
            inside = zlib.decompress(hit[2])
        except zlib.error:
            return hit[0]
        head = re.sub(rb"/Filter\s*/FlateDecode|/Length \d+(?: 0 R)?", b"", hit[1])
        return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(inside), inside)

    return STREAM.sub(plain, data)


def originals() -> list[bytes]:
    """Forms without a fault: ruled, with cells apart, without lines."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    styles = ("", "table { border-collapse: separate }", "td { border: none }")
    found = []
    for style in styles:
        with tempfile.TemporaryDirectory() as folder:
            found.append(generator.printed(generator.html(forms, style), Path(folder)))
    return found


def absurd_number(data: bytes, chance: random.Random) -> bytes:
    return _replaced(NUMBER, data, chance)


def wrong_reference(data: bytes, chance: random.Random) -> bytes:
    """Objects that take the place of others, or their own."""
    hits = list(REFERENCE.finditer(data))
    for _ in range(chance.choice((1, 3, 10))):
        hit, other = chance.choice(hits), chance.choice(hits)
        data = data[: hit.start()] + other[0] + data[hit.end() :]
    return data


def multiplied(data: bytes, chance: random.Random) -> bytes:
    """One thing painted thousands of times."""
    hits = list(OPERATOR.finditer(data))
    if not hits:
        return data
    hit = chance.choice(hits)
    return data[: hit.end()] + hit[0] * chance.choice((10, 1_000, 50_000)) + data[hit.end() :]


def hatched(data: bytes, chance: random.Random) -> bytes:
    """A grid of a great many lines over the page."""
    step = chance.choice((0.1, 0.7, 3.5, 11.0))
    lines = b"".join(
        b"%.2f 0 m %.2f 2000 l S 0 %.2f m 2000 %.2f l S\n" % ((place * step,) * 4)
        for place in range(chance.choice((50, 1_000, 9_000)))
    )
    hit = chance.choice(list(OPERATOR.finditer(data)))
    return data[: hit.start()] + lines + data[hit.start() :]


def _replaced(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 100))):
        start = chance.randrange(len(data))
        hit = pattern.search(data, start)
        if hit:
            data = data[: hit.start()] + chance.choice(ABSURD) + data[hit.end() :]
    return data


# Whole documents that no printer would make


def document(*objects: bytes) -> bytes:
    """A PDF of some objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    size = len(objects) + 1
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def stream(body: bytes, more: bytes = b"") -> bytes:
    """A stream object, packed."""
    inside = zlib.compress(body, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>" % (len(inside), more)
    return head + b"\nstream\n" + inside + b"\nendstream"


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(contents: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"") -> list[bytes]:
    """The first objects of a document with one page, whose contents are object 4."""
    named = b"/Resources<</Font<</F 5 0 R>>%s>>" % resources
    one = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, named)
    return [CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", one, stream(contents), FONT]


def bomb(chance: random.Random) -> bytes:
    """A stream that unpacks to hundreds of megabytes, perhaps packed twice."""
    size = chance.choice((10, 100, 300)) * 1024 * 1024
    what = chance.choice((b" ", b"q ", b"0 0 m 9 9 l S\n", b"BT /F 9 Tf (a) Tj ET\n"))
    first, pages, only, _, font = page(b"")
    inside = zlib.compress(what * (size // len(what)), 9)
    filters = b"/FlateDecode"
    for _ in range(chance.choice((0, 1, 2))):
        inside, filters = zlib.compress(inside, 9), filters + b" /FlateDecode"
    head = b"<</Length %d/Filter[%s]>>" % (len(inside), filters)
    contents = head + b"\nstream\n" + inside + b"\nendstream"
    return document(first, pages, only, contents, font)


def circular_pages(chance: random.Random) -> bytes:
    """Pages that are their own parents, or a number of pages that is not so."""
    count = chance.choice((b"1", b"-1", b"10000", b"2147483647"))
    kids = chance.choice((b"2 0 R", b"2 0 R 2 0 R", b"3 0 R 2 0 R", b"3 0 R " * 3_000))
    first, _, *others = page(b"BT /F 9 Tf (a) Tj ET")
    return document(first, b"<</Type/Pages/Kids[%s]/Count %s>>" % (kids, count), *others)


def form_in_itself(chance: random.Random) -> bytes:
    """A drawing that contains itself, or two that contain one another many times over."""
    times = chance.choice((1, 3, 30))
    resources = b"/XObject<</X 6 0 R/Y 7 0 R>>"
    more = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<<%s>>" % resources
    drawing = stream(b"/Y Do /X Do BT /F 9 Tf (a) Tj ET " * times, more)
    other = stream(b"/X Do " * times, more)
    return document(*page(b"/X Do " * times, resources=resources), drawing, other)


def doubling_forms(chance: random.Random) -> bytes:
    """Each drawing contains the next one twice or more: a billion laughs."""
    depth, times = chance.choice(((10, 2), (20, 2), (30, 2), (9, 10)))
    drawings = []
    for number in range(depth):
        inside = b"/X Do " * times if number < depth - 1 else b"0 0 m 9 9 l S BT /F 9 Tf (a) Tj ET"
        resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (number + 7)
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]" + resources
        drawings.append(stream(inside, more))
    return document(*page(b"/X Do", resources=b"/XObject<</X 6 0 R>>"), *drawings)


def absurd_page(chance: random.Random) -> bytes:
    """A page of no size or of kilometres, with text all over it."""
    box = chance.choice(
        (b"0 0 0 0", b"0 0 1e9 1e9", b"-1e30 -1e30 1e30 1e30", b"595 842 0 0", b"0 0 nan nan", b"")
    )
    places = (
        b"BT /F %d Tf %d %d Td (%d) Tj ET"
        % (chance.choice((0, 9, 10**6)), chance.randrange(-(10**9), 10**9), number, number)
        for number in range(chance.choice((10, 3_000)))
    )
    return document(*page(b"\n".join(places), box))


def much_text(chance: random.Random) -> bytes:
    """More characters on a page than anybody could read."""
    count = chance.choice((3_000, 30_000, 200_000))
    lines = b"".join(
        b"1 0 0 1 %d %d Tm (%d) Tj\n" % (number * 7 % 590, number * 13 % 840, number)
        for number in range(count // 5)
    )
    return document(*page(b"BT /F 5 Tf\n" + lines + b"ET"))


def with_actions(chance: random.Random) -> bytes:
    """Things to be done on opening: fetch, start, write, run."""
    action = chance.choice(
        (
            b"/S/URI/URI(%s)" % canary.THERE,
            b"/S/Launch/F(%s)" % canary.PATH,
            b"/S/JavaScript/JS(this.submitForm\\('%s'\\))" % canary.THERE,
            b"/S/GoToR/F(%s)/D[0/Fit]" % canary.PATH,
            b"/S/SubmitForm/F(%s)" % canary.THERE,
            b"/S/ImportData/F(%s)" % canary.PATH,
        )
    )
    _, *others = page(b"BT /F 9 Tf (a) Tj ET")
    outside = b"<</F(%s)/Length 0>>\nstream\n\nendstream" % canary.PATH
    opening = b"<</Type/Catalog/Pages 2 0 R/OpenAction<<%s>>>>" % action
    return document(opening, *(outside if chance.random() < 0.3 and n == 2 else other
                               for n, other in enumerate(others)))  # fmt: skip


WAYS: Sequence[Way] = (
    *ANY, absurd_number, absurd_number, wrong_reference, wrong_reference, multiplied, hatched,
)  # fmt: skip
WRITTEN = (
    bomb, circular_pages, form_in_itself, doubling_forms, absurd_page, much_text, with_actions,
)  # fmt: skip


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A PDF spoilt in some way, and the name of the way."""
    kind = chance.random()
    data = chance.choice(whole)
    if kind < 0.08:
        made = chance.choice(WRITTEN)
        return made.__name__, made(chance)
    if kind < 0.28:
        way = chance.choice(ANY)
        return f"packed {way.__name__}", way(data, chance)
    way = chance.choice(WAYS)
    return way.__name__, way(plain(data), chance)


plain = lru_cache(8)(unpacked)
