"""`jiheng report`: the findings and the roll-up of a batch for a reader, letters, reviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jiheng.cli import check, inputs, output

FORMATS = ("docx", "pdf", "html", "xlsx")
LEVELS = ("unit", "supervising_department", "implementing_unit", "category")
Target = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="写成 .docx、.pdf、.html 或 .xlsx。")
]
By = Annotated[str, typer.Option("--by", metavar="|".join(LEVELS), help="按什么汇总，不写为单位。")]
Letter = Annotated[
    str | None, typer.Option("--letter", metavar="UNIT", help="给一个单位的退回修改通知。")
]
Review = Annotated[bool, typer.Option("--review", help="复核表（.xlsx），每个项目一张，公式可算。")]


def report(  # noqa: PLR0913 - the options of a command
    paths: inputs.Paths,
    target: Target,
    by: By = "unit",
    letter: Letter = None,
    review: Review = False,
    rulebook: inputs.RulebookOption = None,
    select: check.Select = None,
    ignore: check.Ignore = None,
    jobs: inputs.Jobs = 1,
    force: output.Force = False,
) -> None:
    """一批自评表的审核报告：总体情况、各单位汇总、常见问题、逐表问题；也出退回通知和复核表。"""
    kind = output.chosen(None, target, FORMATS, "docx")
    output.vacant(target, force=force)
    if by not in LEVELS:
        inputs.refuse(f"--by 只能是 {'、'.join(LEVELS)}")
    if review and kind != "xlsx":
        inputs.refuse(f"复核表是 Excel 文件；请把 {target.name} 的扩展名改成 .xlsx")
    if letter is not None and kind == "xlsx":
        inputs.refuse(f"退回通知写成 .docx、.pdf 或 .html；请改 {target.name} 的扩展名")
    batch = inputs.load(paths, jobs)
    from jiheng.api import rollup
    from jiheng.checking import UnknownCodes
    from jiheng.checking import check as check_batch
    from jiheng.rulebook import RulebookError
    from jiheng.writing.official.typeset import NotTypeset
    from jiheng.writing.reports.letter import NothingToReturn
    from jiheng.writing.reports.make import letter_to, on_batch, working_paper

    try:
        checked = check_batch(batch, rulebook, inputs.codes(select), inputs.codes(ignore)).report
        if review:
            output.to_file(target, lambda path: working_paper(checked, path))
        elif letter is not None:
            made = letter_to(checked, letter, kind)
            output.to_file(target, lambda path: path.write_bytes(made))
        else:
            rolled = rollup(batch, by, rulebook).report()
            output.to_file(target, lambda path: on_batch(checked, rolled, path))
    except (RulebookError, UnknownCodes, NothingToReturn, NotTypeset) as error:
        inputs.refuse(str(error))
    if inputs.complain(batch.documents):
        raise typer.Exit(2)
