"""The roll-up: completions are aggregated first, then scored as a filing's are.

What is worked out here once more after scoring is only how much of the total each part makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from jiheng.checking import Checked
from jiheng.checking import check as check_batch
from jiheng.filing.batch import Batch
from jiheng.filing.columns import ENGINE
from jiheng.rolling import sameness
from jiheng.rolling.again import Again, scored_again
from jiheng.rolling.aggregation import SHOWN, aggregated, in_unit, weighed
from jiheng.rolling.candidates import candidates
from jiheng.rolling.exact import LARGEST_FUNDS, mean, millionths, number
from jiheng.rolling.identity import IDENTITY, NAMES, with_identity, with_names
from jiheng.rolling.keys import BY, Keyed, UnknownKey, keyed
from jiheng.rulebook import Rulebook
from jiheng.scoring import Scores
from jiheng.scoring.exact import rounded
from jiheng.scoring.totals import with_total

c = pl.col

SEVERITIES = ("error", "warning", "advice")
NEEDED = (
    *("filing", "row", "group_declared", *SHOWN, "official1", "official2"),
    *("target_text", "actual_text", "target_unit", "actual_unit", "target_comparator"),
    *("target_nature", "target_value", "target_upper", "actual_completion"),
    *("goal", "goal_upper", "reached", "lower_is_better", "measured"),
    *("basis", "weight", "score"),
)
ABOUT = ("filing", "id", "path", "index", "project", "unit")


@dataclass(frozen=True)
class Rolled:
    """What rolling up a batch gave, in 万元, points and percent.

    groups: group, key, rulebook, fiscal_year, whole, filings, approved, executed, rate,
    budget_points, budget_score, funds, full_marks, earned, total, grade, mean_total,
    mean_budget_score, error, warning, advice
    indicators: group, row, level1, level2, level3, unit, way, method, comparator, filings, target,
    target_upper, actual, weight_within, score_within, funds, weight, score, mean_score, basis
    level1: group, level1, weight, score
    members: group, filing, the amounts and scores of each, and whether it is `weighed` (its
    indicators are rolled up), `budgeted` (its budget is) and `judged` (it has a total)
    contributions: group, row, and of each filing's indicator funds, weight, score, target, actual
    candidates: group, first and second (rows), reason, likeness: perhaps the same indicator
    unmet: names that were confirmed and do not occur
    apart: names that were confirmed to be one, whose units or directions differ
    """

    checked: Checked
    by: str
    rulebooks: Mapping[str, Rulebook]
    groups: pl.DataFrame
    indicators: pl.DataFrame
    level1: pl.DataFrame
    members: pl.DataFrame
    contributions: pl.DataFrame
    candidates: pl.DataFrame
    unmet: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


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
    if by not in BY:
        raise UnknownKey(f"不能按“{by}”汇总，可用的有：{'、'.join(BY)}")
    checked = check_batch(batch, rulebook, select, ignore)
    if not batch.frames.filings.height:
        return _nothing(checked, by)
    return rolled(checked, keyed(checked.scores.filings, by), by, same)


def _nothing(checked: Checked, by: str) -> Rolled:
    told = pl.DataFrame(schema={"filing": pl.UInt32, "group": pl.UInt32, "row": pl.Int32})
    return Rolled(checked, by, {}, told, told, told, told, told, told)


def rolled(checked: Checked, groups: Keyed, by: str, same: sameness.Same) -> Rolled:
    """Roll up what has been checked, by some groups."""
    scores = checked.scores
    members = _members(scores, groups)
    rows, changes, unmet = _contributions(scores, members, same)
    together = aggregated(rows.lazy(), scores.rulebooks).collect(engine=ENGINE)
    budgets = _budgets(members, groups.groups)
    scored = scored_again(budgets, together, scores.rulebooks)
    indicators = _parts(together, scored, budgets)
    levels = _levels(rows, indicators, budgets)
    totals = _totals(scored, budgets, indicators, levels, scores.rulebooks)
    counted = _counts(checked, groups)
    return Rolled(
        checked,
        by,
        scores.rulebooks,
        totals.join(counted, on="group", how="left", maintain_order="left").with_columns(
            c(name).fill_null(0) for name in SEVERITIES
        ),
        indicators,
        levels,
        members,
        _told(rows, together),
        candidates(together, rows),
        tuple(unmet),
        tuple(_apart(together, changes)),
    )


def _members(scores: Scores, groups: Keyed) -> pl.DataFrame:
    """The filings of each group, and what of each takes part."""
    funds_by = {id_: book.aggregation.funds for id_, book in scores.rulebooks.items()}
    by_executed = c.rulebook.replace_strict(funds_by, return_dtype=pl.String) == "executed"
    funds = pl.when(by_executed).then(c.executed).otherwise(c.approved)
    scored = (
        scores.indicators.lazy()
        .group_by("filing")
        .agg(unscored=c.score.null_count(), rows=pl.len())
    )
    points = (
        scores.indicators.lazy()
        .group_by("filing", "group")
        .agg(points=_points())
        .group_by("filing")
        .agg(marks=pl.when(c.points.null_count() == 0).then(c.points.sum()))
    )
    facts = ("rulebook", "approved", "executed", "budget_points", "budget_score", "total")
    return (
        scores.filings.lazy()
        .select(*ABOUT, *facts, funds=pl.when(funds > 0).then(funds))
        .join(scored, on="filing", how="left", maintain_order="left")
        .join(points, on="filing", how="left", maintain_order="left")
        .with_columns(
            rows=c.rows.fill_null(0),
            weighed=c.funds.is_not_null() & (c.unscored == 0).fill_null(value=False),
            budgeted=(c.approved > 0).fill_null(value=False) & c.executed.is_not_null(),
            full_marks=number(c.marks + millionths(c.budget_points)),
        )
        .with_columns(
            judged=c.weighed & c.budgeted & c.total.is_not_null(),
            funds_n=millionths(c.funds, LARGEST_FUNDS).fill_null(0),
        )
        .drop("unscored", "marks")
        .join(groups.members.lazy(), on="filing")
        .sort("group", "filing")
        .collect(engine=ENGINE)
    )


def _points() -> pl.Expr:
    """The points of a filing's level-1 group: its indicators' weights, else what it declares."""
    told = pl.when(c.weight.null_count() == 0).then(millionths(c.weight).sum())
    return pl.coalesce(told, millionths(c.group_declared.first()))


def _contributions(
    scores: Scores, members: pl.DataFrame, same: sameness.Same
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Each filing's indicators in each of its groups; the names that changed, and those unmet."""
    weighing = members.lazy().filter(c.weighed).select("group", "filing", "funds", "judged")
    books = scores.filings.lazy().select("filing", "rulebook")
    named = (
        scores.indicators.lazy()
        .select(*NEEDED, form_group=c.group)
        .join(books, on="filing", maintain_order="left")
        .join(weighing, on="filing", how="semi", maintain_order="left")
        .pipe(with_names)
        .collect(engine=ENGINE)
    )
    changes, unmet = sameness.renamed(named.select(NAMES).unique(), same)
    rows = (
        named.lazy()
        .pipe(sameness.apply, changes)
        .pipe(with_identity, scores.rulebooks)
        .join(weighing, on="filing", maintain_order="left")
        .pipe(_shown, named.lazy().join(weighing, on="filing"))
        .pipe(weighed)
        .collect(engine=ENGINE)
    )
    return rows, changes, unmet


