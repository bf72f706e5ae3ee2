"""A unit's roll-up is asked for: made in the background, once for each state of its filings.

What is shown is always of the filings as they stand; until that is made, it is being made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiheng.web.cycles.models import Cycle
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Taken
from jiheng.web.organisations.models import Place
from jiheng.web.reviews.making import fingerprint, handed_in
from jiheng.web.reviews.models import RollUp
from jiheng.web.reviews.tasks import roll_up

FOLLOWED = frozenset({"hand_in", "send_back", "sign", "unlock", "submit", "return"})
"""Steps after which the unit looks: the roll-up is made before somebody asks for it."""
PATIENCE = timedelta(minutes=2)
"""After so long what was asked for is asked for again: its process may have been killed."""


@dataclass(frozen=True)
class Rolled:
    """How far the roll-up of some filings is: `result` once it is made, `problem` if it failed."""

    result: dict[str, Any] | None = None
    problem: str = ""

    @property
    def waiting(self) -> bool:
        """Whether it is still being made."""
        return self.result is None and not self.problem


def rolled(cycle: Cycle, unit: Place, filings: Sequence[Filing]) -> Rolled | None:
    """The roll-up of the filings that a unit has handed in, asked for where it is not there.

    None where there is nothing to roll up. Of the filings only their revisions are looked at.
    """
    if not filings:
        return None
    now = fingerprint(cycle, filings)
    kept = ask(cycle.pk, unit.pk, now)
    if kept.made_of == now:
        return Rolled(kept.result)
    return Rolled(problem=kept.problem)


def follow(taken: Taken) -> dict[str, Any]:
    """Have the roll-up made anew once a step is done that changes what is in it."""
    if taken.name in FOLLOWED:
        cycle, unit = taken.filing.cycle, taken.filing.unit_id
        transaction.on_commit(lambda: _ahead(cycle, unit), robust=True)
    return {}


def _ahead(cycle: Cycle, unit: int) -> None:
    if filings := list(handed_in(cycle.pk, unit).only("revision")):
        ask(cycle.pk, unit, fingerprint(cycle, filings))


def ask(cycle: int, unit: int, state: str) -> RollUp:
    """Have the roll-up of a state made, unless it is or that was asked for a moment ago."""
    kept = RollUp.objects.filter(cycle=cycle, unit=unit).first()
    since = timezone.now() - PATIENCE
    if kept and (kept.made_of == state or (kept.asked_of == state and kept.asked_at > since)):
        return kept
    with transaction.atomic():
        kept, _ = RollUp.objects.get_or_create(cycle_id=cycle, unit_id=unit)
        again = RollUp.objects.filter(pk=kept.pk).exclude(asked_of=state, asked_at__gt=since)
        if again.update(asked_of=state, asked_at=timezone.now(), problem=""):
            roll_up.enqueue(cycle, unit)
    kept.refresh_from_db()
    return kept
