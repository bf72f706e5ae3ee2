"""Write the example documents from forms.toml: `python examples/make.py [folder]`.

A document is the plain-text dump of a Word file: a tab before each cell, a blank line after each
row, line breaks inside cells as they come. The same forms.toml gives the same bytes everywhere.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Form = Mapping[str, Any]
"""One form; forms.toml describes its keys at the top."""

HERE = Path(__file__).parent

ANNEX = "附件1："
INDENT = "\u3000\u3000"
CHOICES = {"category": "项目类别", "attribute": "项目属性", "kind": "项目类型"}
BUDGET_LABEL = "预算执行\n情况（万元）\n（20分）"
BUDGET_COLUMNS = ("预算数（A）", "执行数（B）", "执行率（B/A）", "得分\n（20分*执行率）")
BUDGET_ROW = "年度财政资金总额"
PERFORMANCE_LABEL = "年度绩效目标\n（80分）"
INDICATOR_COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年初目标值（A）",
    "实际完成值（B）",
    "得分",
)
NARRATIVES = {
    "total": "总分",
    "deviation": "偏差大或\n目标未完成\n原因分析",
    "improvement": "改进措施及\n结果应用方案",
}
OPINION_LABEL = "单位主要负责人\n签批意见"


def forms(data: Path = HERE / "forms.toml") -> list[dict[str, Any]]:
    """The forms of a data file in order, their notes in full instead of by name.

    Raises OSError, tomllib.TOMLDecodeError, and KeyError where a form names notes that are not
    there.
    """
    content = tomllib.loads(data.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["forms"]
    return [
        form | {"notes": content["notes"][form["notes"]]} if "notes" in form else form
        for form in found
    ]


def render(form: Form) -> str:
    """The plain-text dump of one form; a key that is absent leaves its part out.

    `notes` is a list of lines, as `forms` gives it; every other value is a cell's text.
    """
    return "".join((*_heading(form), *_rows(form), *_notes(form)))


def documents(every: Iterable[Form]) -> dict[str, str]:
    """The text of each document by its file name: the forms that name it, one after another."""
    texts: dict[str, str] = {}
    for form in every:
        texts[form["document"]] = texts.get(form["document"], "") + render(form)
    return texts


def write(folder: Path) -> list[Path]:
    """Write all example documents into `folder`, UTF-8 with LF on every system; their paths."""
    paths = []
    for name, text in documents(forms()).items():
        path = folder / name
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def _heading(form: Form) -> Iterator[str]:
    for line in (form.get("annex", ANNEX), form.get("title")):
        if line:
            yield f"{line}\n"
    names = {"unit": "单位名称：", "filled_on": "填报日期："}
    above = [f"{name}{form[key]}" for key, name in names.items() if key in form]
    if above:
        yield INDENT + (INDENT + INDENT).join(above) + "\n"


def _rows(form: Form) -> Iterator[str]:
    yield from _project(form)
    if "budget" in form:
        yield from _budget(form["budget"])
    if "groups" in form:
        yield from _indicators(form)
    for key, label in NARRATIVES.items():
        if key in form:
            yield _row(label, form[key])
    if "opinion" in form:
        yield _row(OPINION_LABEL, "\n".join(_sign_off(form)))


def _row(*cells: str) -> str:
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


def _project(form: Form) -> Iterator[str]:
    if "project" in form:
        yield _row("项目名称", form["project"])
    names = {"supervising_department": "主管部门", "implementing_unit": "项目实施单位"}
    pairs = [(label, form[key]) for key, label in names.items() if key in form]
    if pairs:
        yield _row(*(cell for pair in pairs for cell in pair))
    for key, label in CHOICES.items():
        if key in form:
            yield _row(label, form[key])


def _budget(budget: Form) -> Iterator[str]:
    yield _row(budget.get("label", BUDGET_LABEL), "", *budget.get("columns", BUDGET_COLUMNS))
    figures = (budget.get(key, "") for key in ("approved", "executed", "rate", "score"))
    yield _row("", budget.get("row", BUDGET_ROW), *figures)
    for part in budget.get("parts", ()):
        yield _row("", *part)


def _indicators(form: Form) -> Iterator[str]:
    yield _row(form.get("performance", PERFORMANCE_LABEL), *form.get("columns", INDICATOR_COLUMNS))
    for group in form["groups"]:
        level1 = group["label"]
        for cells in group["rows"]:
            yield _row("", level1, *cells)
            level1 = ""


def _sign_off(form: Form) -> Iterator[str]:
    yield form["opinion"]
    if "signature" in form:
        yield f"签名：{form['signature']}"
        yield " "
    if "signed_on" in form:
        yield form["signed_on"]


def _notes(form: Form) -> Iterator[str]:
    if "notes" in form:
        yield "备注：\n"
        yield from (f"{line}\n" for line in form["notes"])


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)
