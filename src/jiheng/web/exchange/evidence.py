"""Evidence: files that prove an indicator, added and taken away with their events."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jiheng.web.events.chain import Actor, once, record
from jiheng.web.exchange.gates import Given, passed
from jiheng.web.exchange.gates.kinds import EVIDENCE
from jiheng.web.exchange.storing import kept
from jiheng.web.filings.models import Evidence, Filing
from jiheng.web.filings.steps import Refused, locked
from jiheng.web.organisations.permissions import may

MOST = 30
"""Files for one indicator."""


def add(pk: int, indicator: str, given: list[Given], actor: Actor, token: str) -> list[Evidence]:
    """Keep files as evidence of an indicator, all of them or none.

    Raises Refused, whose words are for the person: where a gate stops one of the files, the
    indicator is not (any more) in the form, or the form may not be changed. A second click adds
    nothing and gives an empty list.
    """
    files = [passed(each, EVIDENCE) for each in given]
    with kept("evidence", *(file.data for file in files)) as stored, transaction.atomic():
        filing = locked(pk)
        new, _ = once(token, actor.person)
        if not new:
            raise AlreadyDone
        _changeable(filing, actor)
        if indicator not in {row["key"] for row in filing.content["indicators"]}:
            raise Refused("这条指标已经不在表中，材料没有上传；请刷新页面后再试")
        there = filing.evidence.filter(indicator=indicator, removed_at=None)
        known = set(there.values_list("sha256", flat=True))
        if len(known) + len(files) > MOST:
            raise Refused(f"一条指标最多 {MOST} 份材料，现有 {len(known)} 份；请先删去不用的")
        for file in files:
            if file.sha256 in known:
                raise Refused(f"“{file.name}”已经上传过，没有重复保存")
            known.add(file.sha256)
        made = [
            Evidence.objects.create(
                filing=filing,
                indicator=indicator,
                name=file.name,
                file=name,
                size=len(file.data),
                sha256=file.sha256,
                notes=list(file.notes),
                by=actor.person,
            )
            for file, name in zip(files, stored, strict=True)
        ]
        for one in made:
            record(filing.chain, "evidence.add", actor, after=_told(one))
    return made


class AlreadyDone(Refused):
    """A second click on what was done; nothing is kept twice."""

    def __init__(self) -> None:
        super().__init__("这些材料已经上传，没有重复保存")


def remove(evidence: Evidence, actor: Actor) -> bool:
    """Take evidence away; its file stays for whoever looks into the past. Whether it was there.

    Raises Refused where the form may not be changed.
    """
    with transaction.atomic():
        filing = locked(evidence.filing_id)
        _changeable(filing, actor)
        now = timezone.now()
        there = Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=now)
        if there:
            record(filing.chain, "evidence.remove", actor, before=_told(evidence))
    return bool(there)


def of_filing(filing: Filing) -> dict[str, list[Evidence]]:
    """The evidence of a filing by its indicators' keys, one query."""
    found: dict[str, list[Evidence]] = {}
    for one in filing.evidence.filter(removed_at=None).select_related("by").order_by("pk"):
        found.setdefault(one.indicator, []).append(one)
    return found


def _changeable(filing: Filing, actor: Actor) -> None:
    if not may(actor.person, "filing.edit", filing):
        state = filing.get_state_display()
        raise Refused(f"这份自评表现在的状态是“{state}”，不能再改动佐证材料")


def _told(one: Evidence) -> dict[str, object]:
    return {
        "indicator": one.indicator,
        "name": one.name,
        "size": one.size,
        "sha256": one.sha256,
    }
