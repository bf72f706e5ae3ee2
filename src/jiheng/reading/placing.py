"""Each text of a form into the field that its labels give it; what finds no field is kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise

from msgspec.structs import replace

from jiheng.filing.model import Leftover, Source
from jiheng.filing.proof import is_closing_line
from jiheng.reading.grid import Cell, Paragraph, Row, Unreadable
from jiheng.reading.labels import SPACE, labels, lookup, normal, words
from jiheng.reading.lines import begins_notes, place_heading, place_paragraph, place_signing
from jiheng.reading.placed import Placed, Texts
from jiheng.reading.segments import Block, heading

INLINE = re.compile(r"\s*([^:：\n]{2,20})[:：]")
SCORED: tuple[str, ...] = ("score", "weight")
BEFORE = ("head", "goals")
"""Where a form may tell its budget beside labels."""
OF_WHICH = "其中"
AMOUNTS = ("initial", "approved", "executed", "rate", "weight", "score")
AFTER = ("total", "conclusion", "deviation", "improvement")
MOST_BLOCKS = 20_000
"""More rows and paragraphs than any form has."""
FIGURE = re.compile(r"[\d,，.．]*\d(?:[万亿]?元|[%％]|分)?")
"""What stands beside a label of the budget: an amount, a rate, points."""
GUESSED = 0.8
"""The confidence of a cell whose column is inferred."""
SHARED = frozenset(("target", "comparator", "unit", "actual", "deviation"))
"""What a cell that is merged over several rows says of each; points are never counted twice."""


def place(blocks: Sequence[Block]) -> Placed:
    """The texts of one form's blocks by field; raises Unreadable for more than any form has."""
    if len(blocks) > MOST_BLOCKS:
        raise Unreadable(f"一份表有 {len(blocks)} 行，超出常理；请检查文件是否损坏，或拆分后再试")
    placed = Placed()
    for block in blocks:
        alone = heading(block)
        if alone is not None and is_closing_line(alone[0]):
            continue
        outside = isinstance(block, Paragraph) or placed.section == "head"
        free = outside and placed.section not in ("notes", "tail")
        if alone is not None and free and place_heading(placed, *alone):
            continue
        if isinstance(block, Paragraph):
            place_paragraph(placed, block)
        else:
            _place_row(placed, block)
    _promote(placed)
    return placed


def _promote(placed: Placed) -> None:
    """One row of funds alone is their total, whatever fund it names; but not one of 其中."""
    if "budget.approved" in placed.fields or len(placed.funds) != 1:
        return
    label, texts = placed.funds[0]
    if label.startswith(OF_WHICH):
        return
    placed.funds.clear()
    for name, (text, source) in texts.items():
        placed.put(f"budget.{name}", label if name == "label" else text, source)


def _place_row(placed: Placed, row: Row) -> None:
    if not any(cell.text.strip() for cell in row.cells):
        return
    begun, placed.begun = placed.begun, False
    if begun and _lower_header(placed, row):
        return
    for header in (_indicator_header, _budget_header, _goal_header):
        if header(placed, row):
            return
    first = _first(row)
    if begins_notes(first.text) and placed.section in ("tail", "notes", "indicators", "after"):
        placed.section = "notes"
    if placed.section == "notes":
        for cell in row.cells:
            placed.put("notes", cell.text, cell.source)
    elif placed.section == "budget" and _fund_row(placed, _under_header(placed, row)):
        return
    elif _is_beside(placed, row):
        _pairs(placed, row)
    elif placed.section == "indicators":
        _indicator_row(placed, _under_header(placed, row))
    elif placed.section == "goals":
        _goal_row(placed, _under_header(placed, row))
    else:
        _leave(placed, row.cells)


def _first(row: Row) -> Cell:
    return next(cell for cell in row.cells if cell.text.strip())


def _edge(row: Row) -> int:
    """The number of the first column to the right of a row."""
    last = row.cells[-1]
    return last.column + last.columns


# Headers


