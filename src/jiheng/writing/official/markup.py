"""WordprocessingML: the few elements that filling in a form touches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, SECTION = f"{W}body", f"{W}sectPr"
PARAGRAPH, RUN, TEXT, BREAK, TAB = f"{W}p", f"{W}r", f"{W}t", f"{W}br", f"{W}tab"
TABLE, ROW, CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
CELL_PROPERTIES, WIDTH, SPAN, MERGE = f"{W}tcPr", f"{W}tcW", f"{W}gridSpan", f"{W}vMerge"
VAL = f"{W}val"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def page_break() -> etree._Element:
    """A paragraph that ends the page and takes no room on the next."""
    paragraph = etree.Element(PARAGRAPH)
    properties = etree.SubElement(paragraph, f"{W}pPr")
    etree.SubElement(
        properties, f"{W}spacing", {f"{W}before": "0", f"{W}after": "0", f"{W}line": "20"}
    )
    run = etree.SubElement(paragraph, RUN)
    etree.SubElement(run, BREAK, {f"{W}type": "page"})
    return paragraph


def small_line(text: str) -> etree._Element:
    """A paragraph in small letters on the right, below all that the form has."""
    paragraph = etree.Element(PARAGRAPH)
    properties = etree.SubElement(paragraph, f"{W}pPr")
    etree.SubElement(properties, f"{W}jc", {VAL: "right"})
    run = etree.SubElement(paragraph, RUN)
    etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}sz", {VAL: "18"})
    set_text(etree.SubElement(run, TEXT), text)
    return paragraph


def set_text(node: etree._Element, text: str) -> None:
    """Put a text into a w:t; its line breaks become w:br, its tabs w:tab."""
    last = node
    for number, line in enumerate(text.split("\n")):
        if number:
            last = _behind(last, etree.Element(BREAK))
        for place, piece in enumerate(line.split("\t")):
            if place:
                last = _behind(last, etree.Element(TAB))
            if number or place:
                last = _behind(last, etree.Element(TEXT))
            last.text = piece
            last.set(SPACE, "preserve")


def _behind(node: etree._Element, following: etree._Element) -> etree._Element:
    node.addnext(following)
    return following


def merge_downwards(cells: Sequence[etree._Element], keys: Sequence[object]) -> None:
    """Merge neighbours among cells that stand below one another and have the same key.

    The merged ones lose their text; a cell whose key is None stays alone.
    """
    same = [False, *(a == b and b is not None for a, b in pairwise(keys))]
    for place, cell in enumerate(cells):
        if same[place]:
            _set_merge(cell, "continue")
            _empty(cell)
        elif place + 1 < len(cells) and same[place + 1]:
            _set_merge(cell, "restart")


def _set_merge(cell: etree._Element, kind: str) -> None:
    properties = cell.find(CELL_PROPERTIES)
    if properties is None:
        properties = etree.Element(CELL_PROPERTIES)
        cell.insert(0, properties)
    for old in properties.findall(MERGE):
        properties.remove(old)
    before = [child for child in properties if child.tag in (WIDTH, SPAN)]
    properties.insert(len(before), etree.Element(MERGE, {VAL: kind}))


def _empty(cell: etree._Element) -> None:
    """Leave one paragraph without text in a cell, formatted as its first one."""
    first, *others = cell.findall(PARAGRAPH)
    for other in others:
        cell.remove(other)
    for child in list(first):
        if child.tag != f"{W}pPr":
            first.remove(child)
