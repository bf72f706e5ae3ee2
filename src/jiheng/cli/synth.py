"""`jiheng synth`: synthetic filings with known errors, to test, measure and teach with."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from jiheng.cli import inputs, output

KINDS = ("parquet", "json", "docx")


def synth(  # noqa: PLR0913 - as many as it has options
    filings: Annotated[
        int, typer.Option("--filings", min=1, metavar="N", help="多少份。", show_default=False)
    ],
    target: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="写到哪里：OUT.parquet、OUT.json；--as docx 时是文件夹。",
            show_default=False,
        ),
    ],
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="S", help="种子，同一种子每次相同，不写为 1。", show_default=False
        ),
    ] = 1,
    errors: Annotated[
        float,
        typer.Option(
            "--errors",
            metavar="RATE",
            help="放入错误的自评表所占比例，0 到 1，不写为 0。",
            show_default=False,
        ),
    ] = 0.0,
    kind: Annotated[
        str | None,
        typer.Option("--as", metavar="parquet|json|docx", help="写成什么；不写则按扩展名。"),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="另写一份中文答案，.csv 或 .xlsx。"),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", min=1, metavar="N", help="同时生成的进程数，不写为 1。", show_default=False
        ),
    ] = 1,
) -> None:
    """生成合成的自评表，可按比例放入已知的错误；用于测试、测速和培训审核人员。"""
    if not 0 <= errors <= 1:
        inputs.refuse("--errors 应在 0 到 1 之间，如 0.1 表示一成的表有错误")
    if answers is not None and answers.suffix.lower() not in (".csv", ".xlsx"):
        inputs.refuse("--answers 只能写成 .csv 或 .xlsx")
    name = (kind or target.suffix.removeprefix(".")).lower()
    if name not in KINDS:
        inputs.refuse(f"不认得格式“{name}”，可用的有：{'、'.join(KINDS)}")
    from jiheng.batch.synth import files

    if name == "docx":
        output.to_folder(target)
        truth = files.write_documents(target, filings, seed, errors)
        kept = target.with_name(f"{target.name}.truth.json")
    else:
        made = {}

        def write(path: Path) -> None:
            if name == "json":
                made["truth"] = files.write_json(path, filings, seed, errors)
            else:
                made["truth"] = files.write_corpus(
                    path, filings, seed, errors, jobs=jobs, track=_track
                )

        output.to_file(target, write)
        truth = made["truth"]
        kept = target.with_suffix(f".truth.{name}")
    output.to_file(kept, lambda path: files.write_truth(truth, path))
    if answers is not None:
        _answers(truth, answers)
    inputs.say(
        f"已生成 {filings} 份，其中 {truth['filing'].n_unique()} 份放入了错误，答案在 {kept}"
    )


def _track(items: Iterable[Any], total: int) -> Iterable[Any]:
    """A progress bar on a terminal, slice by slice."""
    if total == 1 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "生成中", total, console=Console(stderr=True), transient=True)


def _answers(truth: object, path: Path) -> None:
    import polars as pl

    from jiheng.batch.synth import answers

    assert isinstance(truth, pl.DataFrame)
    if path.suffix.lower() == ".xlsx":
        output.to_file(path, lambda aside: answers.workbook(truth, aside))
    else:
        output.write(answers.delimited(truth), path)