def _headers(row: Row, *path: str) -> dict[str, Cell]:
    """The header cells by field; of two for one field, that whose wording stands first in the
    list of labels."""
    table = lookup(*path)
    order = {word: place for place, word in enumerate(table)}
    named = [(normal(cell.text), cell) for cell in row.cells]
    found: dict[str, Cell] = {}
    for word, cell in sorted(
        (pair for pair in named if pair[0] in table), key=lambda pair: order[pair[0]]
    ):
        found.setdefault(table[word], cell)
    return found


def _open(placed: Placed, row: Row, columns: dict[str, Cell], section: str) -> bool:
    """Begin a section; the merged cell on its left edge may declare the section's points."""
    placed.columns, placed.edge, placed.section = columns, _edge(row), section
    placed.shared, placed.begun = {}, True
    taken = {id(cell) for cell in columns.values()}
    for cell in row.cells:
        name = lookup("blocks").get(normal(cell.text))
        if name and cell.text.strip() == placed.text(f"{name}.block"):
            continue
        if name:
            placed.put(f"{name}.block", cell.text, cell.source)
        elif id(cell) in taken or normal(cell.text) in _heads(section):
            placed.put(f"{section}.heading", cell.text, cell.source)
        else:
            placed.leave(section, cell)
    return True


def _heads(section: str) -> Set[str]:
    """What may head a column; some columns only number the rows, or name the funds."""
    return lookup(section, "columns").keys() | words("heads", "words")


def _lower_header(placed: Placed, row: Row) -> bool:
    """The second row of a header: what a heading of the first row is divided into.

    A dump does not say which one that is: the one of the same meaning.
    """
    told = [cell for cell in row.cells if cell.text.strip()]
    columns = _headers(row, placed.section, "columns")
    if len(columns) != len(told):
        return False
    upper = dict(placed.columns)
    if row.cells[0].source.line is not None and _edge(row) < placed.edge:
        divided = next((upper[name] for name in columns if name in upper), None)
        if divided is None:
            return False
        more = divided.column - told[0].column
        columns = {name: _moved(cell, more) for name, cell in columns.items()}
        wider = len(told) - divided.columns
        upper = {
            name: _moved(head, wider if head.column > divided.column else 0)
            for name, head in upper.items()
            if head is not divided
        }
        placed.edge += wider
    for cell in told:
        placed.put(f"{placed.section}.heading", cell.text, cell.source)
    apart = {
        name: head
        for name, head in upper.items()
        if not any(_meet(cell, head) for cell in columns.values())
    }
    placed.columns = apart | columns
    return True


def _moved(cell: Cell, right: int) -> Cell:
    return Cell(cell.text, cell.column + right, cell.source, cell.columns, cell.rows)


def _indicator_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "indicators", "columns")
    if len({"level1", "level2", "level3"} & columns.keys()) < 2:
        return False
    return _open(placed, row, columns, "indicators")


def _budget_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "budget", "columns")
    if _budget_pairs(placed, row):
        return True
    if "approved" not in columns and "initial" in columns:
        columns["approved"] = columns.pop("initial")
    if not {"approved", "executed"} <= columns.keys():
        return False
    return _open(placed, row, columns, "budget")


def _budget_pairs(placed: Placed, row: Row) -> bool:
    """The budget without a header, each figure beside its label: 预算数 | 50 | 执行数 | 48.

    All in one row, or in rows of which each says nothing else.
    """
    if placed.section not in BEFORE:
        return False
    table = lookup("budget", "columns")
    found = [
        (name, label, value)
        for label, value in pairwise(row.cells)
        if (name := table.get(normal(label.text))) in AMOUNTS
        and FIGURE.fullmatch(SPACE.sub("", value.text))
    ]
    used = {id(cell) for _, label, value in found for cell in (label, value)}
    rest = [cell for cell in row.cells if cell.text.strip() and id(cell) not in used]
    alone = all(normal(cell.text) in (*table, *lookup("blocks")) for cell in rest)
    if not found or not (alone or {"approved", "executed"} <= {name for name, _, _ in found}):
        return False
    for name, label, value in found:
        placed.put("budget.heading", label.text, label.source)
        placed.put(f"budget.{name}", value.text, value.source)
    for cell in rest:
        if name := lookup("blocks").get(normal(cell.text)):
            placed.put(f"{name}.block", cell.text, cell.source)
        elif normal(cell.text) in table:
            placed.put("budget.heading", cell.text, cell.source)
        else:
            placed.leave("budget", cell)
    return True


