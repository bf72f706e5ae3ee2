"""Texts of a Word document changed as tracked changes, for a person to accept or to reject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading.word import cells_at
from jiheng.writing.marked.notes import AUTHOR
from jiheng.writing.marked.parts import Parts
from jiheng.writing.marked.word import key
from jiheng.writing.official.markup import BREAK, PARAGRAPH, RUN, TAB, TEXT, W

PROPERTIES = f"{W}rPr"
DELETED = f"{W}delText"
GONE = (f"{W}del", f"{W}moveFrom")
STILL = "2000-01-01T00:00:00Z"
"""The date of every change: the same document and the same changes give the same bytes."""


def changed(data: bytes, texts: Mapping[Source, str]) -> bytes:
    """The document with the texts of some cells replaced, the old ones struck out.

    Raises `Unreadable` for what is no Word document.
    """
    if not texts:
        return data
    parts = Parts.of(data, "word/document.xml")
    places = cells_at(data)
    numbers = iter(range(_first_free(places.root), 1 << 30))
    for source, text in texts.items():
        cell = places.cells.get(key(source))
        if cell is not None:
            _replace(cell, text, numbers)
    parts.data[parts.main] = etree.tostring(
        places.root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return parts.packed()


def _first_free(root: etree._Element) -> int:
    """A number above those of all changes in the document."""
    changes = (*root.iter(f"{W}ins"), *root.iter(f"{W}del"))
    used = (change.get(f"{W}id", "0") for change in changes)
    return max((int(number) for number in used if number.lstrip("-").isdigit()), default=9000) + 1


def _replace(cell: etree._Element, text: str, count: Iterator[int]) -> None:
    """Strike out all that a cell says and put a text behind it, looking as the first run does."""
    runs = [run for run in cell.iter(RUN) if _says(run) and not _is_deleted(run)]
    look = next((run.find(PROPERTIES) for run in runs), None)
    for run in runs:
        parent = run.getparent()
        if parent is not None and parent.tag == f"{W}ins" and parent.get(f"{W}author") == AUTHOR:
            parent.remove(run)
            continue
        _strike(run, next(count))
    paragraph = next(cell.iter(PARAGRAPH))
    added = etree.SubElement(paragraph, f"{W}ins", _about(next(count)))
    run = etree.SubElement(added, RUN)
    if look is not None:
        run.append(deepcopy(look))
    etree.SubElement(run, TEXT).text = text
    if runs:
        last = runs[-1].getparent()
        if last is not None and last.getparent() is not None:
            last.addnext(added)


def _about(number: int) -> dict[str, str]:
    return {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}date": STILL}


def _says(run: etree._Element) -> bool:
    return any(True for _ in run.iter(TEXT, BREAK, TAB))


def _is_deleted(run: etree._Element) -> bool:
    return any(True for _ in run.iterancestors(*GONE))


def _strike(run: etree._Element, number: int) -> None:
    struck = etree.Element(f"{W}del", _about(number))
    run.addprevious(struck)
    struck.append(run)
    for node in list(run.iter(TEXT)):
        node.tag = DELETED
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
