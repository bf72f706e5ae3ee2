"""Every output of every command, from one document: run as `python -m tests.safety.outputs`.

Paths are relative, as a person gives them; where the folder lies must not show in what is made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from jiheng.cli import main

SINGLE = {
    "check": ("json", "html", "xlsx", "md", "csv", "txt"),
    "score": ("json", "md", "csv", "txt"),
    "read": ("json", "xlsx", "csv", "parquet"),
    "rollup": ("json", "html", "xlsx", "md", "csv"),
    "write": ("docx", "xlsx", "pdf", "html"),
    "report": ("docx", "pdf", "html", "xlsx"),
}
EVERY_FORM = "write"


def calls(source: str, unit: str) -> Iterator[tuple[str, ...]]:
    """The command lines, each with its target last."""
    for command, kinds in SINGLE.items():
        for kind in kinds:
            yield command, source, "-o", f"{command}.{kind}"
    for kind in ("json", "html", "xlsx", "md", "csv"):
        yield "simulate", source, "--set", "budget.weight=10", "-o", f"simulate.{kind}"
    for kind in ("docx", "pdf", "html"):
        yield "report", source, "--letter", unit, "-o", f"letter.{kind}"
    yield "report", source, "--review", "-o", "review.xlsx"
    for kind in ("docx", "xlsx", "pdf"):
        yield "annotate", f"write.{kind}", "-o", f"annotated.{kind}"
    for kind in ("docx", "xlsx"):
        yield "fix", f"write.{kind}", "-o", f"fixed.{kind}"


def run(source: str, unit: str) -> None:
    """Make them all in the working folder; raises where a command refuses."""
    for words in calls(source, unit):
        with mock.patch.object(sys, "argv", ["jiheng", *words]):
            try:
                main()
            except SystemExit as left:
                assert left.code in (0, 1), words
        assert Path(words[-1]).stat().st_size, words


if __name__ == "__main__":
    run(*sys.argv[1:])
