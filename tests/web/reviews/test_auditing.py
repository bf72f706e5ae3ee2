"""The auditors' worklist, and a filing opened from it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import sound_content, walked

from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor, breaks
from jiheng.web.filings.models import Filing, Remark
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, take
from jiheng.web.organisations.states import State

SUBMITTED = ("hand_in", "sign", "submit")


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def many(district):
    projects = [
        Project.objects.create(unit=district.unit, section=district.section, name=f"项目{n}")
        for n in range(3)
    ]
    return [walked(district, *SUBMITTED, project=project) for project in projects]


def listed(client, **query):
    answer = client.get(reverse("reviews:audit"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def opened(client, filing, **query):
    return client.get(reverse("reviews:open", args=(filing.pk,)), query)


def test_the_tabs_hold_what_they_say(district, many, signed_in):
    old, passed, returned = many
    Filing.objects.filter(pk=old.pk).update(state_since=timezone.now() - timedelta(days=6))
    take(passed.pk, "audit", Actor(district.people["auditor"]), Asked(passed.revision, "a"))
    asked = Asked(returned.revision, "b", "请核实")
    take(returned.pk, "return", Actor(district.people["auditor"]), asked)
    client = signed_in("auditor")
    for tab, filing in {
        "pending": old, "overdue": old, "passed": passed, "returned": returned,
    }.items():  # fmt: skip
        told = listed(client, tab=tab)
        assert [f for f in many if str(f.project) in told] == [filing], tab
    assert str(passed.project) in listed(signed_in("finance"), tab="pending")


def test_the_list_is_narrowed(district, many, signed_in):
    Filing.objects.filter(pk=many[0].pk).update(total=55, warnings=2)
    client = signed_in("auditor")
    for query in ({"q": "项目0"}, {"most": "60"}, {"findings": "warning"}):
        told = listed(client, **query)
        assert "项目0" in told, query
        assert "项目1" not in told, query
    assert "项目0" not in listed(client, findings="none")
    assert "项目0" in listed(client, least="abc", cycle="-1")


def test_a_filing_is_read_remarked_on_and_returned(district, many, signed_in):
    filing = many[0]
    client = signed_in("auditor")
    told = opened(client, filing).content.decode()
    for words in ("发布新媒体作品数量", "≥120件", "办理经过", "签批"):
        assert words in told
    place = "indicators.key00000.actual"
    sent = {"field": place, "text": "请附台账", "token": "r"}
    for _ in range(2):
        client.post(reverse("reviews:remark", args=(filing.pk,)), sent)
    (remark,) = Remark.objects.all()
    assert (remark.field, remark.version.step) == (place, "submit")
    assert "请附台账" in opened(client, filing).content.decode()
    client.post(reverse("reviews:settle", args=(filing.pk, remark.pk)))
    assert "已落实" in opened(client, filing).content.decode()
    sent = {"token": "s", "revision": filing.revision, "words": "请按意见修改"}
    client.post(reverse("filings:step", args=(filing.pk, "return")), sent)
    filing.refresh_from_db()
    assert filing.state == State.RETURNED
    assert filing.signatures.get().voided_at is not None
    assert list(breaks()) == []


def test_what_changed_since_the_return_stands_side_by_side(district, many, signed_in):
    filing = many[0]
    filing, _ = take(
        filing.pk, "return", Actor(district.people["auditor"]), Asked(filing.revision, "a", "改")
    )
    content = sound_content(filing)
    content["indicators"][0]["actual"] = "125件"
    saved = save(filing.pk, content, filing.revision, Actor(district.people["filer"]))
    assert saved.changed
    for name, who in (("hand_in", "filer"), ("sign", "head"), ("submit", "clerk")):
        filing.refresh_from_db()
        asked = Asked(filing.revision, uuid.uuid4().hex, "同意" if name == "sign" else "")
        take(filing.pk, name, Actor(district.people[who]), asked)
    told = opened(signed_in("auditor"), filing).content.decode()
    assert 'class="changed"' in told
    assert "125件" in told
    assert "120件" in told
    assert (
        'class="changed"'
        not in opened(signed_in("auditor"), filing, against="none").content.decode()
    )


def test_one_goes_from_each_to_the_next(district, many, signed_in):
    client = signed_in("auditor")
    first, second, third = (
        opened(client, filing).context for filing in sorted(many, key=lambda f: f.state_since)
    )
    assert (first["previous"], second["following"]) == (None, third["filing"].pk)
    assert (second["previous"], third["following"]) == (first["filing"].pk, None)


def test_many_are_passed_or_returned_at_once(district, many, signed_in):
    client = signed_in("auditor")

    def bulk(step, filings, **more):
        sent = {"token": uuid.uuid4().hex, "step": step} | more
        sent["filing"] = [f"{f.pk}:{f.revision}" for f in filings]
        return client.post(reverse("reviews:take"), sent, follow=True).content.decode()

    assert "要写明理由" in bulk("return", many[:1])
    assert "2 份已审核通过" in bulk("audit", many[:2])
    assert "1 份已退回单位" in bulk("return", many[2:], words="请核实")
    assert "还没有选自评表" in bulk("audit", [])
    assert [Filing.objects.get(pk=f.pk).state for f in many] == ["audited", "audited", "returned"]


def test_only_auditors_of_the_place_come_here(district, many, signed_in):
    for who in ("filer", "clerk", "head", "reviewer", "administrator", "nobody"):
        assert signed_in(who).get(reverse("reviews:audit")).status_code == 404, who
    assert opened(signed_in("clerk"), many[0]).status_code == 403
    assert opened(signed_in("other_clerk"), many[0]).status_code == 404
    drafted = walked(district)
    assert opened(signed_in("auditor"), drafted).status_code == 404
    remark = reverse("reviews:remark", args=(many[0].pk,))
    assert signed_in("clerk").post(remark, {"text": "x"}).status_code == 403
    assert not Remark.objects.exists()


def test_pages_ask_few_questions(district, many, signed_in, django_assert_max_num_queries):
    client = signed_in("auditor")
    listed(client)
    with django_assert_max_num_queries(15):
        listed(client)
    with django_assert_max_num_queries(15):
        opened(client, many[0])
