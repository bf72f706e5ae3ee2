"""An original with its mechanical faults put right in it, and the rest noted for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from jiheng.filing.model import Filing, Source
from jiheng.reading import formats
from jiheng.reading.documents import read_bytes
from jiheng.rulebook import load
from jiheng.writing.marked import spreadsheet as marked_spreadsheet
from jiheng.writing.marked import word as marked_word
from jiheng.writing.marked.notes import Note, corrections, notes
from jiheng.writing.mended import spreadsheet, word
from jiheng.writing.mended.corrections import Corrected, corrected
from jiheng.writing.official.template import of_rulebook

Change = Callable[[bytes, Mapping[Source, str]], bytes]
Annotate = Callable[[bytes, Sequence[Note]], bytes]
WAYS: dict[str, tuple[Change, Annotate]] = {
    "docx": (word.changed, marked_word.annotated),
    "xlsx": (spreadsheet.changed, marked_spreadsheet.annotated),
}


class Mended(NamedTuple):
    """A document put right: its bytes, how many fields were changed, whether it is the original."""

    data: bytes
    changes: int
    original: bool


def ending(data: bytes) -> str:
    """The ending of what putting a document right gives: its own, or docx."""
    kind = formats.ending(data)
    return kind if kind in WAYS else "docx"


def mended(data: bytes, filings: Sequence[Filing], rulebook: str | None = None) -> Mended:
    """A document with its mechanical faults put right; raises `Unreadable` and RulebookError.

    In Word the corrections are tracked changes. A document of another kind is given as a Word file
    in the official form, with the corrections in it.
    """
    kind = formats.ending(data)
    original = kind in WAYS
    if not original:
        kind, data = "docx", of_rulebook(load(filings[0].rulebook)).document(filings)
        again = read_bytes(data, "form.docx").filings
        filings = [replace(new, id=old.id) for new, old in zip(again, filings, strict=True)]
    change, annotate = WAYS[kind]
    done = [corrected(filing, rulebook) for filing in filings]
    texts = {
        filing.sources[name]: correction.new
        for filing, right in zip(filings, done, strict=True)
        for name, correction in right.changes.items()
        if name in filing.sources
    }
    made = [note for each in zip(filings, done, strict=True) for note in _notes(*each)]
    return Mended(annotate(change(data, texts), made), len(texts), original)


def _notes(filing: Filing, right: Corrected) -> list[Note]:
    told: dict[str, tuple[str, str, Sequence[Mapping[str, Any]]]] = {
        name: (change.old, change.new, change.findings) for name, change in right.changes.items()
    }
    return [*corrections(filing, told), *notes([filing], [right.left])]
