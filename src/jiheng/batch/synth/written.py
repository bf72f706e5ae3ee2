"""The last texts of a form: labels, title, notes; after this nothing more is drawn or summed."""

from __future__ import annotations

import polars as pl

from jiheng.batch.synth.vocabulary import vocabulary

c = pl.col
TITLES = {
    "hubei": "{年}年度{项}自评表",
    "national": "项目支出绩效自评表（{年}年度）",
    "sichuan": "部门预算项目支出绩效自评表（{年}年度）",
}
BUDGET_LABEL = "预算执行情况（万元）（20分）"
PERFORMANCE_LABELS = {
    "hubei": "年度绩效目标（80分）",
    "national": "绩效指标",
    "sichuan": "绩效指标（90分）",
}
FUND = {"national": "其中：当年财政拨款", "sichuan": "其中：财政资金"}
FULL_MARKS = "100"


def written(
    forms: pl.DataFrame, indicators: pl.DataFrame, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with the texts that follow from layout and habits."""
    hubei = c.template == "hubei"
    title = c.template.replace_strict(TITLES).str.replace(
        "{年}", c.fiscal_year.cast(pl.String), literal=True
    )
    forms = forms.with_columns(
        id=pl.format("synth-{}-{}", pl.lit(seed), c.number),
        path=pl.format("合成/{}.docx", c.unit_no.cast(pl.String).str.zfill(6)),
        index=(c.place_in_unit + 1).cast(pl.Int32),
        title=title.str.replace("{项}", c.project, literal=True),
        budget_unit=pl.lit("万元"),
        budget_weight_text=pl.when(hubei)
        .then(pl.lit(BUDGET_LABEL))
        .otherwise(c.budget_points.cast(pl.String)),
        performance_weight_text=c.template.replace_strict(PERFORMANCE_LABELS),
        initial_text=pl.when(hubei).then(pl.lit("")).otherwise(c.approved_text),
        total_weight_text=pl.when(hubei).then(pl.lit("")).otherwise(pl.lit(FULL_MARKS)),
        notes=pl.when(hubei)
        .then(pl.lit(vocabulary()["notes"]["hubei"].strip()))
        .otherwise(pl.lit("")),
        fund_label=c.template.replace_strict(FUND, default=""),
    )
    rows = indicators.with_columns(
        level3_text=pl.when(c.points_in_names)
        .then(pl.format("{}（{}分）", c.level3, c.weight_said))
        .otherwise(c.level3),
        weight_text=pl.when(hubei).then(pl.lit("")).otherwise(c.weight_said),
        group_text=pl.when(c.template == "sichuan")
        .then(c.level1)
        .otherwise(pl.format("{}（{}分）", c.level1, c.group_points)),
    )
    return forms, rows