def _goal_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "goals", "columns")
    if not {"goal", "goal_actual"} <= columns.keys():
        return False
    return _open(placed, row, columns, "goals")


# Rows under a header


def _under_header(placed: Placed, row: Row) -> Row:
    """A row of a dump that lacks cells, moved to the right edge.

    Where it begins with an empty cell, the level named first was merged with the cells beside it:
    the others are moved, and are doubtful, for a dump does not say which cell is wider.
    """
    first, missing = row.cells[0], placed.edge - _edge(row)
    dumped = first.source.line is not None and first.column == 0
    if missing <= 0 or not dumped or first.columns > 1:
        return row
    if not first.text.strip():
        return _spread(row, missing) if placed.section == "indicators" else row
    return Row(tuple(_moved(cell, missing) for cell in row.cells))


def _spread(row: Row, missing: int) -> Row:
    named = _first(row).column
    return Row(
        tuple(
            Cell(
                c.text, c.column + missing, replace(c.source, confidence=GUESSED), c.columns, c.rows
            )
            if c.column > named
            else c
            for c in row.cells
        )
    )


def _under(row: Row, columns: Mapping[str, Cell]) -> tuple[Texts, list[Cell]]:
    """The cells of a row by the header that stands over them, and those under none."""
    texts: Texts = {}
    rest: list[Cell] = []
    for cell in row.cells:
        name = _header_over(cell, columns)
        if name is None:
            rest.append(cell)
        elif name in texts:
            joined = f"{texts[name][0]} {cell.text}".strip()
            texts[name] = (joined, texts[name][1])
        else:
            texts[name] = (cell.text, cell.source)
    return texts, rest


def _header_over(cell: Cell, columns: Mapping[str, Cell]) -> str | None:
    return next((name for name, head in columns.items() if _meet(cell, head)), None)


def _meet(one: Cell, other: Cell) -> bool:
    """Whether two cells have a column in common."""
    return one.column < other.column + other.columns and other.column < one.column + one.columns


def _goal_row(placed: Placed, row: Row) -> None:
    texts, rest = _under(row, placed.columns)
    for name, (text, source) in texts.items():
        _put(placed, name, text, source)
    _leave(placed, rest)


def _indicator_row(placed: Placed, row: Row) -> None:
    texts, rest = _under(row, placed.columns)
    texts.pop("number", None)
    _leave(placed, rest)
    for name, (piece, rows) in placed.shared.items():
        if rows > 0:
            texts.setdefault(name, piece)
    placed.shared = {name: (piece, rows - 1) for name, (piece, rows) in placed.shared.items()}
    for cell in row.cells:
        over = _header_over(cell, placed.columns) if cell.rows > 1 else None
        if over in SHARED:
            placed.shared[over] = texts[over], cell.rows - 1
    placed.indicators.append(texts)


def _fund_row(placed: Placed, row: Row) -> bool:
    texts, rest = _under(row, placed.columns)
    texts.pop("number", None)
    label = next((cell for cell in rest if cell.text.strip()), None)
    name = normal(label.text) if label else ""
    kind = lookup("budget", "rows").get(name)
    if kind is None and (name in lookup("beside") or name in lookup("blocks")):
        return False
    if kind is None and not any(text.strip() for text, _ in texts.values()):
        return False
    for cell in rest:
        if cell is not label:
            placed.leave("budget", cell)
    reason = texts.pop("reason", None)
    if reason and not _is_prompt(reason[0]):
        placed.put("deviation", *reason)
    if kind != "part" and "budget.approved" not in placed.fields:
        if label is not None:
            placed.put("budget.label", label.text, label.source)
        for key, (text, source) in texts.items():
            placed.put(f"budget.{key}", text, source)
    else:
        if label is not None:
            texts["label"] = label.text, label.source
        placed.funds.append((label.text.strip() if label else "", texts))
    return True


