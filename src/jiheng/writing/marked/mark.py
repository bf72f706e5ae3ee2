"""An original with its findings marked in it, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from jiheng.filing.model import Filing
from jiheng.reading import formats
from jiheng.reading.documents import read_bytes
from jiheng.rulebook import load
from jiheng.writing.marked import page, spreadsheet, word
from jiheng.writing.marked.notes import notes
from jiheng.writing.official.template import of_rulebook

WAYS = {"docx": word.annotated, "xlsx": spreadsheet.annotated, "pdf": page.annotated}


class Marked(NamedTuple):
    """A document with its findings: its bytes, its ending, and whether it is the very original."""

    data: bytes
    ending: str
    original: bool


def ending(data: bytes) -> str:
    """The ending of what marking a document gives: its own, or docx where it can carry no notes."""
    return formats.ending(data) or "docx"


def marked(data: bytes, filings: Sequence[Filing], report: Mapping[str, Any]) -> Marked:
    """A document with a note on each offending cell; `report` is the check's, of these filings.

    A document that cannot carry notes (.doc, scans, texts) is given as a Word file in the official
    form. Raises `Unreadable`.
    """
    kind = formats.ending(data)
    if kind:
        made = notes(filings, report["filings"], report["findings"])
        return Marked(WAYS[kind](data, made), kind, original=True)
    form = of_rulebook(load(filings[0].rulebook)).document(filings)
    again = read_bytes(form, "form.docx").filings
    placed = [
        replace(written, id=filing.id) for written, filing in zip(again, filings, strict=True)
    ]
    made = notes(placed, report["filings"], report["findings"])
    return Marked(word.annotated(form, made), "docx", original=False)
