"""A Grid into filings: each form's placed texts, understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from jiheng import rulebook
from jiheng.filing.model import (
    Budget,
    Filing,
    Group,
    Indicator,
    Leftover,
    Source,
    understood_budget,
    understood_date,
    understood_group,
    understood_indicator,
    understood_line,
)
from jiheng.quantity import read_score, split_points
from jiheng.reading.grid import Grid, Paragraph
from jiheng.reading.labels import SPACE, labels, normal, words
from jiheng.reading.placing import Placed, Texts, place
from jiheng.reading.segments import Block, segments

TICKS = "☑☒√✓✔■●▣🗹✅\uf052\uf0a3\uf0fe\uf0fc\u2611"
BOXES = "□☐○◻▢❏❑\uf0a8\uf06f"
AROUND = " \u3000\n()（）、;；"
EMPTY = ("", Source())
LONGEST_MARK = 40


def recognise(grid: Grid, path: str, document: str) -> list[Filing]:
    """Every filing in a Grid, in order; `document` is the id that the filings' ids begin with."""
    return [
        _filing(place(blocks), blocks, path, document, index)
        for index, blocks in enumerate(segments(grid), 1)
    ]


def _filing(
    placed: Placed, blocks: list[Block], path: str, document: str, index: int
) -> Filing:
    def text(name: str) -> str:
        return _tidy(placed.texts.get(name, EMPTY)[0])

    code, project = _split_code(text("project"))
    title = text("title")
    groups, indicators, places, leftovers = _indicators(placed)
    choices = {name: _choice(text(name)) for name in ("category", "attribute", "kind")}
    performance = text("performance.block")
    marks = set(_marks(blocks))
    year = _fiscal_year(title, project)
    sources = {name: source for name, (_, source) in placed.texts.items() if "." not in name}
    sources |= {f"budget.{name}": place for name, place in _budget_sources(placed)}
    return Filing(
        id=f"{document}-{index}",
        path=path,
        index=index,
        template=_template(marks),
        rulebook=rulebook.choose(marks, year),
        title=title,
        fiscal_year=year,
        unit=text("unit"),
        filled_on=understood_date(text("filled_on")),
        filled_on_text=text("filled_on"),
        project=project,
        project_code=text("project_code") or code,
        supervising_department=text("supervising_department"),
        implementing_unit=text("implementing_unit"),
        category=choices["category"][1],
        attribute=choices["attribute"][1],
        kind=choices["kind"][1],
        options={name: options for name, (options, _) in choices.items() if options},
        budget=_budget(placed),
        performance_weight=_points(performance),
        performance_weight_text=performance,
        goal=text("goal"),
        goal_actual=text("goal_actual"),
        groups=groups,
        indicators=indicators,
        total_claimed=read_score(text("total")).value,
        total_text=text("total"),
        conclusion=text("conclusion"),
        deviation=text("deviation"),
        improvement=text("improvement"),
        opinion=text("opinion"),
        signature=text("signature"),
        signed_on=understood_date(text("signed_on")),
        signed_on_text=text("signed_on"),
        notes=text("notes"),
        placeholders=tuple(leftovers + _placeholders(placed)),
        unplaced=tuple(placed.leftovers),
        sources=sources | places,
    )


def _tidy(text: str) -> str:
    """A field's text without the white space around it and around its lines."""
    return "\n".join(line.strip() for line in text.strip().split("\n") if line.strip())


def _split_code(project: str) -> tuple[str, str]:
    """51092324T000010263357-某项目 -> the code and the name."""
    hit = re.match(r"([0-9A-Z]{12,30})\s*[-—–]\s*(.+)", project, re.DOTALL)
    return (hit[1], hit[2]) if hit else ("", project)


def _fiscal_year(title: str, project: str) -> int | None:
    for text in (title, project):
        hit = re.search(r"(?<!\d)(20\d\d)\s*年?", text)
        if hit:
            return int(hit[1])
    return None


def _points(label: str) -> float | None:
    return split_points(label)[1]


def _marks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for text in (block.text,) if isinstance(block, Paragraph) else (
            cell.text for cell in block.cells
        ):
            if 0 < len(text) <= LONGEST_MARK:
                yield SPACE.sub("", unicodedata.normalize("NFKC", text))


def _template(marks: set[str]) -> str:
    names = {normal(mark) for mark in marks}
    templates: dict[str, list[str]] = labels()["templates"]
    return max(templates, key=lambda template: len(names & set(templates[template])))


# Boxes


