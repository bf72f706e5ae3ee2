"""`jiheng rules [CODE]`: the catalogue of checks, or one explained with an example."""

from __future__ import annotations

from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("text", "json", "md")
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(FORMATS), help="输出格式，不写为 text。"),
]


def rules(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="检查代码，如 A05。")] = None,
    format_: Format = None,
) -> None:
    """列出全部检查；给出代码则说明它为什么、怎样改，并举例。"""
    from jiheng.writing import catalogue

    name = output.chosen(format_, None, FORMATS, "text")
    try:
        text = catalogue.render(code and code.upper(), name)
    except KeyError:
        inputs.refuse(f"没有代码为 {code} 的检查；用 jiheng rules 查看全部代码")
    (output.show if name == "text" else output.write)(text, None)
