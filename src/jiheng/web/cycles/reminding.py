"""Reminders before the deadline, by themselves: each day that was set once, whoever looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.events.chain import SYSTEM, record
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.permissions import SENT


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
    return True