def _choice(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """1、部门预算项目 ☑ 2、区直专项 □ -> the options in order, and the ticked ones."""
    parts = re.split(r"\d{1,2}\s*[、.．]\s*", text)[1:] or _by_boxes(text)
    options, ticked = [], []
    for part in parts:
        name = part.translate({ord(mark): None for mark in TICKS + BOXES}).strip(AROUND)
        if name:
            options.append(name)
            if any(mark in TICKS for mark in part):
                ticked.append(name)
    return tuple(options), tuple(ticked)


def _by_boxes(text: str) -> list[str]:
    """Options without numbers: a box stands before its option, or behind it."""
    marks = f"[{TICKS}{BOXES}]"
    before = re.match(rf"\s*{marks}", text)
    pattern = rf"{marks}[^{TICKS}{BOXES}]*" if before else rf"[^{TICKS}{BOXES}]+{marks}"
    return re.findall(pattern, text)


# Budget


def _budget(placed: Placed) -> Budget:
    def text(name: str) -> str:
        return _tidy(placed.texts.get(f"budget.{name}", EMPTY)[0])

    unit = _money_unit(placed)
    return understood_budget(
        unit=unit,
        approved_text=text("approved"),
        executed_text=text("executed"),
        rate_text=text("rate"),
        weight_text=text("weight") or text("block"),
        score_text=text("score"),
        lines=tuple(
            understood_line(
                label,
                unit,
                _tidy(texts.get("approved", EMPTY)[0]),
                _tidy(texts.get("executed", EMPTY)[0]),
            )
            for label, texts in placed.funds
        ),
    )


def _money_unit(placed: Placed) -> str:
    for name in ("budget.block", "money_unit", "budget.label"):
        hit = re.search("(万元|亿元|千元|元)", placed.texts.get(name, EMPTY)[0])
        if hit:
            return hit[1]
    return "万元"


def _budget_sources(placed: Placed) -> Iterator[tuple[str, Source]]:
    for name in ("approved", "executed", "rate", "score", "weight"):
        if f"budget.{name}" in placed.texts:
            yield name, placed.texts[f"budget.{name}"][1]


# Indicators


Rows = tuple[tuple[Group, ...], tuple[Indicator, ...], dict[str, Source], list[Leftover]]


def _indicators(placed: Placed) -> Rows:
    """The groups, the indicators, where their cells stand, and the template rows left over."""
    groups: list[Group] = []
    indicators: list[Indicator] = []
    places: dict[str, Source] = {}
    leftovers: list[Leftover] = []
    level2 = ""
    for texts in placed.indicators:
        here = {name: _tidy(text) for name, (text, _) in texts.items()}
        group = understood_group(here.get("level1", ""))
        if group.level1 and not (groups and _same(groups[-1], group)):
            places[f"groups.{len(groups)}"] = texts["level1"][1]
            groups.append(group)
            level2 = ""
        level2 = here.get("level2") or level2
        stray = _template_row(here)
        if stray is not None:
            if stray:
                leftovers.append(Leftover("level3", stray, _row_source(texts)))
            continue
        if not groups:
            groups.append(Group(""))
        row = len(indicators) + 1
        indicators.append(_indicator(row, groups, level2, here))
        places |= {f"indicators.{row}.{name}": source for name, (_, source) in texts.items()}
    return tuple(groups), tuple(indicators), places, leftovers


def _same(before: Group, group: Group) -> bool:
    return before.level1 == group.level1 and group.declared in (None, before.declared)


def _template_row(here: dict[str, str]) -> str | None:
    """The text of a row that the template left standing, "" for an empty row, None for a real one."""
    rows = words("placeholders", "rows")
    contents = [here.get(name, "") for name in ("target", "actual", "score", "weight")]
    name = here.get("level3", "")
    if any(contents) or (name and normal(name) not in rows):
        return None
    return name or here.get("level2", "")


def _row_source(texts: Texts) -> Source:
    return next((source for text, source in texts.values() if text.strip()), Source())


def _indicator(row: int, groups: list[Group], level2: str, here: dict[str, str]) -> Indicator:
    comparator = here.get("comparator", "")
    target = here.get("target", "")
    if comparator != "定性":
        target = f"{comparator}{target}{here.get('unit', '')}"
    return understood_indicator(
        row=row,
        group=len(groups) - 1,
        level1=groups[-1].level1,
        level2_text=level2,
        level3_text=here.get("level3", ""),
        target_text=target,
        actual_text=here.get("actual", ""),
        weight_text=here.get("weight", ""),
        score_text=here.get("score", ""),
        deviation=here.get("deviation", ""),
    )


def _placeholders(placed: Placed) -> list[Leftover]:
    """Words of the blank template that still stand in the filled form."""
    marks = labels()["placeholders"]
    found = []
    texts = [*placed.texts.items(), *((n, t) for row in placed.indicators for n, t in row.items())]
    for name, (text, source) in texts:
        bare = SPACE.sub("", text)
        if any(mark in bare for mark in (*marks["points"], *marks["words"])) and name != "notes":
            field = "group" if name == "level1" else name.removesuffix(".label")
            found.append(Leftover(field, _tidy(text), source))
    return found
