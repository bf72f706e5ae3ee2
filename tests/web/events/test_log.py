"""The log: read by those it concerns, found whole or broken."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.urls import reverse
from tests.web.conftest import person, place

from jiheng.web.demo import district as sample
from jiheng.web.events import words
from jiheng.web.events.chain import SYSTEM, record
from jiheng.web.events.models import Event
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


IDENTIFIER = re.compile(r"[a-z]+[a-z_.0-9]*")


def test_the_log_of_a_whole_district_speaks_of_no_field_by_its_inner_name(db):
    sample.fill()
    for event in Event.objects.all():
        for name, *_ in words.changes(event):
            assert not IDENTIFIER.search(name), (event.chain, event.action, name)
        assert not IDENTIFIER.search(words.subject(event.chain))
        assert not IDENTIFIER.search(words.action(event.action))


@pytest.mark.parametrize(
    ("chain", "action", "before", "after", "told"),
    [
        (
            "filing:1",
            "edit",
            {"goal": ""},
            {"goal": "甲", "revision": 2},
            ("年度总体目标", "", "甲"),
        ),
        (
            "filing:1",
            "edit",
            {"indicators.k1.target": "≥1", "budget.rate_text": "1"},
            {"indicators.k1.target": "≥2", "budget.rate_text": "1"},
            ("指标“没有名称的一行”的年初目标值", "≥1", "≥2"),
        ),
        ("filing:1", "sign", {}, {"code": "7K3M"}, ("验证码", "", "7K3M")),
        ("project:1", "add", None, {"code": "LJ1"}, ("编码", "", "LJ1")),
        (
            "import:1",
            "import",
            None,
            {"files": [{"name": "甲.docx", "sha256": "0"}]},
            ("文件", "", "甲.docx"),
        ),
        ("export:1", "export", None, {"kind": "findings"}, ("类别", "", "问题清单（Excel）")),
        ("place:1", "add", None, {"kind": "unit"}, ("类别", "", "预算单位")),
        (
            "cycle:1",
            "reopen",
            None,
            {"until": "2026-03-01T18:00:00+08:00"},
            ("开放到", "", "2026-03-01 18:00"),
        ),
        (
            "filing:1",
            "targets",
            {"k1": "≥1"},
            {"targets": [["数量", "≥1"]]},
            ("年初目标", "", "['数量', '≥1']"),
        ),
    ],
)
def test_facts_are_told_as_people_call_them(chain, action, before, after, told):
    event = Event(chain=chain, action=action, before=before, after=after)
    assert words.changes(event) == [told]


def test_places_are_told_by_name(logged, signed_in):
    with transaction.atomic():
        facts = {"role": "clerk", "place": logged.unit.pk}
        record(f"person:{logged.people['clerk'].pk}", "role.give", SYSTEM, after=facts)
    (row,) = rows(signed_in("finance"), action="role.give")
    assert row["changes"] == [("角色", "", "单位经办"), ("机构", "", "区融媒体中心")]


def test_it_stays_short_in_queries(logged, signed_in, django_assert_max_num_queries):
    client = signed_in("finance")
    with django_assert_max_num_queries(15):
        client.get(reverse("events:log"))
