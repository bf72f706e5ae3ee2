"""Exports: asking for files, and fetching them once they are made."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.events.chain import Actor
from jiheng.web.exchange import costly
from jiheng.web.exchange.exporting.asking import ask, exports_for
from jiheng.web.exchange.exporting.kinds import KINDS
from jiheng.web.exchange.exporting.making import DAYS
from jiheng.web.exchange.models import Making
from jiheng.web.exchange.storing import download
from jiheng.web.exchange.views.asking import at, told
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import memberships, places
from jiheng.web.organisations.states import State

ROWS = 50
ACTION = "batch.export"


def cycles_for(request: HttpRequest) -> list[Cycle]:
    """The rounds of the regions that the person's places lie in, and of those inside of them."""
    held = [m.place for m in memberships(request.user)]
    above = {number for place in held for number in place.ancestors()}
    own = Cycle.objects.filter(region__in=above) | Cycle.objects.filter(
        region__in=places(request.user, ACTION)
    )
    return list(own.exclude(phase=Phase.PLANNED).distinct())


@require_http_methods(["GET", "POST"])
@told(at("exchange:exports"))
def exports(request: HttpRequest) -> HttpResponse:
    """The exports that the person may have, and a form to ask for one; POST asks."""
    must_hold(request, ACTION)
    cycles = cycles_for(request)
    units = places(request.user, ACTION).filter(kind=Kind.UNIT)
    if request.method == "POST":
        return _asked(request, cycles)
    page = Paginator(exports_for(request.user), ROWS).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [(export, KINDS[export.kind].title) for export in page],
        "making": any(export.state == Making.WAITING for export in page),
        "cycles": cycles,
        "units": units,
        "states": State.choices,
        "kinds": KINDS,
        "days": DAYS,
        "token": uuid.uuid4().hex,
        "asked": request.GET,
    }
    inside = request.htmx and request.htmx.target == "exports"
    return render(request, f"exchange/exports{'_inside' if inside else ''}.html", shown)


def _asked(request: HttpRequest, cycles: list[Cycle]) -> HttpResponse:
    cycle = next((c for c in cycles if str(c.pk) == request.POST.get("cycle")), None)
    if cycle is None:
        raise Refused("请选择要导出哪个年度工作")
    unit, state = request.POST.get("unit", ""), request.POST.get("state", "")
    wanted = {
        "unit": _unit(request, unit).pk if unit else "",
        "state": state if state in State.values else "",
    }
    costly.spend(request.user, "export")
    token = request.POST.get("token") or uuid.uuid4().hex
    ask(cycle, request.POST.get("kind", ""), wanted, Actor.of(request), token)
    messages.success(request, "已开始制作，做好后在下面的列表里下载；可以先去做别的事")
    return redirect("exchange:exports")


def _unit(request: HttpRequest, pk: str) -> Place:
    found = places(request.user, ACTION).filter(kind=Kind.UNIT, pk=pk if pk.isdecimal() else 0)
    unit = found.first()
    if unit is None:
        raise Refused("请从列表中选择单位")
    return unit


@require_GET
def get(request: HttpRequest, pk: int) -> FileResponse:
    """The file of an export."""
    must_hold(request, ACTION)
    ready = exports_for(request.user).filter(state=Making.READY, expires_at__gt=timezone.now())
    export = get_object_or_404(ready, pk=pk)
    return download(export.file.name, export.name)
