"""An export is asked for, and made in the background."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiheng.web.cycles.models import Cycle
from jiheng.web.events.chain import Actor, once, record
from jiheng.web.exchange.exporting.choosing import selected
from jiheng.web.exchange.exporting.kinds import KINDS
from jiheng.web.exchange.models import Export
from jiheng.web.exchange.tasks import make_export
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.permissions import memberships
from jiheng.web.people.models import Person


def ask(cycle: Cycle, kind: str, wanted: dict[str, Any], actor: Actor, token: str) -> Export:
    """Note an export and have it made; a second click gives the first one's.

    Raises Refused where there is nothing to export, or more than such a file may hold.
    """
    if kind not in KINDS:
        raise Refused("请选择要导出的内容")
    title, _, most = KINDS[kind]
    count = selected(actor.person, cycle, wanted).count()
    if not count:
        raise Refused("所选范围内没有您可以导出的自评表；请换一个单位或状态")
    if count > most:
        raise Refused(f"“{title}”一次最多 {most} 份，所选范围有 {count} 份；请按单位分别导出")
    with transaction.atomic():
        new, done = once(token, actor.person)
        if not new:
            return Export.objects.get(pk=done.outcome["export"])
        export = Export.objects.create(
            person=actor.person,
            cycle=cycle,
            kind=kind,
            wanted=wanted,
            scope=scope(actor.person),
            filings=count,
        )
        told = {"kind": kind, "cycle": cycle.name, "wanted": wanted, "filings": count}
        record(f"export:{export.pk}", "export", actor, after=told)
        done.outcome = {"export": export.pk}
        done.save()
        make_export.enqueue(export.pk)
    return export


def scope(person: Person) -> str:
    """What a person holds: roles and places, so that it can be compared."""
    return ",".join(sorted(f"{m.role}:{m.place_id}" for m in memberships(person)))[:500]


def exports_for(person: Person) -> QuerySet[Export]:
    """The exports that a person may have: their own, and those of who held just the same."""
    own = Export.objects.filter(person=person)
    return (own | Export.objects.filter(scope=scope(person))).select_related("person", "cycle")
