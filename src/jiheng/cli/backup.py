"""`jiheng backup`: the web application's data into one file, while it runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import inputs
from jiheng.cli.serve import MISSING

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="数据目录，不写则用 JIHENG_DATA 或用户目录。"),
]


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪里，如 备份.tar.gz。")],
    data: DataOption = None,
) -> None:
    """备份网页的全部数据：数据库和上传的文件；不用停止服务。"""
    ready(data)
    from jiheng.web import keeping

    try:
        told = keeping.backup(target.absolute())
    except keeping.Failed as error:
        inputs.say(f"没有备份成：{error}")
        raise typer.Exit(1) from None
    except OSError as error:
        inputs.refuse(f"不能写 {target}：{error.strerror}；请检查路径、权限和剩余空间")
    inputs.say(f"已备份到 {target}：数据库和 {len(told['sha256']) - 1} 个文件")


def ready(data: Path | None) -> None:
    """Set Django up for a data folder; refuses where the extra is not there, or it cannot be."""
    try:
        import django
    except ImportError:
        inputs.refuse(MISSING)
    if data is not None:
        os.environ["JIHENG_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
    from jiheng.web.environment import Misconfigured

    try:
        django.setup()
    except Misconfigured as error:
        inputs.refuse(str(error))
    except OSError as error:
        inputs.refuse(f"不能使用数据目录：{error.strerror}（{error.filename}）")
