"""The roll-up as one self-contained page that is read on screen and printed on A4."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from jiheng.writing import severity
from jiheng.writing.html import asset, digest, written
from jiheng.writing.rollup import facts, formulas

OPEN_UP_TO = 12
"""Groups that are unfolded when the page opens."""


def render(report: dict[str, Any], *, generated: str | None = None) -> str:
    """The whole page as text; `generated` is the date to print on it, as it is to be read."""
    groups = facts.groups(report)
    style = asset("report.css") + asset("rollup.css")
    script = asset("report.js")
    return _template().render(
        report=report,
        generated=generated,
        groups=groups,
        overall=report["overall"],
        collapsed=len(groups) > OPEN_UP_TO,
        style=Markup(style),
        script=Markup(script),
        style_digest=digest(style),
        script_digest=digest(script),
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
    environment.globals.update(
        facts=facts, formulas=formulas, LETTERS=severity.LETTERS, WORDS=severity.WORDS
    )
    return environment.get_template("rollup.html")
