"""Forms as clerks spoil them: spaces, enter keys, cells merged the wrong way, labels with values.

Each habit takes the blocks of a form and gives them back spoilt; a person would still read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.reading.generators.layouts import Block, Habit, Table
from tests.reading.generators.pdf import Laid

FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
NAMES = ("项目名称", "主管部门", "项目实施单位", "总分", "一级指标", "二级指标", "三级指标", "得分")


class Spoilt(NamedTuple):
    """A form as somebody left it."""

    made: list[Block]
    habit: Habit = Habit()

    def blocks(self) -> list[Block]:
        """Its lines and its tables."""
        return self.made


def _cells(change: Callable[[str], str]) -> Callable[[list[Block]], list[Block]]:
    """A habit that changes the texts of cells, one by one."""

    def spoil(blocks: list[Block]) -> list[Block]:
        return [
            block
            if isinstance(block, str)
            else [[cell._replace(text=change(cell.text)) for cell in row] for row in block]
            for block in blocks
        ]

    return spoil


def _table(change: Callable[[Table], Table]) -> Callable[[list[Block]], list[Block]]:
    def spoil(blocks: list[Block]) -> list[Block]:
        return [block if isinstance(block, str) else change(block) for block in blocks]

    return spoil


def _apart(text: str) -> str:
    """项 目 名 称"""
    return "  ".join(text) if text in NAMES else f"  {text} " if text else text


def _in_lines(text: str) -> str:
    """Enter keys in the middle of labels and of numbers."""
    if text in NAMES:
        return f"{text[:2]}\n{text[2:]}"
    if NUMBER.fullmatch(text) and len(text) > 4:
        return f"{text[:-2]}\n{text[-2:]}"
    return text


def _full_width(text: str) -> str:
    return text.translate(FULL) if NUMBER.fullmatch(text) else text


def _in_one_cell(table: Table) -> Table:
    """项目名称：甲 in one cell, as wide as both were."""
    found: Table = []
    for row in table:
        if row[0].text == "项目名称":
            found.append([Laid(f"项目名称：{row[1].text}", 7)])
        elif row[0].text == "主管部门":
            texts = [f"{row[n].text}：{row[n + 1].text}" for n in (0, 2)]
            found.append([Laid(texts[0], 4), Laid(texts[1], 3)])
        elif row[0].text == "总分":
            found.append([Laid(f"总分：{row[1].text}", 7)])
        else:
            found.append(row)
    return found


def _levels_merged_across(table: Table) -> Table:
    """The satisfaction group in one cell over the columns of level 1 and 2."""
    found: Table = []
    for row in table:
        place = next((n for n, c in enumerate(row) if c.text.startswith("满意度")), None)
        if place is None:
            found.append(row)
        else:
            wide = row[place]._replace(columns=2)
            found.append([*row[:place], wide, *row[place + 2 :]])
    return found


def _empty_row_and_column(table: Table) -> Table:
    width = sum(cell.columns for cell in table[0])
    wider = [[*row, Laid("")] for row in table]
    place = next(n for n, row in enumerate(table) if any(c.text == "总分" for c in row))
    return [*wider[:place], [Laid("", width + 1)], *wider[place:]]


def _empty_column_first(table: Table) -> Table:
    return [[Laid(""), *row] for row in table]


def _headers_again(table: Table) -> Table:
    """The header of the indicators once more in the middle of them, as on a second page."""
    heads = next(n for n, row in enumerate(table) if any(c.text == "一级指标" for c in row))
    label, *names = table[heads]
    middle = heads + 5
    rows = [list(row) for row in table]
    rows[heads][0] = label._replace(rows=label.rows + 1)
    firsts = [n for n in range(heads + 1, middle) if len(rows[n]) == 6]
    if firsts and rows[firsts[-1]][0].rows > middle - firsts[-1]:
        middle = firsts[-1] + rows[firsts[-1]][0].rows
    return [*rows[:middle], names, *rows[middle:]]


def _title_inside(blocks: list[Block]) -> list[Block]:
    """Annex, title and the line above as rows of the table."""
    place = next(n for n, block in enumerate(blocks) if not isinstance(block, str))
    lines, table = blocks[:place], blocks[place]
    inside = [[Laid(line, 7)] for line in lines if isinstance(line, str)]
    assert not isinstance(table, str)
    return [[*inside, *table], *blocks[place + 1 :]]


def _nothing_merged(table: Table) -> Table:
    """Cells never merged: their text in the first of them, the others left blank."""
    width = sum(cell.columns for cell in table[0])
    rows: list[list[Laid]] = [[] for _ in table]
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table):
        column = 0
        for cell in row:
            while (number, column) in taken:
                rows[number].append(Laid(""))
                column += 1
            rows[number].append(cell._replace(columns=1, rows=1))
            rows[number] += [Laid("")] * (cell.columns - 1)
            taken |= {
                (number + down, column + right)
                for down in range(1, cell.rows)
                for right in range(cell.columns)
            }
            column += cell.columns
        rows[number] += [Laid("")] * (width - len(rows[number]))
    return rows


def _remarks_beside(table: Table) -> Table:
    """A reviewer's words in a column that has no name."""
    return [
        [*row, Laid("请补充佐证材料" if number % 9 == 8 else "")]
        for number, row in enumerate(table)
    ]


def _missing_column(table: Table) -> Table:
    """No column for the actual values."""
    first = next(n for n, row in enumerate(table) if any(c.text == "一级指标" for c in row))
    last = next(n for n, row in enumerate(table) if row[0].text == "总分")
    return [
        [*row[:-2], row[-1]] if first <= number < last else row for number, row in enumerate(table)
    ]


HABITS: dict[str, Callable[[list[Block]], list[Block]]] = {
    "spaces to align": _cells(_apart),
    "enter keys in labels and numbers": _cells(_in_lines),
    "full-width figures": _cells(_full_width),
    "label and value in one cell": _table(_in_one_cell),
    "levels merged across": _table(_levels_merged_across),
    "an empty row and an empty column": _table(_empty_row_and_column),
    "an empty column first": _table(_empty_column_first),
    "headers repeated": _table(_headers_again),
    "title in the table": _title_inside,
    "nothing merged": _table(_nothing_merged),
    "remarks beside the table": _table(_remarks_beside),
    "a column missing": _table(_missing_column),
}
