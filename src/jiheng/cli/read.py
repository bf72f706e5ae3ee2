"""`jiheng read`: documents into structured filings, nothing judged."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiheng.batch.ways import USUAL, Limits, Ways
from jiheng.cli import inputs, output

if TYPE_CHECKING:
    from jiheng.batch.engine import Engine

FORMATS = ("json", "parquet", "xlsx", "csv")
Format = Annotated[str | None, output.format_option(FORMATS, "json")]
Target = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE|CORPUS/",
        help="写入文件；写文件夹则建成语料，再次运行只读新的和改过的文件。",
    ),
]
Region = Annotated[
    str | None,
    typer.Option("--region", metavar="NAME", help="语料里的地区；不写则取自单位名称开头。"),
]
Prune = Annotated[bool, typer.Option("--prune", help="从语料中去掉已不在原处的文件。")]
Retry = Annotated[bool, typer.Option("--retry", help="上次读不了的文件再读一次。")]


def read(  # noqa: PLR0913 - as many as it has options
    paths: inputs.Paths,
    format_: Format = None,
    target: Target = None,
    jobs: inputs.Jobs = 1,
    region: Region = None,
    prune: Prune = False,
    retry: Retry = False,
    seconds: inputs.Seconds = USUAL.seconds,
    megabytes: inputs.Megabytes = USUAL.megabytes,
    engine: inputs.EngineOption = "local",
) -> None:
    """把文件读成结构化数据，不作判断；写出的 json、parquet 和语料可以再交给其他命令。"""
    limits = Limits(seconds, megabytes)
    if target is not None and _is_folder(target, format_):
        cluster = inputs.engine(engine, jobs)
        _collect(paths, Path(target), Ways(jobs, limits, region, prune, retry), cluster)
        return
    if engine != "local":
        inputs.refuse("--engine spark 只用于建语料；请用 -o 写明一个文件夹")
    if region is not None or prune or retry:
        inputs.refuse("--region、--prune、--retry 只用于语料；请用 -o 写明一个文件夹")
    file = None if target is None else Path(target)
    name = output.chosen(format_, file, FORMATS, "json")
    batch = inputs.load(paths, jobs, limits)
    if name == "json":
        from jiheng.filing import contract

        output.write(contract.encode(batch), file)
    elif name == "parquet" and file is not None:
        from jiheng.filing import corpus

        output.to_file(file, lambda path: corpus.write(batch.frames, path))
    elif name == "xlsx" and file is not None:
        from jiheng.writing import facts

        output.to_file(file, lambda path: facts.workbook(batch, path))
    else:
        from jiheng.writing import facts

        output.write(facts.delimited(batch), file)
    if inputs.complain(batch.documents):
        raise typer.Exit(2)


def _is_folder(target: str, format_: str | None) -> bool:
    """Whether a target is a corpus: written as a folder, or there as one, or without an ending."""
    if format_ not in (None, "parquet"):
        return False
    written = target.endswith(("/", os.sep))
    return written or Path(target).is_dir() or not Path(target).suffix


def _collect(paths: Iterable[str], folder: Path, ways: Ways, cluster: Engine | None) -> None:
    """Bring a corpus up to date, and say on standard error what was done."""
    from jiheng.batch.collecting import collect
    from jiheng.batch.durable import Unwritable
    from jiheng.filing.contract import Malformed
    from jiheng.filing.model import Document
    from jiheng.rulebook import RulebookError

    if "-" in paths:
        inputs.refuse("语料由文件和文件夹建成，不能从标准输入读取；请给出路径")
    try:
        reader = cluster.reader() if cluster else None
        done = collect(paths, folder, ways, inputs.track, reader)
    except (Unwritable, Malformed, RulebookError) as error:
        inputs.refuse(str(error))
    except KeyboardInterrupt:
        inputs.refuse("已中断；读完的文件大多已经存下，再运行同一命令即可接着读")
    bad = inputs.complain(Document(*row) for row in done.documents.iter_rows())
    inputs.say(_summary(done.read, done.unchanged, done.filings, done.documents.height))
    if done.removed:
        inputs.say(f"已去掉不在原处的文件 {done.removed} 份")
    if done.missing:
        inputs.say(f"有 {done.missing} 份文件已不在原处，仍留在语料里；要去掉请加 --prune")
    if bad:
        raise typer.Exit(2)


def _summary(read: int, unchanged: int, filings: int, documents: int) -> str:
    kept = f"，未变动的 {unchanged} 份没有重读" if unchanged else ""
    return f"读了 {read} 份文件{kept}；语料现有 {documents} 份文件、{filings} 份自评表"
