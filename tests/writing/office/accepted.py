"""Whether Word and Excel open a file as it is: the schema, and what no schema can say.

The schema and its semantic rules are those of Microsoft's Open XML SDK, by openxml-audit. What
stands here besides are rules between elements, that Office repairs a file for: ranges of comments
begin and end, cells come in order, merged areas keep apart, a note has its box.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import range_boundaries
from openxml_audit import FileFormat, OpenXmlValidator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
X = "{urn:schemas-microsoft-com:office:excel}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
MOST = 1000


def faults(data: bytes, kind: str) -> list[str]:
    """What Office would not accept in a file of some ending (docx, xlsx); [] for a sound one.

    Each file has a validator of its own: one keeps what it read from a package under that
    package's address in memory, and takes the next package at the address for the same.
    """
    validator = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=MOST)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a.{kind}")
        path.write_bytes(data)
        found = validator.validate(path).errors
    told = [f"{e.part_uri} {e.path} {e.description}" for e in found if e.severity.value == "error"]
    own = {"docx": _word, "xlsx": _excel}[kind]
    return told + list(own(ZipFile(BytesIO(data))))


def _word(package: ZipFile) -> Iterator[str]:
    root = etree.fromstring(package.read("word/document.xml"))
    events: dict[str, list[str]] = {}
    for node in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"):
        events.setdefault(node.get(f"{W}id"), []).append(etree.QName(node).localname)
    for number, told in events.items():
        if told != ["commentRangeStart", "commentRangeEnd", "commentReference"]:
            yield f"comment {number}: {told}"
    if "word/comments.xml" in package.namelist():
        comments = etree.fromstring(package.read("word/comments.xml"))
        for comment in comments.iter(f"{W}comment"):
            if comment.get(f"{W}id") not in events:
                yield f"comment {comment.get(f'{W}id')} stands nowhere"
    for deleted in root.iter(f"{W}del"):
        if list(deleted.iter(f"{W}t")):
            yield "w:t inside of w:del"


def _excel(package: ZipFile) -> Iterator[str]:
    workbook = etree.fromstring(package.read("xl/workbook.xml"))
    names = [sheet.get("name") for sheet in workbook.iter(f"{S}sheet")]
    for name, times in Counter(map(str.lower, names)).items():
        if times > 1 or not 0 < len(name) <= 31 or FORBIDDEN.search(name):
            yield f"sheet name {name!r}"
    styles = etree.fromstring(package.read("xl/styles.xml"))
    looks = len(styles.find(f"{S}cellXfs"))
    for part in package.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part):
            for said in _sheet(etree.fromstring(package.read(part)), looks):
                yield f"{part}: {said}"
            yield from _notes(package, part)


def _sheet(root: etree._Element, looks: int) -> Iterator[str]:
    places = []
    for row in root.iter(f"{S}row"):
        for cell in row.iter(f"{S}c"):
            column, line, *_ = range_boundaries(cell.get("r"))
            places.append((line, column))
            if line != int(row.get("r")):
                yield f"{cell.get('r')} in row {row.get('r')}"
            if int(cell.get("s", "0")) >= looks:
                yield f"{cell.get('r')} has style {cell.get('s')} of {looks}"
    if places != sorted(set(places)):
        yield "cells out of order"
    covered: set[tuple[int, int]] = set()
    for area in root.iter(f"{S}mergeCell"):
        left, top, right, bottom = range_boundaries(area.get("ref"))
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if covered & cells or len(cells) < 2:
            yield f"merged area {area.get('ref')}"
        covered |= cells


def _notes(package: ZipFile, sheet: str) -> Iterator[str]:
    """A sheet's notes: one to a cell, of an author there is, each with the box that shows it."""
    links = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    if links not in package.namelist():
        return
    targets = {
        link.get("Type").rpartition("/")[2]: link.get("Target").lstrip("/")
        for link in etree.fromstring(package.read(links))
    }
    if "comments" not in targets:
        return
    comments = etree.fromstring(package.read(targets["comments"]))
    authors = len(comments.find(f"{S}authors"))
    noted = []
    for comment in comments.iter(f"{S}comment"):
        column, row, *_ = range_boundaries(comment.get("ref"))
        noted.append((row - 1, column - 1))
        if int(comment.get("authorId")) >= authors:
            yield f"{sheet}: author {comment.get('authorId')} of {authors}"
    drawing = etree.fromstring(package.read(targets["vmlDrawing"]))
    data = list(drawing.iter(f"{X}ClientData"))
    boxes = [(int(d.findtext(f"{X}Row")), int(d.findtext(f"{X}Column"))) for d in data]
    shapes = [d.getparent().get("id") for d in data]
    if sorted(noted) != sorted(boxes) or len(set(noted)) != len(noted):
        yield f"{sheet}: notes and boxes differ"
    if len(set(shapes)) != len(shapes):
        yield f"{sheet}: shapes share an id"
