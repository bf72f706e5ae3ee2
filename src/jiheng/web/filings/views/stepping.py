"""A step on a filing's way, asked for by a button on any page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiheng.web.events.chain import Actor
from jiheng.web.events.models import Done
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import STEPS, Asked, Refused, take
from jiheng.web.organisations.asking import RELATED
from jiheng.web.organisations.permissions import ever, may, visible

REMARK = "remark."
INCOMPLETE = "没有办成：页面不完整，可能停留过久；请刷新页面以后再试"
ELSEWHERE = frozenset({"sign"})
"""Steps that ask for more than this form has."""


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step, tell how it went, and go back to `next` or to the filing.

    The form has `token`, `revision`, `words`, `remark.<field>` for each remark on a field, `next`.
    A step that cannot be taken is answered with 409 where htmx asked.
    """
    if name not in STEPS or name in ELSEWHERE:
        raise Http404
    earlier = Done.objects.filter(token=request.POST.get("token", "")[:40], person=request.user)
    if earlier.exists():
        messages.info(request, f"“{STEPS[name].title}”刚才已经办好，没有重复办理")
        return _back(request, pk)
    filing = filing_to_step(request, pk, name)
    try:
        asked = _asked(request)
        filing, moved = take(pk, name, Actor.of(request), asked)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refused))
        return _back(request, pk)
    said = STEPS[name].said if moved else "刚才已经办好，没有重复办理"
    messages.success(request, f"{filing.project}：{said}")
    return _back(request, pk)


def filing_to_step(request: HttpRequest, pk: int, name: str) -> Filing:
    """The filing, where the person sees it and has a role for the step.

    Raises Http404 and PermissionDenied else.
    """
    seen = visible(request.user).select_related(*RELATED)
    filing: Filing = get_object_or_404(seen, pk=pk)
    if not ever(request.user, STEPS[name].action, filing):
        raise PermissionDenied(f"您的角色不能“{STEPS[name].title}”；请由有权限的人员办理")
    return filing


def _asked(request: HttpRequest) -> Asked:
    token, revision = request.POST.get("token", ""), request.POST.get("revision", "")
    if not token or not revision.isdecimal():
        raise Refused(INCOMPLETE)
    remarks = [
        (field.removeprefix(REMARK)[:60], text.strip()[:500])
        for field, text in request.POST.items()
        if field.startswith(REMARK) and isinstance(text, str) and text.strip()
    ]
    words = request.POST.get("words", "").strip()
    return Asked(int(revision), token, words[:500], remarks)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the person goes next: where they came from, the filing, or the list once it is gone."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        filing = Filing.objects.select_related("place").get(pk=pk)
        sees = may(request.user, "filing.see", filing)
        wanted = reverse("filings:edit", args=[pk]) if sees else reverse("filings:list")
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": wanted})
    return redirect(wanted)
