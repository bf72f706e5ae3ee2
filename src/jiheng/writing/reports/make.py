"""Reports in the format that a file's name says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from jiheng.writing import excel
from jiheng.writing.reports import batch, letter, review, typeset, webpage, word
from jiheng.writing.reports.content import Block

WAYS: dict[str, Callable[[Iterable[Block]], bytes]] = {
    "docx": word.render,
    "pdf": typeset.render,
    "html": lambda blocks: webpage.render(blocks).encode(),
    "htm": lambda blocks: webpage.render(blocks).encode(),
}


def on_batch(report: Mapping[str, Any], rolled: Mapping[str, Any], path: Path) -> None:
    """Write the report on a batch, from the check's report and the roll-up's.

    As a workbook it has a row for each finding, to be filtered and sorted. Raises NotTypeset.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind == "xlsx":
        excel.render(dict(report), path)
    else:
        path.write_bytes(WAYS[kind](batch.content(report, rolled)))


def letter_to(report: Mapping[str, Any], unit: str, kind: str) -> bytes:
    """The letter that returns a unit's forms; raises NothingToReturn and NotTypeset."""
    return WAYS[kind](letter.content(report, unit))


def working_paper(report: Mapping[str, Any], path: Path) -> None:
    """Write the working paper of a review."""
    review.render(report, path)
