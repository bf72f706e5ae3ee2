"""A further layout of synthetic filings is data."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import polars as pl
import pytest

from jiheng.batch.synth import layouts
from jiheng.batch.synth.synthesis import synthesise
from jiheng.batch.synth.vocabulary import vocabulary


@pytest.fixture
def fourth() -> Iterator[None]:
    """A layout without ticks and goals, weights in a column, points beside the groups."""
    known = vocabulary()
    kept = deepcopy({name: known[name] for name in ("layouts", "editions")})
    known["layouts"] = {
        "national": {
            "title": "{年}年{项}绩效自评表",
            "performance_label": "绩效指标",
            "points": [60, 20, 10],
            "reasons": "row",
            "signature": "负责人：{首}",
            "headed": True,
            "weight_column": True,
            "options": {"kind": ["延续性项目"]},
        }
    }
    known["editions"] = {"mof-2020": {"share": 100, "years": [2024]}}
    caches = (layouts.layouts, layouts.rulebooks)
    for each in caches:
        each.cache_clear()
    yield
    known.update(kept)
    for each in caches:
        each.cache_clear()


@pytest.mark.usefixtures("fourth")
def test_a_layout_is_a_table_of_the_vocabulary() -> None:
    made = synthesise(0, 32, seed=3, errors=0.5)
    filings, groups = made.frames.filings, made.frames.groups
    assert filings["title"].str.contains(r"^2024年.+绩效自评表$").all()
    assert filings["signature"].str.starts_with("负责人：").sum() >= 30
    assert set(filings["kind"].list.join("、")) == {"延续性项目"}
    assert filings["kind_options"].list.len().max() == 1
    assert (filings["goal"] == "").all()
    assert groups["declared"].null_count() == groups.height
    points = made.frames.indicators.group_by("filing").agg(pl.col("weight_declared").sum())
    assert points["weight_declared"].median() == 90
