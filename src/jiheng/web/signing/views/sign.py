"""The unit head's pages: one filing as it will be printed, and several signed at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jiheng.web.cycles.models import Phase
from jiheng.web.events.chain import Actor
from jiheng.web.events.models import Done
from jiheng.web.filings.judging import judge_filing
from jiheng.web.filings.steps import STEPS, Asked, Refused, take
from jiheng.web.organisations.asking import RELATED, filing_for, must_hold
from jiheng.web.organisations.permissions import ever, may, visible
from jiheng.web.signing.confirming import confirm, protected
from jiheng.web.signing.printed import paper
from jiheng.web.signing.sealing import USUAL, in_force

ROWS = 50
INCOMPLETE = "没有签批：页面不完整，可能停留过久；请刷新页面以后再试"


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """A filing as it will be printed, with the form to sign it, or to unlock it once signed."""
    filing = filing_for(request, pk)
    if not ever(request.user, STEPS["sign"].action, filing):
        raise PermissionDenied("签批由单位负责人办理，您的角色不能签批")
    refusal = ""
    if request.method == "POST":
        try:
            _sign(request, [(pk, request.POST.get("revision", ""))])
        except Refused as refused:
            refusal = str(refused)
        else:
            return redirect("signing:sign", pk)
        filing = filing_for(request, pk)
    judged = judge_filing(filing)
    shown = {
        "filing": filing,
        "paper": paper(filing),
        "judged": judged,
        "signature": in_force(filing),
        "earlier": filing.signatures.exclude(voided_at=None),
        "may_sign": may(request.user, "filing.sign", filing),
        "may_unlock": may(request.user, "filing.unlock", filing),
        "protected": protected(request.user),
        "refusal": refusal,
        "opinion": request.POST.get("words", USUAL),
        "token": uuid.uuid4().hex,
    }
    return render(request, "signing/sign.html", shown, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """The filings that wait for the head's signature; those ticked are signed at once."""
    must_hold(request, "filing.sign")
    refusal = ""
    if request.method == "POST":
        try:
            _sign(request, [tuple(each.split(":", 1)) for each in request.POST.getlist("filing")])
        except (Refused, ValueError) as refused:
            refusal = str(refused) if isinstance(refused, Refused) else INCOMPLETE
        else:
            return redirect("signing:list")
    found = visible(request.user, "filing.sign").filter(cycle__phase=Phase.OPEN)
    page = Paginator(found.select_related(*RELATED), ROWS).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("filing"))
    shown = {
        "page": page,
        "rows": [(f, f"{f.pk}:{f.revision}", f"{f.pk}:{f.revision}" in ticked) for f in page],
        "protected": protected(request.user),
        "refusal": refusal,
        "opinion": request.POST.get("words", USUAL),
        "token": uuid.uuid4().hex,
    }
    return render(request, "signing/list.html", shown, status=422 if refusal else 200)


def _sign(request: HttpRequest, wanted: list[tuple[str | int, str]]) -> None:
    """Confirm once, sign each; tell how each went. Raises Refused where nothing was tried."""
    token = request.POST.get("token", "")[:32]
    if not token or any(not f"{pk}{revision}".isdecimal() for pk, revision in wanted):
        raise Refused(INCOMPLETE)
    if not wanted:
        raise Refused("没有签批：还没有选自评表；请先勾选要签批的")
    numbers = [(int(pk), int(revision)) for pk, revision in wanted]
    tokens = [f"{token}{pk:x}"[:40] for pk, _ in numbers]
    actor = Actor.of(request)
    try:
        if not _done(tokens):
            confirm(actor, request.POST.get("password", ""), request.POST.get("code", ""))
    except Refused:
        if not _done(tokens):
            raise
    words = request.POST.get("words", "").strip()[:500]
    signed = []
    for (pk, revision), own in zip(numbers, tokens, strict=True):
        if not visible(request.user).filter(pk=pk).exists():
            messages.error(request, "选中的自评表有一份不在您的职责范围内，没有签批")
            continue
        try:
            filing, _ = take(pk, "sign", actor, Asked(revision, own, words))
        except Refused as refused:
            name = visible(request.user).select_related("project").get(pk=pk).project
            messages.error(request, f"{name}：没有签批。{refused}")
        else:
            signed.append(str(filing.project))
    if signed:
        messages.success(request, f"已签批 {len(signed)} 份：{'、'.join(signed)}")


def _done(tokens: list[str]) -> bool:
    """Whether a first click has signed some of these already."""
    return Done.objects.filter(token__in=tokens).exists()
