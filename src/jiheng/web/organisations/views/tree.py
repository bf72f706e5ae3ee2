"""The tree of places: looked at, added to, renamed, closed."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.events.chain import Actor
from jiheng.web.forms import Once, answer, given, pressed
from jiheng.web.organisations import placing
from jiheng.web.organisations.asking import must_hold, place_for
from jiheng.web.organisations.models import Kind
from jiheng.web.organisations.permissions import places

ROWS = 50
ACTION = "place.manage"


class Naming(Once):
    """A place's name and code."""

    name = forms.CharField(label="名称", max_length=100)
    code = forms.CharField(label="编码", max_length=30, required=False)


class Adding(Naming):
    """A new place's kind besides."""

    kind = forms.ChoiceField(label="类别")

    field_order = ["token", "kind", "name", "code"]

    def __init__(self, kinds: list[Kind], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """All places in reach, as a list that shows what lies in what."""
    must_hold(request, ACTION)
    found = places(request.user, ACTION).annotate(people=Count("members", distinct=True))
    wanted = request.GET.get("q", "").strip()
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(code__icontains=wanted))
    page = Paginator(found.order_by("path"), ROWS).get_page(request.GET.get("page"))
    for place in page:
        place.depth = min(place.path.count("/"), 5)
    return render(request, "manage/tree.html", {"page": page, "q": wanted})


@require_GET
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what lies in it, and who is there."""
    found = place_for(request, pk, ACTION)
    members = found.members.select_related("person").order_by("role", "person__name")
    shown = {
        "place": found,
        "above": places(request.user, ACTION).filter(pk__in=found.ancestors()).order_by("path"),
        "children": Paginator(found.children.order_by("path"), ROWS).get_page(
            request.GET.get("page")
        ),
        "members": members[:200],
        "kinds": placing.kinds_inside(found),
    }
    return render(request, "manage/place.html", shown)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new place inside of one."""
    parent = place_for(request, pk, ACTION)

    def act(data: dict) -> str:
        made = placing.add(parent, data["kind"], data["name"], data["code"], Actor.of(request))
        return f"已新增{made.get_kind_display()}“{made}”"

    form = given(request, Adding, placing.kinds_inside(parent))
    back = reverse("manage:place", args=[pk])
    return answer(request, form, act, back, f"在“{parent}”下面新增机构", button="新增")


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name and code for a place."""
    found = place_for(request, pk, ACTION)

    def act(data: dict) -> str:
        placing.rename(found, data["name"], data["code"], Actor.of(request))
        return f"已改为“{found}”"

    form = given(request, Naming, initial={"name": found.name, "code": found.code})
    back = reverse("manage:place", args=[pk])
    words = "已经签批、报送的自评表上仍是原来的名称。"
    return answer(request, form, act, back, f"修改“{found}”", words=words)


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a place, or open it again."""
    found = place_for(request, pk, ACTION)

    def act(data: dict) -> str:
        placing.set_active(found, not found.active, Actor.of(request))
        return f"“{found}”已{'启用' if found.active else '停用'}"

    return pressed(request, act, reverse("manage:place", args=[pk]))
