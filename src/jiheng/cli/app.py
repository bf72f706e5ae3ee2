"""The commands of `jiheng`."""

from __future__ import annotations

import typer

from jiheng.cli import (
    annotate,
    backup,
    check,
    chinese,
    fix,
    read,
    report,
    restore,
    rollup,
    rulebooks,
    rules,
    score,
    serve,
    simulate,
    synth,
    verify,
    write,
)
from jiheng.cli.inputs import WRONG_USAGE

app = typer.Typer(
    name="jiheng",
    help="绩衡：读懂、计分、检查项目支出绩效自评表。",
    cls=chinese.Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    check,
    annotate,
    fix,
    report,
    score,
    read,
    rollup,
    simulate,
    write,
    rules,
    rulebooks,
    synth,
    serve,
    backup,
    restore,
    verify,
):
    app.command(cls=chinese.Command)(getattr(module, module.__name__.rpartition(".")[2]))


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: bool = typer.Option(False, "--version", "-V", help="显示版本号。"),
) -> None:
    """绩衡：读懂、计分、检查项目支出绩效自评表。"""
    if show:
        from jiheng import __version__

        typer.echo(f"jiheng {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(WRONG_USAGE)
