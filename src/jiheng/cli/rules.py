"""`jiheng rules [CODE]`: the catalogue of checks, or one explained with an example."""

from __future__ import annotations

from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("text", "json", "md")


def rules(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="检查代码，如 A05。")] = None,
    format_: output.Format = None,
) -> None:
    """列出全部检查；给出代码则说明它为什么、怎样改，并举例。"""
    from jiheng.writing import catalogue

    name = output.chosen(format_, None, FORMATS, "text")
    try:
        output.write(catalogue.render(code and code.upper(), name), None)
    except KeyError:
        inputs.refuse(f"没有代码为 {code} 的检查；用 jiheng rules 查看全部代码")
