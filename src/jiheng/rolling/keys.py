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
    """The groups of some filings, those by one of `BY` before the whole."""
    key, same = _key(by)
    own = filings.lazy().select("filing", *EDITION, key=key, same=same, whole=pl.lit(value=False))
    if by == "implementing_unit":
        own = _of_units(own, filings.lazy())
    every = own.with_columns(key=pl.lit(WHOLE), same=pl.lit(""), whole=pl.lit(value=True))
    listed = pl.concat([own, every])
    groups = (
        listed.group_by("same", *EDITION, "whole")
        .agg(key=c.key.mode().min())
        .sort("whole", *EDITION, c.key == BLANK[by], "key", "same")
        .with_row_index("group")
    )
    members = listed.join(groups, on=["same", *EDITION, "whole"], nulls_equal=True)
    done = pl.collect_all(
        [
            groups.select("group", "key", *EDITION, "whole"),
            members.select("group", "filing", "whole").sort("group", "filing"),
        ],
        engine=ENGINE,
    )
    return Keyed(*done)


def _key(by: str) -> tuple[pl.Expr, pl.Expr]:
    """The key as written, and what decides whether two keys are the same."""
    if by == "category":
        written = c.category.list.unique().list.sort().list.join("、")
    else:
        written = c(by).str.strip_chars()
    same = written.str.normalize("NFKC").str.replace_all(r"\s", "")
    blank = (same == "").fill_null(value=True)
    return (
        pl.when(blank).then(pl.lit(BLANK[by])).otherwise(written),
        pl.when(blank).then(pl.lit("")).otherwise(same),
    )


def _of_units(own: pl.LazyFrame, filings: pl.LazyFrame) -> pl.LazyFrame:
    """Every unit has its own office: a name that several units have is told with the unit's."""
    key, same = _key("unit")
    units = filings.select("filing", unit=key, unit_same=same)
    shared = c.unit_same.n_unique().over("same") > 1
    return (
        own.join(units, on="filing", maintain_order="left")
        .with_columns(
            key=pl.when(shared).then(pl.concat_str("unit", "key", separator=" ")).otherwise(c.key),
            same=pl.concat_str("unit_same", "same", separator=" "),
        )
        .drop("unit", "unit_same")
    )


def variants(keys: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Keys that look like one name in full and shortened: the full one, the shorter ones."""
    bare = {"".join(filter(str.isalnum, key)): key for key in sorted(keys, reverse=True)}
    for full, short in spellings(bare).items():
        yield bare[full], [bare[each] for each in short]
