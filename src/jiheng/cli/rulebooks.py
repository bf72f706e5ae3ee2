"""`jiheng rulebooks [ID]`: the rulebooks, or one with its citations."""

from __future__ import annotations

from typing import Annotated

import typer

from jiheng.cli import inputs, output

FORMATS = ("text", "json")
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(FORMATS), help="输出格式，不写为 text。"),
]


def rulebooks(
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="计分办法代号或 .toml 文件。")
    ] = None,
    format_: Format = None,
) -> None:
    """列出计分办法；给出代号则逐项写明规定和出处。"""
    from jiheng.rulebook import RulebookError, all_rulebooks, describe, load
    from jiheng.writing import tables

    name = output.chosen(format_, None, FORMATS, "text")
    try:
        if id_ is None:
            rows = [
                {
                    "代号": book.id,
                    "名称": book.name,
                    "制定单位": book.authority,
                    "文号": book.document,
                }
                for book in all_rulebooks()
            ]
        else:
            rows = [
                {
                    "栏目": row.section,
                    "事项": row.label,
                    "规定": row.value,
                    "出处": row.clause,
                    "内容": row.text,
                }
                for row in describe(load(id_))
            ]
    except RulebookError as error:
        inputs.refuse(str(error))
    (output.show if name == "text" else output.write)(tables.render(rows, name), None)
