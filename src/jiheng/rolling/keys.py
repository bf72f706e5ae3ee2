"""By what filings are brought together, and which names may mean one and the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from jiheng.checking.across import spellings
from jiheng.filing.columns import ENGINE

c = pl.col

BY = ("unit", "supervising_department", "implementing_unit", "category")
BLANK = {
    "unit": "（未填单位）",
    "supervising_department": "（未填主管部门）",
    "implementing_unit": "（未填项目实施单位）",
    "category": "（未勾选项目类别）",
}
WHOLE = "全部"
EDITION = ("rulebook", "fiscal_year")
"""What only filings of one rulebook and one year share."""


class UnknownKey(ValueError):
    """Filings cannot be brought together by what is asked for."""


@dataclass(frozen=True)
class Keyed:
    """The groups of a batch and who belongs to which.

    groups: group, key, rulebook, fiscal_year, whole (all filings of an edition together)
    members: group, filing, whole
    """

    groups: pl.DataFrame
    members: pl.DataFrame

    @property
    def own(self) -> pl.LazyFrame:
        """Each filing's group by its key: group, filing."""
        return self.members.lazy().filter(~c.whole).select("group", "filing")

    def wholes(self, parts: pl.LazyFrame) -> pl.LazyFrame:
        """Rows of the groups by key as rows of the wholes that they are part of."""
        groups = self.groups.lazy()
        wholes = groups.filter(c.whole).select(*EDITION, within="group")
        within = groups.join(wholes, on=EDITION, nulls_equal=True).select("group", "within")
        return parts.join(within, on="group").with_columns(group=c.within).drop("within")


def keyed(filings: pl.DataFrame, by: str) -> Keyed:
    """The groups of some filings, those by one of `BY` before the whole.

    A group goes by the spelling of its key that most of its filings have.
    """
    own = _of_units(filings.lazy()) if by == "implementing_unit" else _named(filings.lazy(), by)
    spelt = own.group_by("same", *EDITION, "key").agg("filing")
    by_key = (
        spelt.sort(-c.filing.list.len().cast(pl.Int64), "key")
        .group_by("same", *EDITION, maintain_order=True)
        .agg(c.key.first(), c.filing.list.explode(), whole=pl.lit(value=False))
    )
    wholes = own.group_by(EDITION).agg(
        "filing", key=pl.lit(WHOLE), same=pl.lit(""), whole=pl.lit(value=True)
    )
    groups = (
        pl.concat([by_key, wholes.select(by_key.collect_schema().names())])
        .sort("whole", *EDITION, c.key == BLANK[by], "key", "same")
        .with_row_index("group")
        .collect(engine=ENGINE)
    )
    return Keyed(
        groups.select("group", "key", *EDITION, "whole"),
        groups.select("group", c.filing.list.sort(), "whole").explode("filing"),
    )


def _named(filings: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """filing, `EDITION`, the key as written, and what decides whether two keys are the `same`."""
    spelt = filings.select(by).unique().with_columns(key=_written(by))
    same = c.key.str.normalize("NFKC").str.replace_all(r"\s", "")
    blank = (c.same == "").fill_null(value=True)
    known = spelt.with_columns(same=same).with_columns(
        key=pl.when(blank).then(pl.lit(BLANK[by])).otherwise("key"),
        same=pl.when(blank).then(pl.lit("")).otherwise("same"),
    )
    return (
        filings.select("filing", *EDITION, by)
        .join(known, on=by, how="left", nulls_equal=True, maintain_order="left")
        .drop(by)
    )


def _written(by: str) -> pl.Expr:
    if by == "category":
        return c.category.list.unique().list.sort().list.join("、")
    return c(by).str.strip_chars()


def _of_units(filings: pl.LazyFrame) -> pl.LazyFrame:
    """Every unit has its own office: a name that several units have is told with the unit's."""
    units = _named(filings, "unit").select("filing", unit="key", unit_same="same")
    own = _named(filings, "implementing_unit").join(units, on="filing", maintain_order="left")
    several = own.select("same", "unit_same").unique().group_by("same").agg(shared=pl.len() > 1)
    return (
        own.join(several, on="same", how="left", maintain_order="left")
        .with_columns(
            key=pl.when("shared")
            .then(pl.concat_str("unit", "key", separator=" "))
            .otherwise(c.key),
            same=pl.concat_str("unit_same", "same", separator=" "),
        )
        .drop("unit", "unit_same", "shared")
    )


def variants(keys: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Keys that look like one name in full and shortened: the full one, the shorter ones."""
    bare = {"".join(filter(str.isalnum, key)): key for key in sorted(keys, reverse=True)}
    for full, short in spellings(bare).items():
        yield bare[full], [bare[each] for each in short]
