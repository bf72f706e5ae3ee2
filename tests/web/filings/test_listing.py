"""The list of filings: whose they are, filtered, sorted, by pages; starting one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jiheng.web.cycles.models import Phase, Project
from jiheng.web.filings.models import Filing
from jiheng.web.organisations.states import State

LIST = "/filings/"


def text(client, **query):
    return client.get(LIST, query).content.decode()


@pytest.fixture
def many(district):
    names = [f"日常运行{number:02}" for number in range(60)]
    projects = Project.objects.bulk_create(
        Project(unit=district.unit, section=district.section, name=name) for name in names
    )
    Filing.objects.bulk_create(
        Filing(
            project=project,
            cycle=district.cycle,
            unit=district.unit,
            section=district.section,
            place=district.section,
            errors=number % 3,
            total=float(number),
        )
        for number, project in enumerate(projects)
    )


def test_each_sees_what_is_theirs(district, signed_in):
    district.filing()
    assert "新媒体宣传" in text(signed_in("filer"))
    assert "新媒体宣传" not in text(signed_in("other_clerk"))
    assert "各单位报送以后" in text(signed_in("finance"))


def test_fifty_a_page_in_at_most_fifteen_queries(many, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(15):
        first = text(client)
    assert "共 60 份" in first
    assert ("日常运行49" in first, "日常运行50" in first) == (True, False)
    assert "日常运行59" in text(client, page=2)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "运行1"}, 10),
        ({"findings": "errors"}, 40),
        ({"findings": "clean"}, 20),
        ({"state": State.SUBMITTED}, 0),
        ({"cycle": "999"}, 0),
        ({"cycle": "x", "state": "nonesuch", "page": "-7"}, 60),
    ],
)
def test_filters(many, signed_in, query, count):
    told = text(signed_in("clerk"), **query)
    assert (f"共 {count} 份" in told) if count else ("没有符合条件" in told)


def test_sorting_goes_both_ways(many, signed_in):
    client = signed_in("clerk")
    assert "日常运行00" in text(client, sort="total")
    assert "日常运行00" not in text(client, sort="-total")
    for name in ("project", "unit", "state", "rate", "errors", "changed", "nonesuch"):
        assert "共 60 份" in text(client, sort=f"-{name}")


def test_a_filing_is_started_once_for_a_project_that_has_none(district, signed_in):
    client = signed_in("filer")
    assert "还没有开始填报的项目" in text(client)
    address = reverse("filings:start", args=[district.cycle.pk, district.project.pk])
    first, second = client.post(address), client.post(address)
    filing = Filing.objects.get()
    assert first.url == second.url == reverse("filings:edit", args=[filing.pk])
    assert "还没有开始填报的项目" not in text(client)


@pytest.mark.parametrize("who", ["head", "auditor", "other_clerk", "nobody"])
def test_starting_is_for_who_fills_in(district, signed_in, who):
    address = reverse("filings:start", args=[district.cycle.pk, district.project.pk])
    assert signed_in(who).post(address).status_code == 404


def test_nothing_is_started_in_a_round_that_is_closed(district, signed_in):
    district.cycle.phase = Phase.CLOSED
    district.cycle.save()
    client = signed_in("filer")
    client.post(reverse("filings:start", args=[district.cycle.pk, district.project.pk]))
    assert not Filing.objects.exists()
    assert "现在不接受" in text(client)
