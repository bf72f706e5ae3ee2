"""One button for many filings: each takes its own step, and is told of by itself."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiheng.web.cycles.models import Cycle
from jiheng.web.events.chain import Actor
from jiheng.web.exchange.views.asking import there
from jiheng.web.filings.steps import STEPS, Asked, Refused, take
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.permissions import ever, places, visible

OF_AUDITORS = ("audit", "pass", "return")
MOST = 200
INCOMPLETE = "没有办成：页面不完整，可能停留过久；请刷新页面以后再试"


@require_POST
def submit(request: HttpRequest, cycle: int) -> HttpResponse:
    """Submit the signed filings that are named, as far as they can be."""
    round_ = get_object_or_404(Cycle.objects.select_related("region"), pk=cycle)
    units = places(request.user, "unit.gather")
    if not units.filter(path__startswith=round_.region.path).exists():
        raise Http404
    _each(request, "submit", cycle=round_.pk)
    return there(request, reverse("reviews:gather", args=(round_.pk,)))


@require_POST
def take_all(request: HttpRequest) -> HttpResponse:
    """Audit, pass or return the filings that are ticked."""
    must_hold(request, "worklist.see")
    name = request.POST.get("step", "")
    if name not in OF_AUDITORS:
        raise Http404
    must_hold(request, STEPS[name].action)
    _each(request, name)
    return there(request, reverse("reviews:audit"))


def _each(request: HttpRequest, name: str, **among: int) -> None:
    """Take a step on each filing of the form ("number:revision"); tell how it went."""
    token = request.POST.get("token", "")[:32]
    wanted = [each.partition(":") for each in request.POST.getlist("filing")][:MOST]
    if not token or any(not f"{pk}{revision}".isdecimal() for pk, _, revision in wanted):
        messages.error(request, INCOMPLETE)
        return
    if not wanted:
        messages.error(request, "还没有选自评表；请先勾选")
        return
    step, actor = STEPS[name], Actor.of(request)
    words = request.POST.get("words", "").strip()[:500]
    seen = visible(request.user).filter(pk__in=[int(pk) for pk, _, _ in wanted], **among)
    filings = {filing.pk: filing for filing in seen.select_related("project", "place")}
    went: Counter[str] = Counter()
    for pk, _, revision in wanted:
        filing = filings.get(int(pk))
        if filing is None or not ever(request.user, step.action, filing):
            went["不在您的职责范围内"] += 1
            continue
        try:
            own = f"{token}{filing.pk:x}"[:40]
            _, moved = take(filing.pk, name, actor, Asked(int(revision), own, words))
        except Refused as refused:
            messages.error(request, f"{filing.project}：{refused}")
        else:
            went[step.said if moved else "刚才已经办好，没有重复办理"] += 1
    for said, count in went.items():
        tell = messages.success if said == step.said else messages.warning
        tell(request, f"{count} 份{said}")
