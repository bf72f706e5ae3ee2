"""`jiheng fix`: the original with mechanical errors corrected, each as a tracked change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import annotate, inputs, output

Target = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="更正后的文件，.docx 或 .xlsx。")
]


def fix(
    path: annotate.One,
    target: Target,
    rulebook: inputs.RulebookOption = None,
    force: output.Force = False,
) -> None:
    """更正算得出来的错误（执行率、得分、总分、指标名称），Word 里写成修订；其余只加批注。"""
    output.vacant(target, force=force)
    data = annotate.original(path)
    batch = inputs.load([str(path)])
    if inputs.complain(batch.documents):
        raise typer.Exit(2)
    from jiheng.reading.grid import Unreadable
    from jiheng.rulebook import RulebookError
    from jiheng.writing.mended.mend import ending, mended

    try:
        annotate.suits(target, ending(data))
        made = mended(data, batch.filings, rulebook)
    except (RulebookError, Unreadable) as error:
        inputs.refuse(str(error))
    annotate.unchanged(path, data)
    output.to_file(target, lambda aside: aside.write_bytes(made.data))
    inputs.say(f"更正了 {made.changes} 处；不能替您决定的写在批注里")
    if not made.original:
        inputs.say(f"{path} 的格式不能修订，已按官方表样写成 Word 文件")
