"""Additions to a Word document's XML at the byte: what was there stays, to the last letter.

The XML has been parsed and found sound before; here only its tags are walked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

URIS = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
BEFORE_SHADING = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")
"""What the schema has before w:shd in the properties of a cell."""


@dataclass
class Paragraph:
    """A paragraph: its start tag, and where its text begins and ends; `empty` for <w:p/>."""

    tag: tuple[int, int]
    start: int
    end: int
    empty: bool = False


@dataclass
class Cell:
    """A table cell: where it begins inside, its properties, and its own paragraphs.

    `properties` are the bounds of the tag <w:tcPr>, `whole` tells that it has an end tag; shading
    would go to `shading`.
    """

    inside: int
    properties: tuple[int, int] | None = None
    whole: bool = True
    shading: int = 0
    shaded: bool = False
    paragraphs: list[Paragraph] = field(default_factory=list)


def prefix(xml: bytes) -> str:
    """The prefix of WordprocessingML in a part, with its colon; "" where it is the default."""
    for uri in URIS:
        hit = re.search(rb"xmlns(?::([\w.-]+))?\s*=\s*[\"']" + re.escape(uri) + rb"[\"']", xml)
        if hit:
            return f"{hit[1].decode()}:" if hit[1] else ""
    return "w:"


@cache
def _tags(w: str) -> re.Pattern[bytes]:
    """Finds the tags that matter, and passes over comments and character data."""
    names = "|".join(("tc", "tcPr", "p", "pPr", "shd", *BEFORE_SHADING))
    return re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<close>/?)"
        + re.escape(w.encode())
        + rb"(?P<name>"
        + names.encode()
        + rb")(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
        re.DOTALL,
    )


def cells(xml: bytes) -> list[Cell]:
    """The table cells of a document in the order of their start tags."""
    found: list[Cell] = []
    open_: list[Cell] = []
    paragraphs: list[Paragraph | None] = []
    inside: list[bytes] = []
    for hit in _tags(prefix(xml)).finditer(xml):
        name, empty = hit["name"], bool(hit["empty"])
        if not name:
            continue
        start, end = hit.span()
        if hit["close"]:
            inside.pop()
            _closed(name, (start, end), open_, paragraphs, inside)
            continue
        above = inside[-1] if inside else b""
        if name == b"tc":
            open_.append(Cell(end))
            found.append(open_[-1])
        elif name == b"p":
            made = Paragraph((start, end), end, end, empty)
            if open_:
                open_[-1].paragraphs.append(made)
            if not empty:
                paragraphs.append(made)
        elif name == b"tcPr" and above == b"tc":
            open_[-1].properties, open_[-1].whole = (start, end), not empty
            open_[-1].shading = end
        elif above == b"tcPr":
            open_[-1].shaded = open_[-1].shaded or name == b"shd"
        if not empty:
            inside.append(name)
        elif name.decode() in BEFORE_SHADING and above == b"tcPr":
            open_[-1].shading = end
        elif name == b"pPr" and above == b"p" and paragraphs and paragraphs[-1]:
            paragraphs[-1].start = end
    return found


def _closed(
    name: bytes,
    tag: tuple[int, int],
    open_: list[Cell],
    paragraphs: list[Paragraph | None],
    inside: list[bytes],
) -> None:
    above = inside[-1] if inside else b""
    if name == b"tc":
        open_.pop()
    elif name == b"p":
        last = paragraphs.pop()
        if last:
            last.end = tag[0]
    elif name == b"pPr" and above == b"p" and paragraphs and paragraphs[-1]:
        paragraphs[-1].start = tag[1]
    elif name.decode() in BEFORE_SHADING and above == b"tcPr":
        open_[-1].shading = tag[1]


def inserted(xml: bytes, pieces: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The XML with pieces put in, each in place of what stands between its bounds."""
    made = bytearray()
    at = 0
    for start, end, piece in sorted(pieces, key=lambda each: each[:2]):
        made += xml[at:start] + piece
        at = end
    return bytes(made + xml[at:])
