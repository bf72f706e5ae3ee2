"""A Word document with a comment on each offending cell; all else is as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading import package
from jiheng.reading.word import cells_at
from jiheng.writing.marked import spliced
from jiheng.writing.marked.notes import AUTHOR, INITIALS, Note
from jiheng.writing.official.template import NOT_XML, STILL

FILLS = {"error": "FBE3E0", "warning": "FFF1CC", "advice": "E6EFF8"}
"""Light highlights by severity."""
CELL = f"{{{spliced.URIS[0].decode()}}}tc"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
ID = re.compile(rb"<[\w.-]*:?comment\s[^>]*?:?id=[\"'](\d+)[\"']")


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """The document with each note as a comment on its cell, and a light highlight of the cell.

    Raises `Unreadable` for what is no Word document. A note whose cell is not found goes to the
    first cell.
    """
    with package.opened(data) as archive:
        name = package.main_part(archive, "word/document.xml")
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
        infos = archive.infolist()
    comments = _comments_part(parts, name)
    first = max(map(int, ID.findall(parts.get(comments, b""))), default=-1) + 1
    numbered = list(enumerate(notes, first))
    made = {
        name: _with_anchors(data, parts[name], numbered),
        comments: _with_comments(parts.get(comments), numbered),
    }
    if comments not in parts:
        made |= _declared(parts, name, comments)
    return _packed(infos, parts | made)


def _packed(infos: Sequence[ZipInfo], parts: dict[str, bytes]) -> bytes:
    """The package with its parts in their old order and under their old dates, new ones behind."""
    made = BytesIO()
    known = {info.filename for info in infos}
    with ZipFile(made, "w") as archive:
        for info in infos:
            about = ZipInfo(info.filename, info.date_time)
            about.compress_type, about.external_attr = info.compress_type, info.external_attr
            archive.writestr(about, parts[info.filename])
        for name in parts:
            if name not in known:
                about = ZipInfo(name, STILL)
                about.compress_type = ZIP_DEFLATED
                archive.writestr(about, parts[name])
    return made.getvalue()


# Anchors in the text


def _with_anchors(data: bytes, xml: bytes, numbered: Sequence[tuple[int, Note]]) -> bytes:
    places = cells_at(data)
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
    end = f'<{w}commentRangeEnd {w}id="{number}"/><{w}r><{w}commentReference {w}id="{number}"/></{w}r>'
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


def _comments_part(parts: dict[str, bytes], document: str) -> str:
    """The name of the part with the document's comments, the old one or a new one's."""
    folder, _, base = document.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{base}.rels", b"")
    for relation in etree.fromstring(relations) if relations else ():
        if relation.get("Type", "").endswith("/comments"):
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    return f"{folder}/comments.xml"


def _with_comments(old: bytes | None, numbered: Sequence[tuple[int, Note]]) -> bytes:
    new = "".join(_comment(number, note) for number, note in numbered).encode()
    if old is not None:
        end = old.rindex(b"</")
        return old[:end] + new + old[end:]
    uri = spliced.URIS[0].decode()
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{uri}">'
    return head.encode() + new + b"</w:comments>"


def _comment(number: int, note: Note) -> str:
    uri = spliced.URIS[0].decode()
    lines = [line for finding in note.findings for line in (*finding, "")][:-1]
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(NOT_XML.sub("", line))}</w:t></w:r></w:p>'
        for line in lines
    )
    about = f'w:id="{number}" w:author="{AUTHOR}" w:initials="{INITIALS}"'
    return f'<w:comment xmlns:w="{uri}" {about}>{paragraphs}</w:comment>'


def _declared(parts: dict[str, bytes], document: str, comments: str) -> dict[str, bytes]:
    """The parts that tell of a new part with comments."""
    folder, _, base = document.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels"
    old = parts.get(relations) or f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()
    used = set(re.findall(rb"Id=[\"']([^\"']+)[\"']", old))
    name = next(f"rIdJiheng{n}" for n in range(len(used) + 1) if f"rIdJiheng{n}".encode() not in used)
    target = comments.rpartition("/")[2]
    link = f'<Relationship xmlns="{RELATIONS}" Id="{name}" Type="{COMMENTS}" Target="{target}"/>'
    kinds = parts["[Content_Types].xml"]
    kind = (
        '<Override xmlns="http://schemas.openxmlformats.org/package/2006/content-types" '
        f'PartName="/{comments}" ContentType="{COMMENTS_TYPE}"/>'
    )
    return {relations: _before_end(old, link), "[Content_Types].xml": _before_end(kinds, kind)}


def _before_end(xml: bytes, piece: str) -> bytes:
    """The XML with a piece as the last child of its root."""
    end = xml.rfind(b"</")
    if end < 0:
        end = xml.rindex(b"/>")
        name = re.findall(rb"<([\w:.-]+)", xml)[-1]
        return xml[:end] + b">" + piece.encode() + b"</" + name + b">"
    return xml[:end] + piece.encode() + xml[end:]
