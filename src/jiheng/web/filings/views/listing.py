"""The filings that somebody may see, as a list; and starting one for a project that has none."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.events.chain import Actor
from jiheng.web.filings.models import Filing
from jiheng.web.filings.opening import open_filing
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import holds, memberships, places, visible
from jiheng.web.organisations.states import State
from jiheng.web.paging import COUNTED, Pages

ROWS = 50
FEW = 2_000
"""Up to so many are sorted by project where nothing else was asked for; more by age."""
UNITS = 500
"""As many units can be chosen among."""
RELATED = ("project", "cycle", "place", "unit", "changed_by")
SHOWN = (
    *("state", "approved", "executed", "total", "grade", "errors", "unexplained", "changed_at"),
    *("project__name", "cycle__name", "place__name", "unit__name"),
    *("changed_by__name", "changed_by__username"),
)
"""What the list shows of a filing: its content is not read."""
STARTED = 20
"""As many projects without a filing are listed at once."""
SORTS = {
    "project": ("项目", "project__name"),
    "unit": ("单位", "place__path"),
    "state": ("状态", "state"),
    "rate": ("执行率", "rate"),
    "total": ("总分", "total"),
    "errors": ("错误", "errors"),
    "changed": ("修改时间", "changed_at"),
}
FINDINGS = {
    "errors": ("有错误的", Q(errors__gt=0)),
    "unexplained": ("有警告没说明的", Q(unexplained__gt=0)),
    "clean": ("没有问题的", Q(errors=0, unexplained=0)),
}


@require_GET
def filings(request: HttpRequest) -> HttpResponse:
    """The list: filtered by `cycle`, `state`, `unit`, `findings`, `q`, sorted by `sort`."""
    asked = {
        name: request.GET.get(name, "").strip()
        for name in ("cycle", "state", "unit", "findings", "q", "sort")
    }
    found = _filtered(visible(request.user), asked)
    pages = Pages(found.select_related(*RELATED).only(*SHOWN), ROWS)
    pages.object_list = _sorted(pages.object_list, asked["sort"], pages.count)
    page = pages.get_page(request.GET.get("page"))
    cycles = list(_cycles(request.user))
    units = places(request.user, "filing.see").filter(kind=Kind.UNIT).order_by("name")
    kept = {name: value for name, value in asked.items() if value}
    shown: dict[str, Any] = {
        "page": page,
        "more": pages.more,
        "counted": COUNTED,
        "asked": asked,
        "filtered": any(value for name, value in asked.items() if name != "sort"),
        "cycles": cycles,
        "states": State.choices,
        "units": list(units.values_list("pk", "name")[:UNITS]),
        "findings": [(name, title) for name, (title, _) in FINDINGS.items()],
        "columns": _columns(asked, kept),
        "kept": urlencode(kept),
        "unstarted": _unstarted(request.user, cycles, asked),
        "most": STARTED,
    }
    return render(request, "filings/list.html", shown)


def _filtered(found: QuerySet[Filing], asked: dict[str, str]) -> QuerySet[Filing]:
    for name in ("cycle", "unit"):
        if asked[name].isdecimal():
            found = found.filter(**{name: int(asked[name])})
    if asked["state"] in State.values:
        found = found.filter(state=asked["state"])
    if asked["findings"] in FINDINGS:
        found = found.filter(FINDINGS[asked["findings"]][1])
    if asked["q"]:
        found = found.filter(project__name__icontains=asked["q"])
    return found


def _sorted(found: QuerySet[Filing], asked: str, count: int) -> QuerySet[Filing]:
    name = asked.removeprefix("-")
    if name not in SORTS:
        return found.order_by("project__name", "pk") if count <= FEW else found.order_by("-pk")
    if name == "rate":
        found = found.annotate(rate=F("executed") / F("approved"))
    field = F(SORTS[name][1])
    down = asked.startswith("-")
    ordered = field.desc(nulls_last=True) if down else field.asc(nulls_last=True)
    return found.order_by(ordered, "pk")


def _columns(asked: dict[str, str], kept: dict[str, str]) -> list[dict[str, Any]]:
    """The headings: each with the address that sorts by it, once more the other way round."""
    columns = []
    for name, (title, _) in SORTS.items():
        up, down = asked["sort"] == name, asked["sort"] == f"-{name}"
        query = urlencode(kept | {"sort": f"-{name}" if up else name})
        order = "ascending" if up else "descending" if down else ""
        columns.append({"name": name, "title": title, "query": query, "order": order})
    return columns


def _cycles(person: Any) -> QuerySet[Cycle]:
    """The rounds of the regions that a person's places lie in, or that lie in them."""
    held = [m.place for m in memberships(person)]
    above = {number for place in held for number in place.ancestors()}
    inside = reduce(or_, (Q(region__path__startswith=p.path) for p in held), Q(pk__in=[]))
    return Cycle.objects.filter(Q(region__in=above) | inside).exclude(phase=Phase.PLANNED)


def _projects(person: Any) -> QuerySet[Project]:
    """The projects for which a person may fill in forms."""
    mine = places(person, "filing.edit")
    inside = Q(section__in=mine) | Q(section=None, unit__in=mine)
    return Project.objects.filter(inside, active=True).select_related("unit", "section")


def _unstarted(person: Any, cycles: list[Cycle], asked: dict[str, str]) -> list[dict[str, Any]]:
    """The projects of each open round that have no filing yet, where the person may start one."""
    if asked["state"] or asked["findings"] or not holds(person, "filing.edit"):
        return []
    found = []
    for cycle in cycles:
        if cycle.phase != Phase.OPEN or asked["cycle"] not in ("", str(cycle.pk)):
            continue
        without = _projects(person).filter(unit__in=Place.objects.filter(pk__in=cycle.units.all()))
        without = without.exclude(filings__cycle=cycle)
        if asked["q"]:
            without = without.filter(name__icontains=asked["q"])
        if projects := list(without.order_by("name")[: STARTED + 1]):
            found.append({"cycle": cycle, "projects": projects, "more": len(projects) > STARTED})
        if len(found) == 3:
            break
    return found


@require_POST
def start(request: HttpRequest, cycle: int, project: int) -> HttpResponse:
    """Start the filing of a project in a round, and go to it; on a second click to the same."""
    found = get_object_or_404(_projects(request.user), pk=project)
    where = get_object_or_404(_cycles(request.user), pk=cycle)
    if where.phase != Phase.OPEN or not where.units.filter(pk=found.unit_id).exists():
        messages.error(request, f"“{where}”现在不接受“{found.unit}”填报；有疑问请联系财政部门")
        return redirect("filings:list")
    filing = open_filing(found, where, Actor.of(request))
    return redirect("filings:edit", filing.pk)
