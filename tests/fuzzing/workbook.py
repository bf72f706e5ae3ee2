"""Workbooks (.xlsx) spoilt at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.fuzzing import archives, canary
from tests.fuzzing.bytewise import ANY, Way
from tests.reading.generators import spreadsheet as generator
from tests.reading.generators.word import grid_of, parts_of, zipped

from examples import make

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
VALUE = re.compile(rb'="([^"<>]*)"|<v>([^<]*)</v>|<f>([^<]*)</f>')
ABSURD = (
    "", "0", "-1", "99999999999", "1e309", "NaN", "XFD1048576", "A1:XFD1048576", "ZZZZ9", "A0",
    "s", "str", "e", "inlineStr", "0.00%;;", "[h]:mm:ss.000", '"', "#,##0.0#E+00", "@", "true",
    "65535", "1048577", "General" * 40, "yyyy" * 60, "0" * 300, "# ?/?" * 30, "[>=1e9]0;[Red]",
)  # fmt: skip
TAG = re.compile(rb"<(/?)(\w+)[^>]*?(/?)>")


def originals() -> list[bytes]:
    """Two forms on two sheets, in every hand."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    grids = [grid_of([form]) for form in forms]
    return [
        generator.workbook({"一": grids, "二": grids[:1]}, hand)
        for hand in generator.HABITS.values()
    ]


def absurd_value(xml: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 50))):
        hits = list(VALUE.finditer(xml))
        if not hits:
            break
        hit = chance.choice(hits)
        group = hit.lastindex or 0
        value = chance.choice(ABSURD).replace('"', "&quot;").encode()
        xml = xml[: hit.start(group)] + value + xml[hit.end(group) :]
    return xml


def without_a_tag(xml: bytes, chance: random.Random) -> bytes:
    hit = chance.choice(list(TAG.finditer(xml)))
    return xml[: hit.start()] + xml[hit.end() :]


def element_multiplied(xml: bytes, chance: random.Random) -> bytes:
    hits = list(re.finditer(rb"<(c|row|mergeCell|xf|si|col|sheet) [^>]*(?:/>|>.*?</\1>)", xml))
    if not hits:
        return xml
    hit = chance.choice(hits)
    return xml[: hit.end()] + hit[0] * chance.choice((2, 50, 2000)) + xml[hit.end() :]


def with_entities(xml: bytes, chance: random.Random) -> bytes:
    """A document type that fetches or grows, and cells that ask for it."""
    xml = xml.replace(b"?>", b"?>" + chance.choice(canary.ENTITIES), 1)
    return xml.replace(b"<v>", b"<v>&a;", 3).replace(b"<t>", b"<t>&a;", 3)


def false_encoding(xml: bytes, chance: random.Random) -> bytes:
    """Says that it is written in another encoding."""
    name = chance.choice((b"UTF-7", b"UTF-16", b"GB2312", b"latin1", b"nonsense"))
    return xml.replace(b"UTF-8", name, 1)


# Whole sheets that no person would make


def wide(xml: bytes, chance: random.Random) -> bytes:
    """Rows of ten thousand cells."""
    row = b"".join(b"<c><v>%d</v></c>" % number for number in range(chance.choice((500, 10_000))))
    return _before_the_end(xml, b"<row>%s</row>" % row * chance.choice((1, 5, 60)))


def far_away(xml: bytes, chance: random.Random) -> bytes:
    """One cell in the last corner of the sheet, or beyond it."""
    place = chance.choice((b"XFD1048576", b"ZZZ99999999", b"A1048576", b"XFD1", b"AAAAAAAAAA1"))
    return _before_the_end(xml, b'<row r="1048576"><c r="%s"><v>1</v></c></row>' % place)


def merged_absurdly(xml: bytes, chance: random.Random) -> bytes:
    """Merged ranges over everything, over one another, or without number."""
    ranges = chance.choice(
        (
            [b"A1:XFD1048576"],
            [b"A1:XFD1048576"] * 500,
            [b"B%d:A%d" % (n + 1, n) for n in range(1, 400)],
            [b"A%d:Z%d" % (n, n + 50) for n in range(1, 20_000)],
        )
    )
    merged = b"".join(b'<mergeCell ref="%s"/>' % one for one in ranges)
    return xml.replace(b"</sheetData>", b"</sheetData><mergeCells>%s</mergeCells>" % merged, 1)


def long_text(xml: bytes, chance: random.Random) -> bytes:
    """One text of millions of characters."""
    more = "长".encode() * chance.choice((10_000, 700_000))
    return xml.replace(b"</t>", more + b"</t>", 1).replace(b"</v>", b"7" * 5_000 + b"</v>", 1)


def _before_the_end(xml: bytes, rows: bytes) -> bytes:
    return xml.replace(b"</sheetData>", rows + b"</sheetData>", 1)


UNPACKED: Sequence[Way] = (
    *ANY, absurd_value, absurd_value, absurd_value, without_a_tag, element_multiplied,
    element_multiplied, with_entities, false_encoding, long_text,
)  # fmt: skip
SHEETS: Sequence[Way] = (wide, far_away, merged_absurdly)


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """One of the workbooks spoilt in some way, and the name of the way."""
    data = chance.choice(whole)
    kind = chance.random()
    if kind < 0.15:
        way = chance.choice(ANY)
        return f"packed {way.__name__}", way(data, chance)
    files = parts_of(data)
    if kind < 0.3:
        pack = chance.choice(archives.WAYS)
        return pack.__name__, pack(files, chance.choice((SHEET, STRINGS)), chance)
    names = [name for name in files if name.startswith("xl/") and "theme" not in name]
    name = chance.choice(names)
    way = chance.choice((*UNPACKED, *SHEETS) if name == SHEET else UNPACKED)
    files[name] = way(files[name], chance)
    return f"{name} {way.__name__}", zipped(files)