# Labels with their values beside them


def _is_beside(placed: Placed, row: Row) -> bool:
    first = _first(row)
    if _beside(first):
        return True
    if placed.section == "indicators":
        return False
    return normal(first.text) in lookup("blocks") or any(map(_beside, row.cells))


def _beside(cell: Cell) -> tuple[str, str] | None:
    """The field that a label names, and the value in the label's own cell: 项目负责人：张三."""
    table = lookup("beside")
    field = table.get(normal(cell.text))
    if field:
        return field, ""
    inline = INLINE.match(cell.text)
    field = inline and (table.get(normal(inline[1])) or _who_signs(inline[1]))
    return (field, cell.text[inline.end() :]) if inline and field else None


def _who_signs(label: str) -> str | None:
    return "signature" if normal(label) in words("signature", "with_colon") else None


def _pairs(placed: Placed, row: Row) -> None:
    """Label and value, label and value: 主管部门 | … | 项目实施单位 | …

    On a sheet, where few cells are merged, a value may stand some empty cells to the right.
    """
    name = ""
    for place, cell in enumerate(row.cells):
        found = _beside(cell)
        if found:
            name, value = found
            placed.put(f"{name}.label", cell.text, cell.source)
            _begin_tail(placed, name)
            if value.strip():
                _put(placed, name, value, cell.source)
                name = ""
        elif normal(cell.text) in lookup("blocks"):
            continue
        elif name == "total" and not any(map(_beside, row.cells[place:])):
            _place_total(placed, Row(row.cells[place:]))
            return
        elif name:
            _put(placed, name, cell.text, cell.source)
            if cell.text.strip() or cell.source.sheet is None:
                name = ""
        else:
            placed.leave(placed.section, cell)


def _begin_tail(placed: Placed, name: str) -> None:
    if name in AFTER:
        placed.section = "after"
    elif name == "opinion":
        placed.section = "tail"


def _put(placed: Placed, name: str, text: str, source: Source) -> None:
    """A value into its field; the template's own words that ask for it are no value."""
    if _is_prompt(text):
        placed.put(name, "", source)
        placed.prompts.append(Leftover(name, text.strip(), source))
    elif name == "opinion":
        placed.put(name, "", source)
        for line in text.split("\n"):
            place_signing(placed, line, source)
    else:
        placed.put(name, text, source)


def _is_prompt(text: str) -> bool:
    bare = SPACE.sub("", text[:200])
    return any(word in bare for word in labels()["placeholders"]["prompts"])


def _place_total(placed: Placed, values: Row) -> None:
    """The values of the total's row stand under the columns of the table above it."""
    heads = {name: placed.columns[name] for name in SCORED if name in placed.columns}
    shift = _shift(placed, values, heads)
    rest: list[Cell] = []
    placed.put("total", "", values.cells[0].source)
    for cell in values.cells:
        name = _header_over(_moved(cell, shift), heads) if heads else "score"
        if name:
            placed.put("total" if name == "score" else "total_weight", cell.text, cell.source)
        elif cell.text.strip():
            rest.append(cell)
    if rest and not placed.filled("total"):
        placed.put("total", rest[0].text, rest[0].source)
        del rest[0]
    _leave(placed, rest)


def _shift(placed: Placed, values: Row, heads: Mapping[str, Cell]) -> int:
    """How many columns the row's values lie too far left, where the label's merge is not known."""
    missing = placed.edge - _edge(values)
    if missing <= 0 or len(heads) < 2:
        return max(missing, 0)
    first = values.cells[0].column
    begin = min(head.column for head in heads.values())
    if len(values.cells) == 1:
        return heads["score"].column - first
    return begin - first if len(values.cells) <= placed.edge - begin else missing


def _leave(placed: Placed, cells: Iterable[Cell]) -> None:
    for cell in cells:
        if normal(cell.text) not in lookup("blocks"):
            placed.leave(placed.section, cell)
