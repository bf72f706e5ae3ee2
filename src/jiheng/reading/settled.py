"""Doubtful figures of a scan that arithmetic settles: the rate, the budget's score, the total.

This is no rule of scoring. It asks only which of the readings of doubtful digits agrees with the
figures printed beside them; where none does, or the figures agree as they were read, or more than
one reading would do, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

from msgspec.structs import replace

from jiheng.filing.model import Source
from jiheng.quantity import read_amount, read_rate, read_score, read_weight, split_points
from jiheng.reading.grid import Grid, Row
from jiheng.reading.lines import money_unit
from jiheng.reading.placed import Field, Placed

Others = Mapping[Source, tuple[str, ...]]

MOST_CELLS, MOST_READINGS, MOST_TRIED = 6, 12, 4_000
EXACT = 1e-6
DECIMALS = re.compile(r"[.．](\d+)")


def others_of(grid: Grid) -> dict[Source, tuple[str, ...]]:
    """What else the doubtful cells of a Grid may say, by where they stand."""
    return {
        cell.source: cell.others
        for block in grid.blocks
        if isinstance(block, Row)
        for cell in block.cells
        if cell.others
    }


def settle(placed: Placed, others: Others) -> None:
    """Replace doubtful figures by the one reading that agrees with the others, and note it."""
    texts = dict(_texts(placed))
    relations = list(_relations(placed, texts))
    doubtful = {
        name: (text, *others[source][:MOST_READINGS])
        for name, (text, source) in texts.items()
        if source in others and any(name in relation.cells for relation in relations)
    }
    if not doubtful or len(doubtful) > MOST_CELLS:
        return
    read = {name: text for name, (text, _) in texts.items()}
    for name, text in _agreed(read, relations, doubtful).items():
        why = "、".join(relation.why for relation in relations if name in relation.cells)
        note = f"识别为“{read[name]}”，与{why}不符；按此应为“{text}”，已按“{text}”读取"
        _replace(placed, name, text, replace(texts[name][1], note=note))


class Relation(NamedTuple):
    """Figures that agree: the cells, how they hang together in words, whether they do."""

    cells: tuple[str, ...]
    why: str
    holds: Callable[[Mapping[str, str]], bool]


def _agreed(
    read: Mapping[str, str], relations: Sequence[Relation], doubtful: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """The cells that must be read otherwise; none where that is not plain."""
    touched = [r for r in relations if any(name in doubtful for name in r.cells)]
    if all(relation.holds(read) for relation in touched):
        return {}
    found: list[dict[str, str]] = []
    for readings in islice(product(*doubtful.values()), MOST_TRIED):
        changed = {n: t for n, t in zip(doubtful, readings, strict=True) if t != read[n]}
        tried = {**read, **changed}
        if changed and all(relation.holds(tried) for relation in touched):
            found.append(changed)
    fewest = min(map(len, found), default=0)
    least = {tuple(sorted(one.items())) for one in found if len(one) == fewest}
    return dict(least.pop()) if len(least) == 1 else {}


# The cells


def _texts(placed: Placed) -> Iterator[tuple[str, tuple[str, Source]]]:
    for name in ("approved", "executed", "rate", "score"):
        if placed.filled(f"budget.{name}"):
            field = placed.fields[f"budget.{name}"]
            yield f"budget.{name}", (placed.text(f"budget.{name}"), field.source)
    if placed.filled("total"):
        yield "total", (placed.text("total"), placed.fields["total"].source)
    for number, texts in enumerate(placed.indicators):
        if "score" in texts and texts["score"][0].strip():
            yield f"score.{number}", texts["score"]


def _replace(placed: Placed, name: str, text: str, source: Source) -> None:
    kind, _, number = name.partition(".")
    if kind == "score":
        placed.indicators[int(number)]["score"] = (text, source)
    else:
        placed.fields[name] = Field(source, [text])


# The arithmetic


def _relations(placed: Placed, texts: Mapping[str, object]) -> Iterator[Relation]:
    unit = money_unit(placed.text("budget.block") or placed.text("money_unit")) or "万元"
    amounts = ("budget.approved", "budget.executed")
    if {*amounts, "budget.rate"} <= texts.keys():
        yield Relation((*amounts, "budget.rate"), "执行率＝执行数÷预算数", _rate_holds(unit))
    points = _points(placed)
    if points is not None and {*amounts, "budget.score"} <= texts.keys():
        why = "预算执行得分＝分值×执行率"
        yield Relation((*amounts, "budget.score"), why, _score_holds(unit, points))
    parts = [name for name in texts if name == "budget.score" or name.startswith("score.")]
    if "total" in texts and "budget.score" in parts and len(parts) > 1:
        yield Relation(("total", *parts), "总分＝各项得分之和", _total_holds(parts))


def _points(placed: Placed) -> float | None:
    weight = read_weight(placed.text("budget.weight")).value
    return split_points(placed.text("budget.block"))[1] if weight is None else weight


def _share(texts: Mapping[str, str], unit: str) -> float | None:
    approved = read_amount(texts["budget.approved"], unit).value
    executed = read_amount(texts["budget.executed"], unit).value
    return executed / approved if approved and executed is not None else None


def _half(text: str, shift: int = 0) -> float:
    """Half a unit in the last printed digit."""
    hit = DECIMALS.search(text)
    return 0.5 * 10.0 ** (shift - (len(hit[1]) if hit else 0)) + EXACT


def _rate_holds(unit: str) -> Callable[[Mapping[str, str]], bool]:
    def holds(texts: Mapping[str, str]) -> bool:
        share, rate = _share(texts, unit), read_rate(texts["budget.rate"])
        if share is None or rate.value is None:
            return False
        is_ratio = "%" not in texts["budget.rate"] and rate.value > 0 and _is_ratio(texts)
        return abs(rate.value - 100 * share) <= _half(texts["budget.rate"], 2 if is_ratio else 0)

    return holds


def _is_ratio(texts: Mapping[str, str]) -> bool:
    """Whether a rate is written as 0.9875, not as 98.75."""
    plain = read_score(texts["budget.rate"]).value
    return plain is not None and plain <= 1.5


def _score_holds(unit: str, points: float) -> Callable[[Mapping[str, str]], bool]:
    def holds(texts: Mapping[str, str]) -> bool:
        share, score = _share(texts, unit), read_score(texts["budget.score"]).value
        if share is None or score is None:
            return False
        return abs(score - points * min(share, 1.0)) <= _half(texts["budget.score"])

    return holds


def _total_holds(parts: Sequence[str]) -> Callable[[Mapping[str, str]], bool]:
    def holds(texts: Mapping[str, str]) -> bool:
        total = read_score(texts["total"]).value
        scores = [read_score(texts[name]).value for name in parts]
        known = [score for score in scores if score is not None]
        return total is not None and len(known) == len(parts) and abs(total - sum(known)) <= 0.0051

    return holds
