"""The last texts of a form: labels, title, notes; after this nothing more is drawn or summed."""

from __future__ import annotations

import polars as pl

from jiheng.batch.synth.layouts import by_layout

c = pl.col
FULL_MARKS = "100"


def written(
    forms: pl.DataFrame, indicators: pl.DataFrame, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with the texts that follow from layout and habits."""
    points = c.budget_points.cast(pl.String)
    year = c.fiscal_year.cast(pl.String)
    title = by_layout(lambda layout: layout.title).str.replace("{年}", year, literal=True)
    forms = forms.with_columns(
        id=pl.format("synth-{}-{}", pl.lit(seed), c.number),
        path=pl.format("合成/{}.docx", c.unit_no.cast(pl.String).str.zfill(6)),
        index=(c.place_in_unit + 1).cast(pl.Int32),
        title=title.str.replace("{项}", c.project, literal=True),
        budget_unit=pl.lit("万元"),
        budget_weight_text=by_layout(lambda layout: layout.budget_label or points),
        performance_weight_text=by_layout(lambda layout: layout.performance_label),
        initial_text=by_layout(lambda layout: c.approved_text if layout.initial_column else ""),
        total_weight_text=by_layout(lambda layout: FULL_MARKS if layout.weight_column else ""),
        notes=by_layout(lambda layout: layout.notes.strip()),
        fund_label=by_layout(lambda layout: layout.fund),
    )
    pointed = pl.format("{}（{}分）", c.level1, c.group_points)
    rows = indicators.with_columns(
        level3_text=pl.when(c.points_in_names)
        .then(pl.format("{}（{}分）", c.level3, c.weight_said))
        .otherwise(c.level3),
        weight_text=by_layout(lambda layout: c.weight_said if layout.weight_column else ""),
        group_text=by_layout(lambda layout: pointed if layout.points_on_groups else c.level1),
    )
    return forms, rows
