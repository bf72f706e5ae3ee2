"""Web pages spoilt at random: each is to be read or refused, soon, small, and all in memory.

`python -m tests.reading.generators.fuzzing_webpage 10000 1` runs the long way.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from tests.reading.generators import webpage as generator
from tests.reading.generators.fuzzing_word import cut, flipped, repeated
from tests.reading.generators.spoiling import outcomes
from tests.reading.generators.word import grid_of

from examples import make
from jiheng.reading import webpage

TAG = re.compile(rb"<(/?)(\w+)[^>]*>")
SPAN = re.compile(rb"(?:row|col)span=\"?(\d+)")
ABSURD = (b"0", b"-1", b"999999999", b"1e9", b"", b"abc", b"65534", b"1000", b"'")
WEIRD = (
    b"<table>", b"<tr>", b"<td>", b"</table>", b"</td>", b"<div>" * 300, b"<table><tr><td>" * 100,
    b"<!--", b"-->", b"<script>", b"<style>", b"<select><option>", b"<pre>", b"<![CDATA[", b"\x00",
    b"&#x110000;", b"&nbsp" * 50, b"<td colspan=9999 rowspan=9999>", b"\xff\xfe", b"<plaintext>",
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>&a;', b"<td>" * 3000,
    b'<meta charset="utf-7">', b'<base href="http://127.0.0.1:9/"><img src="x">', b"<frameset>",
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


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped, cut, repeated, without_a_tag, tag_elsewhere, absurd_span, weird_markup,
)  # fmt: skip


@cache
def whole() -> tuple[bytes, ...]:
    """Pages without a fault: in every hand, in several encodings, and in a single file."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    grids = [grid_of([form]) for form in forms]
    pages = [generator.page(grids, hand) for hand in generator.HABITS.values()]
    others = [pages[0].encode("gb18030"), pages[0].encode("utf-16")]
    return (*(page.encode() for page in pages), *others, generator.archive(pages[1], "gb18030"))


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many pages, each with the name of what was done to it."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(whole())
        way = chance.choice(WAYS if TAG.search(data) else (flipped, cut, repeated))
        yield way.__name__, way(data, chance)


def run(count: int, seed: int) -> Counter[str]:
    """What became of so many spoilt pages: "read", or the reason for refusing."""
    return outcomes(webpage.read, spoilt(count, seed))


if __name__ == "__main__":
    for reason, times in run(int(sys.argv[1]), int(sys.argv[2])).most_common():
        print(f"{times:6} {reason}")
