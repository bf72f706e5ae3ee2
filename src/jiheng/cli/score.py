"""`jiheng score`: scores only; `--explain` tells how each point came about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.cli import inputs, output
from jiheng.filing.batch import Batch
from jiheng.filing.model import Document

if TYPE_CHECKING:
    from jiheng.batch.engine import Engine
    from jiheng.filing.stored import Corpus

FORMATS = ("text", "json", "md", "csv")
STREAMED = ("json", "csv")
"""In these a corpus of any size is told, scores written as they come."""
Format = Annotated[str | None, output.format_option(FORMATS, "text")]

Explain = Annotated[bool, typer.Option("--explain", help="逐项写明得分怎样得来、依据哪一条。")]


def score(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    rulebook: inputs.RulebookOption = None,
    format_: Format = None,
    target: output.Output = None,
    explain: Explain = False,
    jobs: inputs.Jobs = 1,
    engine: inputs.EngineOption = "local",
) -> None:
    """只计分：每份表的预算执行得分、各项指标得分和总分。"""
    name = output.chosen(format_, target, FORMATS, "text")
    cluster = inputs.engine(engine, jobs)
    source = inputs.of_cluster(paths, cluster) if cluster else inputs.corpus(paths)
    if source is not None and name in STREAMED:
        _streamed(source, rulebook, name, target, cluster, explain=explain)
        papers: Iterable[Document] = (Document(*row) for row in source.documents.iter_rows())
    else:
        inputs.fits(source, STREAMED, cluster)
        batch = inputs.load(paths, jobs)  # before what imports polars: see batch/pool.py
        _whole(batch, rulebook, name, target, explain=explain)
        papers = batch.documents
    if inputs.complain(papers):
        raise typer.Exit(2)


def _whole(
    batch: Batch, rulebook: str | None, name: str, target: Path | None, *, explain: bool
) -> None:
    """Score a batch and show the scores."""
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


def _streamed(  # noqa: PLR0913 - what was asked for, in which form, and of whom
    source: Corpus,
    rulebook: str | None,
    name: str,
    target: Path | None,
    cluster: Engine | None,
    *,
    explain: bool,
) -> None:
    """Score a corpus slice by slice and write the scores as they come."""
    from jiheng.batch import telling
    from jiheng.filing.contract import Malformed
    from jiheng.rulebook import RulebookError

    told = telling.told_of(source, rulebook, (), cluster or telling.LOCAL)

    def tell(write: telling.Write) -> None:
        if name == "json":
            telling.as_json(told, write)
        else:
            telling.scores_as_csv(told, write, explain=explain)

    try:
        output.stream(target, tell)
    except (RulebookError, Malformed) as error:
        inputs.refuse(str(error))
