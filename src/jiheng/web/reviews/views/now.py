"""From the menu to the round that is going on: the pages of one round, without naming it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.permissions import memberships


@require_GET
def gather(request: HttpRequest) -> HttpResponse:
    """To the unit's page in the latest round."""
    must_hold(request, "unit.gather")
    return _there(request, "reviews:gather", "汇总")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """To the state of the latest round."""
    must_hold(request, "progress.see")
    return _there(request, "reviews:progress", "进度")


def _there(request: HttpRequest, page: str, title: str) -> HttpResponse:
    regions = {place for m in memberships(request.user) for place in m.place.ancestors()}
    rounds = Cycle.objects.filter(region__in=regions).exclude(phase=Phase.PLANNED)
    latest = rounds.filter(phase=Phase.OPEN).first() or rounds.first()
    if latest is None:
        return render(request, "reviews/none.html", {"title": title})
    return redirect(page, latest.pk)
