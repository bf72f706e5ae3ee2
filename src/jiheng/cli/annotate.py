"""`jiheng annotate`: the original file, untouched but for a note at each finding."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import check, inputs, output

One = Annotated[Path, typer.Argument(metavar="PATH", help="一个自评表文件。")]
Target = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="批注后的文件，扩展名与原文件相同。")
]


def annotate(  # noqa: PLR0913 - the options of a command
    path: One,
    target: Target,
    rulebook: inputs.RulebookOption = None,
    select: check.Select = None,
    ignore: check.Ignore = None,
    force: output.Force = False,
) -> None:
    """在原文件上批注：每个问题一条批注，写明错在哪里、应为多少、怎样改，其余一字不动。"""
    output.vacant(target, force=force)
    data = original(path)
    batch = inputs.load([str(path)])
    if inputs.complain(batch.documents):
        raise typer.Exit(2)
    from jiheng.checking import UnknownCodes
    from jiheng.checking import check as check_batch
    from jiheng.reading.grid import Unreadable
    from jiheng.rulebook import RulebookError
    from jiheng.writing.marked.mark import ending, marked

    try:
        suits(target, ending(data))
        result = check_batch(batch, rulebook, inputs.codes(select), inputs.codes(ignore))
        made = marked(data, batch.filings, result.report)
    except (UnknownCodes, RulebookError, Unreadable) as error:
        inputs.refuse(str(error))
    unchanged(path, data)
    output.to_file(target, lambda aside: aside.write_bytes(made.data))
    if not made.original:
        inputs.say(f"{path} 的格式不能加批注，已按官方表样写成 Word 文件并加上批注")


def original(path: Path) -> bytes:
    """The bytes of a file to be marked; refuses what is no file."""
    try:
        return path.read_bytes()
    except OSError:
        inputs.refuse(f"{path} 打不开；请写明一个自评表文件的路径")


def unchanged(path: Path, data: bytes) -> None:
    """Refuse to go on where the original is no longer what was read."""
    if original(path) != data:
        inputs.refuse(f"{path} 在检查过程中被改动过，没有写文件；请存好以后再试一次")


def suits(target: Path, ending: str) -> None:
    """Refuse a target whose name does not say what the result is."""
    if target.suffix.lower() != f".{ending}":
        inputs.refuse(f"结果是 .{ending} 格式；请把 {target.name} 的扩展名改成 .{ending}")
