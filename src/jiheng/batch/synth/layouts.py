"""What the forms of each layout print, and how they are filled in: [layouts] of vocabulary.toml.

No code knows a layout by its name: a further one is a table of the vocabulary, and a line that
says which rulebook has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from jiheng.batch.synth.vocabulary import vocabulary
from jiheng.rulebook import Rulebook, load

c = pl.col


@dataclass(frozen=True)
class Layout:
    """A layout; the comment in vocabulary.toml says what each field means."""

    title: str
    performance_label: str
    points: list[int]
    reasons: str
    budget_label: str = ""
    fund: str = ""
    project_code: str = ""
    signature: str = ""
    notes: str = ""
    headed: bool = False
    by_section: bool = False
    signed_off: bool = False
    initial_column: bool = False
    weight_column: bool = False
    target_columns: bool = False
    points_on_groups: bool = False
    goals: bool = False
    conclusion: bool = False
    options: dict[str, list[str]] = field(default_factory=dict)


@cache
def layouts() -> dict[str, Layout]:
    """The layouts by name."""
    return {name: Layout(**told) for name, told in vocabulary()["layouts"].items()}


@cache
def rulebooks() -> dict[str, Rulebook]:
    """The rulebooks by which filings are made, by id."""
    return {name: load(name) for name in vocabulary()["editions"]}


def explain_below(rulebook: Rulebook) -> int:
    """Hundredths of a percent: the execution rate from which nothing need be said."""
    return round(rulebook.explanations.rate_below * 10_000)


def by_layout(say: Callable[[Layout], Any]) -> pl.Expr:
    """What is said of each filing's layout, named by its column `template`."""
    return pl.coalesce(
        pl.when(c.template == name).then(_expression(say(layout)))
        for name, layout in layouts().items()
    )


def by_rulebook(say: Callable[[Rulebook], Any]) -> pl.Expr:
    """What is said of each filing's rulebook, whose id is its column `rulebook`."""
    return pl.coalesce(
        pl.when(c.rulebook == name).then(_expression(say(book)))
        for name, book in rulebooks().items()
    )


def _expression(said: Any) -> pl.Expr:
    return said if isinstance(said, pl.Expr) else pl.lit(said)
