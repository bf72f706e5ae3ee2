"""A unit's filings rolled up and held against one another: in the background, once for each state.

What is shown is always of the filings as they stand; until that is made, it is being made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

import jiheng
from jiheng.web.cycles.models import Cycle
from jiheng.web.cycles.rulebooks import digest_of, rulebook_of
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Taken
from jiheng.web.organisations.models import Place
from jiheng.web.organisations.states import State
from jiheng.web.reviews.models import RollUp

HANDED_IN = (State.GATHERED, State.SIGNED, State.SUBMITTED, State.AUDITED, State.PASSED)
"""The states of the filings that are rolled up."""
FOLLOWED = frozenset({"hand_in", "send_back", "sign", "unlock", "submit", "return"})
"""Steps after which the unit looks: the roll-up is made before somebody asks for it."""
PATIENCE = timedelta(minutes=2)
"""After so long what was asked for is asked for again: its process may have been killed."""
BROKEN = "程序出错，没有算成；过几分钟再打开会重新计算，仍然不行请联系系统管理员"


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


def fingerprint(cycle: Cycle, filings: Iterable[Filing]) -> str:
    """What the roll-up of some filings follows from: program, rulebook, each one's revision."""
    each = sorted((filing.pk, filing.revision) for filing in filings)
    states = [jiheng.__version__, digest_of(cycle), *(f"{pk}:{revision}" for pk, revision in each)]
    return hashlib.sha256(",".join(states).encode()).hexdigest()


def handed_in(cycle: int, unit: int) -> QuerySet[Filing]:
    """The filings of a unit in a round that are rolled up."""
    return Filing.objects.filter(cycle=cycle, unit=unit, state__in=HANDED_IN).order_by("pk")


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
    from jiheng.web.reviews.tasks import roll_up

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


def make(cycle: int, unit: int) -> None:
    """Make the roll-up of a unit's filings as they stand, unless it is there."""
    round_ = Cycle.objects.get(pk=cycle)
    kept = RollUp.objects.filter(cycle=cycle, unit=unit)
    filings = list(handed_in(cycle, unit).select_related("unit"))
    now = fingerprint(round_, filings)
    if not filings or kept.filter(made_of=now).exists():
        return
    try:
        result = _made(round_, filings)
    except Exception:
        kept.filter(asked_of=now).update(problem=BROKEN)
        raise
    kept.update(made_of=now, result=result)


def _made(cycle: Cycle, filings: Iterable[Filing]) -> dict[str, Any]:
    """`group` is the contract's, `across` the findings that lie between the filings.

    The unit is the one that the filings belong to, however each of them spells it.
    """
    rulebook = rulebook_of(cycle)
    said = [(filing, filing.content | {"unit": filing.unit.name}) for filing in filings]
    batch = jiheng.Batch.of([contents.filing_of(content, str(f.pk)) for f, content in said])
    return {
        "group": jiheng.rollup(batch, "unit", rulebook).report()["groups"][0],
        "across": jiheng.check(batch, rulebook, select=("X",)).report["findings"],
    }
