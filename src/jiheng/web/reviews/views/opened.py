"""A filing opened by an auditor: read field by field, remarked on, passed or returned."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.events.chain import Actor, once, record
from jiheng.web.events.models import Event
from jiheng.web.exchange import evidence as proving
from jiheng.web.filings.judging import judge_filing
from jiheng.web.filings.models import Remark, Version
from jiheng.web.filings.printable import unprintable
from jiheng.web.filings.steps import STEPS, locked
from jiheng.web.organisations.asking import filing_for
from jiheng.web.organisations.permissions import allowed, may
from jiheng.web.reviews import worklist as work
from jiheng.web.reviews.compared import read
from jiheng.web.signing.sealing import in_force

LONGEST = 500
RECENT = 30
"""Events that the page shows of the history."""


@require_GET
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; `against` names the earlier version beside it, by default the one returned last."""
    filing = filing_for(request, pk)
    if not may(request.user, "worklist.see", filing.place):
        raise PermissionDenied("审核由主管部门和财政部门办理，您的角色不能打开审核页")
    tab = request.GET.get("tab", "pending")
    tab = tab if tab in work.TABS else "pending"
    versions = list(filing.versions.select_related("by").order_by("-number"))
    before = _before(versions, request.GET.get("against", ""))
    remarks = list(filing.remarks.select_related("by", "version"))
    judged = judge_filing(filing)
    previous, following = work.neighbours(request.user, filing, tab)
    events = Event.objects.filter(chain=filing.chain).order_by("-number")[:RECENT]
    shown = {
        "filing": filing,
        "judged": judged,
        "shown": read(filing, judged, before, remarks, proving.of_filing(filing)),
        "before": before,
        "versions": versions,
        "history": [_told(event) for event in events],
        "signature": in_force(filing),
        "actions": allowed(request.user, filing),
        "previous": previous,
        "following": following,
        "tab": tab,
        "next": _next(following, tab),
        "token": uuid.uuid4().hex,
    }
    return render(request, "reviews/opened.html", shown)


def _before(versions: list[Version], wanted: str) -> Version | None:
    """The version to compare with: the one asked for, or what was last returned."""
    if wanted == "none":
        return None
    named = [v for v in versions if str(v.number) == wanted]
    returned = [v for v in versions if v.step == "return"]
    return next(iter(named or returned), None)


def _next(following: int | None, tab: str) -> str:
    """Where one goes after passing or returning: to the next filing, or to the list."""
    return (
        f"{reverse('reviews:open', args=(following,))}?tab={tab}"
        if following
        else reverse("reviews:audit")
    )


def _told(event: Event) -> dict[str, Any]:
    """A line of the history: what was done, by whom, with what reason."""
    after = event.after if isinstance(event.after, dict) else {}
    titles = {"open": "新建", "edit": "修改", "remark": "写意见", "settle": "意见已落实"}
    title = (
        STEPS[event.action].title if event.action in STEPS else titles.get(event.action, "其他操作")
    )
    return {"event": event, "title": title, "reason": after.get("reason", "")}


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a remark on a field of the filing as it now is."""
    filing = filing_for(request, pk, "filing.remark")
    text = request.POST.get("text", "").strip()[:LONGEST]
    place = request.POST.get("field", "")[:60]
    if not text:
        messages.error(request, "意见是空的，没有保存；请写好以后再试")
        return redirect("reviews:open", pk)
    if words := unprintable({"text": text}, lambda _: "意见"):
        messages.error(request, words)
        return redirect("reviews:open", pk)
    with transaction.atomic():
        filing = locked(pk)
        new, _ = once(request.POST.get("token", "") or uuid.uuid4().hex, request.user)
        if new and may(request.user, "filing.remark", filing):
            version = filing.versions.order_by("-number").first()
            Remark.objects.create(
                filing=filing, version=version, field=place, text=text, by=request.user
            )
            record(
                filing.chain, "remark", Actor.of(request), after={"field": place, "reason": text}
            )
    messages.success(request, "意见已记下；退回时单位会看到")
    return redirect(f"{reverse('reviews:open', args=(pk,))}#remarks")


@require_POST
def settle(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Mark a remark as settled, or as open again."""
    filing = filing_for(request, pk, "filing.remark")
    with transaction.atomic():
        found = get_object_or_404(
            Remark.objects.select_for_update(of=("self",)), pk=remark, filing=filing
        )
        was = found.settled_at
        found.settled_at = None if was else timezone.now()
        found.save(update_fields=["settled_at"])
        record(
            filing.chain,
            "settle",
            Actor.of(request),
            before={"settled": was is not None},
            after={"settled": was is None, "field": found.field, "reason": found.text},
        )
    messages.success(request, "这条意见改为未落实" if was else "这条意见已标为落实")
    return redirect(f"{reverse('reviews:open', args=(pk,))}#remarks")
