"""Projects: listed, added, renamed, moved to another section, closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.cycles import running
from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.steps import Refused
from jiheng.web.forms import Once, answer, given, pressed
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import places

ROWS = 50
ACTION = "project.manage"


class Naming(Once):
    """A project's name, code and section."""

    name = forms.CharField(label="项目名称", max_length=200)
    code = forms.CharField(label="项目编码", max_length=60, required=False)
    section = forms.ModelChoiceField(
        label="科室", queryset=Place.objects.none(), required=False, empty_label="单位本级"
    )

    def __init__(self, sections: QuerySet[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections


class Adding(Once):
    """A new project: where it belongs besides."""

    place = forms.ModelChoiceField(
        label="单位或科室", queryset=Place.objects.none(), empty_label="请选择"
    )
    name = forms.CharField(label="项目名称", max_length=200)
    code = forms.CharField(label="项目编码", max_length=60, required=False)

    def __init__(self, reach: QuerySet[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        field.queryset = reach.filter(active=True, kind__in=(Kind.UNIT, Kind.SECTION))
        field.label_from_instance = _shown
        field.queryset = field.queryset.select_related("parent").order_by("path")


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """All projects in reach."""
    found = _reach(request).select_related("unit", "section")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        found = found.filter(
            Q(name__icontains=wanted) | Q(code__icontains=wanted) | Q(unit__name__icontains=wanted)
        )
    found = found.order_by("unit__path", "name")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "manage/projects.html", {"page": page, "q": wanted})


def add(request: HttpRequest) -> HttpResponse:
    """A new project; it takes part in the rounds that are open for its unit."""
    must_hold(request, ACTION)

    def act(data: dict) -> str:
        place = data["place"]
        inside = place.kind == Kind.SECTION
        unit, section = (place.parent, place) if inside else (place, None)
        _free(unit, data)
        made = Project.objects.create(
            unit=unit, section=section, name=data["name"], code=data["code"]
        )
        record(_chain(made), "add", Actor.of(request), after=_told(made))
        running.join(made, Actor.of(request))
        return f"已新增项目“{made}”"

    form = given(request, Adding, places(request.user, ACTION))
    return answer(request, form, act, reverse("manage:projects"), "新增项目", button="新增")


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, code or section for a project."""
    project = get_object_or_404(_reach(request), pk=pk)

    def act(data: dict) -> str:
        before = _told(project)
        _free(project.unit, data, besides=project)
        project.name, project.code, project.section = data["name"], data["code"], data["section"]
        project.save()
        record(_chain(project), "change", Actor.of(request), before=before, after=_told(project))
        return f"“{project}”已保存；已有的自评表不受影响"

    initial = {"name": project.name, "code": project.code, "section": project.section}
    sections = project.unit.children.filter(kind=Kind.SECTION, active=True)
    form = given(request, Naming, sections, initial=initial)
    return answer(request, form, act, reverse("manage:projects"), f"修改项目“{project}”")


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a project, or open it again; its forms stay."""
    project = get_object_or_404(_reach(request), pk=pk)

    def act(data: dict) -> str:
        before, project.active = _told(project), not project.active
        project.save()
        name = "activate" if project.active else "close"
        record(_chain(project), name, Actor.of(request), before=before, after=_told(project))
        return f"“{project}”已{'启用' if project.active else '停用'}"

    return pressed(request, act, reverse("manage:projects"))


def _reach(request: HttpRequest) -> QuerySet[Project]:
    must_hold(request, ACTION)
    return Project.objects.filter(unit__in=places(request.user, ACTION))


def _free(unit: Place, data: dict, besides: Project | None = None) -> None:
    taken = unit.projects.filter(name=data["name"], code=data["code"])
    if besides:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise Refused(f"“{unit}”已经有同名同编码的项目；请换一个名称，或者启用原来的那个")


def _told(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "code": project.code,
        "section": project.section_id,
        "active": project.active,
    }


def _shown(place: Place) -> str:
    return f"{place.parent.name} › {place.name}" if place.parent else place.name


def _chain(project: Project) -> str:
    return f"project:{project.pk}"
