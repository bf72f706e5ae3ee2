"""`jiheng simulate`: what another rulebook would make of the same filings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.cli import inputs, output
from jiheng.filing.batch import Batch

if TYPE_CHECKING:
    from jiheng.batch.simulation.run import Question, Simulation
    from jiheng.filing.stored import Corpus

FORMATS = ("text", "json", "html", "xlsx", "md", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "text")]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="ID", help="换用的计分办法，代号或 .toml 文件。"),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="只改办法里的一个数，如 budget.weight=10；可以写多次。",
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="unit|supervising_department|implementing_unit|category",
        help="按单位、主管部门、项目实施单位还是项目类别分组，不写为 unit。",
        show_default=False,
    ),
]


def simulate(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    rulebook: inputs.RulebookOption = None,
    against: Against = None,
    set_: Settings = None,
    by: By = "unit",
    format_: Format = None,
    target: output.Output = None,
    jobs: inputs.Jobs = 1,
    quiet: inputs.Quiet = False,
) -> None:
    """换一个计分办法，或改其中几个数，看总分、等级和名次怎样变。"""
    name = output.chosen(format_, target, FORMATS, "text")
    source = inputs.corpus(paths)
    if name == "xlsx":
        inputs.fits(source, ("csv", "html"))
    batch = None if source else inputs.load(paths, jobs)  # before what imports polars
    from jiheng.batch.simulation.run import NothingToCompare, Question
    from jiheng.filing.contract import Malformed
    from jiheng.rolling.keys import UnknownKey
    from jiheng.rulebook import RulebookError

    try:
        question = Question(rulebook, against, tuple(set_ or ()), by)
        found = _simulated(source, batch, question)
    except (NothingToCompare, UnknownKey, RulebookError, Malformed) as error:
        inputs.refuse(str(error))
    _show(found, name, target, quiet=quiet)
    if batch is not None and inputs.complain(batch.documents):
        raise typer.Exit(2)


def _simulated(source: Corpus | None, batch: Batch | None, question: Question) -> Simulation:
    from jiheng.batch.simulation import run

    if source is not None:
        return run.of_corpus(source, question)
    return run.simulated([batch.frames] if batch else [], question)


def _show(found: Simulation, name: str, target: Path | None, *, quiet: bool) -> None:
    import msgspec

    from jiheng.batch.simulation.contract import encode
    from jiheng.batch.simulation.report import report
    from jiheng.writing.simulation import marked, page, sheets, text

    if name == "csv":
        output.write(sheets.delimited(found.filings.iter_rows(named=True)), target)
        return
    told = report(found)
    if name == "json":
        output.write(encode(told), target)
        return
    plainly = msgspec.to_builtins(told)
    if name == "xlsx" and target is not None:
        rows = found.filings.iter_rows(named=True)
        output.to_file(target, lambda path: sheets.render(plainly, rows, path))
    elif name == "text":
        output.show(text.render(plainly, details=not quiet), target)
    else:
        output.write({"html": page.render, "md": marked.render}[name](plainly), target)
