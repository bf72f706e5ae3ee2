"""Which rounds concern somebody, and who may change one."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiheng.web.cycles.models import Cycle
from jiheng.web.organisations.permissions import ACTIONS, may, memberships
from jiheng.web.people.models import Person


def cycles(person: Person, action: str = "cycle.see") -> QuerySet[Cycle]:
    """The rounds of the regions that the person's places lie in, or that lie in theirs."""
    roles = ACTIONS[action].roles
    own = [m.place for m in memberships(person) if m.role in roles]
    if not own:
        return Cycle.objects.none()
    above = {number for place in own for number in place.ancestors()}
    inside = reduce(or_, (Q(region__path__startswith=place.path) for place in own))
    return Cycle.objects.filter(Q(region__in=above) | inside).select_related("region")


def cycle_for(request: HttpRequest, pk: int, action: str = "cycle.see") -> Cycle:
    """A round that concerns the person, on which they may take the action; 404 and 403 else."""
    cycle: Cycle = get_object_or_404(cycles(request.user), pk=pk)
    if action != "cycle.see" and not may(request.user, action, cycle.region):
        raise PermissionDenied(f"您的角色不能“{ACTIONS[action].title}”；请由财政部门办理")
    return cycle
