"""Word files (.docx) spoilt at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.fuzzing import archives, canary
from tests.fuzzing.bytewise import ANY, Way
from tests.reading.generators import word as generator

from examples import make

MAIN = "word/document.xml"
STYLES = "word/styles.xml"
ABSURD = (
    "0", "-1", "2", "63", "9999", "999999999", "1e9", "4294967297", "", " ", "abc", "２", "restart",
    "continue",
)  # fmt: skip
NUMBER = re.compile(rb'w:(?:val|w|ilvl|char|fldCharType)="([^"]*)"')
TAG = re.compile(rb"<(/?)w:(\w+)[^>]*?(/?)>")
TABLE = re.compile(rb"<w:tbl>.*</w:tbl>", re.DOTALL)


def originals() -> list[bytes]:
    """One form in every hand."""
    form = min(make.forms(), key=lambda form: len(make.render(form)))
    grid = generator.grid_of([form])
    return [generator.document(grid, hand) for hand in generator.HABITS.values()]


def without_a_tag(xml: bytes, chance: random.Random) -> bytes:
    hit = chance.choice(list(TAG.finditer(xml)))
    return xml[: hit.start()] + xml[hit.end() :]


def without_an_element(xml: bytes, chance: random.Random) -> bytes:
    """One element less, and the file still well formed."""
    start, end = _element(xml, chance)
    return xml[:start] + xml[end:]


def element_elsewhere(xml: bytes, chance: random.Random) -> bytes:
    """An element where another one stood: cells in paragraphs, rows in cells, tables in runs."""
    start, end = _element(xml, chance)
    first, last = _element(xml, chance)
    return xml[:first] + xml[start:end] + xml[last:]


def element_multiplied(xml: bytes, chance: random.Random) -> bytes:
    start, end = _element(xml, chance)
    times = chance.choice((2, 50, 2000)) if end - start < 2000 else 2
    return xml[:end] + xml[start:end] * times + xml[end:]


def element_nested(xml: bytes, chance: random.Random) -> bytes:
    """An element inside copies of its own tags, up to a hundred deep."""
    start, end = _element(xml, chance)
    name = re.match(rb"<(w:\w+)", xml[start:end])
    times = chance.choice((2, 20, 100))
    opening, closing = b"<" + name[1] + b">", b"</" + name[1] + b">"
    return xml[:start] + opening * times + xml[start:end] + closing * times + xml[end:]


def absurd_value(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10))):
        hits = list(NUMBER.finditer(xml))
        hit = chance.choice(hits)
        xml = xml[: hit.start(1)] + chance.choice(ABSURD).encode() + xml[hit.end(1) :]
    return xml


def with_entities(xml: bytes, chance: random.Random) -> bytes:
    """A document type that fetches or grows, and text that asks for it."""
    xml = xml.replace(b"?>", b"?>" + chance.choice(canary.ENTITIES), 1)
    return xml.replace(b"<w:t xml", b"<w:t>&a;</w:t><w:t xml", 3)


def in_utf_16(xml: bytes, chance: random.Random) -> bytes:
    """The same entities where a search for their bytes does not see them."""
    text = with_entities(xml, chance).decode("utf-8", "replace")
    return text.replace("UTF-8", "UTF-16", 1).encode("utf-16")


def false_encoding(xml: bytes, chance: random.Random) -> bytes:
    """Says that it is written in another encoding."""
    name = chance.choice((b"UTF-7", b"UTF-16", b"GB2312", b"latin1", b"EBCDIC-CP-US", b"nonsense"))
    return xml.replace(b"UTF-8", name, 1)


def with_links(xml: bytes, chance: random.Random) -> bytes:
    """Parts that want to be fetched from elsewhere."""
    field = b'<w:r><w:instrText>INCLUDETEXT "%s"</w:instrText></w:r>' % canary.PATH
    wanted = chance.choice(
        (
            b'<?xml-stylesheet href="%s"?>' % canary.THERE,
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="%s"/>' % canary.HERE,
            b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field + b"</w:p>",
        )
    )
    return xml.replace(b"<w:body>", b"<w:body>" + wanted, 1)


# Whole documents that no person would make


def wide(xml: bytes, chance: random.Random) -> bytes:
    """A row of ten thousand cells, some rows of a thousand."""
    cells = b"<w:tc><w:p><w:r><w:t>\xe5\x88\x97</w:t></w:r></w:p></w:tc>" * chance.choice(
        (1_000, 10_000)
    )
    rows = b"<w:tr>%s</w:tr>" % cells * chance.choice((1, 3, 25))
    return xml.replace(b"<w:tr>", rows + b"<w:tr>", 1)


def deep(xml: bytes, chance: random.Random) -> bytes:
    """Tables in tables, a hundred deep and more."""
    times = chance.choice((20, 60, 100, 1_000, 100_000))
    opening = b"<w:tbl><w:tr><w:tc><w:p/>" * times
    return xml.replace(b"<w:body>", b"<w:body>" + opening, 1).replace(
        b"</w:body>", b"</w:tc></w:tr></w:tbl>" * times + b"</w:body>", 1
    )


def spans_everywhere(xml: bytes, chance: random.Random) -> bytes:
    """Every cell as wide as a number can say, and merged with the one above."""
    width = chance.choice((b"1000", b"10000", b"2147483647", b"0", b"-5"))
    merge = chance.choice((b"<w:vMerge/>", b'<w:vMerge w:val="restart"/>', b""))
    wish = b'<w:tc><w:tcPr><w:gridSpan w:val="%s"/>%s</w:tcPr>' % (width, merge)
    return re.sub(rb"<w:tc>(?:<w:tcPr>.*?</w:tcPr>)?", wish, xml)


def many_tables(xml: bytes, chance: random.Random) -> bytes:
    """The form over and over."""
    hit = TABLE.search(xml)
    return xml if hit is None else xml.replace(hit[0], hit[0] * chance.choice((30, 150)), 1)


def long_text(xml: bytes, chance: random.Random) -> bytes:
    """One cell with millions of characters."""
    text = chance.choice(("长", "项目名称", "1", "一、", "（", "\u3000", "%")).encode()
    more = text * (chance.choice((10_000, 1_000_000)) // len(text))
    return xml.replace(b"</w:t>", more + b"</w:t>", 1)


def circles(files: dict[str, bytes], chance: random.Random) -> None:
    """Styles that build on one another, and numbers that number themselves."""
    styles = b"".join(
        b'<w:style w:type="paragraph" w:styleId="s%d"><w:basedOn w:val="s%d"/>'
        b"<w:rPr><w:vanish/></w:rPr></w:style>" % (n, (n + 1) % 300)
        for n in range(300)
    )
    files[STYLES] = files.get(STYLES, b"<x/>").replace(b"</w:styles>", styles + b"</w:styles>", 1)
    files[MAIN] = files[MAIN].replace(
        b"<w:p>", b'<w:p><w:pPr><w:pStyle w:val="s%d"/></w:pPr>' % chance.randrange(300)
    )


UNPACKED: Sequence[Way] = (
    *ANY, without_a_tag, without_an_element, element_elsewhere, element_multiplied, element_nested,
    absurd_value, absurd_value, with_entities, in_utf_16, false_encoding, with_links, wide, deep,
    spans_everywhere, many_tables, long_text,
)  # fmt: skip


def _element(xml: bytes, chance: random.Random) -> tuple[int, int]:
    """Where some element below the body begins and ends."""
    tags = list(TAG.finditer(xml))
    for _ in range(50):
        place = chance.randrange(len(tags))
        opening = tags[place]
        if opening[1] or opening[2] in (b"document", b"body"):
            continue
        depth = 0
        for tag in tags[place:]:
            if tag[2] == opening[2]:
                depth += 0 if tag[3] else -1 if tag[1] else 1
                if depth == 0:
                    return opening.start(), tag.end()
    return 0, 0


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """One of the documents spoilt in some way, and the name of the way."""
    data = chance.choice(whole)
    kind = chance.random()
    if kind < 0.15:
        way = chance.choice(ANY)
        return f"packed {way.__name__}", way(data, chance)
    files = generator.parts_of(data)
    if kind < 0.3:
        pack = chance.choice(archives.WAYS)
        return pack.__name__, pack(files, MAIN, chance)
    if kind < 0.35:
        circles(files, chance)
        return "circles", generator.zipped(files)
    name = MAIN if chance.random() < 0.9 else chance.choice(list(files))
    way = chance.choice(UNPACKED if name == MAIN else (*ANY, with_entities))
    files[name] = way(files[name], chance)
    return f"{name} {way.__name__}", generator.zipped(files)
