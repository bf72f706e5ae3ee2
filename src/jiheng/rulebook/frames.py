"""Rulebooks as columns, one row per rulebook, group, level-2 name or grade."""

from collections.abc import Iterable

import polars as pl

from jiheng.rulebook.schema import Rulebook

PARAMETERS = pl.Schema(
    {
        "rulebook": pl.String(),
        "budget_points": pl.Float64(),
        "budget_formula": pl.String(),
        "budget_cap": pl.Float64(),
        "performance_points": pl.Float64(),
        "total_points": pl.Float64(),
        "digits": pl.Int64(),
        "rounding": pl.String(),
        "higher": pl.String(),
        "lower": pl.String(),
        "equal": pl.String(),
        "strict": pl.String(),
        "zero_target": pl.String(),
        "indicator_cap": pl.Float64(),
        "over_threshold": pl.Float64(),
        "over_then": pl.String(),
        "tier_achieved_low": pl.Float64(),
        "tier_partly_low": pl.Float64(),
        "explain_rate_below": pl.Float64(),
        "explain_below_weight": pl.Boolean(),
        "explain_adjustment": pl.Boolean(),
        "level2_must_add_up": pl.Boolean(),
        "heavy_indicator": pl.Float64(),
        "group_gap": pl.Float64(),
        "cost_default": pl.Float64(),
        "narrative_limit": pl.Int64(),
        "adjustment_limit": pl.Int64(),
        "weights_declared": pl.Boolean(),
        "satisfaction_optional": pl.Boolean(),
    }
)
GROUPS = pl.Schema(
    {
        "rulebook": pl.String(),
        "level1": pl.String(),
        "names": pl.List(pl.String()),
        "points": pl.Float64(),
        "required": pl.Boolean(),
        "position": pl.Int64(),
    }
)
LEVEL2 = pl.Schema(
    {
        "rulebook": pl.String(),
        "level1": pl.String(),
        "level2": pl.String(),
        "names": pl.List(pl.String()),
        "expected": pl.Boolean(),
    }
)
GRADE_BANDS = pl.Schema({"rulebook": pl.String(), "grade": pl.String(), "low": pl.Float64()})


def parameters(rulebooks: Iterable[Rulebook]) -> pl.DataFrame:
    """One row per rulebook: its numbers and the names of its formulas.

    Points are points, `tier_*` and `explain_rate_below` fractions, `*_cap` and
    `over_threshold` multiples, the `*_limit` characters; null where the rulebook sets none.
    """
    return pl.DataFrame([_parameters(r) for r in rulebooks], schema=PARAMETERS, orient="row")


def _parameters(r: Rulebook) -> tuple[object, ...]:
    quantitative = r.indicators.quantitative
    qualitative = r.indicators.qualitative
    return (
        r.id,
        r.budget.points,
        r.budget.formula,
        r.budget.cap,
        r.total.performance,
        r.total.points,
        r.total.digits,
        r.total.rounding,
        quantitative.higher_is_better,
        quantitative.lower_is_better,
        quantitative.equal,
        quantitative.strict,
        quantitative.zero_target,
        quantitative.cap,
        quantitative.over_achievement.threshold,
        quantitative.over_achievement.then,
        qualitative.achieved_from,
        qualitative.partly_from,
        r.explanations.rate_below,
        r.explanations.below_weight,
        r.explanations.adjustment,
        r.weights.level2_must_add_up,
        r.weights.heavy_indicator,
        r.weights.group_gap,
        r.weights.cost_default,
        r.explanations.narrative_limit,
        r.explanations.adjustment_limit,
        r.form.weights_declared,
        r.satisfaction_optional,
    )


def groups(rulebooks: Iterable[Rulebook]) -> pl.DataFrame:
    """One row per level-1 group: official name, accepted names, points (or null), order from 1."""
    rows = [
        (rulebook.id, group.names[0], list(group.names), group.points, group.required, position)
        for rulebook in rulebooks
        for position, group in enumerate(rulebook.groups.values(), start=1)
    ]
    return pl.DataFrame(rows, schema=GROUPS, orient="row")


def level2(rulebooks: Iterable[Rulebook]) -> pl.DataFrame:
    """One row per official level-2 name under its level 1; `expected`: C06 misses it."""
    rows = [
        (rulebook.id, group.names[0], inner.names[0], list(inner.names), inner.expected)
        for rulebook in rulebooks
        for group in rulebook.groups.values()
        for inner in group.level2.values()
    ]
    return pl.DataFrame(rows, schema=LEVEL2, orient="row")


def grade_bands(rulebooks: Iterable[Rulebook]) -> pl.DataFrame:
    """One row per grade, best first, with the lowest total (points, included) that earns it."""
    rows = [
        (rulebook.id, band.grade, band.low)
        for rulebook in rulebooks
        for band in rulebook.grades.bands
    ]
    return pl.DataFrame(rows, schema=GRADE_BANDS, orient="row")
