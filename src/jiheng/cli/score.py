"""`jiheng score`: scores only; `--explain` tells how each point came about."""

from __future__ import annotations

from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("text", "json", "md", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "text")]

Explain = Annotated[bool, typer.Option("--explain", help="逐项写明得分怎样得来、依据哪一条。")]


def score(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    rulebook: inputs.RulebookOption = None,
    format_: Format = None,
    target: output.Output = None,
    explain: Explain = False,
    jobs: inputs.Jobs = 1,
) -> None:
    """只计分：每份表的预算执行得分、各项指标得分和总分。"""
    name = output.chosen(format_, target, FORMATS, "text")
    batch = inputs.load(paths, jobs)  # before what imports polars: see reading/processes.py
    from jiheng.checking import scored
    from jiheng.rulebook import RulebookError
    from jiheng.writing import scores

    try:
        report = scored(batch, rulebook).report
    except RulebookError as error:
        inputs.refuse(str(error))
    if name == "json":
        import msgspec

        output.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n", target)
    elif name == "text":
        output.show(scores.text(report, explain=explain), target)
    else:
        render = {"md": scores.markdown, "csv": scores.delimited}[name]
        output.write(render(report, explain=explain), target)
    if inputs.complain(batch.documents):
        raise typer.Exit(2)
