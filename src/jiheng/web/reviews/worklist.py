"""An auditor's worklist: what waits, what has waited too long, what went back or passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jiheng.web.filings.models import Filing, Version
from jiheng.web.organisations.models import Role
from jiheng.web.organisations.permissions import memberships, visible
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person

PATIENCE = timedelta(days=5)
"""What waits longer than this is overdue."""
COUNTED = 60
"""Seconds for which the counts of the tabs are kept."""
TABS = {"pending": "待审核", "overdue": "超过 5 天", "returned": "已退回", "passed": "已通过"}
WAITING = {Role.AUDITOR: State.SUBMITTED, Role.FINANCE: State.AUDITED}
DONE = {Role.AUDITOR: (State.AUDITED, State.PASSED), Role.FINANCE: (State.PASSED,)}
LISTED = (State.SUBMITTED, State.AUDITED, State.RETURNED, State.PASSED)
AUDITORS = (Role.AUDITOR, Role.FINANCE)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to: words of a unit or project, points, findings, a round."""

    words: str = ""
    cycle: int | None = None
    least: float | None = None
    most: float | None = None
    findings: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """The filters of a query; what is no number counts as none."""
        return cls(
            words=given.get("q", "").strip()[:100],
            cycle=int(given["cycle"]) if given.get("cycle", "").isdecimal() else None,
            least=_number(given.get("least", "")),
            most=_number(given.get("most", "")),
            findings=given.get("findings", ""),
        )

    def of_filings(self, filings: QuerySet[Filing]) -> QuerySet[Filing]:
        """Those of some filings that they let through."""
        if self.words:
            filings = filings.filter(
                Q(unit__name__icontains=self.words) | Q(project__name__icontains=self.words)
            )
        if self.cycle is not None:
            filings = filings.filter(cycle=self.cycle)
        if self.least is not None:
            filings = filings.filter(total__gte=self.least)
        if self.most is not None:
            filings = filings.filter(total__lte=self.most)
        if self.findings == "warning":
            filings = filings.filter(warnings__gt=0)
        if self.findings == "none":
            filings = filings.filter(warnings=0, errors=0)
        return filings


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e6 else None


def listed(person: Person, tab: str) -> QuerySet[Filing]:
    """The filings of a tab, those first that have waited longest."""
    ways = [_tab(m.role, m.place.path, tab) for m in memberships(person) if m.role in AUDITORS]
    if not ways:
        return Filing.objects.none()
    return Filing.objects.filter(reduce(or_, ways)).order_by("state_since", "pk")


def _tab(role: str, path: str, tab: str) -> Q:
    here = Q(place__path__startswith=path)
    if tab == "returned":
        went = Version.objects.filter(filing=OuterRef("pk"), step="return")
        return here & Q(state=State.RETURNED) & Exists(went)
    if tab == "passed":
        return here & Q(state__in=DONE[Role(role)])
    here &= Q(state=WAITING[Role(role)])
    return here & Q(state_since__lt=timezone.now() - PATIENCE) if tab == "overdue" else here


def counts(person: Person) -> dict[str, int]:
    """How many filings each tab has."""
    key = f"worklist.{person.pk}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        held = [m for m in memberships(person) if m.role in AUDITORS]
        sums = {
            tab: Count("pk", filter=reduce(or_, [_tab(m.role, m.place.path, tab) for m in held]))
            for tab in TABS
        }
        reach = [Q(place__path__startswith=m.place.path) for m in held]
        among = Filing.objects.filter(reduce(or_, reach), state__in=LISTED) if held else None
        found = dict.fromkeys(TABS, 0) if among is None else among.aggregate(**sums)
        cache.set(key, found, COUNTED)
    return found


def neighbours(person: Person, filing: Filing, tab: str) -> tuple[int | None, int | None]:
    """The numbers of the filings before and after one in a tab that the person may open."""
    among = listed(person, tab) & visible(person)
    since = filing.state_since or timezone.now()
    before = Q(state_since__lt=since) | Q(state_since=since, pk__lt=filing.pk)
    after = Q(state_since__gt=since) | Q(state_since=since, pk__gt=filing.pk)
    previous = among.filter(before).order_by("-state_since", "-pk").values_list("pk", flat=True)
    following = among.filter(after).values_list("pk", flat=True)
    return previous.first(), following.first()
