"""Pages of a list that is longer than it is counted."""

from __future__ import annotations

import pytest

from jiheng.web import paging
from jiheng.web.cycles.models import Project
from jiheng.web.paging import Pages


@pytest.fixture
def ten(district, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 6)
    names = [f"项目{number:02}" for number in range(10)]
    Project.objects.bulk_create(Project(unit=district.unit, name=name) for name in names)
    return Project.objects.filter(name__startswith="项目").select_related("unit")


def test_rows_keep_their_order_and_what_is_joined(ten, django_assert_num_queries):
    pages = Pages(ten.order_by("-name"), 2)
    with django_assert_num_queries(2):
        page = pages.get_page(2)
        assert [(row.name, row.unit.name) for row in page] == [
            ("项目07", "区融媒体中心"),
            ("项目06", "区融媒体中心"),
        ]


def test_a_list_is_counted_and_turned_over_to_a_bound(ten):
    pages = Pages(ten.order_by("name"), 2)
    assert (pages.count, pages.more, pages.num_pages) == (7, True, 4)
    assert pages.get_page(999).number == 4
    few = Pages(ten.filter(name__lt="项目03").order_by("name"), 2)
    assert (few.count, few.more) == (3, False)
