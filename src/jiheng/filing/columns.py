"""The columns of the frames: one list per frame, name and type, in order.

Frames are joined by `filing`, the filing's number in its batch, from 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import polars as pl

ENGINE: Literal["in-memory"] = "in-memory"
"""The engine that carries out every query: for one filing the quickest to start, and of a corpus a
slice at a time fits into memory."""
LEAN = pl.QueryOptFlags.none().update(projection_pushdown=True, comm_subplan_elim=True)
"""For queries that plan more than is wanted: that is left out, and what is wanted twice is worked
out once. Looking for more to save takes longer than it saves."""
PLAIN = pl.QueryOptFlags.none()
"""For queries in which there is nothing to leave out: looking for it takes time."""


def computed(frame: pl.LazyFrame) -> pl.DataFrame:
    """A query carried out as it stands.

    `collect_all` is at home in the threads of polars; `collect` hands every step over to them anew.
    """
    return all_computed([frame])[0]


def all_computed(
    frames: Iterable[pl.LazyFrame], optimizations: pl.QueryOptFlags = PLAIN
) -> list[pl.DataFrame]:
    """Queries carried out together, on all cores of polars."""
    return pl.collect_all(list(frames), engine=ENGINE, optimizations=optimizations)


@lru_cache(maxsize=256)
def named(*names: str) -> pl.Expr:
    """The columns of these names, made once: a query asks for a hundred of them."""
    return pl.col(*names)


def places(where: pl.Series) -> pl.Series:
    """The row numbers at which a flag is set; several times as quick as `arg_true`."""
    return pl.int_range(len(where), dtype=pl.UInt32, eager=True).filter(where)


TEXT = pl.String
NUMBER = pl.Float64
FLAG = pl.Boolean
COUNT = pl.Int16
TEXTS = pl.List(pl.String)
Schema = dict[str, pl.DataType | type[pl.DataType]]

NATURES = pl.Enum(["quantitative", "qualitative", "blank"])
COMPARATORS = pl.Enum([">=", ">", "<=", "<", "="])
DIMENSIONS = pl.Enum(
    ["ratio", "time", "money", "length", "area", "weight", "volume", "date", "count"]
)
TIERS = pl.Enum(["achieved", "partly", "missed"])

FILINGS: Schema = {
    "filing": pl.UInt32,
    "id": TEXT,
    "path": TEXT,
    "index": pl.Int32,
    "template": TEXT,
    "rulebook": TEXT,
    "title": TEXT,
    "fiscal_year": pl.Int32,
    "unit": TEXT,
    "filled_on": TEXT,
    "filled_on_text": TEXT,
    "project": TEXT,
    "project_code": TEXT,
    "supervising_department": TEXT,
    "implementing_unit": TEXT,
    "category": TEXTS,
    "attribute": TEXTS,
    "kind": TEXTS,
    "category_options": TEXTS,
    "attribute_options": TEXTS,
    "kind_options": TEXTS,
    "budget_unit": TEXT,
    "approved": NUMBER,
    "executed": NUMBER,
    "approved_text": TEXT,
    "executed_text": TEXT,
    "initial": NUMBER,
    "initial_text": TEXT,
    "rate_text": TEXT,
    "rate_claimed": NUMBER,
    "budget_weight": NUMBER,
    "budget_weight_text": TEXT,
    "budget_score_claimed": NUMBER,
    "budget_score_text": TEXT,
    "performance_weight": NUMBER,
    "performance_weight_text": TEXT,
    "goal": TEXT,
    "goal_actual": TEXT,
    "total_claimed": NUMBER,
    "total_text": TEXT,
    "total_weight_text": TEXT,
    "conclusion": TEXT,
    "deviation": TEXT,
    "improvement": TEXT,
    "opinion": TEXT,
    "signature": TEXT,
    "signed_on": TEXT,
    "signed_on_text": TEXT,
    "notes": TEXT,
    # what the texts above say besides their values
    "approved_unit": TEXT,
    "executed_unit": TEXT,
    "rate_decimals": COUNT,
    "rate_sign": FLAG,
    "rate_ratio": FLAG,
    "budget_score_decimals": COUNT,
    "total_decimals": COUNT,
}

GROUPS: Schema = {
    "filing": pl.UInt32,
    "group": COUNT,
    "level1": TEXT,
    "declared": NUMBER,
    "text": TEXT,
}

QUANTITY: Schema = {
    "text": TEXT,
    "nature": NATURES,
    "comparator": COMPARATORS,
    "value": NUMBER,
    "upper": NUMBER,
    "unit": TEXT,
    "dimension": DIMENSIONS,
    "deadline": TEXT,
    "completion": NUMBER,
    "vague": FLAG,
    "growth": FLAG,
}

INDICATORS: Schema = {
    "filing": pl.UInt32,
    "row": COUNT,
    "group": COUNT,
    "group_declared": NUMBER,
    "level1": TEXT,
    "level2": TEXT,
    "level2_declared": NUMBER,
    "level2_text": TEXT,
    "level3": TEXT,
    "level3_text": TEXT,
    **{f"target_{name}": kind for name, kind in QUANTITY.items()},
    **{f"actual_{name}": kind for name, kind in QUANTITY.items()},
    "weight_declared": NUMBER,
    "weight_text": TEXT,
    "score_claimed": NUMBER,
    "score_text": TEXT,
    "deviation": TEXT,
    # what target and actual say together
    "score_decimals": COUNT,
    "bound": FLAG,
    "tier": TIERS,
    "lower_is_better": FLAG,
    "comparable": FLAG,
    "goal": NUMBER,
    "goal_upper": NUMBER,
    "reached": NUMBER,
    "told": NUMBER,
    "admitted": FLAG,
}

LINES: Schema = {
    "filing": pl.UInt32,
    "label": TEXT,
    "approved": NUMBER,
    "executed": NUMBER,
    "approved_text": TEXT,
    "executed_text": TEXT,
    "initial": NUMBER,
    "initial_text": TEXT,
    "rate_text": TEXT,
    "weight_text": TEXT,
    "score_text": TEXT,
}

SOURCE: Schema = {
    "line": pl.Int32,
    "paragraph": pl.Int32,
    "page": pl.Int32,
    "sheet": TEXT,
    "table": pl.Int32,
    "table_row": pl.Int32,
    "column": pl.Int32,
    "box": pl.List(pl.Float64),
    "confidence": NUMBER,
    "hidden": TEXT,
    "note": TEXT,
    "place": TEXT,
}

LEFTOVERS: Schema = {"filing": pl.UInt32, "kept": TEXT, "field": TEXT, "text": TEXT, **SOURCE}

CELLS: Schema = {"filing": pl.UInt32, "field": TEXT, "row": COUNT, **SOURCE}

MENTIONS: Schema = {
    "filing": pl.UInt32,
    "field": TEXT,
    "kind": TEXT,
    "text": TEXT,
    "value": NUMBER,
    "iso": TEXT,
    "start": pl.Int32,
    "end": pl.Int32,
    "before": TEXT,
    "after": TEXT,
    "precision": NUMBER,
    "elsewhen": FLAG,
    "foreign": FLAG,
}

DOCUMENTS: Schema = {
    "path": TEXT,
    "sha256": TEXT,
    "status": TEXT,
    "filings": pl.Int32,
    "problem": TEXT,
}

KEPT: Schema = DOCUMENTS | {"edition": TEXT}
"""The documents of a corpus; `edition` tells the program and the rulebooks that read each."""
