"""Which unit files what: one row per filing, all that its form says above the indicators.

Filings come in runs of sixteen that belong to one to four units. Amounts are whole 元.
"""

from __future__ import annotations

from itertools import accumulate

import polars as pl

from jiheng.batch.synth.chance import Chance, nth
from jiheng.batch.synth.layouts import by_layout, rulebooks
from jiheng.batch.synth.vocabulary import amounts, arrangement_count, projects, vocabulary

RUN = 16
UNITS_OF_A_RUN = 4
c = pl.col


def forms(first: int, count: int, seed: int) -> pl.DataFrame:
    """The filings number `first` and on: who, what, when, and the money."""
    chance = Chance(seed)
    numbers = pl.DataFrame({"number": pl.arange(first, first + count, eager=True, dtype=pl.UInt64)})
    steps = (_units, _places, _editions, _projects, _people, _money, _habits)
    for step in steps:
        numbers = numbers.pipe(step, chance)
    return numbers


def _units(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Which unit of its run a filing belongs to, and its place among the unit's filings."""
    splits = [[int(size) for size in split.split("|")] for split in vocabulary()["units"]["sizes"]]
    spread = [
        [(unit, place, size) for unit, size in enumerate(split) for place in range(size)]
        for split in splits
    ]
    assert all(len(each) == RUN for each in spread)
    unit, place, size = zip(*(each for split in spread for each in split), strict=True)
    run = c.number // RUN
    at = chance.below(len(splits), "split", run) * RUN + (c.number % RUN).cast(pl.Int64)
    return frame.with_columns(
        unit_no=run * UNITS_OF_A_RUN + nth(unit, at).cast(pl.UInt64),
        place_in_unit=nth(place, at),
        unit_size=nth(size, at),
    )


def _places(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """A place and an institution for each unit; no two units share both."""
    known, sectors = vocabulary()["places"], vocabulary()["sectors"]
    firsts, seconds, kinds = known["first"], known["second"], known["kinds"]
    total = len(firsts) * len(seconds) * len(kinds)
    institutions = [unit for sector in sectors for unit in sector["units"]]
    owners = [n for n, sector in enumerate(sectors) for _ in sector["units"]]
    shift = chance.generator("places", 0).randrange(total)
    place = ((c.unit_no * 2741 + shift) % total).cast(pl.Int64)
    again = (c.unit_no // total).cast(pl.Int64)
    start = chance.below(len(institutions), "institution", place.cast(pl.UInt64))
    branch = again // len(institutions)
    return frame.with_columns(
        place_no=place,
        place=nth(firsts, place % len(firsts))
        + nth(seconds, place // len(firsts) % len(seconds))
        + nth(kinds, place // (len(firsts) * len(seconds))),
        sector=nth(owners, (start + again) % len(institutions)),
        institution=nth(institutions, (start + again) % len(institutions)),
        branch=pl.when(branch > 0).then(pl.format("（{}分部）", branch + 1)).otherwise(pl.lit("")),
    ).with_columns(
        unit=c.place + c.institution + c.branch,
        supervising_department=c.place + nth([each["department"] for each in sectors], c.sector),
    )


def _editions(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The rulebook of each place, and the year of each unit's filings."""
    known = vocabulary()["editions"]
    ends = list(accumulate(edition["share"] for edition in known.values()))
    drawn = chance.below(ends[-1], "edition", c.place_no.cast(pl.UInt64))
    edition = pl.sum_horizontal(drawn >= end for end in ends)
    years = [edition["years"] for edition in known.values()]
    year = [chance.one_of(each, f"year{n}", c.unit_no) for n, each in enumerate(years)]
    return frame.with_columns(
        edition=edition,
        rulebook=nth(list(known), edition),
        template=nth([rulebooks()[name].template for name in known], edition),
    ).with_columns(
        fiscal_year=pl.coalesce(
            pl.when(c.edition == n).then(each) for n, each in enumerate(year)
        ).cast(pl.Int32)
    )


NAMES = ("{}", "{}项目", "{}经费", "{}年{}", "{}年度{}", "{}年度{}项目")


def _projects(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """A project for each filing, no two of a unit alike."""
    each = len(projects()[0])
    start = chance.below(each, "project", c.unit_no)
    step = chance.below(each // 2, "step", c.unit_no) * 2 + 1
    flat = [project for sector in projects() for project in sector]
    name = chance.below(len(NAMES), "name", c.number)
    dated = [pl.format(text, c.fiscal_year, c.short) for text in NAMES[3:]]
    plain = [pl.format(text, c.short) for text in NAMES[:3]]
    code = {"{地}": 1000 + c.place_no, "{号}": 100_000_000_000 + c.number}
    return (
        frame.with_columns(
            project_no=c.sector * each + (start + step * c.place_in_unit) % each,
            name_no=name,
        )
        .with_columns(
            short=nth([project.short for project in flat], c.project_no),
            thing=nth([project.thing for project in flat], c.project_no),
            people=nth([project.people for project in flat], c.project_no),
        )
        .with_columns(
            project=pl.coalesce(
                pl.when(c.name_no == n).then(text) for n, text in enumerate([*plain, *dated])
            ),
            project_code=_filled(by_layout(lambda layout: layout.project_code), code),
        )
    )


def _people(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The section that carried it out, and who signs."""
    known = vocabulary()["habits"]

    def person(who: str) -> pl.Expr:
        surname = chance.one_of(known["surnames"], f"{who}/surname", c.unit_no)
        return surname + chance.one_of(known["given"], f"{who}/given", c.unit_no)

    section = chance.one_of(known["sections"], "section", c.number)
    opinion = chance.one_of(known["opinions"], "opinion", c.unit_no)
    signing = {"{首}": person("head"), "{项}": person("leader"), "{财}": person("finance")}
    return frame.with_columns(
        implementing_unit=by_layout(lambda layout: section if layout.by_section else c.unit),
        opinion=by_layout(lambda layout: opinion if layout.signed_off else ""),
        signature=_filled(by_layout(lambda layout: layout.signature), signing),
    )


def _filled(text: pl.Expr, slots: dict[str, pl.Expr]) -> pl.Expr:
    for slot, value in slots.items():
        text = text.str.replace(slot, value.cast(pl.String), literal=True)
    return text


def _money(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The adjusted budget and what was spent of it."""
    bands = vocabulary()["rates"]["bands"]
    ends = list(accumulate(band["share"] for band in bands))
    drawn = chance.below(ends[-1], "band", c.number)
    band = pl.sum_horizontal(drawn >= end for end in ends)
    low = nth([each["from"] for each in bands], band)
    high = nth([each["to"] for each in bands], band)
    rough = nth(amounts(), chance.below(len(amounts()), "amount", c.number))
    digits = chance.below(100, "round", c.number)
    unit = pl.when(digits < 60).then(10_000).when(digits < 85).then(100).otherwise(1)
    fine = pl.when(chance.share(55, "fine", c.number)).then(100).otherwise(1)
    share = low + chance.below(high - low + 1, "rate", c.number)
    return (
        frame.with_columns(approved=rough // unit * unit, share=share, fine=fine)
        .with_columns(spent=c.approved * c.share // 10_000)
        .with_columns(
            executed=pl.when(c.share == 10_000)
            .then(c.approved)
            .otherwise(c.spent // c.fine * c.fine)
        )
    )


def _habits(frame: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """How the unit writes dates, ticks and figures, and which rows the form has."""
    known, shares = vocabulary()["habits"], vocabulary()["shares"]
    year, month = c.fiscal_year + 1, chance.below(3, "month", c.unit_no) + 1
    day = chance.below(28, "day", c.unit_no) + 1
    date = chance.one_of(known["dates"], "date", c.unit_no)

    def written(later: int) -> pl.Expr:
        named = {"{年}": year, "{月}": month, "{日}": (day + later - 1) % 28 + 1}
        return _filled(date, named)

    once = c.place_in_unit == 0
    return frame.with_columns(
        filled_on_text=written(0),
        signed_on_text=by_layout(lambda layout: written(0) if layout.signed_off else ""),
        category_no=chance.below(2, "category", c.number),
        attribute_no=pl.when(chance.share(80, "attribute", c.number)).then(0).otherwise(1),
        kind_no=nth([0, 0, 0, 0, 1, 2], chance.below(6, "kind", c.number)),
        arrangement=chance.below(arrangement_count(), "layout", c.number),
        points_in_names=by_layout(lambda layout: not layout.weight_column)
        & chance.share(shares["points_in_names"], "points", c.unit_no),
        two_decimals=chance.share(shares["two_decimals"], "decimals", c.unit_no),
        misses=pl.when(once | chance.share(shares["missed"], "missed", c.number))
        .then(1 + (chance.below(4, "twice", c.number) == 0).cast(pl.Int64))
        .otherwise(0),
        parts=chance.share(shares["partly"], "partly", c.number).cast(pl.Int64),
        surplus=chance.share(shares["exceeded_and_told"], "surplus", c.number).cast(pl.Int64),
    )
