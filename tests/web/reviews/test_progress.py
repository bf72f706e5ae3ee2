"""The state of a round: how far each unit is, who is late, money and scores."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import place, walked

from jiheng.web.cycles.models import Reopening
from jiheng.web.organisations.models import Kind


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def shown(client, district, **query):
    answer = client.get(reverse("reviews:progress", args=(district.cycle.pk,)), query)
    assert answer.status_code == 200
    return answer


def test_the_round_is_told_by_unit(district, signed_in):
    walked(district, "hand_in", "sign", "submit")
    answer = shown(signed_in("finance"), district)
    total = answer.context["total"]
    assert (total.projects, total.sent, total.missing, total.rate) == (2, 1, 1, 100.0)
    assert total.mean == 100
    told = answer.content.decode()
    assert "区融媒体中心" in told
    assert "实验小学" in told


def test_who_is_late_is_named_unless_reopened(district, signed_in):
    district.cycle.deadline = timezone.now() - timedelta(days=1)
    district.cycle.save()
    walked(district, "hand_in", "sign")
    told = shown(signed_in("finance"), district).content.decode()
    assert "逾期未报送的单位（2 个）" in told
    Reopening.objects.create(
        cycle=district.cycle,
        unit=district.unit,
        until=timezone.now() + timedelta(days=1),
        reason="维护",
        by=district.people["finance"],
    )
    cache.clear()
    late = shown(signed_in("finance"), district).context["late"]
    assert [one.place.pk for one in late] == [district.other_unit.pk]


def test_everybody_sees_their_own_units(district, signed_in):
    walked(district)
    for who, mine in {"auditor": 1, "clerk": 1, "head": 1, "other_clerk": 1, "finance": 2}.items():
        assert shown(signed_in(who), district).context["total"].units == mine, who
    address = reverse("reviews:progress", args=(district.cycle.pk,))
    for who in ("filer", "reviewer", "nobody"):
        assert signed_in(who).get(address).status_code == 404, who


def test_a_thousand_units_are_sorted_and_paged(district, signed_in, django_assert_max_num_queries):
    units = [place(Kind.UNIT, f"单位{n:04}", district.department) for n in range(120)]
    district.cycle.units.add(*units)
    walked(district, "hand_in", "sign", "submit")
    client = signed_in("finance")
    client.get("/")
    with django_assert_max_num_queries(15):
        first = shown(client, district, sort="-share")
    assert len(first.context["page"].object_list) == 50
    assert first.context["page"].object_list[0].place.pk == district.unit.pk
    assert shown(client, district, page=3).context["page"].number == 3
    departments = shown(client, district, by="department").context["page"].object_list
    assert {row.place.name: row.units for row in departments} == {"区文旅局": 121, "区教育局": 1}


def test_the_menu_leads_to_the_round_that_is_going_on(district, signed_in):
    for who, page in {"clerk": "gather", "finance": "progress"}.items():
        answer = signed_in(who).get(reverse(f"reviews:{page}_now"))
        assert answer.url == reverse(f"reviews:{page}", args=(district.cycle.pk,))
