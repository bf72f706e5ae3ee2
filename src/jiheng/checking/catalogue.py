"""What a check is, and the catalogue of all of them.

A check is a short named function that returns the expression that fires, with the columns that
hold what was observed and what is expected. It is handed the rulebook and returns one Firing, or
several where the same fault can stand in several places.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from jiheng.rulebook import Rulebook

ERROR, WARNING, ADVICE = "error", "warning", "advice"
SEVERITIES = (ERROR, WARNING, ADVICE)
"""From the gravest: send it back; explain or correct it; it could be better."""

SEVERITY_WORDS = {ERROR: "错误", WARNING: "警告", ADVICE: "建议"}
PRACTICE = "practice"


@dataclass(frozen=True)
class Firing:
    """Where a check fires, over one frame, and what it tells there.

    `over` names the frame of Frames; `field` the field of the form that is at fault. It fires
    where `when` holds, unless `unless` does, which is only looked at there. `observed` and
    `expected` are texts, `difference` a number (万元, points or percent) where there is one.
    """

    over: str
    field: str | pl.Expr
    when: pl.Expr
    message: pl.Expr
    unless: pl.Expr | None = None
    observed: pl.Expr | None = None
    expected: pl.Expr | None = None
    difference: pl.Expr | None = None
    severity: pl.Expr | None = None

    def told(self) -> Iterator[pl.Expr]:
        """Every expression of the firing."""
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            if isinstance(value, pl.Expr):
                yield value


Rule = Callable[[Rulebook], Firing | Iterable[Firing]]


@dataclass(frozen=True)
class Check:
    """One entry of the catalogue.

    `cites` is a topic of the rulebook, or "practice" for what reviewers do without a clause.
    `rule` is None for the checks across filings, which run in `across`.
    """

    code: str
    severity: str
    title: str
    reason: str
    advice: str
    cites: str
    rule: Rule | None


CATALOGUE: dict[str, Check] = {}


def check(
    code: str, severity: str, title: str, *, advice: str, cites: str = PRACTICE
) -> Callable[[Rule], Rule]:
    """Enter a function into the catalogue; the first line of its docstring is the reason."""

    def enter(rule: Rule) -> Rule:
        reason = (rule.__doc__ or "").strip().splitlines()[0]
        add(Check(code, severity, title, reason, advice, cites, rule))
        return rule

    return enter


def add(entry: Check) -> None:
    """Enter a check; a code is entered once, for ever."""
    if entry.code in CATALOGUE:
        raise ValueError(f"{entry.code} is in the catalogue already")
    CATALOGUE[entry.code] = entry


def threshold(rulebook: Rulebook, code: str, name: str, default: float) -> float:
    """A number of a check's own: the rulebook's where it sets one, else the default."""
    override = rulebook.checks.get(code)
    return override.thresholds.get(name, default) if override else default


def citation(entry: Check, rulebook: Rulebook | None) -> str:
    """The clause that a finding cites, in one line."""
    if entry.cites == PRACTICE or rulebook is None:
        return "审核惯例"
    return rulebook.citation(entry.cites)
