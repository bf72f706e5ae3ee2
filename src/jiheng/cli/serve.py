"""`jiheng serve`: the web application."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import inputs

MISSING = "网页功能没有安装；请运行 pip install 'jiheng[web]' 后再试"


def serve(
    host: Annotated[
        str,
        typer.Option("--host", metavar="HOST", help="监听的地址，不写为 127.0.0.1，只供本机。"),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", min=1, max=65535, metavar="PORT", help="监听的端口，不写为 8000。"),
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option("--workers", min=1, max=64, metavar="N", help="网页服务的进程数，不写为 1。"),
    ] = 1,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="数据目录，不写则用 JIHENG_DATA 或用户目录。"),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="带一个演示用的区县：单位、项目、各种角色的账号。")
    ] = False,
) -> None:
    """打开网页：填报、检查、签批、报送、审核。"""
    try:
        import django  # noqa: F401 - is it there?
        import granian  # noqa: F401 - is it there?
    except ImportError:
        inputs.refuse(MISSING)
    from jiheng.web import children
    from jiheng.web import serve as web

    with tempfile.TemporaryDirectory(prefix="jiheng-demo-") as passing:
        if demo:
            os.environ["JIHENG_DEMO"] = "1"
            data = data or Path(passing)
        try:
            web.serve(host, port, workers, inputs.say, data)
        except web.Unfit as error:
            inputs.refuse(str(error))
        except children.GivenUp as error:
            inputs.say(str(error))
            raise typer.Exit(1) from None
