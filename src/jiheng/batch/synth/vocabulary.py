"""The words and the shares from which filings are made: vocabulary.toml, taken apart."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from statistics import NormalDist
from typing import Any

import polars as pl

GROUPS = ("output", "benefit", "satisfaction")
LEVEL2 = (
    ("quantity", "quality", "timeliness", "cost"),
    ("economic", "social", "ecological", "sustainability"),
    ("beneficiary",),
)
QUANTILES = 4096


@cache
def vocabulary() -> dict[str, Any]:
    """The content of vocabulary.toml."""
    text = files("jiheng.batch.synth").joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)
class Measure:
    """Something a project counts: its name, the unit, and how many there are."""

    name: str
    unit: str
    low: int
    high: int


@dataclass(frozen=True)
class Project:
    """A kind of project: short name, what it is about, whom it serves, what it counts."""

    short: str
    thing: str
    people: str
    measures: tuple[Measure, ...]


@cache
def projects() -> tuple[tuple[Project, ...], ...]:
    """The projects of each sector."""
    return tuple(
        tuple(_project(line) for line in sector["projects"]) for sector in vocabulary()["sectors"]
    )


def _project(line: str) -> Project:
    short, thing, people, *measures = line.split("|")
    return Project(short, thing, people, tuple(_measure(text) for text in measures))


def _measure(text: str) -> Measure:
    name, unit, span = text.split(":")
    low, high = span.split("-")
    return Measure(name, unit, int(low), int(high))


@cache
def arrangements() -> pl.DataFrame:
    """Which rows a form has: arrangement, group, level2_no (in its group), ordinal, place, rows."""
    every = product(*(vocabulary()["groups"][name]["rows"] for name in GROUPS))
    rows = [
        (arrangement, group, level2, ordinal, place, len(places))
        for arrangement, combination in enumerate(every)
        for group, counts in enumerate(combination)
        for places in [list(_places(counts))]
        for place, (level2, ordinal) in enumerate(places)
    ]
    names = ("arrangement", "group", "level2_no", "ordinal", "place_in_group", "rows_in_group")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row").with_columns(
        row=pl.int_range(1, pl.len() + 1).over("arrangement")
    )


def arrangement_count() -> int:
    """How many arrangements of rows there are."""
    return math.prod(len(vocabulary()["groups"][name]["rows"]) for name in GROUPS)


def _places(counts: str) -> list[tuple[int, int]]:
    numbers = [int(count) for count in counts.split("|")]
    return [(level2, n) for level2, count in enumerate(numbers) for n in range(count)]


@cache
def templates() -> pl.DataFrame:
    """Indicator templates: group, level2_no, template (from 0), name, kind, aims."""
    rows = [
        (group, level2, number, *line.split("|"))
        for group, names in enumerate(LEVEL2)
        for level2, name in enumerate(names)
        for number, line in enumerate(vocabulary()["indicators"].get(name, ()))
    ]
    names = ("group", "level2_no", "template", "name", "kind", "aims")
    kinds = [pl.Int64] * 3 + [pl.String] * 3
    frame = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
    return frame.with_columns(pl.col("aims").str.split(","))


@cache
def measures() -> pl.DataFrame:
    """What projects count: project, template, name, unit, low, high."""
    rows = [
        (number, place, each.name, each.unit, each.low, each.high)
        for number, project in enumerate(p for sector in projects() for p in sector)
        for place, each in enumerate(project.measures)
    ]
    return pl.DataFrame(
        rows, schema=["project_no", "template", "measure", "unit", "low", "high"], orient="row"
    )


@cache
def amounts() -> list[int]:
    """Budgets in 元 at evenly spaced quantiles of the log-normal distribution."""
    known = vocabulary()["amounts"]
    spread = NormalDist(known["log_mean"], known["log_deviation"])
    drawn = (math.exp(spread.inv_cdf((n + 0.5) / QUANTILES)) * 10_000 for n in range(QUANTILES))
    return [min(max(round(yuan), known["least"]), known["most"]) for yuan in drawn]
