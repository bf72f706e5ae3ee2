"""The roll-up: completions are aggregated first, then scored as a filing's are.

What is worked out once more after scoring is only how much of the total each part makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from jiheng.checking import check as check_batch
from jiheng.filing.batch import Batch
from jiheng.filing.columns import ENGINE
from jiheng.rolling import sameness
from jiheng.rolling.again import scored_again
from jiheng.rolling.aggregation import aggregated, in_order, in_unit, summed
from jiheng.rolling.candidates import candidates
from jiheng.rolling.identity import IDENTITY, NAMES
from jiheng.rolling.keys import BY, Keyed, UnknownKey, keyed
from jiheng.rolling.members import budgets, members
from jiheng.rolling.rows import Held, Here, Sums, commonest_units, placing, shown
from jiheng.rolling.taken import SEVERITIES, Taken, taken
from jiheng.rolling.totals import counts, levels, parts, totals
from jiheng.rulebook import Rulebook

c = pl.col


@dataclass(frozen=True)
class Rolled:
    """What rolling up a batch gave, in 万元, points and percent.

    given: what was rolled up
    groups: group, key, rulebook, fiscal_year, whole, filings, approved, executed, rate,
    budget_points, budget_score, funds, full_marks, earned, total, grade, mean_total,
    mean_budget_score, error, warning, advice
    indicators: group, row, level1, level2, level3, unit, way, method, comparator, filings, target,
    target_upper, actual, weight_within, score_within, funds, weight, score, mean_score, basis
    level1: group, level1, weight, score
    members: group, filing, the amounts and scores of each, and whether it is `weighed` (its
    indicators are rolled up), `budgeted` (its budget is) and `judged` (it has a total)
    held: who holds the filings' indicators as they are brought together
    candidates: group, first and second (rows), reason, likeness: perhaps the same indicator
    unmet: names that were confirmed and do not occur
    apart: names that were confirmed to be one, whose units or directions differ
    """

    given: Taken
    by: str
    rulebooks: Mapping[str, Rulebook]
    groups: pl.DataFrame
    indicators: pl.DataFrame
    level1: pl.DataFrame
    members: pl.DataFrame
    held: Held
    candidates: pl.DataFrame
    unmet: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def found(self) -> dict[str, int]:
        """How many findings of each severity there are in all, the documents' own among them."""
        own = self.given.filings.select(c(SEVERITIES).sum()).row(0)
        across = self.given.across["severity"].to_list()
        return {name: sum_ + across.count(name) for name, sum_ in zip(SEVERITIES, own, strict=True)}

    @cached_property
    def contributions(self) -> pl.DataFrame:
        """What each filing adds to each indicator of its groups, in that indicator's unit.

        group, row, filing, form_row, funds, weight, score, target, actual and their texts.
        """
        keys = self.indicators.lazy().select("group", *IDENTITY, "row", shown="unit")
        belongs = self.members.lazy().select("group", "filing")
        return (
            self.held.rows()
            .lazy()
            .drop("group")
            .join(belongs, on="filing")
            .join(keys, on=["group", *IDENTITY], nulls_equal=True)
            .select(
                *("group", "row", "filing", "form_row", "funds", "weight", "score"),
                *("target_text", "actual_text"),
                target=in_unit(c.aim, c.shown),
                actual=in_unit(c.done, c.shown),
            )
            .sort("group", "row", "filing", "form_row")
            .collect(engine=ENGINE)
        )


def roll(  # noqa: PLR0913 - as many as the command has
    batch: Batch,
    by: str = "unit",
    rulebook: str | None = None,
    same: sameness.Same = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Rolled:
    """Roll up a batch; `same` are names confirmed to be one indicator.

    Raises UnknownKey, RulebookError, UnknownCodes.
    """
    return rolled(taken(check_batch(batch, rulebook, select, ignore)), by, same)


def _nothing(given: Taken, by: str) -> Rolled:
    none = pl.DataFrame(
        schema={"group": pl.UInt32, "filing": pl.UInt32, "row": pl.Int32, "unit": pl.String}
    )
    return Rolled(given, by, {}, none, none, none, none, Here(none), none)


def rolled(given: Taken, by: str, same: sameness.Same = (), held: Held | None = None) -> Rolled:
    """Roll up what was taken from checked filings; raises UnknownKey.

    `held` has the indicators where they are not among what is given.
    """
    if by not in BY:
        raise UnknownKey(f"不能按“{by}”汇总，可用的有：{'、'.join(BY)}")
    if not given.filings.height:
        return _nothing(given, by)
    books, groups = given.rulebooks, keyed(given.filings, by)
    filings = members(given.filings, groups)
    held = held or Here(given.rows)
    where = placing(given, groups, same)
    came = held.sums(where)
    together = _together(came, where.names, groups, books)
    money = budgets(filings, groups.groups)
    scored = scored_again(money, together, books)
    indicators = parts(together, scored, money)
    level1 = levels(came.levels, groups, indicators, money)
    return Rolled(
        given,
        by,
        books,
        totals(scored, money, indicators, level1, books)
        .join(counts(given, groups), on="group", how="left", maintain_order="left")
        .with_columns(c(name).fill_null(0) for name in SEVERITIES),
        indicators,
        level1,
        filings,
        held,
        candidates(together, held, groups),
        tuple(where.unmet),
        tuple(_apart(together, where.names)),
    )


def _together(
    came: Sums, names: pl.DataFrame, groups: Keyed, rulebooks: Mapping[str, Rulebook]
) -> pl.DataFrame:
    """The indicators of each group, its filings' completions brought together."""
    own = came.indicators.lazy()
    wholes = summed(groups.wholes(own))
    books = groups.groups.lazy().select("group", "rulebook")
    return (
        aggregated(pl.concat([own, wholes.select(own.collect_schema().names())]))
        .pipe(commonest_units, came, groups)
        .pipe(shown, came, names, groups)
        .join(books, on="group", how="left")
        .pipe(in_order, rulebooks)
        .collect(engine=ENGINE)
    )


def _apart(together: pl.DataFrame, names: pl.DataFrame) -> list[str]:
    """Names confirmed to be one indicator that are not, for their units or directions."""
    changed = pl.any_horizontal(c(name) != c(f"{name}_own") for name in NAMES)
    confirmed = names.filter(changed).select("key").unique()
    sorts = pl.struct("kind", "direction", c.way == "qualitative").n_unique()
    return (
        together.join(confirmed, on="key", how="semi")
        .group_by("group", "key")
        .agg(c.level3.min(), sorts=sorts)
        .filter(c.sorts > 1)["level3"]
        .unique()
        .sort()
        .to_list()
    )
