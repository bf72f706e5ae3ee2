"""A step asked for by a button: told, taken once, refused with a sentence."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from tests.web.conftest import sound_content

from jiheng.web.events.chain import Actor
from jiheng.web.filings.saving import save
from jiheng.web.organisations.states import State


@pytest.fixture
def ready(district):
    filing = district.filing()
    return save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"])).filing


def step(client, filing, name, htmx=False, **form):
    form = {"token": uuid.uuid4().hex, "revision": filing.revision} | form
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("filings:step", args=[filing.pk, name])
    return client.post(url, form, headers=headers)


def told(client):
    return client.get("/").content.decode()


def test_a_step_is_taken_and_told(ready, signed_in):
    client = signed_in("filer")
    answer = step(client, ready, "hand_in", next="/")
    assert (answer.status_code, answer.url) == (302, "/")
    assert "已交单位办公室" in told(client)
    ready.refresh_from_db()
    assert ready.state == State.GATHERED


def test_a_second_click_says_that_it_is_done_already(ready, signed_in):
    client, token = signed_in("filer"), uuid.uuid4().hex
    step(client, ready, "hand_in", token=token, next="/")
    told(client)
    assert step(client, ready, "hand_in", token=token, next="/").status_code == 302
    assert "没有重复办理" in told(client)
    assert ready.versions.count() == 1


def test_remarks_on_fields_go_with_a_return(ready, signed_in):
    ready.state = State.SUBMITTED
    ready.save()
    step(
        signed_in("auditor"),
        ready,
        "return",
        words="请补充依据",
        **{"remark.indicators.key00000.actual": "请附台账", "remark.total_text": " "},
    )
    ready.refresh_from_db()
    assert ready.state == State.RETURNED
    assert [(r.field, r.text) for r in ready.remarks.all()] == [
        ("indicators.key00000.actual", "请附台账")
    ]


def test_what_cannot_be_done_is_told_and_answered_with_409_to_htmx(ready, signed_in):
    client = signed_in("filer")
    assert step(client, ready, "hand_in", revision=99, next="/").status_code == 302
    assert "请看过最新的内容再继续" in told(client)
    answer = step(client, ready, "hand_in", htmx=True, revision=99)
    assert (answer.status_code, "改过" in answer.content.decode()) == (409, True)
    assert step(client, ready, "hand_in", htmx=True, token="").status_code == 409


def test_next_never_leads_to_another_site(ready, signed_in):
    answer = step(signed_in("filer"), ready, "hand_in", next="https://elsewhere.example/")
    assert answer.url.startswith("/filings/")


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("other_clerk", "hand_in", 404),
        ("nobody", "hand_in", 404),
        ("auditor", "audit", 404),
        ("head", "hand_in", 403),
        ("filer", "send_back", 403),
        ("head", "sign", 404),
        ("filer", "no-such", 404),
    ],
)
def test_a_step_is_for_those_with_the_role(ready, signed_in, who, name, status):
    assert step(signed_in(who), ready, name).status_code == status


def test_a_step_is_no_link(ready, signed_in):
    url = reverse("filings:step", args=[ready.pk, "hand_in"])
    assert signed_in("filer").get(url).status_code == 405
