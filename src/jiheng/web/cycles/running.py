"""The way of a round: made, changed, opened, closed, opened again for a unit, each an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils import timezone

from jiheng.web.cycles.models import Cycle, Phase, Project, Reopening
from jiheng.web.cycles.tasks import open_filings
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.models import Place

SETTINGS = ("name", "fiscal_year", "deadline", "reminders", "rulebook", "rulebook_text")
"""What is written of a round, besides its units and template."""


def add(region: Place, data: dict[str, Any], units: Iterable[Place], actor: Actor) -> Cycle:
    """A new round, planned; `data` has SETTINGS, and may have `template` and `carried_from`."""
    cycle = Cycle(region=region, carried_from=data.get("carried_from"))
    _set(cycle, data)
    if cycle.carried_from and not cycle.template:
        cycle.template = cycle.carried_from.template
    cycle.save()
    cycle.units.set(units)
    record(chain(cycle), "add", actor, after=told(cycle))
    return cycle


def change(cycle: Cycle, data: dict[str, Any], units: Iterable[Place], actor: Actor) -> None:
    """Other settings for a round; raises Refused for what an open one may not change any more."""
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    before, new = told(cycle), set(units)
    if cycle.phase != Phase.PLANNED:
        if (cycle.rulebook, cycle.rulebook_text) != (data["rulebook"], data["rulebook_text"]):
            raise Refused("年度工作已经开始，不能再换计分办法；已填的自评表都是按原办法计分的")
        if cycle.fiscal_year != data["fiscal_year"]:
            raise Refused("年度工作已经开始，不能再改预算年度")
        gone = set(cycle.units.all()) - new
        kept = next((u for u in gone if cycle.filings.filter(unit=u).exists()), None)
        if kept:
            raise Refused(f"“{kept}”已有自评表，不能从参加单位中去掉")
    _set(cycle, data)
    cycle.reminded = [day for day in cycle.reminded if _come(cycle, day)]
    cycle.save()
    cycle.units.set(new)
    record(chain(cycle), "change", actor, before=before, after=told(cycle))
    if cycle.phase == Phase.OPEN:
        open_filings.enqueue(cycle.pk, actor.person.pk)


def begin(cycle: Cycle, actor: Actor) -> None:
    """Open a planned round: its projects' forms are made in the background."""
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    if cycle.phase != Phase.PLANNED:
        raise Refused(f"这项年度工作现在是“{cycle.get_phase_display()}”，不能再开始")
    if not cycle.units.exists():
        raise Refused("还没有选参加单位；请先在设置里选好")
    if cycle.deadline <= timezone.now():
        raise Refused("报送截止时间已过；请先在设置里改好")
    _phase(cycle, Phase.OPEN, "open", actor)
    open_filings.enqueue(cycle.pk, actor.person.pk)


def close(cycle: Cycle, actor: Actor) -> None:
    """End an open round: nothing is submitted in it any more."""
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    if cycle.phase != Phase.OPEN:
        raise Refused(f"这项年度工作现在是“{cycle.get_phase_display()}”，不能结束")
    _phase(cycle, Phase.CLOSED, "close", actor)


def reopen(cycle: Cycle, unit: Place, until: datetime, reason: str, actor: Actor) -> Reopening:
    """Let a unit submit after the deadline, until a later time, for a reason."""
    if cycle.phase != Phase.OPEN:
        raise Refused(f"这项年度工作现在是“{cycle.get_phase_display()}”，不能给单位重新开放")
    if until <= timezone.now() or until <= cycle.deadline:
        raise Refused("开放到的时间应晚于现在，也晚于报送截止时间")
    made = Reopening.objects.create(
        cycle=cycle, unit=unit, until=until, reason=reason, by=actor.person
    )
    record(
        chain(cycle),
        "reopen",
        actor,
        after={"unit": unit.pk, "until": until.isoformat(), "reason": reason},
    )
    return made


def join(project: Project, actor: Actor) -> None:
    """Give a project its forms in the rounds that are open for its unit."""
    for cycle in Cycle.objects.filter(phase=Phase.OPEN, units=project.unit):
        open_filing(project, cycle, actor)


def following(cycle: Cycle) -> dict[str, Any]:
    """What a round for the year after one starts from."""
    year = cycle.fiscal_year
    return {
        "name": cycle.name.replace(str(year), str(year + 1)),
        "fiscal_year": year + 1,
        "deadline": _a_year_later(cycle.deadline),
        "reminders": cycle.reminders,
        "rulebook": cycle.rulebook,
        "rulebook_text": cycle.rulebook_text,
        "carried_from": cycle,
    }


def latest(region: Place) -> Cycle | None:
    """A region's last round."""
    year = region.cycles.aggregate(year=Max("fiscal_year"))["year"]
    return region.cycles.filter(fiscal_year=year).first()


def told(cycle: Cycle) -> dict[str, Any]:
    """What an event says of a round."""
    return {
        "name": cycle.name,
        "fiscal_year": cycle.fiscal_year,
        "deadline": cycle.deadline.isoformat(),
        "reminders": cycle.reminders,
        "rulebook": cycle.rulebook,
        "template": cycle.template.name or "",
        "units": sorted(cycle.units.values_list("pk", flat=True)),
    }


def chain(cycle: Cycle) -> str:
    """The name of a round's chain of events."""
    return f"cycle:{cycle.pk}"


def _set(cycle: Cycle, data: dict[str, Any]) -> None:
    for name in SETTINGS:
        setattr(cycle, name, data[name])
    if data.get("template"):
        name, content = data["template"]
        cycle.template.save(name, ContentFile(content), save=False)


def _phase(cycle: Cycle, phase: Phase, action: str, actor: Actor) -> None:
    before, cycle.phase = {"phase": cycle.phase}, phase
    cycle.save(update_fields=["phase"])
    record(chain(cycle), action, actor, before=before, after={"phase": phase.value})


def _come(cycle: Cycle, day: int) -> bool:
    return cycle.deadline - timedelta(days=day) <= timezone.now()


def _a_year_later(at: datetime) -> datetime:
    try:
        return at.replace(year=at.year + 1)
    except ValueError:
        return at.replace(year=at.year + 1, day=28)
