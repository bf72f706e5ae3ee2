"""Which events somebody may read: those of what lies in their places."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.events.models import Event
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Kind, Membership, Place
from jiheng.web.organisations.permissions import ACTIONS, memberships, places
from jiheng.web.people.models import Person

ACTION = "events.see"


def events(person: Person) -> QuerySet[Event]:
    """The events of the person's places: of these, of their filings, projects, rounds, people.

    Who holds the role in every region there is reads the whole log.
    """
    reach = places(person, ACTION)
    if reads_all(person):
        return Event.objects.all()
    members = Membership.objects.filter(place__in=reach)
    kinds = (
        ("place", reach),
        ("project", Project.objects.filter(unit__in=reach)),
        ("filing", Filing.objects.filter(place__in=reach)),
        ("cycle", Cycle.objects.filter(region__in=reach)),
        ("person", Person.objects.filter(memberships__in=members)),
    )
    return Event.objects.filter(reduce(or_, (_of(kind, found) for kind, found in kinds)))


def reads_all(person: Person) -> bool:
    """Whether all places that there are lie in the person's reach."""
    own = [m.place.path for m in memberships(person) if m.role in ACTIONS[ACTION].roles]
    roots = Place.objects.filter(kind=Kind.REGION, parent=None).values_list("path", flat=True)
    return bool(own) and all(root in own for root in roots)


def _of(kind: str, found: QuerySet) -> Q:
    named = found.annotate(chain=Concat(Value(f"{kind}:"), Cast("pk", CharField())))
    return Q(Exists(named.filter(chain=OuterRef("chain"))))
