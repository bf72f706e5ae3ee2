"""A filing that was read as a form of the page: its texts, where each stands, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

import jiheng
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing, Source
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import HEAD_FIELDS, ROW_FIELDS, anchor

LOOKED_AT = ("R02",)
"""What says that a value must be held against the original."""
CELLS = ("initial", "approved", "executed", "rate", "weight", "score")


def understood(filings: Iterable[Filing]) -> Iterator[dict[str, Any]]:
    """The columns of `ImportedForm` for each filing of a document."""
    filings = list(filings)
    if not filings:
        return
    told = jiheng.check(Batch.of(filings), select=LOOKED_AT).report["filings"]
    for filing, its in zip(filings, told, strict=True):
        content = contents.content_of(filing)
        keys = [row["key"] for row in content["indicators"]]
        yield {
            "content": content,
            "sources": {
                named(field, keys): msgspec.to_builtins(source)
                for field, source in filing.sources.items()
            },
            "doubts": [
                {"field": anchor(one["where"], keys), "message": one["message"]}
                for one in its["findings"]
            ],
            "unplaced": [
                {"text": left.text, "source": msgspec.to_builtins(left.source)}
                for left in filing.unplaced
            ],
        }


def named(field: str, keys: list[str]) -> str:
    """The page's name of a field of the core's: indicators.3.score -> indicators.1f2e.score_text.

    The core counts rows from 1 there.
    """
    family, _, rest = field.partition(".")
    number, _, name = rest.partition(".")
    if family == "indicators" and number.isdigit() and 1 <= int(number) <= len(keys):
        return f"indicators.{keys[int(number) - 1]}.{ROW_FIELDS.get(name, name)}"
    if field.startswith("budget.lines."):
        line, _, name = field.removeprefix("budget.lines.").partition(".")
        return f"lines.{line}.{name}_text" if name in CELLS else f"lines.{line}.{name}"
    return HEAD_FIELDS.get(field, field)


def source_of(raw: dict[str, Any]) -> Source:
    """A source as it was kept."""
    return msgspec.convert(raw, Source)
