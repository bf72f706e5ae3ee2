"""Reminders before the deadline, by themselves: each day that was set once, whoever looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.events.chain import SYSTEM, record
from jiheng.web.filings.models import Filing
from jiheng.web.notices.telling import notify
from jiheng.web.organisations.models import Role
from jiheng.web.organisations.permissions import SENT
from jiheng.web.people.models import Person


def remind(now: datetime | None = None) -> list[int]:
    """Remind of every open round whose day has come; the ids of those rounds.

    Where several days have come while nothing ran, only the last one is told.
    """
    now = now or timezone.now()
    found = Cycle.objects.filter(phase=Phase.OPEN, deadline__gt=now).values_list("pk", flat=True)
    return [pk for pk in found if _remind(pk, now)]


def due(cycle: Cycle, now: datetime) -> list[int]:
    """The days before the deadline that have come and were not told yet, the last one first."""
    days = {int(day) for day in cycle.reminders} - {int(day) for day in cycle.reminded}
    return sorted(day for day in days if cycle.deadline - timedelta(days=day) <= now)


def _remind(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=pk)
        days = due(cycle, now)
        if cycle.phase != Phase.OPEN or not days:
            return False
        late = Filing.objects.filter(cycle=cycle).exclude(state__in=sorted(SENT))
        units = sorted(set(late.values_list("unit_id", flat=True)))
        cycle.reminded = sorted({*cycle.reminded, *days}, reverse=True)
        cycle.save(update_fields=["reminded"])
        record(f"cycle:{pk}", "remind", SYSTEM, after={"days": days[0], "units": units})
        notify(_who(units), _words(cycle, now), reverse("filings:list"))
    return True


def _who(units: list[int]) -> list[Person]:
    """The filers and clerks of some units and of their sections."""
    here = Q(memberships__place__in=units) | Q(memberships__place__parent__in=units)
    working = Q(memberships__role__in=[Role.FILER, Role.CLERK], is_active=True)
    return list(Person.objects.filter(here & working).distinct())


def _words(cycle: Cycle, now: datetime) -> str:
    left = cycle.deadline - now
    much = f"{left.days} 天" if left.days else f"{left.seconds // 3600} 小时"
    until = timezone.localtime(cycle.deadline)
    return (
        f"“{cycle}”离报送截止（{until:%Y-%m-%d %H:%M}）还有 {much}，"
        "您单位还有没报送的自评表；请抓紧办理"
    )
