"""Saving what somebody typed: against the revision that they saw, with its event.

Beside the content a filing holds what is said of it: explanations of warnings, and reasons for
changed targets. `told` has all of it by field: "goal", "indicators.1f2e.target",
"explained.T08.indicators.1f2e.actual", "reasons.1f2e".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from jiheng.web.cycles.rulebooks import rulebook_of
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import Judged, judge, note
from jiheng.web.filings.models import Explanation, Filing
from jiheng.web.filings.printable import unprintable
from jiheng.web.filings.steps import Refused, Stale, fresh, locked
from jiheng.web.organisations.permissions import may

EXPLAINED, REASONS = "explained.", "reasons."
MARKS = ("revision", "page")
"""What an edit's event says beside fields: the revision that it made, the page it came from."""


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
        filing = editable(pk, actor)
        before, _ = contents.difference(filing.content, new)
        if before:
            try:
                fresh(filing, revision)
            except Stale as stale:
                raise Conflict(str(stale), filing, before) from stale
        spoken = {n: v for n, v in told(filing).items() if n.startswith((EXPLAINED, REASONS))}
        return write(filing, new, contents.fields(new) | spoken, actor)


def editable(pk: int, actor: Actor) -> Filing:
    """A filing for change; raises Refused where the person may not change it (any more)."""
    filing = locked(pk)
    if not may(actor.person, "filing.edit", filing):
        raise Refused(
            f"这份自评表现在的状态是“{filing.get_state_display()}”，不能再改；"
            "您刚才填的内容没有保存"
        )
    prefetch_related_objects([filing], "explanations")
    return filing


def told(filing: Filing) -> dict[str, Any]:
    """Every field of a filing with what stands in it, explanations and reasons among them."""
    explained = {f"{EXPLAINED}{e.code}.{e.place}": e.text for e in filing.explanations.all()}
    reasons = {f"{REASONS}{key}": text for key, text in filing.target_reasons.items()}
    return contents.fields(filing.content) | explained | reasons


def write(
    filing: Filing, content: Mapping[str, Any], new: Mapping[str, Any], actor: Actor, page: str = ""
) -> Saved:
    """Put a content, and what `new` says beside it, into a filing that is locked for change.

    Raises Refused for what no paper can show.
    """
    old = told(filing)
    changed = sorted(n for n in old.keys() | new.keys() if old.get(n) != new.get(n))
    if words := unprintable({name: new.get(name) for name in changed}):
        raise Refused(words)
    filing.content = dict(content)
    filing.target_reasons = {
        name.removeprefix(REASONS): text
        for name, text in new.items()
        if name.startswith(REASONS) and text
    }
    _explain(filing, old, new, actor)
    judged = judge(filing.content, rulebook_of(filing.cycle), filing.explanations.all())
    note(filing, judged)
    if changed:
        filing.revision += 1
        filing.changed_at, filing.changed_by = timezone.now(), actor.person
        before = {name: old.get(name) for name in changed}
        after = {name: new.get(name) for name in changed}
        marks = {"revision": filing.revision, "page": page}
        record(filing.chain, "edit", actor, before=before, after=after | marks)
    filing.save()
    return Saved(filing, judged, tuple(changed))


def _explain(filing: Filing, old: Mapping, new: Mapping, actor: Actor) -> None:
    names = {n for n in old.keys() | new.keys() if n.startswith(EXPLAINED)}
    changed = [n for n in names if (new.get(n) or "") != (old.get(n) or "")]
    for name in changed:
        text = new.get(name) or ""
        _, code, place = name.split(".", 2)
        about = {"filing": filing, "code": code, "place": place}
        if text:
            Explanation.objects.update_or_create(
                **about, defaults={"text": text, "by": actor.person}
            )
        else:
            Explanation.objects.filter(**about).delete()
    if changed:
        filing._prefetched_objects_cache.pop("explanations", None)
        prefetch_related_objects([filing], "explanations")
