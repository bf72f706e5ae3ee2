"""X: what only shows when filings are laid side by side.

Each function takes the context's frames and the rulebooks that govern them, and returns one row
per finding: `filings` (the numbers of those concerned, in order; of very many the first), `field`,
`message`, `observed`, `expected`, `difference`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import polars as pl

from jiheng.checking.catalogue import ADVICE, ERROR, WARNING, Check, add, threshold
from jiheng.checking.likeness import LIKE, LISTED, alike
from jiheng.filing.columns import ENGINE, Schema
from jiheng.rulebook import Rulebook

c = pl.col

Frames = dict[str, pl.DataFrame]
Books = Sequence[Rulebook]
Across = Callable[[Frames, Books], pl.DataFrame]

SHORTEST = 20
"""Characters from which two equal narratives are no coincidence."""
FEWEST = 3
"""Indicators from which two equal sets are no coincidence."""
SHORTEST_NAME = 3
"""Characters from which a name can stand for a longer one."""
SEVERAL = 2
"""Filings of a unit from which full marks throughout are remarkable."""
FINDING: Schema = {
    "filings": pl.List(pl.UInt32),
    "field": pl.String,
    "message": pl.String,
    "observed": pl.String,
    "expected": pl.String,
    "difference": pl.Float64,
}
COLUMNS = {
    "filings": (
        "filing",
        "fiscal_year",
        "unit",
        "project",
        "implementing_unit",
        "supervising_department",
        "deviation",
        "improvement",
    ),
    "indicators": ("filing", "row", "level3", "score_claimed", "weight"),
}
"""What the checks below look at, by frame."""
CHECKS: dict[str, Across] = {}


def across(code: str, severity: str, title: str, *, advice: str) -> Callable[[Across], Across]:
    """Enter a check across filings into the catalogue."""

    def enter(function: Across) -> Across:
        reason = (function.__doc__ or "").strip().splitlines()[0]
        add(Check(code, severity, title, reason, advice, "practice", None))
        CHECKS[code] = function
        return function

    return enter


def _findings(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FINDING, orient="row")


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[\s\p{P}]", "")


def _least(books: Books, code: str, name: str, default: float) -> float:
    """A threshold of a check, the lowest that any of the rulebooks sets."""
    return min(threshold(book, code, name, default) for book in books)


def _project() -> pl.Expr:
    """A project's name without what varies from one way of writing it to another."""
    return _bare(c.project).str.replace_all(r"20\d\d年度?", "").str.strip_suffix("项目")


@across("X01", WARNING, "几份表的说明雷同", advice="各写各的情况，不要照抄")
def same_narrative(frames: Frames, books: Books) -> pl.DataFrame:
    """几份表的原因分析或改进措施几乎一字不差。"""
    return copied(
        (field, alike(narratives(frames["filings"], field, books), least_alike(books)))
        for field in NARRATIVES
    )


NARRATIVES = ("deviation", "improvement")


def least_alike(books: Books) -> float:
    """The likeness from which narratives count as copies."""
    return _least(books, "X01", "likeness", LIKE)


def narratives(filings: pl.DataFrame, field: str, books: Books) -> pl.DataFrame:
    """`filing` and `text` of the narratives that are long enough to be compared."""
    shortest = _least(books, "X01", "characters", SHORTEST)
    texts = filings.select("filing", text=_bare(c(field)))
    return texts.filter(c.text.str.len_chars() >= shortest)


