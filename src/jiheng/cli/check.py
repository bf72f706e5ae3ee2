"""`jiheng check`: read, score, check; the everyday command."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.cli import inputs, output
from jiheng.filing.batch import Batch
from jiheng.filing.model import Document

if TYPE_CHECKING:
    from jiheng.batch.engine import Engine
    from jiheng.batch.telling import Told
    from jiheng.filing.stored import Corpus

FORMATS = ("text", "json", "html", "xlsx", "md", "csv", "parquet")
Format = Annotated[str | None, output.format_option(FORMATS, "text")]
STREAMED = ("json", "csv", "parquet")
"""In these a corpus of any size is told, findings written as they come."""
LEVELS = ("error", "warning", "advice", "never")

Select = Annotated[
    str | None, typer.Option("--select", metavar="CODES", help="只做这些检查，如 A,T09。")
]
Ignore = Annotated[
    str | None, typer.Option("--ignore", metavar="CODES", help="不做这些检查，如 W,A12。")
]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="error|warning|advice|never",
        help="有这一级或更重的问题时返回 1，不写为 error。",
        show_default=False,
    ),
]


def check(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    rulebook: inputs.RulebookOption = None,
    format_: Format = None,
    target: output.Output = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "error",
    jobs: inputs.Jobs = 1,
    engine: inputs.EngineOption = "local",
    quiet: inputs.Quiet = False,
) -> None:
    """读取、计分并检查自评表，告诉您哪里不对、应该是多少、怎么改。"""
    fail_on = fail_on.lower()
    if fail_on not in LEVELS:
        inputs.refuse(f"--fail-on 只能是 {'、'.join(LEVELS)}")
    name = output.chosen(format_, target, FORMATS, "text")
    cluster = inputs.engine(engine, jobs)
    source = inputs.of_cluster(paths, cluster) if cluster else inputs.corpus(paths)
    if source is not None and name in STREAMED:
        told = _streamed(source, rulebook, (select, ignore), name, target, cluster)
        counts = told.summary
        papers: Iterable[Document] = (Document(*row) for row in source.documents.iter_rows())
    else:
        inputs.fits(source, STREAMED, cluster)
        batch = inputs.load(paths, jobs)  # before what imports polars: see batch/pool.py
        counts, papers = _whole(batch, rulebook, (select, ignore), name, target, quiet)
    unreadable = inputs.complain(papers)
    grave = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on != "never" else ()
    if unreadable:
        raise typer.Exit(2)
    if any(counts[level] for level in grave):
        raise typer.Exit(1)


Codes = tuple[str | None, str | None]
Outcome = tuple[dict[str, int], Iterable[Document]]
"""The summary of the report, and the documents."""


def _whole(  # noqa: PLR0913 - what was asked for, and in which form
    batch: Batch, rulebook: str | None, codes: Codes, name: str, target: Path | None, quiet: bool
) -> Outcome:
    """Check a batch and show the report."""
    from jiheng.checking import UnknownCodes
    from jiheng.checking import check as check_batch
    from jiheng.rulebook import RulebookError

    try:
        result = check_batch(batch, rulebook, *map(inputs.codes, codes))
    except (UnknownCodes, RulebookError) as error:
        inputs.refuse(str(error))
    if name == "parquet" and target is not None:
        from jiheng.batch import telling

        output.to_file(target, lambda path: telling.table(result).write_parquet(path))
    else:
        show(result.report, name, target, quiet=quiet)
    return result.summary, batch.documents


def _streamed(  # noqa: PLR0913 - what was asked for, in which form, and of whom
    source: Corpus,
    rulebook: str | None,
    codes: Codes,
    name: str,
    target: Path | None,
    cluster: Engine | None,
) -> Told:
    """Check a corpus slice by slice and write the findings as they come."""
    from jiheng.batch import telling
    from jiheng.checking import UnknownCodes, selected
    from jiheng.filing.contract import Malformed
    from jiheng.rulebook import RulebookError

    try:
        chosen = selected(*map(inputs.codes, codes))
        told = telling.told_of(source, rulebook, chosen, cluster or telling.LOCAL)
        if name == "parquet" and target is not None:
            output.to_file(target, lambda path: telling.as_parquet(told, path))
        else:
            tell = {"json": telling.as_json, "csv": telling.as_csv}[name]
            output.stream(target, lambda write: tell(told, write))
    except (UnknownCodes, RulebookError, Malformed) as error:
        inputs.refuse(str(error))
    return told


def show(report: dict[str, object], name: str, target: Path | None, *, quiet: bool) -> None:
    """One report in the format asked for."""
    if name == "json":
        import msgspec

        output.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n", target)
    elif name == "html":
        from jiheng.writing import html

        output.write(html.render(report, generated=None), target)
    elif name == "xlsx" and target is not None:
        from jiheng.writing import excel

        output.to_file(target, lambda path: excel.render(report, path))
    elif name == "md":
        from jiheng.writing import markdown

        output.write(markdown.render(report), target)
    elif name == "csv":
        from jiheng.writing import delimited

        output.write(delimited.render(report), target)
    else:
        _text(report, target, quiet=quiet)


def _text(report: dict[str, object], target: Path | None, *, quiet: bool) -> None:
    from rich.console import Console

    from jiheng.writing import terminal

    render = terminal.render_verdicts if quiet else terminal.render
    if target is None:
        console = Console()
        if not console.is_terminal:
            console = Console(width=120)
        render(report, console=console)
        return
    page = io.StringIO()
    render(report, console=Console(width=120, file=page))
    output.write(page.getvalue(), target)
