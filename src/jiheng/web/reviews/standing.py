"""The state of a round by unit or by department: how far each is, who is late, money and scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Avg, Count, Q, Sum

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import memberships, places
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person

KEPT = 30
"""Seconds for which the sums are kept."""
NOT_SENT = (State.DRAFTING, State.RETURNED, State.GATHERED, State.SIGNED)
SUMS = ("approved", "executed", "scored", "points", "errors", "warnings")


class Named(NamedTuple):
    """A unit or department as the page names it."""

    pk: int
    path: str
    name: str

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, place: Place) -> Named:
        """What the page needs of a place."""
        return cls(place.pk, place.path, place.name)


@dataclass
class Standing:
    """How far a unit, a department or all of them are; amounts in 万元, `mean` in points."""

    place: Named | None
    department: Named | None = None
    projects: int = 0
    units: int = 1
    states: dict[str, int] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SUMS, 0.0))
    grades: dict[str, int] = field(default_factory=dict)
    late: bool = False

    @property
    def filings(self) -> int:
        """How many filings have been begun."""
        return sum(self.states.values())

    @property
    def missing(self) -> int:
        """How many projects have no filing, or one that is not submitted."""
        return max(self.projects - self.sent, 0)

    @property
    def sent(self) -> int:
        """How many filings have been submitted."""
        return sum(n for state, n in self.states.items() if state not in NOT_SENT)

    @property
    def passed(self) -> int:
        """How many have passed the last audit."""
        return self.states.get(State.PASSED, 0)

    @cached_property
    def share(self) -> int:
        """Percent of the projects that have been submitted."""
        return round(100 * self.sent / self.projects) if self.projects else 0

    @property
    def rate(self) -> float | None:
        """Percent of the approved money that was spent."""
        approved = self.sums.get("approved", 0)
        return round(100 * self.sums.get("executed", 0) / approved, 2) if approved else None

    @property
    def mean(self) -> float | None:
        """The mean of the totals."""
        scored = self.sums.get("scored", 0)
        return self.sums.get("points", 0) / scored if scored else None

    @property
    def counted(self) -> list[tuple[str, int]]:
        """The states by their names, with how many filings are in each."""
        return [(state.label, self.states.get(state, 0)) for state in State]

    def add(self, other: Standing) -> None:
        """Count another one in."""
        self.projects += other.projects
        self.units += other.units
        self.late = self.late or other.late
        for name in ("states", "sums", "grades"):
            mine = getattr(self, name)
            for key, value in getattr(other, name).items():
                mine[key] = mine.get(key, 0) + value


def standings(person: Person, cycle: Cycle) -> list[Standing]:
    """How far each unit is that takes part in a round and that the person may look at."""
    held = sorted(f"{m.role}{m.place_id}" for m in memberships(person))
    key = f"progress.{cycle.pk}.{'-'.join(held)}"
    found: list[Standing] | None = cache.get(key)
    if found is None:
        found = _made(person, cycle)
        cache.set(key, found, KEPT)
    return found


def _made(person: Person, cycle: Cycle) -> list[Standing]:
    reach = places(person, "progress.see").filter(path__startswith=cycle.region.path)
    units = reach.filter(kind=Kind.UNIT).filter(
        Q(pk__in=cycle.units.values("pk"))
        | Q(pk__in=Filing.objects.filter(cycle=cycle).values("unit"))
    )
    found = {
        unit.pk: Standing(Named.of(unit), Named.of(unit.parent) if unit.parent else None)
        for unit in units.select_related("parent")
    }
    active = Project.objects.filter(active=True, unit__in=units).values("unit")
    for row in active.annotate(n=Count("pk")).order_by():
        found[row["unit"]].projects = row["n"]
    filings = Filing.objects.filter(cycle=cycle, unit__in=units)
    sums = {name: Sum(name) for name in ("approved", "executed", "errors", "warnings")}
    states = filings.values("unit", "state", "grade").annotate(
        n=Count("pk"), scored=Count("total"), mean=Avg("total"), **sums
    )
    for row in states.order_by():
        row["points"] = (row["mean"] or 0) * row["scored"]
        standing = found[row["unit"]]
        _count(standing.states, row["state"], row["n"])
        if row["grade"] and row["state"] not in NOT_SENT:
            _count(standing.grades, row["grade"], row["n"])
        for name in SUMS:
            _count(standing.sums, name, row[name] or 0)
    late = _late(cycle, found)
    for standing in found.values():
        standing.late = standing.place is not None and standing.place.pk in late
        standing.projects = max(standing.projects, standing.filings)
    return list(found.values())


def _count(counts: dict, key: str, value: float) -> None:
    counts[key] = counts.get(key, 0) + value


def _late(cycle: Cycle, found: dict[int, Standing]) -> set[int]:
    """The units whose time is over while something is not submitted."""
    from django.utils import timezone

    now = timezone.now()
    if now <= cycle.deadline:
        return set()
    again = set(cycle.reopenings.filter(until__gte=now).values_list("unit", flat=True))
    return {
        pk
        for pk, standing in found.items()
        if pk not in again and max(standing.projects, standing.filings) > standing.sent
    }


def by_department(units: list[Standing]) -> list[Standing]:
    """The standings of the departments that some units belong to."""
    found: dict[int, Standing] = {}
    for unit in units:
        if unit.department is not None:
            found.setdefault(unit.department.pk, Standing(unit.department, units=0)).add(unit)
    return list(found.values())


def total(units: list[Standing]) -> Standing:
    """All of them together."""
    whole = Standing(None, units=0)
    for unit in units:
        whole.add(unit)
    return whole
