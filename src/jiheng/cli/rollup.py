"""`jiheng rollup`: many filings into one, by the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from jiheng.cli import inputs, output
from jiheng.cli.check import LEVELS, FailOn, Ignore, Select
from jiheng.filing.model import Document

FORMATS = ("text", "json", "html", "xlsx", "md", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "text")]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="unit|supervising_department|implementing_unit|category",
        help="按单位、主管部门、项目实施单位还是项目类别汇总，不写为 unit。",
        show_default=False,
    ),
]
Same = Annotated[
    Path | None,
    typer.Option(
        "--same", metavar="FILE", help="已确认为同一指标的名称，.csv 每行一组，或 .toml。"
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="每个数都展开：来自哪些表、怎样算出。")]


def rollup(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    by: By = "unit",
    rulebook: inputs.RulebookOption = None,
    same: Same = None,
    explain: Explain = False,
    format_: Format = None,
    target: output.Output = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "error",
    jobs: inputs.Jobs = 1,
    engine: inputs.EngineOption = "local",
    quiet: inputs.Quiet = False,
) -> None:
    """按计分办法把多份自评表汇总成一份：先汇总完成情况，再计分。"""
    from jiheng import rolling
    from jiheng.checking import UnknownCodes, selected
    from jiheng.filing.contract import Malformed
    from jiheng.rulebook import RulebookError

    fail_on = fail_on.lower()
    if fail_on not in LEVELS:
        inputs.refuse(f"--fail-on 只能是 {'、'.join(LEVELS)}")
    if by not in rolling.BY:
        inputs.refuse(f"--by 只能是 {'、'.join(rolling.BY)}")
    name = output.chosen(format_, target, FORMATS, "text")
    try:
        confirmed = rolling.read(same) if same else ()
    except rolling.BadSameFile as error:
        inputs.refuse(str(error))
    cluster = inputs.engine(engine, jobs)
    source = inputs.of_cluster(paths, cluster) if cluster else inputs.corpus(paths)
    codes = inputs.codes(select), inputs.codes(ignore)
    try:
        if source is not None:
            from jiheng.batch import summing, telling

            told = telling.told_of(source, rulebook, selected(*codes), cluster or telling.LOCAL)
            rolled = summing.rolled(told, by, confirmed)
            papers: Iterable[Document] = (Document(*row) for row in source.documents.iter_rows())
        else:
            batch = inputs.load(paths, jobs)
            rolled, papers = rolling.roll(batch, by, rulebook, confirmed, *codes), batch.documents
    except (UnknownCodes, RulebookError, Malformed) as error:
        inputs.refuse(str(error))
    _show(rolling.report(rolled, explain=explain), name, target, quiet=quiet)
    if inputs.complain(papers):
        raise typer.Exit(2)
    counts = rolled.found
    grave = LEVELS[: LEVELS.index(fail_on) + 1] if fail_on != "never" else ()
    if any(counts[level] for level in grave):
        raise typer.Exit(1)


def _show(report: Any, name: str, target: Path | None, *, quiet: bool) -> None:
    import msgspec

    from jiheng.rolling import encode
    from jiheng.writing.rollup import marked, page, sheets, text

    if name == "json":
        output.write(encode(report), target)
        return
    told = msgspec.to_builtins(report)
    if name == "xlsx" and target is not None:
        output.to_file(target, lambda path: sheets.render(told, path))
    elif name == "text":
        output.show(text.render(told, details=not quiet), target)
    else:
        render = {"html": page.render, "md": marked.render, "csv": sheets.delimited}[name]
        output.write(render(told), target)
