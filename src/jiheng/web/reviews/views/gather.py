"""The clerk's page: all projects of the unit in a round, what is missing, the roll-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import allowed, places, visible
from jiheng.web.organisations.states import State
from jiheng.web.reviews.making import HANDED_IN
from jiheng.web.reviews.rolling import rolled


@dataclass(frozen=True)
class Row:
    """A project, its filing if there is one, what is missing, what the person may do."""

    project: Project
    filing: Filing | None
    missing: tuple[str, ...]
    actions: frozenset[str]


@require_GET
@vary_on_headers("HX-Request")
def gather(request: HttpRequest, cycle: int) -> HttpResponse:
    """The unit's filings of a round; of several units the one that `unit` names.

    While the roll-up is being made, htmx asks again for that part of the page alone.
    """
    round_ = get_object_or_404(Cycle.objects.select_related("region"), pk=cycle)
    units = list(
        places(request.user, "unit.gather")
        .filter(kind=Kind.UNIT, path__startswith=round_.region.path)
        .order_by("name")
    )
    unit = _chosen(units, request.GET.get("unit", ""))
    seen = visible(request.user).filter(cycle=round_, unit=unit).defer("content")
    if request.htmx and request.htmx.target == "rolled":
        shown = _rolled(round_, unit, seen.filter(state__in=HANDED_IN).select_related("project"))
        return render(request, "reviews/rolled.html", shown)
    filings = {f.project_id: f for f in seen.select_related("project", "place", "changed_by")}
    kept = Q(active=True) | Q(pk__in=list(filings))
    listed = Project.objects.filter(kept, unit=unit).select_related("section")
    rows = [_row(request, project, filings.get(project.pk)) for project in listed]
    gathered = [filing for filing in filings.values() if filing.state in HANDED_IN]
    shown = _rolled(round_, unit, gathered) | {
        "cycle": round_,
        "unit": unit,
        "units": units,
        "rows": rows,
        "tasks": list(_tasks(rows)),
        "signed": [r.filing for r in rows if r.filing and "filing.submit" in r.actions],
        "open": round_.open_for(unit),
        "reopened": round_.reopenings.filter(unit=unit, until__gte=timezone.now()).first(),
        "now": timezone.now(),
        "token": uuid.uuid4().hex,
    }
    return render(request, "reviews/gather.html", shown)


def _rolled(cycle: Cycle, unit: Place, gathered: Iterable[Filing]) -> dict[str, Any]:
    """The roll-up, and what lies across the filings with the names of their projects."""
    filings = list(gathered)
    found = rolled(cycle, unit, filings)
    names = {str(filing.pk): str(filing.project) for filing in filings}
    across = found.result["across"] if found and found.result else []
    return {
        "gathered": len(filings),
        "rolled": found,
        "across": [(one, [names[pk] for pk in one["filings"] if pk in names]) for one in across],
    }


def _chosen(units: list[Place], wanted: str) -> Place:
    """The unit that is asked for, or the first; raises Http404."""
    found = [unit for unit in units if not wanted or str(unit.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def _row(request: HttpRequest, project: Project, filing: Filing | None) -> Row:
    if filing is None:
        return Row(project, None, ("还没有开始填写",), frozenset())
    return Row(project, filing, tuple(_missing(filing)), allowed(request.user, filing))


def _missing(filing: Filing) -> Iterator[str]:
    """What stands between a filing and its being submitted."""
    if filing.errors:
        yield f"{filing.errors} 个错误要改正"
    if filing.unexplained:
        yield f"{filing.unexplained} 个警告要说明"
    if filing.state == State.DRAFTING:
        yield "科室还没有交"
    if filing.state == State.RETURNED:
        yield "退回后还没有再交"
    if filing.state == State.GATHERED:
        yield "单位负责人还没有签批"
    if filing.state == State.SIGNED:
        yield "还没有报送"


def _tasks(rows: list[Row]) -> Iterator[tuple[str, int, list[str]]]:
    """What is still to do in the unit: the task, of how many projects, and their names."""
    sorts = (
        ("还没有开始填写", lambda r: r.filing is None),
        ("有错误要改正", lambda r: r.filing is not None and r.filing.errors),
        ("有警告要说明", lambda r: r.filing is not None and r.filing.unexplained),
        ("科室还没有交", lambda r: r.filing is not None and r.filing.state == State.DRAFTING),
        ("退回后没有再交", lambda r: r.filing is not None and r.filing.state == State.RETURNED),
        ("等负责人签批", lambda r: r.filing is not None and r.filing.state == State.GATHERED),
        ("签批了没有报送", lambda r: r.filing is not None and r.filing.state == State.SIGNED),
    )
    for title, holds in sorts:
        names = [str(row.project) for row in rows if holds(row)]
        if names:
            yield title, len(names), names
