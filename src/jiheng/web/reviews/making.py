"""A unit's filings rolled up and held against one another, as they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

import jiheng
from jiheng.web.cycles.models import Cycle
from jiheng.web.cycles.rulebooks import digest_of, rulebook_of
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.states import State
from jiheng.web.reviews.models import RollUp

HANDED_IN = (State.GATHERED, State.SIGNED, State.SUBMITTED, State.AUDITED, State.PASSED)
"""The states of the filings that are rolled up."""
BROKEN = "程序出错，没有算成；过几分钟再打开会重新计算，仍然不行请联系系统管理员"


def fingerprint(cycle: Cycle, filings: Iterable[Filing]) -> str:
    """What the roll-up of some filings follows from: program, rulebook, each one's revision."""
    each = sorted((filing.pk, filing.revision) for filing in filings)
    states = [jiheng.__version__, digest_of(cycle), *(f"{pk}:{revision}" for pk, revision in each)]
    return hashlib.sha256(",".join(states).encode()).hexdigest()


def handed_in(cycle: int, unit: int) -> QuerySet[Filing]:
    """The filings of a unit in a round that are rolled up."""
    return Filing.objects.filter(cycle=cycle, unit=unit, state__in=HANDED_IN).order_by("pk")


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
    except Exception:  # whatever it is, people are told, and it goes on to the log
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
