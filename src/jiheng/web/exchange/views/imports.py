"""Imports: dropping files, watching them being read, taking over what fits."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.events.chain import Actor
from jiheng.web.exchange import costly
from jiheng.web.exchange.gates import MEGABYTE
from jiheng.web.exchange.importing import starting, taking
from jiheng.web.exchange.models import Import, ImportedForm, Likeness, Reading, Upload
from jiheng.web.exchange.storing import download
from jiheng.web.exchange.tasks import read_import
from jiheng.web.exchange.views.asking import at, told, whole
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.permissions import places

ROWS = 50
AT_ONCE = 100
"""Forms that are taken over by one click."""
SURE = (Likeness.CODE, Likeness.NAME, Likeness.CHOSEN)
STUCK = timedelta(minutes=5)
"""After so long one may ask for a reading again that has not ended."""


def cycles_for(request: HttpRequest) -> list[Cycle]:
    """The open rounds in which the person's units take part."""
    reach = places(request.user, "batch.import")
    ancestors = {number for place in reach for number in place.ancestors()}
    found = Cycle.objects.filter(phase=Phase.OPEN, units__in=ancestors)
    return list(found.distinct().order_by("-fiscal_year", "name"))


def import_for(request: HttpRequest, pk: int) -> Import:
    """An import of the person's own; raises Http404 for any other."""
    must_hold(request, "batch.import")
    found = Import.objects.select_related("cycle", "cycle__region", "person")
    return get_object_or_404(found, pk=pk, person=request.user)


@told(at("exchange:imports"))
def imports(request: HttpRequest) -> HttpResponse:
    """The person's imports, and a form to drop files; POST begins one."""
    must_hold(request, "batch.import")
    cycles = cycles_for(request)
    if request.method == "POST":
        return _begun(request, cycles)
    counted = Import.objects.filter(person=request.user).select_related("cycle")
    counted = counted.annotate(
        files=Count("uploads", filter=~Q(uploads__kind="zip"), distinct=True),
        forms=Count("uploads__forms", distinct=True),
        taken=Count("uploads__forms", filter=~Q(uploads__forms__outcome=""), distinct=True),
    ).order_by("-pk")
    shown = {
        "cycles": cycles,
        "page": Paginator(counted, ROWS).get_page(request.GET.get("page")),
        "token": uuid.uuid4().hex,
        "limits": _limits(),
    }
    return render(request, "exchange/imports.html", shown)


def _limits() -> dict[str, int]:
    from django.conf import settings

    return {
        "file": settings.UPLOAD_LARGEST // MEGABYTE,
        "archive": settings.ARCHIVE_LARGEST // MEGABYTE,
    }


def _begun(request: HttpRequest, cycles: list[Cycle]) -> HttpResponse:
    whole(request)
    files = request.FILES.getlist("files")
    cycle = next((c for c in cycles if str(c.pk) == request.POST.get("cycle")), None)
    if cycle is None:
        raise Refused("请选择要导入到哪个年度工作")
    if not files:
        raise Refused("没有选文件；请先选好要导入的自评表")
    costly.spend(request.user, "import", len(files))
    token = request.POST.get("token") or uuid.uuid4().hex
    batch = starting.start(cycle, files, Actor.of(request), token)
    messages.success(request, f"已收到 {len(files)} 个文件，正在读取")
    return redirect("exchange:import", pk=batch.pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its documents and the forms that were read; htmx asks for the inside alone."""
    batch = import_for(request, pk)
    forms = (
        ImportedForm.objects.filter(upload__batch=batch)
        .select_related("upload", "project__unit", "filing")
        .defer("sources", "unplaced")
    )
    uploads = list(batch.uploads.annotate(count=Count("forms")).select_related("archive"))
    documents = [one for one in uploads if one.kind != "zip"]
    page = Paginator(forms, ROWS).get_page(request.GET.get("page"))
    waiting = sum(one.state == Reading.WAITING for one in uploads)
    shown = {
        "batch": batch,
        "uploads": [one for one in uploads if one.problem or one.notes],
        "documents": len(documents),
        "done": sum(one.state != Reading.WAITING for one in documents),
        "page": page,
        "sure": forms.filter(outcome="", likeness__in=SURE).count(),
        "token": uuid.uuid4().hex,
        "stuck": waiting and not batch.finished and timezone.now() - batch.at > STUCK,
    }
    inside = request.htmx and request.htmx.target == "import"
    return render(request, f"exchange/import{'_inside' if inside else ''}.html", shown)


@require_POST
def take_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over all forms whose project is sure and not yet filled in, each by itself."""
    batch = import_for(request, pk)
    forms = ImportedForm.objects.filter(upload__batch=batch, outcome="", likeness__in=SURE)
    brought, filled, refused = 0, 0, list[str]()
    for form in forms.only("pk", "project")[:AT_ONCE]:
        try:
            choice = taking.Choice(project=form.project_id)
            brought += taking.take_over(form.pk, choice, Actor.of(request))[1]
        except taking.Filled:
            filled += 1
        except Refused as why:
            refused.append(str(why))
    _say(request, brought, filled, refused)
    return redirect("exchange:import", pk=pk)


def _say(request: HttpRequest, brought: int, filled: int, refused: list[str]) -> None:
    if brought:
        messages.success(request, f"已导入 {brought} 份自评表")
    if filled:
        messages.warning(
            request, f"有 {filled} 份的项目已经填过，没有导入；请逐份打开，选择保留还是替换"
        )
    for words in dict.fromkeys(refused):
        messages.error(request, words)
    if not (brought or filled or refused):
        messages.info(request, "没有可以直接导入的自评表；其余的请逐份打开，选定项目")


@require_POST
@told(at("exchange:import"))
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an import read on whose reading has not ended in time."""
    batch: Any = import_for(request, pk)
    costly.spend(request.user, "import")
    if not batch.finished:
        read_import.enqueue(batch.pk)
        messages.success(request, "已重新安排读取")
    return redirect("exchange:import", pk=pk)


@require_GET
def get(request: HttpRequest, pk: int, upload: int) -> FileResponse:
    """A document of an import as a download."""
    found: Upload = get_object_or_404(import_for(request, pk).uploads.exclude(file=""), pk=upload)
    return download(found.file.name, found.name)


def address(pk: int) -> str:
    """The address of an import's page."""
    return reverse("exchange:import", args=(pk,))
