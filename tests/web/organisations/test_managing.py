"""An administrator looks after places and people, inside their reach, each change an event."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse
from tests.web.conftest import PASSWORD, person, place

from jiheng.web.events.models import Event
from jiheng.web.organisations.models import Kind, Membership, Place, Role
from jiheng.web.people.models import Person


def post(client, name, /, *args, **form):
    form = {"token": uuid.uuid4().hex} | form
    return client.post(reverse(f"manage:{name}", args=args), form, follow=True)


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


@pytest.fixture
def elsewhere(district):
    """Another region, with an administrator, a unit and a clerk of its own."""
    region = place(Kind.REGION, "云山区")
    unit = place(Kind.UNIT, "云山小学", place(Kind.DEPARTMENT, "云山区教育局", region))
    person("elsewhere_admin", "管理员癸", (Role.ADMINISTRATOR, region))
    person("elsewhere_clerk", "经办子", (Role.CLERK, unit))
    return unit


def test_a_place_is_added_renamed_and_closed(admin, district):
    page = post(admin, "place_add", district.unit.pk, kind="section", name="总编室", code="B1")
    assert "已新增科室“总编室”" in page.content.decode()
    made = Place.objects.get(name="总编室")
    assert made.within(district.unit)
    post(admin, "place_rename", made.pk, name="总编办公室", code="B1")
    post(admin, "place_active", made.pk)
    made.refresh_from_db()
    assert (made.name, made.active) == ("总编办公室", False)
    events = Event.objects.filter(chain=f"place:{made.pk}").values_list("action", flat=True)
    assert list(events) == ["add", "rename", "close"]


def test_a_second_click_adds_nothing(admin, district):
    token = uuid.uuid4().hex
    for _ in range(2):
        page = post(
            admin, "place_add", district.unit.pk, kind="section", name="总编室", token=token
        )
    assert "没有重复办理" in page.content.decode()
    assert Place.objects.filter(name="总编室").count() == 1


def test_what_does_not_belong_or_is_there_already_is_told(admin, district):
    page = post(admin, "place_add", district.unit.pk, kind="unit", name="甲")
    assert page.status_code == 422
    page = post(admin, "place_add", district.unit.pk, kind="section", name=district.section.name)
    assert "已经有“编辑科”" in page.content.decode()


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_be_changed(
    admin, client, district
):
    page = post(
        admin,
        "person_add",
        username="xinren",
        name="新人",
        role="filer",
        place=district.section.pk,
    )
    password = re.search(r'class="big">([^<]+)<', page.content.decode())[1]
    made = Person.objects.get(username="xinren")
    assert made.check_password(password)
    assert made.must_change_password
    assert made.memberships.get().role == Role.FILER
    assert password not in str(list(Event.objects.values_list("after", flat=True)))
    shown = admin.get(reverse("manage:person", args=[made.pk])).content.decode()
    assert password not in shown


@pytest.mark.parametrize(
    ("role", "where", "said"),
    [
        ("clerk", "section", "只能设在预算单位"),
        ("finance", "unit", "只能设在地区"),
        ("auditor", "region", "只能设在主管部门"),
    ],
)
def test_a_role_is_held_only_where_it_belongs(admin, district, role, where, said):
    form = {"username": "x1", "name": "某人", "role": role, "place": getattr(district, where).pk}
    page = post(admin, "person_add", **form)
    assert said in page.content.decode()
    assert not Person.objects.filter(username="x1").exists()


def test_roles_are_given_and_taken_but_never_the_last_one(admin, district):
    who = district.people["filer"]
    page = post(admin, "person_give", who.pk, role="clerk", place=district.unit.pk)
    assert "现在是“区融媒体中心”的单位经办" in page.content.decode()
    first, second = Membership.objects.filter(person=who).order_by("pk")
    post(admin, "person_take", who.pk, first.pk)
    page = post(admin, "person_take", who.pk, second.pk)
    assert "唯一的角色" in page.content.decode()
    assert list(Membership.objects.filter(person=who)) == [second]


def test_a_password_is_reset_and_the_old_one_is_no_more(admin, district):
    who = district.people["filer"]
    page = post(admin, "person_password", who.pk)
    password = re.search(r'class="big">([^<]+)<', page.content.decode())[1]
    who.refresh_from_db()
    assert who.check_password(password)
    assert not who.check_password(PASSWORD)


def test_a_closed_account_does_not_sign_in_and_nobody_closes_their_own(admin, client, district):
    who = district.people["filer"]
    post(admin, "person_active", who.pk)
    who.refresh_from_db()
    assert not who.is_active
    own = district.people["administrator"]
    page = post(admin, "person_active", own.pk)
    assert "不能停用自己的账号" in page.content.decode()


def test_another_regions_places_and_people_are_not_there(admin, elsewhere):
    clerk = Person.objects.get(username="elsewhere_clerk")
    assert admin.get(reverse("manage:place", args=[elsewhere.pk])).status_code == 404
    assert admin.get(reverse("manage:person", args=[clerk.pk])).status_code == 404
    assert post(admin, "person_password", clerk.pk).status_code == 404
    assert "云山" not in admin.get(reverse("manage:places")).content.decode()
    page = post(admin, "person_add", username="x2", name="某人", role="clerk", place=elsewhere.pk)
    assert page.status_code == 422


def test_who_has_roles_in_two_regions_is_looked_after_by_neither_alone(admin, elsewhere, district):
    both = person("both", "两处丑", (Role.CLERK, elsewhere), (Role.CLERK, district.unit))
    assert admin.get(reverse("manage:person", args=[both.pk])).status_code == 404


def test_lists_stay_short_in_queries(admin, district, django_assert_max_num_queries):
    for number in range(120):
        place(Kind.SECTION, f"科室{number:03}", district.unit)
        person(f"many{number}", f"人{number}", (Role.FILER, district.unit))
    for name in ("places", "people", "projects"):
        if name == "projects":
            continue
        with django_assert_max_num_queries(15):
            assert admin.get(reverse(f"manage:{name}")).status_code == 200
    with django_assert_max_num_queries(15):
        admin.get(reverse("manage:place", args=[district.unit.pk]))
