"""Evidence of a filing's indicators: the page of one indicator, adding, taking away, download."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.events.chain import Actor
from jiheng.web.exchange import costly
from jiheng.web.exchange import evidence as proving
from jiheng.web.exchange.storing import download
from jiheng.web.exchange.views.asking import at, there, told
from jiheng.web.filings.models import Evidence
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.asking import filing_for
from jiheng.web.organisations.permissions import may


@require_GET
def evidence(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """All files of one indicator, with a form to add some where one may."""
    filing = filing_for(request, pk)
    row = next((row for row in filing.content["indicators"] if row["key"] == key), None)
    if row is None:
        raise Http404
    shown = {
        "filing": filing,
        "row": row,
        "evidence": proving.of_filing(filing).get(key, []),
        "may_edit": may(request.user, "filing.edit", filing),
        "token": uuid.uuid4().hex,
        "page": True,
    }
    return render(request, "exchange/evidence_page.html", shown)


@require_POST
@told(at("exchange:evidence"))
def add(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Add files to an indicator."""
    filing = filing_for(request, pk, "filing.edit")
    files = request.FILES.getlist("files")
    if not files:
        raise Refused("没有选文件；请先选好要上传的材料")
    costly.spend(request.user, "upload", len(files))
    token = request.POST.get("token") or uuid.uuid4().hex
    made = proving.add(filing.pk, key, files, Actor.of(request), token)
    messages.success(request, f"已上传 {len(made)} 份材料：{'、'.join(one.name for one in made)}")
    for one in made:
        for note in one.notes:
            messages.warning(request, f"“{one.name}”{note}")
    return there(request, reverse("exchange:evidence", args=(pk, key)))


@require_POST
def remove(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Take one file away."""
    filing = filing_for(request, pk, "filing.edit")
    one = get_object_or_404(Evidence, pk=evidence, filing=filing)
    try:
        if proving.remove(one, Actor.of(request)):
            messages.success(request, f"已删去“{one.name}”；操作记录里还留有它")
        else:
            messages.info(request, f"“{one.name}”先前已经删去")
    except Refused as refused:
        messages.error(request, str(refused))
    return there(request, reverse("exchange:evidence", args=(pk, one.indicator)))


@require_GET
def get(request: HttpRequest, pk: int, evidence: int) -> FileResponse:
    """One file as a download."""
    filing = filing_for(request, pk)
    one = get_object_or_404(Evidence, pk=evidence, filing=filing, removed_at=None)
    return download(one.file.name, one.name)
