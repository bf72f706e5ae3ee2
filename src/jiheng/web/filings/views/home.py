"""The first page: what there is to do, by role."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.organisations.permissions import FILING_ACTIONS, holds, memberships, visible
from jiheng.web.organisations.states import State

TASKS = (
    ("filing.edit", "填报", "要填写、修改的自评表", "filings:list"),
    ("filing.hand_in", "汇总", "可以交单位办公室的", "filings:list"),
    ("filing.sign", "签批", "等您签批的", "signing:list"),
    ("filing.submit", "报送", "可以报送的", "reviews:gather_now"),
    ("filing.audit", "审核", "等您审核的", "reviews:audit"),
    ("filing.pass", "财政审核", "等您审核通过的", "reviews:audit"),
)
"""What asks for somebody's work: the action, what the task is called, what it counts, where it is
done."""


def home(request: HttpRequest) -> HttpResponse:
    """Open rounds with their countdown, and for each of the person's tasks how much is waiting."""
    tasks = [
        {"page": page, "title": title, "words": words, "count": waiting(request.user, action)}
        for action, title, words, page in TASKS
        if holds(request.user, action)
    ]
    regions = {place for m in memberships(request.user) for place in m.place.ancestors()}
    cycles = list(Cycle.objects.filter(phase=Phase.OPEN, region__in=regions))
    seen = visible(request.user).filter(cycle__in=cycles)
    counted = seen.values("cycle", "state").annotate(filings=Count("pk"))
    counts: dict[int, dict[str, int]] = {}
    for row in counted.order_by():
        counts.setdefault(row["cycle"], {})[row["state"]] = row["filings"]
    rounds = [
        {
            "cycle": cycle,
            "states": [(state, counts.get(cycle.pk, {}).get(state, 0)) for state in State],
        }
        for cycle in cycles
    ]
    return render(request, "home.html", {"tasks": tasks, "rounds": rounds})


def waiting(person: object, action: str) -> int:
    """How many filings of open rounds wait for a person's action."""
    states = set().union(*FILING_ACTIONS[action].roles.values())
    found = visible(person, action).filter(cycle__phase=Phase.OPEN, state__in=states)
    return found.count()
