"""A filing laid out on the page: its template's tables with a row for each fund and indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from jiheng.filing.model import Filing as Core
from jiheng.web.filings import content as contents
from jiheng.web.filings.sheet import (
    FUND,
    INDICATOR,
    INPUTS,
    LONG,
    NARROW,
    SPARSE,
    Block,
    Cell,
    Choice,
    Input,
    Row,
    blocks_of,
    parts_of,
)
from jiheng.writing.official import fields as official
from jiheng.writing.official import layout
from jiheng.writing.official.template import FIELD, Template

Part = str | Input | Choice
CODE_AND_NAME = "项目编码和名称"
BUDGET_POINTS = "预算分值"
TOOLS = 50.0
"""Points of width that the buttons of a row take."""
GROUPS_SLOT = "indicators"
"""Where what concerns groups and the indicators together is told."""
AMONG_INDICATORS = {"group", "level1", "level2", "level3", "target", "actual", "weight", "score",
                    "performance_weight"}  # fmt: skip
"""Fields of findings that concern the indicators as a whole."""
FILLED = {
    *INPUTS,
    *FUND,
    *INDICATOR,
    *official.CHOICES,
    official.GROUP,
    "项目编码和名称",
    "预算分值",
}
"""The template's fields that are filled in, unlike those that only print."""
TITLE_SIZE = 15
"""Points from which a line is the form's title."""


