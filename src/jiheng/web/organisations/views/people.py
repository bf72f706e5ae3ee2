"""People: found, added, given roles, given a new password, closed."""

from __future__ import annotations

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.events.chain import Actor
from jiheng.web.forms import AGAIN, Once, answer, do_once, given, pressed
from jiheng.web.organisations import staffing
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.models import Place, Role
from jiheng.web.organisations.permissions import places
from jiheng.web.people.models import Person

ROWS = 50
ACTION = "place.manage"


class PlaceChoice(forms.ModelChoiceField):
    """A place, shown with what it lies in."""

    def label_from_instance(self, place: Place) -> str:
        """ "区教育局 › 实验小学"."""
        return f"{place.parent.name} › {place.name}" if place.parent else place.name


class Holding(Once):
    """A role and where it is held."""

    role = forms.ChoiceField(label="角色", choices=Role)
    place = PlaceChoice(label="机构", queryset=Place.objects.none(), empty_label="请选择")

    def __init__(self, reach: QuerySet[Place], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = reach.filter(active=True).select_related("parent")


class Adding(Holding):
    """A new person, with a first role."""

    username = forms.CharField(
        label="用户名",
        max_length=150,
        validators=[UnicodeUsernameValidator(message="用户名只能用汉字、字母、数字和 @ . + - _")],
        help_text="登录用；字母、数字或汉字，如姓名拼音、工号",
    )
    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="电子邮箱", required=False, help_text="填了才会收到邮件通知")

    field_order = ["token", "username", "name", "email", "role", "place"]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in reach."""
    must_hold(request, ACTION)
    found = staffing.people(request.user).prefetch_related("memberships__place")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(username__icontains=wanted))
    page = Paginator(found.order_by("username"), ROWS).get_page(request.GET.get("page"))
    return render(request, "manage/people.html", {"page": page, "q": wanted})


@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new person; the page that answers shows the password, once."""
    must_hold(request, ACTION)
    made: list[tuple[Person, str]] = []

    def act(data: dict) -> str:
        actor = Actor.of(request)
        person, password = staffing.add(data["username"], data["name"], data["email"], actor)
        staffing.give(person, data["role"], data["place"], actor)
        made.append((person, password))
        return f"已新增{person}"

    initial = {"place": request.GET.get("place")}
    form = given(request, Adding, places(request.user, ACTION), initial=initial)
    if request.method == "POST" and do_once(request, form, act) and made:
        return _password(request, *made[0])
    return answer(
        request, form, lambda data: AGAIN, reverse("manage:people"), "新增人员", button="新增"
    )


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their roles, and what can be done with their account."""
    found = _person(request, pk)
    shown = {
        "person": found,
        "roles": found.memberships.select_related("place__parent").order_by("place__path"),
        "form": Holding(places(request.user, ACTION)),
        "factor": found.authenticator_set.exists(),
    }
    return render(request, "manage/person.html", shown)


@never_cache
@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password, shown once."""
    found = _person(request, pk)
    made: list[str] = []

    def act(data: dict) -> str:
        made.append(staffing.reset_password(found, Actor.of(request)))
        return ""

    form = Once(request.POST)
    if do_once(request, form, act) is not None and made:
        return _password(request, found, made[0])
    return pressed(request, lambda data: AGAIN, reverse("manage:person", args=[pk]))


@require_POST
def factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a lost second factor."""
    found = _person(request, pk)

    def act(data: dict) -> str:
        staffing.drop_factor(found, Actor.of(request))
        return f"已取消{found}的两步验证；请提醒本人重新启用"

    return pressed(request, act, reverse("manage:person", args=[pk]))


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    found = _person(request, pk)

    def act(data: dict) -> str:
        staffing.set_active(found, not found.is_active, Actor.of(request))
        return f"{found}的账号已{'启用' if found.is_active else '停用'}"

    return pressed(request, act, reverse("manage:person", args=[pk]))


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role."""
    found = _person(request, pk)

    def act(data: dict) -> str:
        made = staffing.give(found, data["role"], data["place"], Actor.of(request))
        return f"{found}现在是“{made.place}”的{made.get_role_display()}"

    form = given(request, Holding, places(request.user, ACTION))
    back = reverse("manage:person", args=[pk])
    return answer(request, form, act, back, f"给{found}加一个角色", button="加上")


@require_POST
def take(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """End a role."""
    found = _person(request, pk)
    held = get_object_or_404(found.memberships.select_related("person", "place"), pk=membership)

    def act(data: dict) -> str:
        said = f"{found}不再是“{held.place}”的{held.get_role_display()}"
        staffing.take_away(held, Actor.of(request))
        return said

    return pressed(request, act, reverse("manage:person", args=[pk]))


def _person(request: HttpRequest, pk: int) -> Person:
    must_hold(request, ACTION)
    return get_object_or_404(staffing.people(request.user), pk=pk)


def _password(request: HttpRequest, found: Person, made: str) -> HttpResponse:
    return render(request, "manage/password.html", {"person": found, "password": made})