def copied(alike: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    """The findings of X01 from each field's groups, as `likeness.alike` gives them."""
    rows = []
    for field, groups in alike:
        for filings, count, low, high in groups.iter_rows():
            shown = f"{_percent(low)}至{_percent(high)}" if low < high else _percent(low)
            message = f"{_forms(count)}的这一栏相似度 {shown}{_rest(count)}"
            rows.append((filings, field, message, shown, None, low))
    return _findings(rows)


def _percent(likeness: float) -> str:
    return f"{likeness:.1f}".removesuffix(".0") + "%"


def _forms(count: int) -> str:
    return "两份表" if count == 2 else f"{count} 份表"


def _rest(count: int) -> str:
    """What a finding says where it cannot name all of its filings."""
    return f"（只列出前 {LISTED} 份）" if count > LISTED else ""


@across("X02", ADVICE, "不同项目用了同一套指标", advice="按各项目的内容分别设置指标")
def same_indicators(frames: Frames, books: Books) -> pl.DataFrame:
    """几个不同的项目用的是完全相同的一套三级指标。"""
    fewest = _least(books, "X02", "indicators", FEWEST)
    sets = (
        _names(frames["indicators"].lazy().select("filing", "level3"))
        .group_by("filing")
        .agg(names=c.name.sum(), several=pl.len())
        .filter(c.several >= fewest)
        .join(frames["filings"].lazy().select("filing", project=_project()), on="filing")
        .group_by("names", "several")
        .agg(
            c.filing.sort().head(LISTED),
            count=pl.len(),
            projects=c.project.n_unique(),
        )
        .filter((pl.col("count") > 1) & (c.projects > 1))
        .sort(c.filing.list.first())
        .collect(engine=ENGINE)
    )
    return _findings(
        (
            filings,
            "level3",
            f"{_forms(count)}的 {several} 项三级指标完全相同，项目却不同{_rest(count)}",
            f"{several} 项相同",
            None,
            None,
        )
        for filings, several, count in sets.select("filing", "several", "count").iter_rows()
    )


def _names(indicators: pl.LazyFrame) -> pl.LazyFrame:
    """The different names of each filing's indicators, each as a number that stands for it.

    The sum of such numbers modulo 2⁶⁴ stands for a set of names, in whatever order they come.
    """
    told = indicators.select("level3").unique().with_columns(name=_bare(c.level3).hash())
    return (
        indicators.join(told, on="level3", how="left")
        .select("filing", "name")
        .unique(["filing", "name"])
    )


@across("X03", ERROR, "同一项目报了两次", advice="只保留一份")
def filed_twice(frames: Frames, _: Books) -> pl.DataFrame:
    """同一单位的同一项目在一个年度里报了不止一份表。

    Where the unit is blank, forms of one supervising department are taken for one unit's.
    """
    twice = (
        frames["filings"]
        .lazy()
        .select(
            "filing",
            "fiscal_year",
            "project",
            name=_project(),
            owner=pl.when(_bare(c.unit) == "")
            .then(_bare(c.supervising_department))
            .otherwise(_bare(c.unit)),
            doer=_bare(c.implementing_unit),
        )
        .filter(c.name != "")
        .group_by("name", "fiscal_year", "owner", "doer", maintain_order=True)
        .agg("filing", c.project.first())
        .filter(c.filing.list.len() > 1)
        .collect(engine=ENGINE)
    )
    return _findings(
        (filings, "project", f"“{project}”在同一年度报了 {len(filings)} 份", project, None, None)
        for filings, project in twice.select("filing", "project").iter_rows()
    )


@across("X04", ADVICE, "同一单位有几种写法", advice="统一写单位全称")
def unit_written_variously(frames: Frames, _: Books) -> pl.DataFrame:
    """同一个单位在几份表里名称写得不一样，汇总时会被当成几个单位。"""
    names = together(offices(frames["filings"]))
    spelt = variously(names)
    return several_ways(spelt, names)


def offices(filings: pl.DataFrame) -> pl.DataFrame:
    """Every mention of a unit: `name` as it is compared, `text` as it is written, `filing`,
    `field`, and the supervising department it is `under`."""
    return (
        filings.lazy()
        .select("filing", "unit", "supervising_department", under="supervising_department")
        .unpivot(index=("filing", "under"), variable_name="field", value_name="text")
        .with_columns(name=_bare(c.text).str.replace(ITSELF, ""), text=c.text.str.strip_chars())
        .filter(c.name.str.len_chars() >= SHORTEST_NAME)
        .collect(engine=ENGINE)
    )


def together(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentions of each `name`, as `offices` gives them: units first, then by filing."""
    return (
        mentions.lazy()
        .sort(c.field != "unit", "filing", maintain_order=True)
        .group_by("name", maintain_order=True)
        .agg(
            c.filing.unique().sort(),
            c.field.first(),
            c.text.unique(maintain_order=True),
            c.under.unique().sort(),
            first=c.filing.first(),
        )
        .collect(engine=ENGINE)
    )


def variously(names: pl.DataFrame) -> dict[str, list[str]]:
    """Units written in several ways: the full name, and the shorter ones that stand for it.

    Needs `name`, `field`, `text` and `under` of `together`, in the order of the first mention.
    """
    texts = dict(names.select("name", "text").iter_rows())
    spelt = spellings(texts)
    for within in _of_a_department(names):
        spelt = spellings(within) | spelt
    shorter = {way for ways in spelt.values() for way in ways}
    for name, written in texts.items():
        if len(written) > 1 and name not in shorter:
            spelt.setdefault(name, [])
    return spelt


def several_ways(spelt: dict[str, list[str]], names: pl.DataFrame) -> pl.DataFrame:
    """The findings of X04; `names` are at least those of `spelt`, as `together` gives them."""
    written = {
        name: (filings, field, texts)
        for name, filings, field, texts in names.select(
            "name", "filing", "field", "text"
        ).iter_rows()
    }
    rows = []
    for full, short in spelt.items():
        ways = [text for way in (full, *short) for text in written[way][2]]
        filings = sorted({number for way in (full, *short) for number in written[way][0]})
        listed = "、".join(ways)
        field = written[(short or [full])[0]][1]
        rows.append((filings, field, f"同一单位写成了：{listed}", listed, ways[0], None))
    return _findings(rows)


def _of_a_department(names: pl.DataFrame) -> Iterable[list[str]]:
    """The units under each supervising department: there a short name can be nobody else's."""
    under = names.filter(c.field == "unit").explode("under").group_by("under").agg(c.name.unique())
    under = under.sort("under")
    return (known for known in under["name"].to_list() if len(known) > 1)


def spellings(names: Iterable[str]) -> dict[str, list[str]]:
    """Full names with the shorter ways to write them, longest first.

    A shorter one stands for the full one, and for no other full name.
    """
    known = frozenset(names)
    longer: dict[str, set[str]] = {}
    for name in known:
        for way in _shortened(name):
            if way in known:
                longer.setdefault(way, set()).add(name)
    found: dict[str, list[str]] = {}
    for name in sorted(longer, key=lambda name: (-len(name), name)):
        full = [other for other in longer[name] if other not in longer]
        if len(full) == 1:
            found.setdefault(full[0], []).append(name)
    return found


PLACE = re.compile(r"^(.{2,4}?)[省市县区旗州](?=.{3})")
ITSELF = r"(?:本级|机关)$"
"""What is written behind a name for the unit itself, without those below it."""


def _shortened(name: str) -> set[str]:
    """The shorter ways to write a name: its end, or without 县 or 区."""
    ends = {name[start:] for start in range(1, len(name) - SHORTEST_NAME + 1)}
    return (ends | {PLACE.sub(r"\1", name)}) - {name}


@across("X05", WARNING, "一个单位的指标全部满分", advice="逐项核实；确实全部完成的，备好佐证")
def all_full_marks(frames: Frames, books: Books) -> pl.DataFrame:
    """一个单位所有项目的所有指标都得满分，自评没有起到作用。"""
    fewest = _least(books, "X05", "filings", SEVERAL)
    full = (
        frames["indicators"]
        .lazy()
        .group_by("filing")
        .agg(full=((c.score_claimed >= c.weight - 1e-9) & c.weight.is_not_null()).all())
    )
    units = (
        frames["filings"]
        .lazy()
        .select("filing", "fiscal_year", unit=_bare(c.unit))
        .filter(c.unit != "")
        .join(full, on="filing", how="left", maintain_order="left")
        .group_by("unit", "fiscal_year", maintain_order=True)
        .agg("filing", full=c.full.fill_null(value=False).all())
        .filter(c.full & (c.filing.list.len() >= fewest))
        .collect(engine=ENGINE)
    )
    return _findings(
        (filings, "score", f"{unit}的 {len(filings)} 份表所有指标都是满分", unit, None, None)
        for filings, unit in units.select("filing", "unit").iter_rows()
    )


KEYS = {"X02": "names", "X03": "owner", "X05": "owner"}
"""Checks whose findings only join filings that share a key: one of the columns of `keys`."""


def keys(frames: Frames) -> pl.DataFrame:
    """For each `filing` its `owner`, unit and year, and the `names` of its indicators."""
    names = (
        frames["indicators"]
        .lazy()
        .group_by("filing")
        .agg(names=_bare(c.level3).unique().sort().str.join("|"))
    )
    owner = pl.concat_str(_bare(c.unit), c.fiscal_year.cast(pl.String).fill_null(""), separator="|")
    return (
        frames["filings"]
        .lazy()
        .select("filing", owner=owner)
        .join(names, on="filing", how="left", maintain_order="left")
        .with_columns(c.names.fill_null(""))
        .collect(engine=ENGINE)
    )