def _apart(together: pl.DataFrame, changes: pl.DataFrame) -> list[str]:
    """Names confirmed to be one indicator that are not, for their units or directions."""
    confirmed = changes.select(c(f"{name}_new").alias(name) for name in NAMES).unique()
    sorts = pl.struct("kind", "direction", c.way == "qualitative").n_unique()
    return (
        together.join(confirmed, on=NAMES, how="semi")
        .group_by("group", *NAMES)
        .agg(c.level3.min(), sorts=sorts)
        .filter(c.sorts > 1)["level3"]
        .unique()
        .sort()
        .to_list()
    )


def _shown(rows: pl.LazyFrame, named: pl.LazyFrame) -> pl.LazyFrame:
    """Names as a group shows them: official ones, else those that it writes most often.

    A name that only other groups write is shown as these write it.
    """
    official = (pl.coalesce("official1", "level1"), pl.coalesce("official2", "level2"), c.level3)
    rows = rows.drop(SHOWN)
    for key, name, spelling in zip(NAMES, SHOWN, official, strict=True):
        here = named.group_by("group", key).agg(spelling.mode().min().alias(name))
        anywhere = named.group_by(key).agg(elsewhere=spelling.mode().min())
        rows = (
            rows.join(here, on=["group", key], how="left", maintain_order="left")
            .join(anywhere, on=key, how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, "elsewhere").alias(name))
            .drop("elsewhere")
        )
    return rows


