"""Cells of a workbook given other values; a cell that a formula fills is left to its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading import package
from jiheng.writing.marked.parts import Parts
from jiheng.writing.marked.spreadsheet import R_ID, S, reference

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def changed(data: bytes, texts: Mapping[Source, str]) -> bytes:
    """The workbook with the texts of some cells replaced; raises `Unreadable`."""
    if not texts:
        return data
    parts = Parts.of(data, "xl/workbook.xml")
    workbook = package.parsed(parts.data[parts.main])
    for sheet in workbook.iterfind(f"{S}sheets/{S}sheet"):
        part = parts.target(parts.main, sheet.get(R_ID, ""))
        here = {reference(s): t for s, t in texts.items() if s.sheet == sheet.get("name")}
        if here and part in parts.data:
            root = package.parsed(parts.data[part])
            for cell in root.iter(f"{S}c"):
                if cell.get("r") in here and cell.find(f"{S}f") is None:
                    _set(cell, here[cell.get("r", "")])
            parts.data[part] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
    return parts.packed()


def _set(cell: etree._Element, text: str) -> None:
    """A number stays a number where the cell held one, all else is text."""
    numeric = cell.get("t", "n") == "n" and cell.find(f"{S}v") is not None
    for child in list(cell):
        cell.remove(child)
    if numeric and NUMBER.fullmatch(text):
        cell.attrib.pop("t", "")
        etree.SubElement(cell, f"{S}v").text = text
        return
    cell.set("t", "inlineStr")
    words = etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t")
    words.text = text
