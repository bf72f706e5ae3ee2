"""Who must know of a step is told: in the application, and by mail where that is set up."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from tests.web.conftest import person, walked

from jiheng.web.filings.steps import STEPS
from jiheng.web.notices import tasks, telling
from jiheng.web.notices.models import Notice
from jiheng.web.notices.telling import TOLD
from jiheng.web.organisations.models import Role


def told(who):
    return [n.text for n in Notice.objects.filter(person=who).order_by("pk")]


def test_every_step_is_told_to_somebody():
    assert TOLD.keys() == STEPS.keys()


def test_each_step_is_told_to_those_who_go_on(district):
    walked(district, "hand_in", "sign", "submit", "return")
    people = district.people
    assert [t for t in told(people["clerk"]) if "签批了" in t]
    assert told(people["auditor"]) == ["区融媒体中心报送了“新媒体宣传”的自评表"]
    (returned,) = told(people["filer"])
    assert "请核实" in returned
    assert told(people["other_clerk"]) == told(people["reviewer"]) == []


def test_who_took_the_step_is_not_told(district):
    clerk = person("both", "两职", (Role.CLERK, district.unit), (Role.FILER, district.section))
    district.people["filer"] = clerk
    walked(district, "hand_in")
    assert told(clerk) == []
    assert told(district.people["clerk"])


def test_notices_are_counted_listed_and_read(district, signed_in):
    walked(district, "hand_in")
    client = signed_in("clerk")
    assert "条未读" in client.get("/").content.decode()
    notice = Notice.objects.get(person=district.people["clerk"])
    assert notice.text in client.get(reverse("notices:list")).content.decode()
    answer = client.post(reverse("notices:read", args=(notice.pk,)))
    assert answer.url == notice.url
    assert "条未读" not in client.get("/").content.decode()
    mine = Notice.objects.get(person=district.people["head"])
    assert client.post(reverse("notices:read", args=(mine.pk,))).status_code == 404
    signed_in("head").post(reverse("notices:read_all"))
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.fixture
def by_mail(settings, district):
    settings.EMAIL_URL, settings.SITE = "smtp://mail.example.gov.cn", "https://example.gov.cn"
    for who in district.people.values():
        who.email = f"{who.username}@example.gov.cn"
        who.save()


def test_mails_go_out_once_the_step_is_done(district, by_mail, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        walked(district, "hand_in")
    assert sorted(m.to[0] for m in mail.outbox) == [
        "clerk@example.gov.cn",
        "head@example.gov.cn",
    ]
    assert "https://example.gov.cn/" in mail.outbox[0].body


def test_no_mail_is_sent_where_none_is_set_up(
    district, monkeypatch, django_capture_on_commit_callbacks
):
    posted = []
    monkeypatch.setattr(telling, "post", posted.extend)
    district.people["clerk"].email = "clerk@example.gov.cn"
    district.people["clerk"].save()
    with django_capture_on_commit_callbacks(execute=True):
        walked(district, "hand_in")
    assert mail.outbox == posted == []


def test_a_mail_that_fails_is_tried_again_and_breaks_nothing(
    district, by_mail, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    tries = []

    def refuse(*args, **more):
        tries.append(args)
        raise OSError("connection refused")

    monkeypatch.setattr(tasks, "send_mail", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        filing = walked(district, "hand_in")
    assert filing.state == "gathered"
    assert len(tries) == 2 * tasks.TRIES
    assert "没有成功" in caplog.text
