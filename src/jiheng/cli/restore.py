"""`jiheng restore`: a backup of the web application's data put back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import inputs
from jiheng.cli.backup import DataOption, ready


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="jiheng backup 写的文件。")],
    data: DataOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="已有数据时也恢复，替换现有的全部。")
    ] = False,
) -> None:
    """用备份恢复网页的全部数据；先整份核对，再动现有的。"""
    ready(data)
    from jiheng.web import keeping

    try:
        told = keeping.restore(source.absolute(), force)
    except keeping.Failed as error:
        inputs.say(str(error))
        raise typer.Exit(1) from None
    inputs.say(f"已恢复 {told['at']} 的备份：数据库和 {len(told['sha256']) - 1} 个文件")
