"""The library: read, check, and give the result in any form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jiheng import checking
from jiheng.checking import Checked
from jiheng.filing.batch import Batch


class CheckResult(Checked):
    """What checking a batch gave: findings, scores, and the reports on them."""

    def to_html(self, generated: str | None = None) -> str:
        """One self-contained page that prints on A4; `generated` is the date that it shows."""
        from jiheng.writing import html

        return html.render(self.report, generated=generated)

    def to_markdown(self) -> str:
        """The findings as Markdown."""
        from jiheng.writing import markdown

        return markdown.render(self.report)

    def to_csv(self) -> str:
        """One row per finding, for a spreadsheet."""
        from jiheng.writing import delimited

        return delimited.render(self.report)

    def to_xlsx(self, path: str | Path) -> None:
        """A workbook: overview, findings, indicators."""
        from jiheng.writing import excel

        excel.render(self.report, path)


def check(
    batch: Batch,
    rulebook: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> CheckResult:
    """Score a batch and run the chosen checks over it; prefixes of codes choose.

    `rulebook` is an id or the path of a .toml file; without it each filing has its own.
    Raises RulebookError where a rulebook is not to be had, UnknownCodes for unknown prefixes.
    """
    done = checking.check(batch, rulebook, select, ignore)
    return CheckResult(done.batch, done.scores, done.findings)