@dataclass(frozen=True)
class Sheet:
    """The blocks of a page, and for each input the slot in which its findings are told."""

    blocks: tuple[Block, ...]

    @cached_property
    def slots(self) -> dict[str, str]:
        """Input's name -> slot: that of its row, or its own."""
        found: dict[str, str] = {}
        for block in self.blocks:
            for slot, parts in [("", block.parts), *_row_parts(block)]:
                found |= {p.name: slot or p.name for p in parts if not isinstance(p, str)}
        return found

    @cached_property
    def parts(self) -> dict[str, Input | Choice]:
        """The inputs and choices by their names."""
        return {
            part.name: part
            for block in self.blocks
            for _, parts in [("", block.parts), *_row_parts(block)]
            for part in parts
            if not isinstance(part, str)
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """Input's name -> what it is called."""
        return {name: part.label for name, part in self.parts.items()}

    def input_of(self, name: str) -> str:
        """The input on which a field's findings lie, "" where the page has none."""
        inside, _, last = name.rpartition(".")
        for known in (name, f"{inside}.value" if last == "target" else ""):
            if known in self.slots:
                return known
        return ""

    def inputs_of(self, name: str) -> list[str]:
        """The inputs that show a field: one, none, or three for a target in three columns."""
        inside, _, last = name.rpartition(".")
        split = [f"{inside}.{part}" for part in ("sign", "value", "unit")]
        wanted = split if last == "target" and split[1] in self.slots else [name]
        return [each for each in wanted if each in self.slots]

    def slot_of(self, name: str) -> str:
        """The slot in which a field's findings are told, "" for the summary alone."""
        if known := self.input_of(name):
            return GROUPS_SLOT if known.startswith("groups.") else self.slots[known]
        return GROUPS_SLOT if name in AMONG_INDICATORS else ""

    @cached_property
    def columns(self) -> list[str]:
        """The columns of an indicator row into which cells may be pasted, in their order."""
        rows = (row for block in self.blocks for row in block.rows if row.kind == "indicator")
        first = next(rows, None)
        inputs = [i for cell in (first.cells if first else ()) for i in cell.inputs]
        return [i.name.split(".")[2] for i in inputs if i.name.startswith("indicators.")]


def _row_parts(block: Block) -> Iterator[tuple[str, tuple[Part, ...]]]:
    for row in block.rows:
        for cell in row.cells:
            yield row.slot, cell.parts


def lay(content: Mapping[str, Any], form: Template, *, open_: bool) -> Sheet:
    """The page of a content in a form; an open one has what rows are added with."""
    page = _Page(content, form, open_)
    return Sheet(tuple(filter(None, map(page.block, blocks_of(form)))))


class _Page:
    """One content on its way into the blocks of a form."""

    def __init__(self, content: Mapping[str, Any], form: Template, open_: bool) -> None:
        self.content, self.open = content, open_
        self.told = contents.fields(content)
        self.core: Core = contents.filing_of(content)
        self.texts = official.of_filing(self.core, form.names)
        self.groups = list(content["groups"]) or [""]

    def block(self, block: layout.Line | layout.Table) -> Block | None:
        if isinstance(block, layout.Line):
            parts = tuple(self.parts(block.text))
            said = any(not isinstance(p, str) or p.strip() for p in parts)
            if not said or self.unsaid(block.text, parts):
                return None
            return Block(parts, block.align, title=block.size >= TITLE_SIZE)
        return _Table(self, block).block()

    def unsaid(self, text: str, parts: tuple[Part, ...]) -> bool:
        """Whether a line or a row may be left out, and has nothing to show or to fill in."""
        hits = list(FIELD.finditer(text))
        wanted = any(not isinstance(part, str) for part in parts)
        told = any(self.texts.get(hit[1]) or self.choice_told(hit[1]) for hit in hits)
        return bool(hits) and all(hit[2] for hit in hits) and not told and not wanted

    def choice_told(self, name: str) -> bool:
        return bool(name in official.CHOICES and self.content.get(official.CHOICES[name]))

    def parts(self, text: str, label: str = "", row: str = "") -> Iterator[Part]:
        """What a text of the template is on the page; `row` is "lines.0." or "indicators.KEY."."""
        at = 0
        for hit in FIELD.finditer(text):
            if before := text[at : hit.start()].strip("\u3000 "):
                yield before
            at = hit.end()
            name = label or before.rpartition("\u3000")[2].strip("：") or hit[1]
            yield from self.field(hit, name, row)
        if rest := text[at:].strip("\u3000 "):
            yield rest

    def field(self, hit: Any, label: str, row: str) -> Iterator[Part]:
        name, optional = hit[1], bool(hit[2])
        if name in official.CHOICES:
            yield from self.choice(official.CHOICES[name], label, hit[3] or "")
        elif name in INPUTS:
            yield self.input(INPUTS[name], label, optional=optional)
        elif name == CODE_AND_NAME:
            yield self.input("project", label)
            yield self.input("project_code", "项目编码", optional=True)
        elif name == BUDGET_POINTS and official.POINTS.fullmatch(self.core.budget.weight_text):
            yield self.input("budget.weight_text", label)
        elif name in FUND or name in INDICATOR:
            yield from self.of_row(row, (FUND | INDICATOR)[name], label)
        elif text := self.texts.get(name, "").strip():
            yield text

    def of_row(self, row: str, name: str, label: str) -> Iterator[Input]:
        if name in ("sign", "value", "unit"):
            parts = dict(
                zip(("sign", "value", "unit"), parts_of(self.told[f"{row}target"]), strict=True)
            )
            look = "sign" if name == "sign" else "text"
            yield Input(row + name, label, look, parts[name])
        else:
            yield self.input(row + name, label)

    def input(self, name: str, label: str, *, optional: bool = False) -> Input:
        last = name.rpartition(".")[2]
        look = "digits" if name in NARROW or last in NARROW else "text"
        return Input(name, label, "long" if name in LONG else look, self.told[name], optional)

    def choice(self, name: str, label: str, options: str) -> Iterator[Choice]:
        ticked = list(self.content.get(name) or ())
        printed = list((self.content.get("options") or {}).get(name) or ())
        printed = printed or options.replace("、", " ").split()
        printed += [each for each in ticked if each not in printed]
        if printed:
            yield Choice(name, label, tuple((each, each in ticked) for each in printed))


class _Table:
    """One table on its way."""

    def __init__(self, page: _Page, table: layout.Table) -> None:
        self.page, self.table = page, table
        self.width = len(table.widths)
        self.cells: dict[int, list[layout.Cell]] = {n: [] for n in range(len(table.heights))}
        for cell in table.cells:
            self.cells[cell.row].append(cell)
        self.tools = page.open and any(map(self.repeats, self.cells))
        self.names: dict[tuple[int, int], tuple[str, str]] = {}

    def repeats(self, row: int) -> str:
        """What a row is written for: "indicator", "line", or "" for one that stands once."""
        names = {hit[1] for cell in self.cells[row] for hit in FIELD.finditer(cell.text)}
        if names & {official.GROUP, *INDICATOR}:
            return "indicator"
        return "line" if names & FUND.keys() else ""

    def block(self) -> Block | None:
        made = {row: list(self.made(row)) for row in self.cells}
        for row, cells in self.cells.items():
            for cell in cells:
                reached = [n for n in range(row, row + cell.rows) if made[n]]
                if cell.rows > 1 and reached:
                    count = sum(len(made[n]) for n in reached)
                    first = made[reached[0]][0]
                    put = (*first.cells, self.cell(cell, rows=count))
                    made[reached[0]][0] = replace(
                        first, cells=tuple(sorted(put, key=lambda each: each.column))
                    )
        rows = tuple(row for each in made.values() for row in each)
        widths = [*self.table.widths, *([TOOLS] if self.tools else [])]
        shares = tuple(round(width * 1000 / sum(widths)) for width in widths)
        return Block(widths=shares, tools=self.tools, rows=rows) if rows else None

    def made(self, row: int) -> Iterator[Row]:
        """The rows of the page that a row of the template becomes."""
        kind = self.repeats(row)
        own = [cell for cell in self.cells[row] if cell.rows == 1]
        if kind == "line":
            yield from self.lines(row, own)
        elif kind == "indicator":
            yield from self.indicators(row, own)
        else:
            yield from self.plain(row, own)

    def plain(self, row: int, own: list[layout.Cell]) -> Iterator[Row]:
        text = "".join(cell.text for cell in self.cells[row])
        cells = tuple(map(self.cell, own))
        if self.page.unsaid(text, tuple(part for cell in cells for part in cell.parts)):
            return
        inputs = [name for cell in cells for name in cell.inputs]
        narrow = any(each.look == "digits" for each in inputs)
        slot = f"row.{inputs[0].name}" if narrow or len(inputs) >= SPARSE else ""
        yield Row("heading" if self.heading(row) else "plain", cells, slot)
        if slot:
            yield self.told(slot, self.covered(row))

    def lines(self, row: int, own: list[layout.Cell]) -> Iterator[Row]:
        left = self.covered(row)
        for number, _ in enumerate(self.page.content["budget"]["lines"]):
            cells = [self.cell(c, row=f"lines.{number}.", extend=False) for c in own]
            yield Row("line", self.with_tools(cells, str(number)), about=str(number))
        if self.page.open:
            yield self.adding("add-line", left)

    def indicators(self, row: int, own: list[layout.Cell]) -> Iterator[Row]:
        grouped = next((c for c in own if f"{{{{{official.GROUP}}}}}" in c.text), None)
        rest = [cell for cell in own if cell is not grouped]
        left = self.covered(row) + (grouped.columns if grouped else 0)
        order = sorted(self.page.content["indicators"], key=lambda r: r["group"])
        for group, _ in enumerate(self.page.groups):
            rows: list[Row] = []
            for each in (r for r in order if r["group"] == group):
                inside = f"indicators.{each['key']}."
                cells = [self.cell(c, row=inside, extend=False) for c in rest]
                slot = inside.rstrip(".")
                rows.append(
                    Row("indicator", self.with_tools(cells, each["key"]), slot, each["key"])
                )
                rows.append(self.told(slot, left))
            if self.page.open:
                rows.append(self.adding(f"add-row:{group}", left))
            if rows and grouped:
                head = self.group_cell(grouped, group, len(rows))
                rows[0] = replace(
                    rows[0], cells=tuple(sorted((*rows[0].cells, head), key=lambda c: c.column))
                )
            yield from rows
        yield self.told(GROUPS_SLOT, self.covered(row))
        if self.page.open:
            yield self.adding("add-group", self.covered(row))

    def group_cell(self, cell: layout.Cell, group: int, rows: int) -> Cell:
        label = f"第{group + 1}个一级指标"
        text = self.page.groups[group]
        part = Input(f"groups.{group}", label, value=text)
        return Cell(cell.column, rows, cell.columns, (part,), "group", "一级指标", str(group))

    def covered(self, row: int) -> int:
        """How many columns of a row cells reach into that begin, or end, in other rows."""
        return sum(
            cell.columns
            for cell in self.table.cells
            if cell.rows > 1 and cell.row <= row < cell.row + cell.rows
        )

    def told(self, slot: str, left: int) -> Row:
        """The row in which the findings of a slot are told."""
        columns = self.width - left + self.tools
        return Row("slot", (Cell(left, 1, columns, role="told"),), slot)

    def adding(self, what: str, left: int) -> Row:
        columns = self.width - left + self.tools
        return Row("add", (Cell(left, 1, columns, role="told"),), about=what)

    def with_tools(self, cells: list[Cell], about: str) -> tuple[Cell, ...]:
        if not self.tools:
            return tuple(cells)
        return (*cells, Cell(self.width, 1, 1, role="tools", label="调整", about=about))

    def cell(self, cell: layout.Cell, *, rows: int = 1, row: str = "", extend: bool = True) -> Cell:
        """A cell of the template on the page; those at the edge reach under the tools."""
        label, heading = self.named(cell)
        parts = tuple(self.page.parts(cell.text, label, row))
        edge = cell.column + cell.columns == self.width
        columns = cell.columns + (self.tools and extend and edge)
        filled = any(not isinstance(part, str) for part in parts)
        head = not filled and (not FIELD.search(cell.text) or cell.rows > 1)
        beside = label if heading else ""
        return Cell(cell.column, rows, columns, parts, "head" if head else "value", beside)

    def named(self, cell: layout.Cell) -> tuple[str, str]:
        """What a cell is called, and the heading above it; found once for all rows."""
        place = cell.row, cell.column
        if place not in self.names:
            self.names[place] = self.label(cell), self.above(cell)
        return self.names[place]

    def above(self, cell: layout.Cell) -> str:
        """The heading above a cell, "" for none."""
        found = [
            FIELD.sub("", other.text)
            for row in range(cell.row)
            if self.heading(row)
            for other in self.cells[row]
            if other.column <= cell.column < other.column + other.columns
        ]
        return found[-1] if found else ""

    def label(self, cell: layout.Cell) -> str:
        """What a cell's input is called: by the heading above it, else by the label before it."""
        before = [
            FIELD.sub("", other.text)
            for other in self.table.cells
            if other.row <= cell.row < other.row + other.rows
            and other.column < cell.column
            and not self.filled(other)
        ]
        above = self.above(cell)
        if not above:
            return before[-1] if before else ""
        same = [other for other in self.cells[cell.row] if other.column < cell.column]
        named = same[0].text if same and not self.filled(same[0]) else ""
        return " ".join(filter(None, (named, above)))

    def heading(self, row: int) -> bool:
        """Whether a row of the template heads the columns below it."""
        return len(self.cells[row]) >= SPARSE and not any(map(self.filled, self.cells[row]))

    def filled(self, cell: layout.Cell) -> bool:
        """Whether something is filled in in a cell."""
        return any(hit[1] in FILLED for hit in FIELD.finditer(cell.text))
