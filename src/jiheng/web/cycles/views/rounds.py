"""Rounds: listed, looked at, made, changed, opened, closed, opened again for a unit."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.cycles import running
from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.cycles.reach import cycle_for, cycles
from jiheng.web.cycles.rulebooks import told
from jiheng.web.cycles.settings_form import Reopening, Settings, units_of
from jiheng.web.events.chain import Actor
from jiheng.web.forms import answer, given, pressed
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import may, places

MANAGE = "cycle.manage"


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that concern the person, the newest first."""
    must_hold(request, "cycle.see")
    found = cycles(request.user).annotate(count=Count("units"))[:200]
    return render(request, "cycles/list.html", {"cycles": found, "now": timezone.now()})


@require_GET
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: its settings, its countdown, its reopenings."""
    cycle = cycle_for(request, pk)
    shown = {
        "cycle": cycle,
        "rulebook": told(cycle),
        "now": timezone.now(),
        "units": cycle.units.count(),
        "may_manage": may(request.user, MANAGE, cycle.region),
        "may_reopen": may(request.user, "cycle.reopen", cycle.region),
        "reopenings": cycle.reopenings.select_related("unit", "by").order_by("-until")[:200],
    }
    return render(request, "cycles/cycle.html", shown)


def add(request: HttpRequest) -> HttpResponse:
    """A new round of the person's region, started from the year before where there is one."""
    must_hold(request, MANAGE)
    region = _region(request)
    earlier = running.latest(region)
    initial = running.following(earlier) if earlier else {"reminders": [7, 3, 1]}
    initial |= {
        "reminders": "，".join(map(str, initial["reminders"])),
        "units": (earlier.units if earlier else units_of(region)).all(),
    }
    if initial.get("rulebook_text"):
        initial["rulebook"] = "own"

    def act(data: dict) -> str:
        data = data | {"carried_from": earlier}
        cycle = running.add(region, data, data["units"], Actor.of(request))
        return f"已新建“{cycle}”；核对无误以后，请点“开始”"

    form = given(request, Settings, region, earlier, initial=initial)
    words = f"{region}。" + (
        f"已按“{earlier}”预先填好；项目、指标和目标也会从那里带过来。" if earlier else ""
    )
    return answer(
        request, form, act, reverse("cycles:list"), "新建年度工作", words=words, button="新建"
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other settings."""
    cycle = cycle_for(request, pk, MANAGE)
    if cycle.phase == Phase.CLOSED:
        raise PermissionDenied("这项年度工作已经结束，不能再改设置")

    def act(data: dict) -> str:
        running.change(cycle, data, data["units"], Actor.of(request))
        return "设置已保存"

    initial = {name: getattr(cycle, name) for name in running.SETTINGS} | {
        "reminders": "，".join(map(str, cycle.reminders)),
        "rulebook": "own" if cycle.rulebook_text else cycle.rulebook,
        "units": cycle.units.all(),
    }
    form = given(request, Settings, cycle.region, cycle, initial=initial)
    return answer(request, form, act, _page(cycle), f"设置：{cycle}")


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a planned round."""
    cycle = cycle_for(request, pk, MANAGE)

    def act(data: dict) -> str:
        running.begin(cycle, Actor.of(request))
        return f"“{cycle}”已开始，正在为各项目准备自评表，几分钟内可以填报"

    return pressed(request, act, _page(cycle))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End an open round."""
    cycle = cycle_for(request, pk, MANAGE)

    def act(data: dict) -> str:
        running.close(cycle, Actor.of(request))
        return f"“{cycle}”已结束"

    return pressed(request, act, _page(cycle))


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit submit after the deadline."""
    cycle = cycle_for(request, pk, "cycle.reopen")

    def act(data: dict) -> str:
        running.reopen(cycle, data["unit"], data["until"], data["reason"], Actor.of(request))
        return f"已给“{data['unit']}”重新开放到 {timezone.localtime(data['until']):%Y-%m-%d %H:%M}"

    form = given(request, Reopening, cycle)
    return answer(request, form, act, _page(cycle), f"截止后重新开放：{cycle}", button="重新开放")


def _region(request: HttpRequest) -> Place:
    found = places(request.user, MANAGE).filter(kind=Kind.REGION).order_by("path")
    wanted = request.GET.get("region", "")
    return (wanted.isdecimal() and found.filter(pk=wanted).first()) or found[0]


def _page(cycle: Cycle) -> str:
    return reverse("cycles:cycle", args=[cycle.pk])
