"""Charts as SVG inside the page: no script, no request, sharp on paper."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from jiheng.writing.figure import plain
from jiheng.writing.simulation.facts import Facts, moved, points

WIDTH = 760
HEIGHT = 230
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 16, 40
LABELS = 10
"""Labels along the axis of a histogram, at most."""
ROW = 26
NAMES = 210
GROUPS = 40
"""Groups that a chart holds."""
LONGEST = 15
"""Characters of a group's name beside its line."""


def histogram(report: Facts) -> Markup:
    """How many filings change by how much: a bar for each range of points."""
    bins = report["bins"]
    if not bins:
        return Markup("")
    most = max(each["filings"] for each in bins)
    step = (WIDTH - LEFT - RIGHT) / len(bins)
    floor = HEIGHT - BOTTOM
    every = -(-len(bins) // LABELS)

    def shapes() -> Iterator[str]:
        for share in (0, 0.5, 1):
            y = floor - share * (floor - TOP)
            yield _line("grid", LEFT, y, WIDTH - RIGHT, y)
            yield _text("axis end", LEFT - 6, y + 4, plain(round(most * share)))
        for place, each in enumerate(bins):
            tall = each["filings"] / most * (floor - TOP)
            x = LEFT + place * step
            title = f"{plain(each['low'])} 至 {plain(each['high'])} 分：{each['filings']} 份"
            kind = "up" if each["low"] > 0 else "down" if each["high"] <= 0 else "level"
            yield (
                f'<rect class="bar {kind}" x="{x + 1:.1f}" y="{floor - tall:.1f}" '
                f'width="{max(step - 2, 1):.1f}" height="{tall:.1f}">'
                f"<title>{escape(title)}</title></rect>"
            )
            if place % every == 0:
                yield _text("axis middle", x, floor + 16, plain(each["low"]))
        yield _text("axis middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, "总分变动（分）")

    return _svg(HEIGHT, "总分变动的分布", shapes())


def groups(report: Facts) -> Markup:
    """The mean total of each group before and after, the greatest losses and gains at the ends."""
    known = [each for each in report["groups"] if each["change"] is not None]
    told = known if len(known) <= GROUPS else known[: GROUPS // 2] + known[-GROUPS // 2 :]
    if not told:
        return Markup("")
    values = [each[side] for each in told for side in ("before", "after")]
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    wide = WIDTH - NAMES - 90

    def across(value: float) -> float:
        return NAMES + float((value - low) / room * wide)

    def shapes() -> Iterator[str]:
        for share in (0, 0.5, 1):
            x = NAMES + share * wide
            yield _line("grid", x, TOP, x, TOP + ROW * len(told))
            yield _text("axis middle", x, TOP - 4, points(low + share * room))
        for place, each in enumerate(told):
            y = TOP + ROW * place + ROW / 2
            kind = "up" if each["change"] > 0 else "down" if each["change"] < 0 else "level"
            before, after = across(each["before"]), across(each["after"])
            title = f"{plain(each['key'])}：{points(each['before'])} → {points(each['after'])}"
            yield f"<g><title>{escape(title)}</title>"
            yield _text("name end", NAMES - 12, y + 4, _short(plain(each["key"])))
            yield _line(f"move {kind}", before, y, after, y)
            yield f'<circle class="was" cx="{before:.1f}" cy="{y:.1f}" r="3.5"/>'
            yield f'<circle class="is {kind}" cx="{after:.1f}" cy="{y:.1f}" r="4.5"/>'
            yield _text("axis", max(before, after) + 10, y + 4, moved(each["change"]))
            yield "</g>"

    return _svg(TOP + ROW * len(told) + 8, "各组平均总分的变动", shapes())


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _svg(height: float, label: str, shapes: Iterator[str]) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-label="{escape(label)}">{"".join(shapes)}</svg>'
    )


def _line(kind: str, *ends: float) -> str:
    x1, y1, x2, y2 = ends
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'
