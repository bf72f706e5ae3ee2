"""What an export holds follows from what the person who asks for it may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jiheng.web.cycles.models import Cycle
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.permissions import places, visible
from jiheng.web.people.models import Person


def selected(person: Person, cycle: Cycle, wanted: dict[str, Any]) -> QuerySet[Filing]:
    """The filings of a round that a person may export, of one unit or state if so wanted."""
    found = visible(person).filter(cycle=cycle, place__in=places(person, "batch.export"))
    if wanted.get("unit"):
        found = found.filter(unit=wanted["unit"])
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    return found
