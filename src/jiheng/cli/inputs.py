"""What every command takes: paths, a rulebook, codes; and what it says when they are wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated, NoReturn, TypeVar

import typer

from jiheng.batch import reading
from jiheng.batch.pool import USUAL, Limits
from jiheng.filing.batch import Batch
from jiheng.filing.model import Document
from jiheng.reading import documents

Item = TypeVar("Item")

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
Seconds = Annotated[
    float,
    typer.Option(
        "--timeout",
        min=1,
        metavar="SECONDS",
        help=f"读一个文件最多用多少秒，不写为 {USUAL.seconds:g}。",
        show_default=False,
    ),
]
Megabytes = Annotated[
    int,
    typer.Option(
        "--memory",
        min=64,
        metavar="MB",
        help=f"读一个文件最多占多少内存，不写为 {USUAL.megabytes} MB。",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只给结论，不列明细。")]

WRONG_USAGE = 2


def load(paths: list[str], jobs: int = 1, limits: Limits = USUAL) -> Batch:
    """The batch of some paths, `-` for standard input; a progress bar on a terminal."""
    if "-" not in paths:
        return reading.read(paths, jobs, track, limits)
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


def complain(documents: Iterable[Document]) -> bool:
    """Name every unreadable document on standard error; whether there was one."""
    bad = [document for document in documents if document.status == "unreadable"]
    for document in bad:
        say(f"{document.path}：{document.problem}")
    return bool(bad)


MANY = 20


def track(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Pass things on as they come; where they are many, with a progress bar on a terminal."""
    if total < MANY or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track as shown

    return shown(items, "读取中", total, console=Console(stderr=True), transient=True)
