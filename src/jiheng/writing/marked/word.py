"""A Word document with a comment on each offending cell; all else is as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from jiheng.filing.model import Source
from jiheng.reading import package
from jiheng.reading.word import Cells, cells_at
from jiheng.writing.marked import spliced
from jiheng.writing.marked.notes import AUTHOR, INITIALS, Note
from jiheng.writing.marked.parts import Parts, before_end
from jiheng.writing.official.markup import W
from jiheng.writing.official.template import NOT_XML

FILLS = {"error": "FBE3E0", "warning": "FFF1CC", "advice": "E6EFF8"}
"""Light highlights by severity."""
CELL = f"{W}tc"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
ID = re.compile(rb"<[\w.-]*:?comment(?:Reference)?\s[^>]*?:?id=[\"'](\d+)[\"']")


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """The document with each note as a comment on its cell, and a light highlight of the cell.

    Raises `Unreadable` for what is no Word document. A note whose cell is not found goes to the
    first cell.
    """
    parts = Parts.of(data, "word/document.xml")
    name = parts.main
    comments = parts.linked(name, "comments")
    old = parts.data.get(comments or "")
    places = cells_at(data)
    fresh = [note for note in notes if not _stands(note, places, _said(old))]
    if not fresh:
        return data
    used = (*ID.findall(old or b""), *ID.findall(parts.data[name]))
    first = max(map(int, used), default=-1) + 1
    numbered = list(enumerate(fresh, first))
    if old is None or comments is None:
        comments = parts.free("word/comments{}.xml")
        parts.link(name, "comments", comments)
        parts.declare(comments, COMMENTS_TYPE)
    parts.add(name, _with_anchors(places, parts.data[name], numbered))
    parts.add(comments, _with_comments(old, numbered))
    return parts.packed()


def _said(comments: bytes | None) -> dict[str, str]:
    """Comment id -> its text, of those that jiheng made before."""
    root = package.parsed(comments) if comments else ()
    return {
        comment.get(f"{W}id", ""): "\n".join("".join(map(str, p.itertext())) for p in comment)
        for comment in root
        if comment.get(f"{W}author") == AUTHOR
    }


def _stands(note: Note, places: Cells, said: dict[str, str]) -> bool:
    """Whether a note stands on its cell already."""
    cell = places.cells.get(key(note.source))
    here = () if cell is None else cell.iter(f"{W}commentReference")
    return any(said.get(mark.get(f"{W}id", "")) == note.text for mark in here)


# Anchors in the text


def _with_anchors(places: Cells, xml: bytes, numbered: Sequence[tuple[int, Note]]) -> bytes:
    order = {cell: place for place, cell in enumerate(places.root.iter(CELL))}
    found = spliced.cells(xml)
    w = spliced.prefix(xml)
    pieces: list[tuple[int, int, bytes]] = []
    shaded: set[int] = set()
    for number, note in numbered:
        element = places.cells.get(key(note.source), next(iter(places.cells.values()), None))
        if element is None:
            continue
        place = order[element]
        pieces += _anchor(found[place], number, w)
        if place not in shaded:
            pieces += _highlight(found[place], FILLS[note.severity], w)
            shaded.add(place)
    return spliced.inserted(xml, _together(pieces))


def _together(pieces: list[tuple[int, int, bytes]]) -> Iterator[tuple[int, int, bytes]]:
    """Pieces for the same place as one: later ones inside of the tags that an earlier one opens."""
    by_place: dict[tuple[int, int], list[bytes]] = {}
    for start, end, piece in pieces:
        by_place.setdefault((start, end), []).append(piece)
    for (start, end), several in by_place.items():
        yield start, end, b"".join(several)


def key(source: Source) -> tuple[int, int, int]:
    """What tells a cell from others in a Word document: table, row, column, from 1."""
    return source.table or 0, source.row or 0, source.column or 0


def _anchor(cell: spliced.Cell, number: int, w: str) -> Iterator[tuple[int, int, bytes]]:
    begin = f'<{w}commentRangeStart {w}id="{number}"/>'
    mark = f'<{w}r><{w}commentReference {w}id="{number}"/></{w}r>'
    end = f'<{w}commentRangeEnd {w}id="{number}"/>{mark}'
    first, last = cell.paragraphs[0], cell.paragraphs[-1]
    if first.empty and first is last:
        yield _opened(first, f"{begin}{end}", w)
        return
    yield _opened(first, begin, w) if first.empty else (first.start, first.start, begin.encode())
    yield _opened(last, end, w) if last.empty else (last.end, last.end, end.encode())


def _opened(paragraph: spliced.Paragraph, inner: str, w: str) -> tuple[int, int, bytes]:
    """<w:p/> with something in it: its slash goes, its end tag comes."""
    end = paragraph.tag[1]
    return end - 2, end, f">{inner}</{w}p>".encode()


def _highlight(cell: spliced.Cell, fill: str, w: str) -> Iterator[tuple[int, int, bytes]]:
    """Shading for a cell that has none of its own."""
    shade = f'<{w}shd {w}val="clear" {w}color="auto" {w}fill="{fill}"/>'
    if cell.shaded:
        return
    if cell.properties is None:
        piece = f"<{w}tcPr>{shade}</{w}tcPr>"
        yield cell.inside, cell.inside, piece.encode()
    elif cell.whole:
        yield cell.shading, cell.shading, shade.encode()
    else:
        end = cell.properties[1]
        yield end - 2, end, f">{shade}</{w}tcPr>".encode()


# The part with the comments


def _with_comments(old: bytes | None, numbered: Sequence[tuple[int, Note]]) -> bytes:
    new = "".join(_comment(number, note) for number, note in numbered)
    if old is not None:
        return before_end(old, new)
    uri = spliced.URIS[0].decode()
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{uri}">'
    return f"{head}{new}</w:comments>".encode()


def _comment(number: int, note: Note) -> str:
    uri = spliced.URIS[0].decode()
    lines = [line for finding in note.findings for line in (*finding, "")][:-1]
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(NOT_XML.sub("", line))}</w:t></w:r></w:p>'
        for line in lines
    )
    about = f'w:id="{number}" w:author="{AUTHOR}" w:initials="{INITIALS}"'
    return f'<w:comment xmlns:w="{uri}" {about}>{paragraphs}</w:comment>'
