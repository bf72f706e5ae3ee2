"""Each text of a form into the field that its labels give it; what finds no field is kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from jiheng.filing.model import Leftover, Source
from jiheng.reading.grid import Cell, Paragraph, Row
from jiheng.reading.labels import SPACE, labels, lookup, normal, words
from jiheng.reading.segments import Block, heading, is_annex, is_title

Texts = dict[str, tuple[str, Source]]
"""Field -> its text as read, and where it stands."""


@dataclass
class Placed:
    """The texts of one form by field, before anything is understood."""

    texts: Texts = field(default_factory=dict)
    funds: list[tuple[str, Texts]] = field(default_factory=list)
    indicators: list[Texts] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    columns: dict[str, Cell] = field(default_factory=dict)
    section: str = "head"

    def put(self, name: str, text: str, source: Source) -> None:
        """Keep a field's text; a second text for a filled field is joined to the first."""
        before, place = self.texts.get(name, ("", source))
        joined = "\n".join(part for part in (before.strip("\n"), text) if part.strip())
        self.texts[name] = (joined if before.strip() else text, place)

    def leave(self, name: str, cell: Cell | Paragraph) -> None:
        """Keep a text that no field takes."""
        if cell.text.strip():
            self.leftovers.append(Leftover(name, cell.text.strip(), cell.source))


def place(blocks: Iterable[Block]) -> Placed:
    """The texts of one form's blocks by field."""
    placed = Placed()
    for block in blocks:
        alone = heading(block)
        if alone is not None and _place_line(placed, *alone):
            continue
        if isinstance(block, Paragraph):
            _place_paragraph(placed, block)
        else:
            _place_row(placed, block)
    return placed


# Lines outside the tables


def _place_line(placed: Placed, text: str, place: Cell | Paragraph) -> bool:
    if placed.section in ("notes", "tail"):
        return False
    if is_annex(text):
        return True
    if is_title(text):
        placed.put("title", text.strip(), place.source)
        return True
    found = list(_above(text))
    for name, value in found:
        placed.put(name, value, place.source)
    return bool(found)


def _above(text: str) -> Iterator[tuple[str, str]]:
    """单位名称：… 填报日期：… on one line, each up to the next."""
    names = {word: name for name, ways in labels()["above"].items() for word in ways}
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    hits = list(re.finditer(rf"[（(]?({pattern})[）)]?\s*[:：]", text[:500]))
    for hit, following in zip_longest(hits, hits[1:]):
        value = text[hit.end() : following.start() if following else None].strip().rstrip("）)")
        name = names[hit.group(1)]
        if hit.group(1) == "单位" and value.strip("（）() ") in ("元", "万元", "亿元", "千元"):
            name = "money_unit"
        yield name, value


def _place_paragraph(placed: Placed, line: Paragraph) -> None:
    if placed.section != "notes" and _begins_notes(line.text):
        placed.section = "notes"
    if placed.section == "notes":
        placed.put("notes", line.text, line.source)
    elif placed.section == "tail":
        _place_signing(placed, line.text, line.source)
    else:
        placed.leave("document", line)


def _begins_notes(text: str) -> bool:
    return normal(re.split("[:：]", text.strip(), maxsplit=1)[0]) in words("notes", "words")


def _place_signing(placed: Placed, text: str, source: Source) -> None:
    """The lines of the sign-off: the opinion, then 签名：…, then the date."""
    bare = SPACE.sub("", text)
    signing = re.match(
        rf"\s*(?:{'|'.join(labels()['signature']['words'])})\s*[:：]?(?P<name>.*)", text, re.DOTALL
    )
    if signing:
        name, date = _split_date(signing["name"])
        placed.put("signature", name, source)
        if date:
            placed.put("signed_on", date, source)
    elif re.fullmatch(r"(?:\d{2,4}|[〇零一二三四五六七八九]{4})?年.{0,3}月.{0,3}日?", bare) or re.fullmatch(
        r"\d{4}[-./]\d{1,2}[-./]\d{1,2}", bare
    ):
        placed.put("signed_on", text.strip(), source)
    elif bare:
        placed.put("opinion", text.strip(), source)


def _split_date(text: str) -> tuple[str, str]:
    hit = re.search(r"(?:\d{2,4}\s*年|\d{4}[-./]\d|年\s*月).*$", text, re.DOTALL)
    return (text[: hit.start()].strip(), hit.group().strip()) if hit else (text.strip(), "")


# Rows of the tables


def _place_row(placed: Placed, row: Row) -> None:
    if not any(cell.text.strip() for cell in row.cells):
        return
    for header in (_indicator_header, _budget_header, _goal_header):
        if header(placed, row):
            return
    first = next(cell for cell in row.cells if cell.text.strip())
    if _begins_notes(first.text) and placed.section in ("tail", "notes", "indicators"):
        placed.section = "notes"
    if placed.section == "notes":
        for cell in row.cells:
            placed.put("notes", cell.text, cell.source)
    elif placed.section == "budget" and _fund_row(placed, row):
        return
    elif _is_beside(placed, row):
        _pairs(placed, row)
    elif placed.section == "indicators":
        _indicator_row(placed, row)
    elif placed.section == "goals":
        _by_columns(placed, row, placed.texts)
    else:
        _leave_all(placed, row)


def _headers(row: Row, *path: str) -> dict[str, Cell]:
    table = lookup(*path)
    named = ((table.get(normal(cell.text)), cell) for cell in row.cells)
    found: dict[str, Cell] = {}
    for name, cell in named:
        if name:
            found.setdefault(name, cell)
    return found


