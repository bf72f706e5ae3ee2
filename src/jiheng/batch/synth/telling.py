"""What the forms tell in words: why something fell short, what will change, the goals.

Every sentence is put together from parts drawn apart, with the project's own names and figures.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import polars as pl

from jiheng.batch.synth.chance import Chance
from jiheng.batch.synth.layouts import Layout, by_layout, by_rulebook, explain_below
from jiheng.batch.synth.vocabulary import vocabulary

c = pl.col
NOTHING = pl.lit([], dtype=pl.List(pl.String))


def told(
    forms: pl.DataFrame, indicators: pl.DataFrame, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with their narratives; the figures in them are those of the table."""
    chance = Chance(seed)
    rows = _rows(indicators, chance)
    reasons = (
        rows.filter(c.reason != "")
        .group_by("number", maintain_order=True)
        .agg(reasons=c.reason, worded=c.template.first())
        .select("number", "reasons")
    )
    forms = forms.join(reasons, on="number", how="left", maintain_order="left").with_columns(
        c.reasons.fill_null([])
    )
    return _forms(forms, chance), rows


def _rows(rows: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """The explanation of each row that needs one, and what its own column says."""
    known = vocabulary()["narratives"]
    more = chance.one_of(known["why_more"], "why more", c.draw)
    short = chance.one_of(known["miss"], "miss", c.draw)
    beyond = chance.one_of(known["exceeded"], "exceeded", c.draw)
    text = (
        pl.when(c.far)
        .then(_filled(beyond, {"{因}": more + "，" + _aside(chance, c.draw)}))
        .when(c.missed | c.partly)
        .then(_filled(short, {"{因}": _cause(chance, "row", c.draw)}))
        .otherwise(pl.lit(""))
    )
    named = {"{标}": c.level3, "{目}": c.target_text, "{实}": c.actual_text}
    rows = rows.with_columns(reason=_filled(text, named))
    mending = _filled(chance.one_of(known["improve"], "mend", c.draw), {"{项}": c.short})
    mended = pl.when((c.reason != "") & ~c.far).then(c.reason + "；" + mending).otherwise(c.reason)
    own = {"form": pl.lit(""), "row": c.reason, "mended": mended}
    return rows.with_columns(deviation=by_layout(lambda layout: own[layout.reasons]))


def _cause(chance: Chance, name: str, by: pl.Expr) -> pl.Expr:
    known = vocabulary()["narratives"]
    parts = [
        chance.one_of(known[part], f"{name}/{part}", by) for part in ("when", "what", "effect")
    ]
    detail = chance.one_of(known["detail"], f"{name}/detail", by)
    also = chance.one_of(known["also"], f"{name}/also", by)
    month = (2 + chance.below(9, f"{name}/month", by)).cast(pl.String)
    own = {"{项}": c.short, "{物}": c.thing, "{众}": c.people, "{月}": month}
    told = pl.concat_str(parts[0] + parts[1], detail, parts[2], also, separator="，")
    return _filled(told, own)


def _aside(chance: Chance, by: pl.Expr) -> pl.Expr:
    """Two more things that are said of an indicator that went far beyond its target."""
    known = vocabulary()["narratives"]
    month = (2 + chance.below(9, "aside/month", by)).cast(pl.String)
    own = {"{物}": c.thing, "{众}": c.people, "{月}": month}
    said = [chance.one_of(known[part], f"aside/{part}", by) for part in ("how", "also")]
    return _filled(pl.concat_str(*said, separator="，"), own)


def _filled(text: pl.Expr, slots: dict[str, pl.Expr]) -> pl.Expr:
    for slot, value in slots.items():
        text = text.str.replace_all(slot, value, literal=True)
    return text


def _forms(forms: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    known, habits = vocabulary()["narratives"], vocabulary()["habits"]
    by = c.number
    mended = by_layout(lambda layout: layout.reasons == "mended")
    figures = {"{率}": c.rate_said, "{预}": c.approved_text, "{支}": c.executed_text}
    names = {"{项}": c.short, "{物}": c.thing, "{众}": c.people}
    total = {"{总}": c.total_text}
    low = c.rate < by_rulebook(explain_below)
    rate = _filled(
        chance.one_of(known["rate"], "rate told", by), {"{因}": _cause(chance, "rate", by)}
    )
    forms = forms.with_columns(
        rate_reason=pl.when(low).then(_filled(rate, figures)).otherwise(pl.lit(""))
    )
    pieces = pl.concat_list(
        pl.when(c.rate_reason != "").then(pl.concat_list("rate_reason")).otherwise(pl.lit([])),
        by_layout(lambda layout: c.reasons if layout.reasons == "form" else NOTHING),
    )
    needed = (c.rate_reason != "") | (c.reasons.list.len() > 0)
    whole = ~mended & (c.rate == 10_000)
    nothing = pl.when(whole).then(chance.one_of(habits["none"], "none", by)).otherwise(pl.lit(""))
    forms = forms.with_columns(pieces=pieces, needed=needed)
    listed = c.pieces.list.join("；") + "。"
    deviation = (
        pl.when(c.pieces.list.len() > 0)
        .then(listed)
        .when(needed)
        .then(pl.lit(""))
        .otherwise(nothing)
    )

    def promise(which: str) -> pl.Expr:
        month = 3 + chance.below(8, f"{which}/month", by)
        who = chance.one_of(known["who"], f"{which}/who", by)
        first = who + chance.one_of(known["improve"], f"{which}/improve", by)
        then = chance.one_of(known["follow"], f"{which}/follow", by)
        how = chance.one_of(known["how"], f"{which}/how", by)
        told = pl.concat_str(first, how, then, separator="，") + "。"
        return told.str.replace_all("{月}", month.cast(pl.String), literal=True)

    promises = promise("one") + promise("two")
    anyway = chance.share(40, "promised anyway", by)
    said = pl.when(mended).then(c.rate_reason != "").otherwise(needed | anyway)
    improvement = pl.when(said).then(_filled(promises, names)).otherwise(pl.lit(""))

    def sentence(which: str, shown: Callable[[Layout], bool]) -> pl.Expr:
        text = _filled(chance.one_of(known[which], which, by), names)
        return by_layout(lambda layout: text if shown(layout) else "")

    return forms.with_columns(
        deviation=deviation,
        improvement=improvement,
        goal=sentence("goal", attrgetter("goals")),
        goal_actual=sentence("goal_actual", attrgetter("goals")),
        conclusion=_filled(sentence("conclusion", attrgetter("conclusion")), total),
    ).drop("reasons", "pieces")
