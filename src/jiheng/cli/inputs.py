"""What every command takes: paths, a rulebook, codes; and what it says when they are wrong."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from jiheng.batch import reading
from jiheng.batch.pool import USUAL, Limits
from jiheng.filing import manifest
from jiheng.filing.batch import Batch
from jiheng.filing.model import Document
from jiheng.reading import documents, optical
from jiheng.reading.paths import places

if TYPE_CHECKING:
    from jiheng.batch.engine import Engine
    from jiheng.filing.stored import Corpus

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
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|spark",
        help="在本机做，还是交给 Spark，不写为 local。",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只给结论，不列明细。")]

WRONG_USAGE = 2


def load(paths: list[str], jobs: int = 1, limits: Limits = USUAL) -> Batch:
    """The batch of some paths, `-` for standard input; a progress bar on a terminal."""
    optical.track.set(track_pages)
    if "-" not in paths:
        return reading.read(paths, jobs, track, limits)
    if len(paths) > 1:
        refuse("从标准输入读取（-）时，请不要再给别的路径")
    if sys.stdin is None:
        refuse("标准输入没有打开；请给出文件或文件夹的路径")
    return documents.read_bytes(sys.stdin.buffer.read(), "-")


def corpus(paths: list[str]) -> Corpus | None:
    """The corpora that the paths name, as one; None where they name anything else."""
    if not all(documents.is_corpus(Path(path)) for path in paths):
        return None
    named = list(places(paths))
    if not all(isinstance(found, Path) and documents.is_corpus(found) for _, found in named):
        return None
    from jiheng.filing import stored
    from jiheng.filing.contract import Malformed

    try:
        return stored.together(Path(found) for _, found in named)
    except (Malformed, OSError):
        return None


def engine(name: str, jobs: int) -> Engine | None:
    """The cluster's engine, or None for this machine; refuses what there is not."""
    if name not in ("local", "spark"):
        refuse("--engine 只能是 local 或 spark")
    if name == "local":
        return None
    from jiheng.batch.spark.session import NoSpark, session

    try:
        found = session(jobs)
    except NoSpark as error:
        refuse(str(error))
    from jiheng.batch.spark.cluster import Cluster

    return Cluster(found)


def of_cluster(paths: list[str], engine: Engine) -> Corpus:
    """The one corpus, by path or by URI, that a cluster works on; refuses anything else."""
    from jiheng.filing.contract import Malformed

    (path, *more) = paths
    if more or path == "-":
        refuse("--engine spark 一次处理一个语料；请只给一个语料的路径或地址")
    if URI not in path and not (Path(path).is_file() or manifest.is_corpus(Path(path))):
        refuse(f"{path} 不是语料；请先用 jiheng read 文件夹 -o 语料/ 建成，再交给 --engine spark")
    try:
        return engine.opened(path)
    except Malformed as error:
        refuse(f"{path}：{error}")
    except OSError:
        refuse(f"{path}：{documents.CLOSED}")


def fits(source: Corpus | None, instead: tuple[str, ...], cluster: Engine | None = None) -> None:
    """Refuse a corpus that cannot be told whole in the form asked for; name the formats for it."""
    formats = " 或 ".join(instead)
    if cluster is not None:
        refuse(f"--engine spark 的结果写成 {formats}；请用 --format 或 -o 的扩展名指明")
    if source is not None and source.filings > MOST:
        refuse(
            f"语料有 {source.filings} 份自评表，超过这种格式能写的 {MOST} 份；"
            f"请用 --format {formats}，或只给其中一部分"
        )


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


URI = "://"
"""What a URI has, and a path has not."""
MANY = 20
MOST = 50_000
"""Filings that a report for people may hold."""


def track(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Pass things on as they come; where they are many, with a progress bar on a terminal."""
    if total < MANY or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track as shown

    return shown(items, "读取中", total, console=Console(stderr=True), transient=True)


def track_pages(pages: Iterable[Item], total: int) -> Iterable[Item]:
    """Pass the pages of a scan on; on a terminal say which one it is, and how long it will take.

    A line of its own that the next one overwrites, for a progress bar may be running already.
    """
    if not sys.stderr.isatty():
        yield from pages
        return
    began = time.monotonic()
    for number, page in enumerate(pages):
        left = (time.monotonic() - began) / number * (total - number) if number else None
        about = f"，约需 {left:.0f} 秒" if left is not None else ""
        sys.stderr.write(f"\r识别第 {number + 1}/{total} 页{about}\x1b[K")
        sys.stderr.flush()
        yield page
    sys.stderr.write("\r\x1b[K")