def _open(placed: Placed, row: Row, columns: dict[str, Cell], section: str) -> bool:
    """Begin a section; the merged cell on its left edge may declare the section's points."""
    placed.columns, placed.section = columns, section
    taken = {id(cell) for cell in columns.values()}
    for cell in row.cells:
        name = lookup("blocks").get(normal(cell.text))
        if name:
            placed.put(f"{name}.block", cell.text, cell.source)
        elif id(cell) not in taken:
            placed.leave(section, cell)
    return True


def _indicator_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "indicators", "columns")
    if len({"level1", "level2", "level3"} & columns.keys()) < 2:
        return False
    return _open(placed, row, columns, "indicators")


def _budget_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "budget", "columns")
    if not {"approved", "executed"} <= columns.keys():
        return False
    return _open(placed, row, columns, "budget")


def _goal_header(placed: Placed, row: Row) -> bool:
    columns = _headers(row, "goals", "columns")
    if not {"goal", "goal_actual"} <= columns.keys():
        return False
    return _open(placed, row, columns, "goals")


def _under(row: Row, columns: Mapping[str, Cell]) -> tuple[Texts, list[Cell]]:
    """The cells of a row by the header that stands over them, and those under none."""
    texts: Texts = {}
    rest: list[Cell] = []
    for cell in row.cells:
        last = cell.column + cell.columns
        name = next(
            (
                name
                for name, head in columns.items()
                if head.column < last and cell.column < head.column + head.columns
            ),
            None,
        )
        if name is None:
            rest.append(cell)
        elif name in texts:
            joined = f"{texts[name][0]} {cell.text}".strip()
            texts[name] = (joined, texts[name][1])
        else:
            texts[name] = (cell.text, cell.source)
    return texts, rest


def _by_columns(placed: Placed, row: Row, into: Texts) -> None:
    texts, rest = _under(row, placed.columns)
    into.update(texts)
    for cell in rest:
        if normal(cell.text) not in lookup("blocks"):
            placed.leave(placed.section, cell)


def _fund_row(placed: Placed, row: Row) -> bool:
    texts, rest = _under(row, placed.columns)
    label = next((cell for cell in rest if cell.text.strip()), None)
    name = normal(label.text) if label else ""
    kind = lookup("budget", "rows").get(name)
    if kind is None and (name in lookup("beside") or name in lookup("blocks")):
        return False
    if kind is None and not any(texts[key][0].strip() for key in texts):
        return False
    for cell in rest:
        if cell is not label:
            placed.leave("budget", cell)
    if kind != "part" and "budget.approved" not in placed.texts:
        if label is not None:
            placed.put("budget.label", label.text, label.source)
        for key, (text, source) in texts.items():
            placed.put(f"budget.{key}", text, source)
    else:
        placed.funds.append((label.text.strip() if label else "", texts))
    return True


def _indicator_row(placed: Placed, row: Row) -> None:
    texts: Texts = {}
    _by_columns(placed, row, texts)
    placed.indicators.append(texts)


def _is_beside(placed: Placed, row: Row) -> bool:
    first = next(cell for cell in row.cells if cell.text.strip())
    name = normal(first.text)
    if name in lookup("beside"):
        return True
    if placed.section == "indicators":
        return False
    return name in lookup("blocks") or any(normal(c.text) in lookup("beside") for c in row.cells)


def _pairs(placed: Placed, row: Row) -> None:
    """Label and value, label and value: 主管部门 | … | 项目实施单位 | …"""
    name = None
    filled = False
    for cell in row.cells:
        label = normal(cell.text)
        found = lookup("beside").get(label)
        if found:
            name, filled = found, False
            placed.put(f"{found}.label", cell.text, cell.source)
            _begin_tail(placed, found)
        elif lookup("blocks").get(label):
            continue
        elif name == "total":
            _place_total(placed, row, cell)
        elif name and not filled:
            filled = bool(cell.text.strip()) or cell.columns > 0
            _place_value(placed, name, cell)
        else:
            placed.leave(name or placed.section, cell)


def _begin_tail(placed: Placed, name: str) -> None:
    if name in ("total", "conclusion", "deviation", "improvement"):
        placed.section = "after"
    elif name == "opinion":
        placed.section = "tail"


def _place_value(placed: Placed, name: str, cell: Cell) -> None:
    if name != "opinion":
        placed.put(name, cell.text, cell.source)
        return
    placed.texts.setdefault("opinion", ("", cell.source))
    for line in cell.text.split("\n"):
        _place_signing(placed, line, cell.source)


def _place_total(placed: Placed, row: Row, cell: Cell) -> None:
    """The total stands under the score column; in a dump without borders it is the last number."""
    if not cell.text.strip():
        placed.texts.setdefault("total", ("", cell.source))
        return
    score, weight = placed.columns.get("score"), placed.columns.get("weight")
    wide = score is not None and row.cells[-1].column >= score.column
    if wide and weight is not None and cell.column == weight.column:
        placed.put("total_weight", cell.text, cell.source)
    elif placed.texts.get("total", ("",))[0].strip() and not wide:
        placed.texts["total_weight"] = placed.texts["total"]
        placed.texts["total"] = (cell.text, cell.source)
    elif not wide or score is None or cell.column == score.column:
        placed.put("total", cell.text, cell.source)
    else:
        placed.leave("total", cell)


def _leave_all(placed: Placed, row: Row) -> None:
    for cell in row.cells:
        if normal(cell.text) not in lookup("blocks"):
            placed.leave(placed.section, cell)
