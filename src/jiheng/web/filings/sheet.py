"""The form as it lies on the page: the layout of its template, with inputs where fields are named.

Nothing here knows any form: what stands where, in which columns, follows from the Word template of
the cycle or of its rulebook, so that a region's own template has its page without further ado.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

from jiheng.quantity import read as read_quantity
from jiheng.web.cycles.models import Cycle
from jiheng.web.cycles.rulebooks import edition
from jiheng.writing.official import fields as official
from jiheng.writing.official import layout, template
from jiheng.writing.official.template import Template
from jiheng.writing.official.write import STYLES

INPUTS = {
    "标题": "title",
    "单位名称": "unit",
    "填报日期": "filled_on_text",
    "项目名称": "project",
    "项目编码": "project_code",
    "主管部门": "supervising_department",
    "实施单位": "implementing_unit",
    "年初预算数": "budget.initial_text",
    "预算数": "budget.approved_text",
    "执行数": "budget.executed_text",
    "执行率": "budget.rate_text",
    "预算得分": "budget.score_text",
    "总体目标": "goal",
    "总体目标完成情况": "goal_actual",
    "总分": "total_text",
    "评价结论": "conclusion",
    "偏差原因": "deviation",
    "改进措施": "improvement",
}
"""The template's fields that people fill in once -> the inputs' names."""
FUND = {
    "资金名称": "label",
    "资金年初预算数": "initial_text",
    "资金预算数": "approved_text",
    "资金执行数": "executed_text",
    "资金执行率": "rate_text",
    "资金分值": "weight_text",
    "资金得分": "score_text",
}
INDICATOR = {
    "二级指标": "level2_text",
    "三级指标": "level3_text",
    "目标值": "target",
    "指标性质": "sign",
    "指标值": "value",
    "度量单位": "unit",
    "实际值": "actual",
    "分值": "weight_text",
    "得分": "score_text",
    "偏差分析": "deviation",
}
NARROW = {"weight_text", "score_text", "rate_text", "total_text", "budget.score_text"}
"""Inputs of a few digits."""
SIGNS = ("≥", "≤", "＝", "＞", "＜", official.UNSAID)
LONG = {"goal", "goal_actual", "conclusion", "deviation", "improvement"}
SPARSE = 3
"""A row with at least so many inputs has its findings in a row of their own below."""


@dataclass(frozen=True)
class Input:
    """An input: the field's name, what it is called, how it looks ("text", "line", "sign")."""

    name: str
    label: str
    look: str = "text"
    value: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Choice:
    """Boxes to tick: the field's name and its options, each with whether it is ticked."""

    name: str
    label: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Cell:
    """A cell of the page: where it begins, how far it reaches, and what stands in it.

    `role` is "head" (a label), "value", "group" (whose number is `about`), "tools" or "told".
    """

    column: int
    rows: int
    columns: int
    parts: tuple[str | Input | Choice, ...] = ()
    role: str = "value"
    label: str = ""
    about: str = ""

    @property
    def inputs(self) -> list[Input]:
        """The inputs in it."""
        return [part for part in self.parts if isinstance(part, Input)]


@dataclass(frozen=True)
class Row:
    """A row of the page: cells that begin in it; `slot` is where its findings go, if not in cells.

    `kind` is "plain", "heading", "line", "indicator", "slot" (for findings) or "add" (for a
    button); `about` is the indicator's key, the line's or the group's number, or what is added.
    """

    kind: str
    cells: tuple[Cell, ...]
    slot: str = ""
    about: str = ""


@dataclass(frozen=True)
class Block:
    """A line of text with inputs, or a table."""

    parts: tuple[str | Input | Choice, ...] = ()
    align: str = "left"
    title: bool = False
    widths: tuple[int, ...] = ()
    tools: bool = False
    rows: tuple[Row, ...] = field(default_factory=tuple)


def parts_of(target: str) -> tuple[str, str, str]:
    """A target in three columns: sign, value, unit."""
    return official.split_target(read_quantity(target))


def template_of(cycle: Cycle) -> Template:
    """The template of a cycle's forms: its own where one is given, else its rulebook's."""
    if cycle.template:
        return _own(cycle.template.name, cycle.template.path)
    return template.of_rulebook(edition(cycle))


@lru_cache(maxsize=16)
def _own(_name: str, path: str) -> Template:
    return template.from_file(Path(path))


@lru_cache(maxsize=16)
def blocks_of(form: Template) -> tuple[layout.Line | layout.Table, ...]:
    """The blocks of an unfilled template."""
    files = dict(form.parts)
    root = etree.fromstring(files[template.BODY_PART])
    styles = etree.fromstring(files[STYLES]) if STYLES in files else None
    return tuple(block for form in layout.forms(root, styles) for block in form.blocks)
