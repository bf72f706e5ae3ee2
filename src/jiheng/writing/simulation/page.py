"""A simulation as one self-contained page that is read on screen and printed on A4."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from jiheng.writing.html import asset, digest, written
from jiheng.writing.simulation import chart, facts
from jiheng.writing.simulation.facts import Facts


def render(report: Facts, *, generated: str | None = None) -> str:
    """The whole page as text; `generated` is the date to print on it, as it is to be read."""
    style = asset("report.css") + asset("simulation.css")
    return _template().render(
        report=report,
        generated=generated,
        histogram=chart.histogram(report),
        lines=chart.groups(report),
        style=Markup(style),
        style_digest=digest(style),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("jiheng.writing", "page"),
        autoescape=True,
        finalize=written,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(facts=facts)
    return environment.get_template("simulation.html")
