"""The self-evaluation form as people know it: one frozen object per form.

These objects are at once the model, the JSON of `jiheng read` and the rows of the frames. Beside
each value stands the text it was read from; the value always follows from the text (`understood`
functions below), so that texts alone carry a filing from place to place without loss.
Amounts are in 万元; points, scores and rates are plain numbers (98.75 means 98.75%).
"""

from __future__ import annotations

import msgspec

from jiheng.quantity import (
    Quantity,
    read_amount,
    read_date,
    read_rate,
    read_score,
    read_weight,
    split_points,
)
from jiheng.quantity import read as read_quantity


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a field stands in its document; only what the format knows is set, counting from 1.

    A plain text has lines, and the cell's number in its row as `column`. Word files and web pages
    have tables, numbered through the document with those inside of others, their rows, and the
    column of the table's grid; text outside of tables has the number of its paragraph (in a .docx
    that of the w:p among all). Sheets have rows and columns, and `hidden` names what hides the
    cell. A PDF has the page, the table and its row through all pages, and the `box`: left, top,
    right, bottom in points of the page. `confidence` is that of recognition, 0 to 1;
    `note` says what was recognised where arithmetic settled that it must be read otherwise.
    """

    line: int | None = None
    paragraph: int | None = None
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    hidden: str | None = None
    note: str | None = None

    def words(self) -> str:
        """The place as a person looks it up: "第23行", "第2页 第1张表 第14行", "工作表“表” C3"."""
        if self.sheet is not None and self.row is not None and self.column is not None:
            cell = f"工作表“{self.sheet}” {column_name(self.column)}{self.row}"
            return f"{cell}（{self.hidden}）" if self.hidden else cell
        parts = (
            (self.page, f"第{self.page}页"),
            (self.sheet, f"工作表“{self.sheet}”"),
            (self.table, f"第{self.table}张表"),
            (self.line, f"第{self.line}行"),
            (self.paragraph, f"第{self.paragraph}段"),
            (self.row, f"第{self.row}行"),
        )
        return " ".join(words for known, words in parts if known is not None)


def column_name(column: int) -> str:
    """The letters over a column of a sheet, which counts from 1: A, Z, AA."""
    name = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


class Group(msgspec.Struct, frozen=True):
    """A level-1 group: its name without points, the points declared, the label as read."""

    level1: str
    declared: float | None = None
    text: str = ""


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the indicator table.

    `row` counts from 1 within the form; `group` is the position of its level-1 group, from 0.
    `weight` is the one that the form declares (a weight column, or points in the level-3 label).
    """

    row: int
    group: int
    level1: str
    level2: str
    level2_declared: float | None = None
    level2_text: str = ""
    level3: str
    level3_text: str = ""
    target: Quantity
    actual: Quantity
    weight: float | None = None
    weight_text: str = ""
    score_claimed: float | None = None
    score_text: str = ""
    deviation: str = ""


class FundLine(msgspec.Struct, frozen=True):
    """One part of the total in the budget table, e.g. 其中：当年财政拨款; amounts in 万元.

    `initial` is the budget at the start of the year; rate, weight and score are kept as read.
    """

    label: str
    approved: float | None = None
    executed: float | None = None
    approved_text: str = ""
    executed_text: str = ""
    initial: float | None = None
    initial_text: str = ""
    rate_text: str = ""
    weight_text: str = ""
    score_text: str = ""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """The budget execution block: amounts in 万元, whatever `unit` the table's heading names.

    `initial` is the budget at the start of the year, where the form has a column for it;
    `weight` is the points that the form declares.
    """

    unit: str = "万元"
    approved: float | None = None
    executed: float | None = None
    approved_text: str = ""
    executed_text: str = ""
    initial: float | None = None
    initial_text: str = ""
    rate_text: str = ""
    rate_claimed: float | None = None
    weight: float | None = None
    weight_text: str = ""
    score_claimed: float | None = None
    score_text: str = ""
    lines: tuple[FundLine, ...] = ()


