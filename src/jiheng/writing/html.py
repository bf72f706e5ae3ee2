"""The check result as one self-contained page that is read on screen and printed on A4.

The page loads nothing: its style and its few lines of script stand inside it, and its security
policy, which names their digests, allows no others.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from jiheng.filing.vocabulary import FIELDS
from jiheng.writing import listing, paper, place, severity, verdict
from jiheng.writing.figure import plain, printable
from jiheng.writing.statement import predicate, statement

OPEN_UP_TO = 30
COMMONEST = 12
LINKS_SHOWN = 20
STATUS = {"read": "已读取", "partly": "部分未识别", "unreadable": "未能读取"}


class Common(NamedTuple):
    """A check that fires often: how many findings, in how many filings."""

    code: str
    severity: str
    title: str
    findings: int
    filings: int


def render(report: dict[str, Any], *, generated: str | None) -> str:
    """The whole page as text; `generated` is the date to print on it, as it is to be read."""
    cards = [
        paper.lay_out(number, filing)
        for number, filing in enumerate(report.get("filings") or [], start=1)
    ]
    style, script = asset("report.css"), asset("report.js")
    return _template().render(
        report=report,
        generated=generated,
        cards=cards,
        ranked=sorted(cards, key=_gravity),
        outcomes=Counter(card.verdict.worst for card in cards),
        commonest=_commonest(report),
        across=_across(report),
        collapsed=len(cards) > OPEN_UP_TO,
        style=Markup(style),
        script=Markup(script),
        style_digest=digest(style),
        script_digest=digest(script),
    )


def _gravity(card: paper.Card) -> tuple[int, int]:
    return -card.verdict.counts["error"], -card.verdict.counts["warning"]


def _percent(rate: float) -> str:
    """A rate to at most two decimals, as the forms print it."""
    return f"{rate:.2f}"


def _commonest(report: dict[str, Any]) -> list[Common]:
    """The checks that fire most, worst severity first among equals."""
    findings: Counter[str] = Counter()
    filings: Counter[str] = Counter()
    known: dict[str, dict[str, Any]] = {}
    for filing in report.get("filings") or []:
        codes = [finding["code"] for finding in filing.get("findings") or []]
        findings.update(codes)
        filings.update(set(codes))
        known |= {finding["code"]: finding for finding in filing.get("findings") or []}
    ranked = sorted(
        findings, key=lambda code: (-findings[code], severity.RANK[known[code]["severity"]], code)
    )
    return [
        Common(
            code,
            known[code]["severity"],
            plain(known[code].get("title")),
            findings[code],
            filings[code],
        )
        for code in ranked[:COMMONEST]
    ]


def _across(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings across filings, each with links to the cards it is about."""
    numbers = {
        filing["id"]: number for number, filing in enumerate(report.get("filings") or [], start=1)
    }
    names = listing.names_of(report)
    return [
        {
            "finding": finding,
            "links": [
                (numbers.get(each), names.get(each, plain(each)))
                for each in (finding.get("filings") or [])[:LINKS_SHOWN]
            ],
            "more": max(len(finding.get("filings") or []) - LINKS_SHOWN, 0),
        }
        for finding in report.get("findings") or []
    ]


def written(value: Any) -> Any:
    """What a template expression prints: numbers plain, absent values nothing, text printable."""
    if type(value) is str:
        return printable(value)
    return plain(value) if value is None or isinstance(value, (int, float, list)) else value


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
        FIELDS=FIELDS,
        LETTERS=severity.LETTERS,
        WORDS=severity.WORDS,
        STATUS=STATUS,
        percent=_percent,
        place=place,
        predicate=predicate,
        statement=statement,
        origin=verdict.origin,
        rulebook=verdict.rulebook,
    )
    return environment.get_template("report.html")


@cache
def asset(name: str) -> str:
    """A file of the page's folder, as text."""
    return (files("jiheng.writing") / "page" / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """What the page's security policy knows an inline style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
