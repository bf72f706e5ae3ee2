"""What every command takes: paths, a rulebook, codes; and what it says when they are wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from jiheng.filing.batch import Batch
from jiheng.reading import documents

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="文件或文件夹；- 表示从标准输入读取。")
]
RulebookOption = Annotated[
    str | None,
    typer.Option("--rulebook", metavar="ID", help="计分办法代号或 .toml 文件；不写则按表样识别。"),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", min=1, metavar="N", help="同时读取的进程数，不写为 1。", show_default=False
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只给结论，不列明细。")]

WRONG_USAGE = 2


def load(paths: list[str], jobs: int = 1) -> Batch:
    """The batch of some paths, `-` for standard input; a progress bar on a terminal."""
    if "-" not in paths:
        return documents.read(paths, jobs=jobs, track=_track)
    if len(paths) > 1:
        refuse("从标准输入读取（-）时，请不要再给别的路径")
    if sys.stdin is None:
        refuse("标准输入没有打开；请给出文件或文件夹的路径")
    return documents.read_bytes(sys.stdin.buffer.read(), "-")


def say(message: str) -> None:
    """One line on standard error."""
    typer.echo(f"jiheng：{message}", err=True)


def refuse(message: str) -> NoReturn:
    """Say what is wrong on standard error and leave with status 2."""
    say(message)
    raise typer.Exit(WRONG_USAGE)


def codes(given: str | None) -> tuple[str, ...]:
    """The prefixes of `--select` and `--ignore`: "W,A12"."""
    parts = (given or "").replace("，", ",").split(",")
    return tuple(part.strip().upper() for part in parts if part.strip())


def complain(batch: Batch) -> bool:
    """Name every unreadable document on standard error; whether there was one."""
    bad = [document for document in batch.documents if document.status == "unreadable"]
    for document in bad:
        say(f"{document.path}：{document.problem}")
    return bool(bad)


MANY = 20


def _track(items: Iterable[Path], total: int) -> Iterable[Path]:
    if total < MANY or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "读取中", total, console=Console(stderr=True), transient=True)
