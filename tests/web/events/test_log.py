"""The log: read by those it concerns, found whole or broken."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.urls import reverse
from tests.web.conftest import person, place

from jiheng.web.events.chain import SYSTEM, record
from jiheng.web.organisations.models import Kind, Role


@pytest.fixture
def logged(district, db):
    district.filing()
    with transaction.atomic():
        record(f"place:{district.unit.pk}", "rename", SYSTEM, before={"name": "旧"})
    return district


def rows(client, **asked):
    return client.get(reverse("events:log"), asked).context["rows"]


def test_it_is_filtered_by_person_action_time_and_thing(logged, signed_in):
    client = signed_in("finance")
    assert [row["action"] for row in rows(client)] == ["改名", "打开、开始"]
    assert len(rows(client, who="系统")) == 1
    assert len(rows(client, action="open")) == 1
    assert len(rows(client, kind="place", number=logged.unit.pk)) == 1
    assert rows(client, since="2099-01-01") == []
    assert len(rows(client, until="2099-01-01")) == 2


def test_a_page_that_is_no_number_is_the_first(logged, signed_in):
    assert len(rows(signed_in("finance"), page="x")) == 2


def test_another_regions_events_are_not_theirs(logged, client):
    region = place(Kind.REGION, "云山区")
    client.force_login(
        person("elsewhere", "管理员癸", (Role.ADMINISTRATOR, region)),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert rows(client) == []
    page = client.post(reverse("events:whole"), {"chain": f"place:{logged.unit.pk}"})
    assert "没有可以核对的日志" in page.content.decode()


def test_a_whole_log_is_said_to_be_whole(logged, signed_in):
    page = signed_in("finance").post(reverse("events:whole"))
    assert "完整，没有缺少" in page.content.decode()


def test_a_log_that_was_tampered_with_is_reported(logged, signed_in):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER events_no_update")
        else:
            cursor.execute("ALTER TABLE events_event DISABLE TRIGGER events_append_only")
        cursor.execute("UPDATE events_event SET actor_name = '别人' WHERE action = 'open'")
    page = signed_in("finance").post(reverse("events:whole")).content.decode()
    assert "1 处不完整" in page
    assert "改动过" in page


def test_it_stays_short_in_queries(logged, signed_in, django_assert_max_num_queries):
    client = signed_in("finance")
    with django_assert_max_num_queries(15):
        client.get(reverse("events:log"))
