"""`jiheng check`: read, score, check; the everyday command."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("text", "json", "html", "xlsx", "md", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "text")]
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
    quiet: inputs.Quiet = False,
) -> None:
    """读取、计分并检查自评表，告诉您哪里不对、应该是多少、怎么改。"""
    fail_on = fail_on.lower()
    if fail_on not in LEVELS:
        inputs.refuse(f"--fail-on 只能是 {'、'.join(LEVELS)}")
    name = output.chosen(format_, target, FORMATS, "text")
    batch = inputs.load(paths, jobs)  # before what imports polars: see reading/processes.py
    from jiheng.checking import UnknownCodes
    from jiheng.checking import check as check_batch
    from jiheng.rulebook import RulebookError

    try:
        result = check_batch(batch, rulebook, inputs.codes(select), inputs.codes(ignore))
    except (UnknownCodes, RulebookError) as error:
        inputs.refuse(str(error))
    show(result.report, name, target, quiet=quiet)
    unreadable = inputs.complain(batch.documents)
    counts = result.summary
    grave = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on != "never" else ()
    if unreadable:
        raise typer.Exit(2)
    if any(counts[level] for level in grave):
        raise typer.Exit(1)


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