def _budgets(members: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The groups with what their budgets and funds add up to.

    Where no filing's budget is complete, an amount is told only if no filing lacks it.
    """
    complete = c.budgeted & (c.funds_n > 0)
    amounts = {name: millionths(c(name), LARGEST_FUNDS) for name in ("approved", "executed")}
    points = c.funds_n * millionths(c.budget_points)

    def added(name: str) -> pl.Expr:
        known = amounts[name].filter(c.budgeted).sum()
        every = pl.when(c(name).null_count() == 0).then(amounts[name].sum())
        return number(pl.when(c.budgeted.any()).then(known).otherwise(every))

    def judged(name: str) -> pl.Expr:
        weighted = (c.funds_n * millionths(c(name))).filter(c.judged).sum()
        return mean(weighted, c.funds_n.filter(c.judged).sum())

    return groups.join(
        members.group_by("group").agg(
            filings=pl.len(),
            approved=added("approved"),
            executed=added("executed"),
            budget_points=number(
                mean(points.filter(complete).sum(), c.funds_n.filter(complete).sum())
            ),
            funds_n=c.funds_n.filter(c.weighed).sum(),
            judged_n=c.funds_n.filter(c.judged).sum(),
            mean_total_n=judged("total"),
            mean_budget_n=judged("budget_score"),
        ),
        on="group",
        how="left",
        maintain_order="left",
    )


def _parts(together: pl.DataFrame, scored: Again, budgets: pl.DataFrame) -> pl.DataFrame:
    """The aggregated indicators scored, with their parts of the group's total."""
    funds = budgets.lazy().select("group", "funds_n", "judged_n")
    return (
        together.lazy()
        .rename({"weight": "weight_within", "funds_n": "held_n"})
        .join(scored.indicators.lazy(), on=["group", "row"], how="left", maintain_order="left")
        .join(funds, on="group", how="left", maintain_order="left")
        .with_columns(earned_n=c.held_n * millionths(c.score_within))
        .with_columns(
            target=in_unit(c.aim, c.unit),
            target_upper=in_unit(c.aim_upper, c.unit),
            actual=in_unit(c.done, c.unit),
            funds=number(c.held_n),
            share=number(mean(c.held_n * 100 * 10**6, c.funds_n)),
            weight=pl.when(c.known).then(number(mean(c.weight_f, c.funds_n))),
            score=number(mean(c.earned_n, c.funds_n)),
            mean_score=number(mean(c.judged_f, c.judged_n)),
        )
        .collect(engine=ENGINE)
    )


def _levels(rows: pl.DataFrame, indicators: pl.DataFrame, budgets: pl.DataFrame) -> pl.DataFrame:
    """The level-1 groups: what the filings set for them, and what is scored in them."""
    weights = (
        rows.lazy()
        .group_by("group", "filing", "form_group", "level1")
        .agg(points=_points(), funds=c.funds_n.first())
        .group_by("group", "level1")
        .agg(weighted=pl.when(c.points.null_count() == 0).then((c.points * c.funds).sum()))
    )
    return (
        indicators.lazy()
        .group_by("group", "level1", maintain_order=True)
        .agg(c.earned_n.sum())
        .join(weights, on=["group", "level1"], how="left", maintain_order="left")
        .join(budgets.lazy().select("group", "funds_n"), on="group", maintain_order="left")
        .select(
            "group",
            "level1",
            "weighted",
            weight=number(mean(c.weighted, c.funds_n)),
            score=number(mean(c.earned_n, c.funds_n)),
        )
        .collect(engine=ENGINE)
    )


def _totals(
    scored: Again,
    budgets: pl.DataFrame,
    indicators: pl.DataFrame,
    levels: pl.DataFrame,
    books: Mapping[str, Rulebook],
) -> pl.DataFrame:
    """The groups with their totals: aggregated first and scored, and the filings' mean."""
    earned = indicators.lazy().group_by("group").agg(earned_n=c.earned_n.sum())
    points = (
        levels.lazy()
        .group_by("group")
        .agg(points_n=pl.when(c.weighted.null_count() == 0).then(c.weighted.sum()))
    )
    groups = (
        budgets.lazy()
        .drop("budget_points")
        .join(scored.budgets.lazy(), on="group", how="left", maintain_order="left")
        .join(earned, on="group", how="left", maintain_order="left")
        .join(points, on="group", how="left", maintain_order="left")
        .with_columns(
            funds=number(c.funds_n),
            earned=number(mean(c.earned_n, c.funds_n)),
            full_marks=number(mean(c.points_n, c.funds_n) + millionths(c.budget_points)),
            mean_budget_score=number(c.mean_budget_n),
        )
    )
    by_book = [
        groups.filter(c.rulebook == id_)
        .pipe(with_total, book)
        .with_columns(
            mean_total=rounded(
                number(c.mean_total_n), digits=book.total.digits, rounding=book.total.rounding
            )
        )
        for id_, book in books.items()
    ]
    return pl.concat(by_book).sort("group").collect(engine=ENGINE)


def _counts(checked: Checked, groups: Keyed) -> pl.DataFrame:
    """How many findings of each severity the filings of a group have; one across filings once."""
    found = checked.findings.lazy().with_row_index("finding")
    own = found.filter(c.filing.is_not_null()).select("finding", "severity", "filing")
    across = found.filter(c.filing.is_null()).select("finding", "severity", filing=c.filings)
    return (
        pl.concat([own, across.explode("filing").drop_nulls("filing")])
        .join(groups.members.lazy(), on="filing")
        .unique(["finding", "group"])
        .group_by("group")
        .agg((c.severity == name).sum().alias(name) for name in SEVERITIES)
        .collect(engine=ENGINE)
    )


def _told(rows: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """What each filing contributes to each aggregated indicator, in that indicator's unit."""
    keys = together.lazy().select("group", *IDENTITY, place="row", shown="unit")
    return (
        rows.lazy()
        .rename({"row": "form_row"})
        .join(keys, on=["group", *IDENTITY], nulls_equal=True)
        .select(
            "group",
            "filing",
            "form_row",
            "funds",
            "weight",
            "score",
            "target_text",
            "actual_text",
            row=c.place,
            target=in_unit(c.aim, c.shown),
            actual=in_unit(c.done, c.shown),
        )
        .sort("group", "row", "filing", "form_row")
        .collect(engine=ENGINE)
    )