class Leftover(msgspec.Struct, frozen=True):
    """Text that stands in the form but fills no field: a template placeholder, or a stray cell."""

    field: str
    text: str
    source: Source = Source()


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """One project's self-evaluation for one fiscal year (项目支出绩效自评表).

    `category`, `attribute` and `kind` hold what is ticked, `options` all that is printed there.
    `total_weight_text` is what stands in the weight column of the total's row.
    `sources` says where each field stands: "budget.approved", "indicators.3.target", "groups.0".
    """

    id: str
    path: str = ""
    index: int = 1
    template: str = ""
    rulebook: str
    title: str = ""
    fiscal_year: int | None = None
    unit: str = ""
    filled_on: str | None = None
    filled_on_text: str = ""
    project: str = ""
    project_code: str = ""
    supervising_department: str = ""
    implementing_unit: str = ""
    category: tuple[str, ...] = ()
    attribute: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    options: dict[str, tuple[str, ...]] = {}
    budget: Budget = Budget()
    performance_weight: float | None = None
    performance_weight_text: str = ""
    goal: str = ""
    goal_actual: str = ""
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total_claimed: float | None = None
    total_text: str = ""
    total_weight_text: str = ""
    conclusion: str = ""
    deviation: str = ""
    improvement: str = ""
    opinion: str = ""
    signature: str = ""
    signed_on: str | None = None
    signed_on_text: str = ""
    notes: str = ""
    placeholders: tuple[Leftover, ...] = ()
    unplaced: tuple[Leftover, ...] = ()
    sources: dict[str, Source] = {}


class Document(msgspec.Struct, frozen=True):
    """One input and how reading it went.

    `status` is "read", "partly" (some text could not be placed) or "unreadable"; `problem` then
    says in one sentence what is the matter and what to do.
    """

    path: str
    sha256: str
    status: str
    filings: int
    problem: str = ""


def understood_group(text: str) -> Group:
    """A group from its label as read: 产出指标（40分）."""
    name, points, _ = split_points(text)
    return Group(name, points, text)


def understood_indicator(  # noqa: PLR0913 - a row of the form has this many cells
    *,
    row: int,
    group: int,
    level1: str,
    level2_text: str,
    level3_text: str,
    target_text: str,
    actual_text: str,
    weight_text: str = "",
    score_text: str,
    deviation: str = "",
) -> Indicator:
    """An indicator from the texts of its row; `level1` is its group's name."""
    level2, level2_points, _ = split_points(level2_text)
    level3, level3_points, _ = split_points(level3_text)
    weight = read_weight(weight_text).value
    return Indicator(
        row=row,
        group=group,
        level1=level1,
        level2=level2,
        level2_declared=level2_points,
        level2_text=level2_text,
        level3=level3,
        level3_text=level3_text,
        target=read_quantity(target_text),
        actual=read_quantity(actual_text),
        weight=level3_points if weight is None else weight,
        weight_text=weight_text,
        score_claimed=read_score(score_text).value,
        score_text=score_text,
        deviation=deviation,
    )


def understood_line(  # noqa: PLR0913 - so many cells
    *,
    label: str,
    unit: str,
    approved_text: str,
    executed_text: str,
    initial_text: str = "",
    rate_text: str = "",
    weight_text: str = "",
    score_text: str = "",
) -> FundLine:
    """A part of the budget from its texts; amounts without a unit of their own are in `unit`."""
    return FundLine(
        label=label,
        approved=read_amount(approved_text, unit).value,
        executed=read_amount(executed_text, unit).value,
        approved_text=approved_text,
        executed_text=executed_text,
        initial=read_amount(initial_text, unit).value,
        initial_text=initial_text,
        rate_text=rate_text,
        weight_text=weight_text,
        score_text=score_text,
    )


def understood_budget(  # noqa: PLR0913 - so many cells
    *,
    unit: str,
    approved_text: str,
    executed_text: str,
    initial_text: str = "",
    rate_text: str,
    weight_text: str,
    score_text: str,
    lines: tuple[FundLine, ...] = (),
) -> Budget:
    """The budget block from its texts; `weight_text` is the label or the cell with its points."""
    points = split_points(weight_text)[1]
    return Budget(
        unit=unit,
        approved=read_amount(approved_text, unit).value,
        executed=read_amount(executed_text, unit).value,
        approved_text=approved_text,
        executed_text=executed_text,
        initial=read_amount(initial_text, unit).value,
        initial_text=initial_text,
        rate_text=rate_text,
        rate_claimed=read_rate(rate_text).value,
        weight=read_weight(weight_text).value if points is None else points,
        weight_text=weight_text,
        score_claimed=read_score(score_text).value,
        score_text=score_text,
        lines=lines,
    )


def understood_date(text: str) -> str | None:
    """The ISO form of a full date, None for anything less."""
    return read_date(text).iso()
