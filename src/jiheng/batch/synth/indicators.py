"""The indicators of each filing: name, target, actual, and how far the target was met.

`num` / `den` is the completion, an exact fraction; more than 1 earns no more than the weight.
Numbers are whole hundredths of what the cell says.
"""

from __future__ import annotations

import polars as pl

from jiheng.batch.synth.chance import Chance, nth
from jiheng.batch.synth.layouts import by_layout
from jiheng.batch.synth.vocabulary import GROUPS, arrangements, measures, templates, vocabulary

c = pl.col
ROWS = 64
"""More rows than a form has: the numbers that draws for rows go by."""
COUNTED = ("number", "row")
OF_THE_FORM = (
    "number",
    "arrangement",
    "template",
    "edition",
    "project_no",
    "short",
    "thing",
    "people",
    "approved",
    "executed",
    "points_in_names",
    "two_decimals",
    "misses",
    "parts",
    "surplus",
)


def indicators(forms: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row per indicator of some filings, in the order of the form."""
    chance = Chance(seed)
    rows = (
        forms.lazy()
        .select(OF_THE_FORM)
        .join(arrangements().lazy(), on="arrangement", maintain_order="left_right")
        .with_columns(draw=c.number * ROWS + c.row.cast(pl.UInt64))
        .collect()
    )
    for step in (_named, _weights, _aims, _fate, _reached, _worded):
        rows = rows.pipe(step, chance)
    return rows


def _named(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Which indicator stands in a row; no two of a form alike."""
    same = c.number * ROWS + (c.group * 8 + c.level2_no + 32).cast(pl.UInt64)
    known = templates().group_by("group", "level2_no").len("choice")
    rows = (
        rows.join(known, on=["group", "level2_no"], how="left", maintain_order="left")
        .with_columns(c.choice.fill_null(3).cast(pl.Int64))
        .with_columns(
            template_no=(
                chance.below(c.choice, "indicator", same)
                + c.ordinal * (1 + chance.below(c.choice - 1, "stride", same))
            )
            % c.choice
        )
        .join(
            templates().rename({"template": "template_no"}),
            on=["group", "level2_no", "template_no"],
            how="left",
            maintain_order="left",
        )
        .join(
            measures().rename({"template": "template_no"}),
            on=["project_no", "template_no"],
            how="left",
            maintain_order="left",
        )
    )
    counted = (c.group == 0) & (c.level2_no == 0)
    name = c.name
    for slot, value in (("{项}", c.short), ("{物}", c.thing), ("{众}", c.people)):
        name = name.str.replace_all(slot, value, literal=True)
    level2 = [text for group in GROUPS for text in vocabulary()["level2"][group]]
    return rows.with_columns(
        kind=pl.when(counted).then(pl.lit("count")).otherwise(c.kind),
        level3=pl.when(counted).then(c.measure).otherwise(name),
        level2=nth(level2, c.group * 4 + c.level2_no),
        level1=nth([vocabulary()["groups"][group]["name"] for group in GROUPS], c.group),
        aim=c.aims.list.get(
            chance.below(1 << 20, "aim", c.draw) % c.aims.list.len().cast(pl.Int64)
        ),
    )


def _weights(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Whole points, as even as they go; the first rows of a group have one more."""
    total = by_layout(lambda layout: nth(layout.points, c.group))
    more = (c.place_in_group < total % c.rows_in_group).cast(pl.Int64)
    return rows.with_columns(
        group_points=total, weight=(total // c.rows_in_group + more).cast(pl.Int64) * 100
    )


NUMBER = r"^(\d+)"
DAY = r"^(\d+)月(?:底前|(\d+)日前)"


def _aims(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Each target as a number of hundredths and a unit; a day as month and day."""
    span = c.high - c.low + 1
    count = c.low + chance.below(pl.when(span > 0).then(span).otherwise(1), "count", c.draw)
    nice = pl.when(count >= 2000).then(100).when(count >= 200).then(10).otherwise(1)
    number = c.aim.str.extract(NUMBER).cast(pl.Int64)
    return rows.with_columns(
        goal=pl.when(c.kind == "count")
        .then(count // nice * nice * 100)
        .when(c.kind == "cost")
        .then(c.approved)
        .otherwise(number * 100),
        unit=pl.when(c.kind == "count")
        .then(c.unit)
        .when(c.kind.is_in(["high", "low"]))
        .then(pl.lit("%"))
        .when(c.kind == "time")
        .then(c.aim.str.replace(NUMBER, ""))
        .when(c.kind == "cost")
        .then(pl.lit("万元")),
        month=c.aim.str.extract(DAY).cast(pl.Int64),
        day=c.aim.str.extract(DAY, 2).cast(pl.Int64).fill_null(28),
        exact=(c.kind == "count")
        & by_layout(lambda layout: layout.target_columns)
        & chance.share(25, "exact", c.draw),
    )


def _fate(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Which rows of a form miss their target, half meet it, or go far beyond it."""
    measured = (
        ((c.kind == "high") & (c.goal >= 5000))
        | ((c.kind == "low") & (c.goal >= 200))
        | ((c.kind == "count") & (c.goal >= 400))
    )
    lot = chance.below(1 << 30, "lot", c.draw)

    def among(eligible: pl.Expr, how_many: pl.Expr) -> pl.Expr:
        order = pl.when(eligible).then(lot).otherwise(1 << 40).rank("ordinal").over("number")
        return eligible & (order <= how_many)

    rows = rows.with_columns(
        missed=among(measured, c.misses), partly=among(c.kind == "words", c.parts)
    )
    far = (c.kind == "count") & ~c.missed & ~c.exact & (c.goal >= 1000)
    return rows.with_columns(far=among(far, c.surplus))


def _reached(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The actual number in hundredths, and the completion."""
    percent = chance.below(100, "percent", c.draw)
    evenly = chance.share(55, "evenly", c.draw) | c.exact
    whole = (c.goal * pl.when(evenly).then(100).otherwise(101 + percent % 24)) // 10_000 * 100
    counted = (
        pl.when(c.missed)
        .then(pl.max_horizontal(c.goal * (60 + percent % 38) // 10_000 * 100, 100))
        .when(c.far)
        .then(c.goal * (136 + percent % 60) // 10_000 * 100)
        .otherwise(pl.max_horizontal(whole, c.goal))
    )
    high = (
        pl.when(c.missed)
        .then(c.goal * (78 + percent % 20) // 1000 * 10)
        .when(c.goal >= 5000)
        .then(
            pl.min_horizontal(
                c.goal + (10_000 - c.goal) * percent // 10_000 * 100, c.goal * 128 // 10_000 * 100
            )
        )
        .otherwise(c.goal * (100 + percent % 28) // 1000 * 10)
    )
    low = (
        c.goal
        * pl.when(c.missed).then(108 + percent % 60).otherwise(20 + percent % 79)
        // 1000
        * 10
    )
    spent = pl.when(c.unit == "小时").then(50).otherwise(100)
    time = pl.max_horizontal(c.goal * (40 + percent % 61) // 100 // spent * spent, spent)
    rows = rows.with_columns(
        actual=pl.when(c.kind == "count")
        .then(counted)
        .when(c.kind == "high")
        .then(pl.max_horizontal(high, pl.when(c.missed).then(0).otherwise(c.goal)))
        .when(c.kind == "low")
        .then(pl.max_horizontal(low, 10))
        .when(c.kind == "time")
        .then(pl.min_horizontal(time, c.goal))
        .when(c.kind == "cost")
        .then(c.executed)
    )
    less = c.kind.is_in(["low", "time", "cost"])
    tier = 62 + percent % 17
    return rows.with_columns(
        less=less,
        num=pl.when(c.partly)
        .then(tier)
        .when(c.kind.is_in(["words", "day"]))
        .then(1)
        .when(less)
        .then(c.goal)
        .otherwise(c.actual),
        den=pl.when(c.partly)
        .then(100)
        .when(c.kind.is_in(["words", "day"]))
        .then(1)
        .when(less)
        .then(c.actual)
        .otherwise(c.goal),
    )


def hundredths(value: pl.Expr, places: int = 2) -> pl.Expr:
    """Hundredths (or other decimal parts) as a decimal without trailing zeros."""
    part = 10**places
    tail = (value % part).cast(pl.String).str.zfill(places).str.strip_chars_end("0")
    whole = (value // part).cast(pl.String)
    return pl.when(tail == "").then(whole).otherwise(whole + "." + tail)


def _worded(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The texts of target and actual."""
    shares, words = vocabulary()["shares"], vocabulary()["words"]
    places = pl.when(c.kind == "cost").then(4).otherwise(2)
    rows = rows.with_columns(
        goal_said=pl.when(places == 4).then(hundredths(c.goal, 4)).otherwise(hundredths(c.goal)),
        actual_said=pl.when(places == 4)
        .then(hundredths(c.actual, 4))
        .otherwise(hundredths(c.actual)),
    )
    number = c.goal_said + c.unit
    columns = by_layout(lambda layout: layout.target_columns)
    spoken = ~columns & chance.share(shares["spoken_comparators"], "spoken", c.draw)
    style = chance.below(3, "style", c.draw)
    above = nth(["不低于{}", "不少于{}", "{}以上"], style)
    below = nth(["不超过{}", "不高于{}", "{}以内"], style)
    said = pl.when(c.less).then(below).otherwise(above).str.replace("{}", number, literal=True)
    sign = pl.when(c.less).then(pl.lit("≤")).when(c.exact).then(pl.lit("＝")).otherwise(pl.lit("≥"))
    answers = {
        kind: [each.split("|") for each in words[kind]]
        for kind in ("quality", "cost", "better", "lasting")
    }
    pick = chance.below(1 << 20, "words", c.draw)
    told = [
        (nth([a for a, _ in each], pick % len(each)), nth([b for _, b in each], pick % len(each)))
        for each in answers.values()
    ]
    wish = pl.coalesce(
        pl.when(c.aim == kind).then(t) for kind, (t, _) in zip(answers, told, strict=True)
    )
    answer = pl.coalesce(
        pl.when(c.aim == kind).then(a) for kind, (_, a) in zip(answers, told, strict=True)
    )
    bare = columns | (
        chance.share(shares["bare_actual"], "bare", c.draw) & c.kind.is_in(["count", "high"])
    )
    earlier = chance.below(2, "earlier", c.draw)
    date = chance.below(1 << 20, "date", c.draw)
    day = pl.when(earlier == 1).then(1 + date % 28).otherwise(1 + date % c.day)
    ending = nth(["", "", "完成"], chance.below(3, "ending", c.draw))
    return rows.with_columns(
        target_text=pl.when(c.kind == "day")
        .then(c.aim)
        .when(c.kind == "words")
        .then(wish)
        .when(spoken)
        .then(said)
        .otherwise(sign + number),
        actual_text=pl.when(c.kind == "day")
        .then(pl.format("{}月{}日{}", c.month - earlier, day, ending))
        .when(c.partly)
        .then(chance.one_of(words["partly"], "partly", c.draw))
        .when(c.kind == "words")
        .then(answer)
        .when(bare)
        .then(c.actual_said)
        .otherwise(c.actual_said + c.unit),
    )
