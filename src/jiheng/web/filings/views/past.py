"""What a filing has been: its history, and any two of its versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiheng.web.events.chain import breaks
from jiheng.web.events.models import Event
from jiheng.web.filings import content as contents
from jiheng.web.filings.laying import lay
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import template_of
from jiheng.web.filings.steps import STEPS
from jiheng.web.filings.telling import Change, Names, compared, said, told
from jiheng.web.organisations.asking import filing_for

EVENTS = 300
"""As many events are told on one page."""


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All that happened, newest first; `before` is the number of an event to go on from."""
    filing = filing_for(request, pk)
    events = Event.objects.filter(chain=filing.chain).order_by("-number")
    before = request.GET.get("before", "")
    if before.isdecimal():
        events = events.filter(number__lt=int(before))
    found = list(events[: EVENTS + 1])
    shown = {
        "filing": filing,
        "told": told(found[:EVENTS], _names(filing)),
        "breaks": list(breaks(filing.chain)),
        "older": found[EVENTS - 1].number if len(found) > EVENTS else None,
    }
    return render(request, "filings/history.html", shown)


def _names(filing: Filing) -> Names:
    names = Names(lay(filing.content, template_of(filing.cycle), open_=False))
    names.learn(contents.fields(filing.content))
    return names


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `a` and `b` are their numbers, 0 is what stands now.

    Without them the last version that says something else is laid beside what stands now.
    """
    filing = filing_for(request, pk)
    kept = list(filing.versions.select_related("by"))
    by_number = {version.number: version for version in kept}
    others = [version.number for version in kept if version.content != filing.content]
    first = _number(request.GET.get("a"), by_number, max(others or by_number, default=0))
    second = _number(request.GET.get("b"), by_number, 0)
    sides = [by_number[number].content if number else filing.content for number in (first, second)]
    rows = _beside(sides[0], sides[1], _names(filing))
    shown: dict[str, Any] = {
        "filing": filing,
        "versions": [
            {
                "number": version.number,
                "title": f"第 {version.number} 版（{_step(version.step)}，"
                f"{version.by}，{version.at:%Y-%m-%d}）",
            }
            for version in kept
        ],
        "a": first,
        "b": second,
        "rows": rows,
        "changed": sum(changed for _, changed in rows),
        "all": "all" in request.GET,
    }
    return render(request, "filings/versions.html", shown)


def _number(asked: str | None, there: Mapping[int, Any], otherwise: int) -> int:
    number = int(asked) if asked and asked.isdecimal() else -1
    return number if number == 0 or number in there else otherwise


def _step(name: str) -> str:
    return STEPS[name].title if name in STEPS else "留存"


def _beside(old: Mapping[str, Any], new: Mapping[str, Any], names: Names) -> list[Any]:
    """Each field of two contents in the form's order, and whether it differs."""
    before, after = contents.fields(old), contents.fields(new)
    names.learn(after)
    names.learn(before)
    rows = []
    for name in [*after, *(n for n in before if n not in after)]:
        if name == "rows" or not (before.get(name) or after.get(name)):
            continue
        texts = said(before.get(name)), said(after.get(name))
        rows.append((Change(names.of(name), *compared(*texts)), texts[0] != texts[1]))
    return rows
