"""The library: read, check, roll up, and give the result in any form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from jiheng import checking, rolling
from jiheng.batch.simulation.run import Question, Simulation, simulated
from jiheng.checking import Checked
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing
from jiheng.rolling import Rolled


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


def write(filings: Filing | Iterable[Filing], path: str | Path) -> None:
    """Write filings in their rulebooks' official forms: .docx, .xlsx, .pdf or .html.

    Raises TemplateError, NotTypeset and RulebookError, whose words are for people, and OSError.
    """
    from jiheng.writing.official.write import write as write_forms

    write_forms([filings] if isinstance(filings, Filing) else list(filings), Path(path))


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


class RollupResult(Rolled):
    """What rolling up a batch gave: frames of groups and indicators, and the reports on them.

    With `explain` a report unfolds every figure into what each filing contributes.
    """

    def report(self, *, explain: bool = False) -> dict[str, Any]:
        """The contract's JSON as plain dicts, schema jiheng/rollup-1."""
        told: dict[str, Any] = msgspec.json.decode(self.to_json(explain=explain))
        return told

    def to_filings(self) -> Batch:
        """The groups as filings of their own, to be written as forms or rolled up once more."""
        groups = rolling.report(self, explain=False).groups
        return Batch.of(rolling.as_filings(groups, self.by))

    def to_json(self, *, explain: bool = False) -> bytes:
        """The contract's JSON, UTF-8, indented by two."""
        return rolling.encode(rolling.report(self, explain=explain))

    def to_text(self, *, explain: bool = False) -> str:
        """For a terminal or a text file, at most 120 cells wide."""
        from jiheng.writing.rollup import text

        return text.render(self.report(explain=explain))

    def to_html(self, generated: str | None = None, *, explain: bool = False) -> str:
        """One self-contained page that prints on A4; `generated` is the date that it shows."""
        from jiheng.writing.rollup import page

        return page.render(self.report(explain=explain), generated=generated)

    def to_markdown(self, *, explain: bool = False) -> str:
        """The groups and their indicators as Markdown."""
        from jiheng.writing.rollup import marked

        return marked.render(self.report(explain=explain))

    def to_csv(self, *, explain: bool = False) -> str:
        """One row per indicator, or per filing's contribution to one, for a spreadsheet."""
        from jiheng.writing.rollup import sheets

        return sheets.delimited(self.report(explain=explain))

    def to_xlsx(self, path: str | Path, *, explain: bool = False) -> None:
        """A workbook: groups, level 1, indicators, what is to be confirmed, notes."""
        from jiheng.writing.rollup import sheets

        sheets.render(self.report(explain=explain), path)


def rollup(
    batch: Batch,
    by: str = "unit",
    rulebook: str | None = None,
    same: str | Path | Iterable[Iterable[str]] = (),
) -> RollupResult:
    """Roll up a batch by unit, supervising_department, implementing_unit or category.

    `same` are names confirmed to be one indicator, or the path of a file that lists them.
    Raises UnknownKey, RulebookError, BadSameFile.
    """
    named = rolling.read(Path(same)) if isinstance(same, str | Path) else tuple(map(tuple, same))
    done = rolling.roll(batch, by, rulebook, named)
    return RollupResult(**{field.name: getattr(done, field.name) for field in fields(done)})


class SimulationResult(Simulation):
    """What another rulebook would make of a batch, and the reports on it."""

    @cached_property
    def report(self) -> dict[str, Any]:
        """The contract's JSON as plain dicts, schema jiheng/simulate-1."""
        told: dict[str, Any] = msgspec.json.decode(self.to_json())
        return told

    def to_json(self) -> bytes:
        """The contract's JSON, UTF-8, indented by two."""
        from jiheng.batch.simulation.contract import encode
        from jiheng.batch.simulation.report import report

        return encode(report(self))

    def to_text(self) -> str:
        """For a terminal or a text file, at most 120 cells wide."""
        from jiheng.writing.simulation import text

        return text.render(self.report)

    def to_html(self, generated: str | None = None) -> str:
        """One self-contained page with charts; `generated` is the date that it shows."""
        from jiheng.writing.simulation import page

        return page.render(self.report, generated=generated)

    def to_markdown(self) -> str:
        """What it amounts to, and its tables as Markdown."""
        from jiheng.writing.simulation import marked

        return marked.render(self.report)

    def to_csv(self) -> str:
        """One row per filing, for a spreadsheet."""
        from jiheng.writing.simulation import sheets

        return sheets.delimited(self.filings.iter_rows(named=True))

    def to_xlsx(self, path: str | Path) -> None:
        """A workbook: what it amounts to, its tables, every filing."""
        from jiheng.writing.simulation import sheets

        sheets.render(self.report, self.filings.iter_rows(named=True), path)


def simulate(
    batch: Batch,
    rulebook: str | None = None,
    against: str | None = None,
    settings: Iterable[str] = (),
    by: str = "unit",
) -> SimulationResult:
    """Hold another rulebook against a batch's: how totals, grades and ranks would move.

    `rulebook` and `against` are ids or paths of .toml files; without `rulebook` each filing has its
    own. `settings` such as "budget.points=10" change values of the other rulebook, or of the same
    where no other is named. Raises RulebookError, NothingToCompare, UnknownKey.
    """
    done = simulated([batch.frames], Question(rulebook, against, tuple(settings), by))
    return SimulationResult(**{field.name: getattr(done, field.name) for field in fields(done)})
