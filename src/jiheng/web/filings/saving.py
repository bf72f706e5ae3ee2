"""Saving what somebody typed: whole fields, against the revision that they saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiheng.web.events.chain import Actor, record
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import Judged, judge_filing, note
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Refused, Stale, fresh, locked
from jiheng.web.organisations.permissions import may


@dataclass(frozen=True)
class Saved:
    """A filing as it was saved, what it now scores, and which fields changed."""

    filing: Filing
    judged: Judged
    changed: tuple[str, ...]


class Conflict(Stale):
    """Two people changed one field; `theirs` are the fields with what now stands in them."""

    def __init__(self, sentence: str, filing: Filing, theirs: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.filing = filing
        self.theirs = dict(theirs)


def save(pk: int, new: Mapping[str, Any], revision: int, actor: Actor) -> Saved:
    """Save a content over the revision that it was made from.

    Raises Conflict where somebody else saved in between, Refused where the filing may not be
    changed (any more), ValueError for what is no content.
    """
    with transaction.atomic():
        filing = locked(pk)
        if not may(actor.person, "filing.edit", filing):
            raise Refused(
                f"这份自评表现在的状态是“{filing.get_state_display()}”，不能再改；"
                "您刚才填的内容没有保存"
            )
        before, after = contents.difference(filing.content, new)
        if after:
            try:
                fresh(filing, revision)
            except Stale as stale:
                raise Conflict(str(stale), filing, before) from stale
        filing.content = dict(new)
        judged = judge_filing(filing)
        note(filing, judged)
        if after:
            filing.revision += 1
            filing.changed_at, filing.changed_by = timezone.now(), actor.person
            filing.save()
            record(filing.chain, "edit", actor, before=before, after=after)
    return Saved(filing, judged, tuple(after))
