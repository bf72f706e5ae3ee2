"""`jiheng read`: documents into structured filings, nothing judged."""

from __future__ import annotations

from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("json", "parquet", "xlsx", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "json")]


def read(
    paths: inputs.Paths,
    format_: Format = None,
    target: output.Output = None,
    jobs: inputs.Jobs = 1,
) -> None:
    """把文件读成结构化数据，不作判断；写出的 json、parquet 可以再交给其他命令。"""
    name = output.chosen(format_, target, FORMATS, "json")
    batch = inputs.load(paths, jobs)
    if name == "json":
        from jiheng.filing import contract

        output.write(contract.encode(batch), target)
    elif name == "parquet" and target is not None:
        from jiheng.filing import corpus

        output.to_file(target, lambda path: corpus.write(batch.frames, path))
    elif name == "xlsx" and target is not None:
        from jiheng.writing import facts

        output.to_file(target, lambda path: facts.workbook(batch, path))
    else:
        from jiheng.writing import facts

        output.write(facts.delimited(batch), target)
    if inputs.complain(batch):
        raise typer.Exit(2)
