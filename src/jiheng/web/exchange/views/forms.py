"""One form that was read: its fields beside the original, corrected, matched, taken over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng.reading import apart
from jiheng.reading.grid import Unreadable
from jiheng.reading.image import numbered
from jiheng.web.events.chain import Actor
from jiheng.web.exchange import drawing
from jiheng.web.exchange.importing import fields, original, taking
from jiheng.web.exchange.importing.correcting import correct
from jiheng.web.exchange.importing.matching import by_likeness, likeness, projects_for
from jiheng.web.exchange.importing.seeing import PICTURES
from jiheng.web.exchange.models import ImportedForm
from jiheng.web.exchange.storing import SANDBOX
from jiheng.web.exchange.views.asking import at, told
from jiheng.web.exchange.views.imports import import_for
from jiheng.web.filings.steps import Refused

NEW = "new:"
"""What stands before a unit in the choice of projects: a new one is made there."""
SAID = {
    "add": "已加一行，请照原文填写；刚才的修改也已保存",
    "drop": "已删去一行；刚才的修改也已保存",
}
"""What is said where a row came or went."""
MOST_PROJECTS = 300
"""Projects to choose from, the likeliest first."""


def form_for(request: HttpRequest, pk: int, form: int) -> ImportedForm:
    """A form of one of the person's own imports; raises Http404 for any other."""
    batch = import_for(request, pk)
    found = ImportedForm.objects.select_related("upload", "project__unit", "filing__project")
    one: ImportedForm = get_object_or_404(found, pk=form, upload__batch=batch)
    one.upload.batch = batch
    return one


@require_http_methods(["GET", "POST"])
@told(at("exchange:form"))
def form(request: HttpRequest, pk: int, form: int) -> HttpResponse:
    """The form's page; POST corrects what was misread and, if asked, takes it over at once."""
    one = form_for(request, pk, form)
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        correct(
            one.pk, request.POST, int(revision) if revision.isdecimal() else -1, Actor.of(request)
        )
        chosen = request.POST.get("chosen", "")
        if chosen.isdecimal():
            taking.choose(one.pk, int(chosen), request.user)
        if "take" in request.POST:
            return _taken(request, one)
        said = next((words for name, words in SAID.items() if name in request.POST), "已保存修改")
        messages.success(request, said)
        return redirect(
            reverse("exchange:form", args=(pk, form)) + "#rows" * ("add" in request.POST)
        )
    batch = one.upload.batch
    projects = by_likeness(one.content, projects_for(request.user, batch.cycle))
    shown: dict[str, Any] = {
        "form": one,
        "batch": batch,
        "sections": fields.sections(one),
        "rows": fields.rows(one),
        "tables": original.tables(one),
        "pages": original.pages(one),
        "projects": [
            (project, round(likeness(one.content["project"], project.name)))
            for project in projects[:MOST_PROJECTS]
        ],
        "left_out": len(projects) - MOST_PROJECTS,
        "units": taking.units_for(request.user, batch.cycle),
        "before": _beside(one, -1),
        "after": _beside(one, 1),
    }
    return render(request, "exchange/form.html", shown)


def _actor(request: HttpRequest) -> Actor:
    return Actor.of(request)


def _beside(one: ImportedForm, step: int) -> int | None:
    """The form before or after this one in the same import."""
    pks = ImportedForm.objects.filter(upload__batch=one.upload.batch_id)
    order = list(pks.values_list("pk", flat=True))
    place = order.index(one.pk) + step
    return order[place] if 0 <= place < len(order) else None


@require_POST
@told(at("exchange:form"))
def take(request: HttpRequest, pk: int, form: int) -> HttpResponse:
    """Take the form over as the draft of the project that was chosen."""
    return _taken(request, form_for(request, pk, form))


def _taken(request: HttpRequest, one: ImportedForm) -> HttpResponse:
    chosen, existing = request.POST.get("chosen", ""), request.POST.get("existing", "")
    if (unit := chosen.removeprefix(NEW)) != chosen and unit.isdecimal():
        choice = taking.Choice(unit=int(unit), existing=existing)
    elif chosen.isdecimal():
        choice = taking.Choice(project=int(chosen), existing=existing)
    else:
        raise Refused("请先选定这份表属于哪个项目")
    done, now = taking.take_over(one.pk, choice, Actor.of(request))
    said = done.get_outcome_display()
    messages.success(request, f"“{done.filing.project}”{said if now else '先前已经导入，没有重复'}")
    address = reverse("exchange:import", args=(one.upload.batch_id,))
    return redirect(f"{address}#form-{one.pk}")


@require_GET
def page(request: HttpRequest, pk: int, upload: int, number: int) -> HttpResponse:
    """A page of a document as a picture, drawn in a process of its own."""
    found = get_object_or_404(import_for(request, pk).uploads, pk=upload)
    if not 0 < number <= len(found.pages):
        raise Http404
    draw = drawing.page_of_picture if found.kind in PICTURES else drawing.page_of_pdf
    with found.file.open() as file:
        data = numbered(number - 1, file.read())
    try:
        drawn = apart.read(draw, data)
    except Unreadable as error:
        raise Http404 from error
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
