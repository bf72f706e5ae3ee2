"""`jiheng write`: filings in the official form of their rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from jiheng.cli import inputs, output

if TYPE_CHECKING:
    from jiheng.filing.model import Filing
    from jiheng.reading.approved import Targets
    from jiheng.rulebook import Rulebook

FORMATS = ("docx", "xlsx", "pdf", "html")
LISTS = (".xlsx", ".xls", ".et", ".csv")
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH...]", help="自评表文件或文件夹；--blank 时不用写。"),
]
Target = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="写成 .docx、.xlsx、.pdf 或 .html。")
]
Template = Annotated[
    Path | None, typer.Option("--template", metavar="FILE", help="用自己的 Word 模板。")
]
Blank = Annotated[bool, typer.Option("--blank", help="空白表，样式按 --rulebook。")]
Prefill = Annotated[
    bool,
    typer.Option(
        "--prefill",
        help="供今年填写的表：取自上年的表（清空完成情况），或批复的绩效目标清单（.xlsx、.csv）。",
    ),
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="空白表或下一年的表属于哪个年度。")
]


def write(  # noqa: PLR0913 - the options of a command
    target: Target,
    paths: Paths = None,
    rulebook: inputs.RulebookOption = None,
    template: Template = None,
    blank: Blank = False,
    prefill: Prefill = False,
    year: Year = None,
    jobs: inputs.Jobs = 1,
    force: output.Force = False,
) -> None:
    """把自评表写成官方表样：Word、Excel、PDF 或网页；也可以出空白表和下一年的表。"""
    output.chosen(None, target, FORMATS, "docx")
    output.vacant(target, force=force)
    if blank == bool(paths):
        inputs.refuse("请写明自评表的路径；要空白表，用 --blank --rulebook 计分办法，不写路径")
    lists, paths = _lists(paths or []) if prefill else ([], paths)
    batch = inputs.load(paths, jobs) if paths else None
    from jiheng.rulebook import RulebookError, load
    from jiheng.writing.official import prepare
    from jiheng.writing.official.template import TemplateError, from_file, left_out, of_rulebook
    from jiheng.writing.official.typeset import NotTypeset
    from jiheng.writing.official.write import write as write_forms

    try:
        book = load(rulebook) if rulebook else None
        form = from_file(template) if template else of_rulebook(book) if book else None
        filings = list(batch.filings) if batch else [_blank(book, year)] if blank else []
        if prefill:
            filings = [prepare.prefilled(filing, year) for filing in filings]
            filings += [_of_targets(targets, book, year) for targets in lists]
        if not filings:
            inputs.refuse("没有读到自评表，没有写文件")
        output.to_file(target, lambda path: write_forms(filings, path, form))
        for filing in filings:
            own = form or of_rulebook(load(filing.rulebook))
            _say_left_out(filing, left_out(own, filing))
    except (RulebookError, TemplateError, NotTypeset) as error:
        inputs.refuse(str(error))
    if batch and inputs.complain(batch.documents):
        raise typer.Exit(2)


def _lists(paths: Sequence[str]) -> tuple[list[Targets], list[str]]:
    """The lists of approved targets among some paths, and the paths that are none."""
    from jiheng.reading import approved
    from jiheng.reading.grid import Unreadable

    found: list[Targets] = []
    others = []
    for path in paths:
        targets = None
        if Path(path).suffix.lower() in LISTS:
            try:
                targets = approved.read(Path(path).read_bytes())
            except OSError:
                inputs.refuse(f"{path} 打不开；请检查路径和权限")
            except Unreadable as error:
                inputs.refuse(f"{path}：{error}")
        if targets is not None:
            found += targets
        elif path.lower().endswith(".csv"):
            inputs.refuse(
                f"{path} 不是绩效目标清单：标题行要有项目名称、一级指标、三级指标、目标值"
            )
        else:
            others.append(path)
    return found, others


def _of_targets(targets: Targets, rulebook: Rulebook | None, year: int | None) -> Filing:
    from jiheng.writing.official import approved

    if rulebook is None:
        _ask_for_rulebook("由绩效目标清单填表")
    return approved.form_of(targets, rulebook, year)


def _blank(rulebook: Rulebook | None, year: int | None) -> Filing:
    from jiheng.writing.official import prepare

    if rulebook is None:
        _ask_for_rulebook("空白表")
    return prepare.blank(rulebook, year)


def _ask_for_rulebook(what: str) -> NoReturn:
    from jiheng.rulebook import ids

    inputs.refuse(
        f"{what}要写明用哪个计分办法的表样：--rulebook 后面写 {'、'.join(ids())} 中的一个"
    )


def _say_left_out(filing: Filing, names: Sequence[str]) -> None:
    from jiheng.writing.figure import one_line

    if names:
        inputs.say(
            f"《{one_line(filing.project)}》的{'、'.join(names)}在这种表样里没有位置，没有写进去"
        )
