"""A Grid into filings: each form's placed texts, understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from jiheng import rulebook
from jiheng.filing.model import (
    Budget,
    Filing,
    FundLine,
    Leftover,
    Source,
    understood_budget,
    understood_date,
    understood_line,
)
from jiheng.quantity import read_score, split_points
from jiheng.reading.choices import choice
from jiheng.reading.grid import Grid, Paragraph
from jiheng.reading.labels import SPACE, labels, normal
from jiheng.reading.lines import money_unit
from jiheng.reading.placed import NOWHERE, Placed, Texts
from jiheng.reading.placing import place
from jiheng.reading.rows import understood_rows
from jiheng.reading.segments import Block, segments
from jiheng.reading.settled import others_of, settle
from jiheng.reading.tidy import tidy

LONGEST_MARK = 40


def recognise(grid: Grid, path: str, document: str) -> list[Filing]:
    """Every filing in a Grid, in order; `document` is the id that the filings' ids begin with.

    Raises `Unreadable` for a form that cannot be one.
    """
    others = others_of(grid)
    placed = [(place(blocks), blocks) for blocks in segments(grid)]
    for texts, _ in placed if others else ():
        settle(texts, others)
    whole = [number for number, (texts, _) in enumerate(placed) if _is_whole(texts)]
    strays: dict[int, list[Leftover]] = {}
    for number, (_, blocks) in enumerate(placed):
        if whole and number not in whole:
            home = max((form for form in whole if form < number), default=whole[0])
            strays.setdefault(home, []).extend(_strays(blocks))
    return [
        _with(_filing(*placed[form], path, document, index), strays.get(form, []))
        for index, form in enumerate(whole or range(len(placed)), 1)
    ]


def _is_whole(placed: Placed) -> bool:
    """Whether a form has any of what it is made for: indicators, or money."""
    return bool(placed.indicators) or placed.filled("budget.approved")


def _strays(blocks: Iterable[Block]) -> Iterator[Leftover]:
    """The texts of labels without a form beside whole forms: instructions, a cover, a list."""
    for block in blocks:
        pieces = (block,) if isinstance(block, Paragraph) else block.cells
        for piece in pieces:
            if piece.text.strip():
                yield Leftover("document", piece.text.strip(), piece.source)


def _with(filing: Filing, strays: list[Leftover]) -> Filing:
    return replace(filing, unplaced=(*filing.unplaced, *strays)) if strays else filing


def _filing(placed: Placed, blocks: list[Block], path: str, document: str, index: int) -> Filing:
    def text(name: str) -> str:
        return tidy(placed.text(name))

    code, project = _split_code(text("project"))
    project_code = text("project_code") or code
    title = text("title").replace("\n", "")
    rows = understood_rows(placed.indicators)
    choices = {name: choice(text(name)) for name in ("category", "attribute", "kind")}
    performance = text("performance.block")
    marks = set(_marks(blocks))
    year = _fiscal_year(title, project)
    notes = "\n".join(filter(None, (text("notes"), *_noted(placed))))
    spoken = (title, text("unit"), text("supervising_department"), notes)
    return Filing(
        id=f"{document}-{index}",
        path=path,
        index=index,
        template=_template(marks),
        rulebook=rulebook.choose(marks, year, *spoken),
        title=title,
        fiscal_year=year,
        unit=text("unit"),
        filled_on=understood_date(text("filled_on")),
        filled_on_text=text("filled_on"),
        project=project,
        project_code=project_code,
        supervising_department=text("supervising_department"),
        implementing_unit=text("implementing_unit"),
        category=choices["category"][1],
        attribute=choices["attribute"][1],
        kind=choices["kind"][1],
        options={name: options for name, (options, _) in choices.items() if options},
        budget=_budget(placed),
        performance_weight=split_points(performance)[1],
        performance_weight_text=performance,
        goal=text("goal"),
        goal_actual=text("goal_actual"),
        groups=tuple(rows.groups),
        indicators=tuple(rows.indicators),
        total_claimed=read_score(text("total")).value,
        total_text=text("total"),
        total_weight_text=text("total_weight"),
        conclusion=text("conclusion"),
        deviation=text("deviation"),
        improvement=text("improvement"),
        opinion=text("opinion"),
        signature="\n".join(filter(None, (text("signature"), *_signed(placed)))),
        signed_on=understood_date(text("signed_on")),
        signed_on_text=text("signed_on"),
        notes=notes,
        placeholders=(*rows.leftovers, *_placeholders(placed), *placed.prompts),
        unplaced=(*placed.leftovers, *rows.subtotals),
        sources={**dict(_sources(placed, project_code)), **rows.places},
    )


def _split_code(project: str) -> tuple[str, str]:
    """51092324T000010263357-某项目 -> the code and the name."""
    hit = re.match(r"([0-9A-Z]{12,30})\s*[-—–－]\s*(.+)", project, re.DOTALL)
    return (hit[1], hit[2]) if hit else ("", project)


def _fiscal_year(title: str, project: str) -> int | None:
    for text in (title, project):
        hit = re.search(r"(?<!\d)(20\d\d)(?!\d)", text)
        if hit:
            return int(hit[1])
    return None


def _marks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        pieces = (block,) if isinstance(block, Paragraph) else block.cells
        for piece in pieces:
            if 0 < len(piece.text) <= LONGEST_MARK:
                yield SPACE.sub("", unicodedata.normalize("NFKC", piece.text))


def _template(marks: set[str]) -> str:
    names = {normal(mark) for mark in marks}
    templates: dict[str, list[str]] = labels()["templates"]
    return max(templates, key=lambda template: len(names & set(templates[template])))


def _sources(placed: Placed, project_code: str) -> Iterator[tuple[str, Source]]:
    """Where each field stands; labels and headings are no fields, but for the points in them."""
    found = {name: field.source for name, field in placed.fields.items()}
    for name, (field, instead) in POINTS.items():
        if name in found and not (instead and placed.filled(instead)):
            found[field] = found[name]
    if project_code and "project_code" not in found:
        found["project_code"] = found["project"]
    for signing in labels()["signing"]:
        if placed.filled(signing):
            found.setdefault("signature", found[signing])
    for noted in labels()["noted"]:
        if placed.filled(noted):
            found.setdefault("notes", found[noted])
    for name, source in found.items():
        if "." not in name or name.removeprefix("budget.") in BUDGET_CELLS:
            yield name, source
    for number, (_, texts) in enumerate(placed.funds):
        for name, (_, source) in texts.items():
            yield f"budget.lines.{number}.{name}", source


POINTS = {
    "performance.block": ("performance_weight", ""),
    "budget.block": ("budget.weight", "budget.weight"),
}
"""Headings that declare points -> their field, and the cell that declares them before all."""


# Budget


BUDGET_CELLS = ("initial", "approved", "executed", "rate", "score", "weight")


def _budget(placed: Placed) -> Budget:
    def text(name: str) -> str:
        return tidy(placed.text(f"budget.{name}"))

    unit = _money_unit(placed)
    return understood_budget(
        unit=unit,
        approved_text=text("approved"),
        executed_text=text("executed"),
        initial_text=text("initial"),
        rate_text=text("rate"),
        weight_text=text("weight") or text("block"),
        score_text=text("score"),
        lines=tuple(_fund_line(label, unit, texts) for label, texts in placed.funds),
    )


def _fund_line(label: str, unit: str, texts: Texts) -> FundLine:
    cells = {
        f"{name}_text": tidy(texts.get(name, NOWHERE)[0])
        for name in ("approved", "executed", "initial", "rate", "weight", "score")
    }
    return understood_line(label=label, unit=unit, **cells)


def _money_unit(placed: Placed) -> str:
    headings = ("budget.block", "budget.heading", "money_unit", "budget.label")
    return next(filter(None, (money_unit(placed.text(name)) for name in headings)), "万元")


# What has no field of its own


def _signed(placed: Placed) -> Iterator[str]:
    """Who else signs, under the words that name the office: 项目负责人：…"""
    for name, word in labels()["signing"].items():
        if placed.filled(name):
            yield f"{word}：{tidy(placed.text(name))}"


def _noted(placed: Placed) -> Iterator[str]:
    """What the form says beyond the fields of a filing, under the words that name it."""
    for name, word in labels()["noted"].items():
        if placed.filled(name):
            yield f"{word}：{tidy(placed.text(name))}"


def _placeholders(placed: Placed) -> Iterator[Leftover]:
    """Words of the blank template that still stand in the filled form."""
    marks = labels()["placeholders"]
    blank = (*marks["points"], *marks["words"])
    fields = ((name, (placed.text(name), f.source)) for name, f in placed.fields.items())
    for name, (text, source) in (*fields, *_cells(placed.indicators)):
        bare = SPACE.sub("", text)
        if name != "notes" and any(mark in bare for mark in blank):
            yield Leftover(
                PLACEHOLDER_FIELDS.get(name, name.partition(".label")[0]), tidy(text), source
            )


def _cells(rows: list[Texts]) -> Iterator[tuple[str, tuple[str, Source]]]:
    """The cells of the rows; a merged one once, and a group's label where it is first written."""
    level1 = ""
    above: Texts = {}
    for texts in rows:
        for name, cell in texts.items():
            repeated = cell is above.get(name) or (name == "level1" and cell[0] == level1)
            if not repeated:
                yield name, cell
        level1 = texts.get("level1", NOWHERE)[0] or level1
        above = texts


PLACEHOLDER_FIELDS = {
    "level1": "group",
    "budget.block": "budget",
    "budget.heading": "budget",
    "performance.block": "performance_weight",
}
