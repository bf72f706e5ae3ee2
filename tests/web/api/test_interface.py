"""The interface: the same permissions as the pages, sentences for what is wrong, never a 500."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from importlib.resources import files

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import sound_content, walked

from jiheng.web.api.interface import api
from jiheng.web.api.models import Token
from jiheng.web.events.chain import Actor
from jiheng.web.events.models import Event
from jiheng.web.filings.steps import Asked, take
from jiheng.web.organisations.states import State


@pytest.fixture
def filing(district):
    made = district.filing()
    made.content = sound_content(made)
    made.save()
    return made


def test_it_shows_what_the_person_may_see_and_nothing_else(filing, signed_in, client):
    assert signed_in("clerk").get("/api/v1/filings").json()["filings"][0]["id"] == filing.pk
    assert signed_in("other_clerk").get("/api/v1/filings").json()["filings"] == []
    answer = client.get(f"/api/v1/filings/{filing.pk}")
    assert (answer.status_code, "职责范围" in answer.json()["detail"]) == (404, True)
    assert signed_in("auditor").get(f"/api/v1/filings/{filing.pk}/check").status_code == 404
    filing.state = State.SUBMITTED
    filing.save()
    assert signed_in("auditor").get(f"/api/v1/filings/{filing.pk}/check").status_code == 200


def test_a_filing_comes_as_the_cores_own_json(filing, signed_in):
    told = signed_in("filer").get(f"/api/v1/filings/{filing.pk}").json()
    assert told["schema"] == "jiheng/read-1"
    assert told["filings"][0]["project"] == "新媒体宣传"
    checked = signed_in("filer").get(f"/api/v1/filings/{filing.pk}/check").json()
    assert checked["total"] == 100


def test_who_has_not_signed_in_gets_401(filing):
    for path in ("cycles", "filings", f"filings/{filing.pk}", f"filings/{filing.pk}/check"):
        assert Client().get(f"/api/v1/{path}").status_code == 401


def made_token(client, **form):
    form = {"token": uuid.uuid4().hex, "name": "取数", "days": "30", "scope": "read"} | form
    page = client.post(reverse("api_tokens"), form).content.decode()
    return re.search(r"jiheng_[\w-]+", page)[0]


def test_a_token_is_shown_once_kept_as_a_digest_and_revoked(filing, signed_in, district):
    client = signed_in("clerk")
    text = made_token(client)
    assert text not in client.get(reverse("api_tokens")).content.decode()
    token = Token.objects.get()
    assert text not in str(list(Token.objects.values()) + list(Event.objects.values()))
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert len(program.get("/api/v1/filings").json()["filings"]) == 1
    client.post(reverse("api_token_revoke", args=[token.pk]), {"token": uuid.uuid4().hex})
    assert program.get("/api/v1/filings").status_code == 401


def test_each_person_has_requests_of_their_own(filing, signed_in, monkeypatch):
    monkeypatch.setattr(api.throttle[0], "num_requests", 2)
    cache.clear()
    clerk = Client(headers={"Authorization": f"Bearer {made_token(signed_in('clerk'))}"})
    other = Client(headers={"Authorization": f"Bearer {made_token(signed_in('other_clerk'))}"})
    statuses = [clerk.get("/api/v1/cycles").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert other.get("/api/v1/cycles").status_code == 200
    assert "频繁" in clerk.get("/api/v1/cycles").json()["detail"]


@pytest.mark.parametrize("reason", ["expired", "closed", "password"])
def test_a_token_ends_with_its_time_and_with_the_account(filing, signed_in, district, reason):
    program = Client(headers={"Authorization": f"Bearer {made_token(signed_in('clerk'))}"})
    assert program.get("/api/v1/cycles").status_code == 200
    if reason == "expired":
        Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        person = district.people["clerk"]
        person.is_active = reason != "closed"
        person.must_change_password = reason == "password"
        person.save()
    assert program.get("/api/v1/cycles").status_code == 401


def test_another_persons_token_is_not_there_to_revoke(filing, signed_in):
    made_token(signed_in("clerk"))
    url = reverse("api_token_revoke", args=[Token.objects.get().pk])
    assert signed_in("filer").post(url, {"token": "x"}).status_code == 404


def test_a_file_is_checked_and_what_is_no_form_is_told(signed_in, district):
    client = signed_in("filer")
    folder = files("jiheng.writing.official").joinpath("templates")
    shipped = next(f for f in folder.iterdir() if f.name.endswith(".docx"))
    good = SimpleUploadedFile("表.docx", shipped.read_bytes())
    answer = client.post("/api/v1/check", {"file": good})
    assert (answer.status_code, answer.json().get("schema")) == (200, "jiheng/check-1")
    bad = SimpleUploadedFile("表.docx", b"MZ not a form")
    answer = client.post("/api/v1/check", {"file": bad})
    assert (answer.status_code, "没有上传" in answer.json()["detail"]) == (422, True)
    assert client.post("/api/v1/check").status_code == 422


def test_a_change_by_session_needs_the_pages_token(district):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        district.people["filer"], backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post("/api/v1/check").status_code == 403


def test_it_is_described_without_anything_from_outside(signed_in, district):
    client = signed_in("filer")
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/cycles",
        "/api/v1/filings",
        "/api/v1/filings/{pk}",
        "/api/v1/filings/{pk}/check",
        "/api/v1/filings/{pk}/steps/{step}",
        "/api/v1/check",
        "/api/v1/verify/{code}",
    }
    assert client.get("/api/v1/docs").status_code == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=" + "x" * 300, b""),
        ("application/json", b"{"),
    ],
)
def test_what_is_no_form_gets_a_sentence(district, signed_in, kind, body):
    client = Client(headers={"Authorization": f"Bearer {made_token(signed_in('clerk'))}"})
    answer = client.post("/api/v1/check", body, content_type=kind)
    assert (answer.status_code, len(answer.json()["detail"]) > 3) == (422, True)


def test_an_address_that_is_none_is_told_in_json(client, db):
    answer = client.get("/api/v1/nothing/here")
    assert (answer.status_code, answer.json()) == (404, {"detail": "没有这个接口"})


def program(client, scope="submit"):
    return Client(headers={"Authorization": f"Bearer {made_token(client, scope=scope)}"})


def step(client, filing, name, **asked):
    asked = {"revision": filing.revision, "once": uuid.uuid4().hex} | asked
    path = f"/api/v1/filings/{filing.pk}/steps/{name}"
    return client.post(path, asked, content_type="application/json")


def test_a_program_hands_in_and_submits_with_a_token_for_it(district, signed_in):
    filing = walked(district)
    answer = step(program(signed_in("filer")), filing, "hand_in")
    assert (answer.status_code, answer.json()["state"]) == (200, "gathered")
    filing = take(
        filing.pk,
        "sign",
        Actor(district.people["head"]),
        Asked(answer.json()["revision"], uuid.uuid4().hex, "同意"),
    )[0]
    answer = step(program(signed_in("clerk")), filing, "submit")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")


def test_a_step_asked_for_twice_is_taken_once(district, signed_in):
    filing = walked(district)
    client = program(signed_in("clerk"))
    answers = [step(client, filing, "hand_in", once="number-17") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert filing.versions.count() == 1


def test_a_token_that_reads_takes_no_step(district, signed_in):
    filing = walked(district)
    client = program(signed_in("clerk"), scope="read")
    answer = step(client, filing, "hand_in")
    assert (answer.status_code, "只能读取" in answer.json()["detail"]) == (403, True)
    assert client.get(f"/api/v1/filings/{filing.pk}").status_code == 200
    filing.refresh_from_db()
    assert filing.state == State.DRAFTING


@pytest.mark.parametrize(
    ("who", "name", "asked", "status"),
    [
        ("clerk", "submit", {}, 409),
        ("clerk", "hand_in", {"revision": 77}, 409),
        ("head", "hand_in", {}, 403),
        ("other_clerk", "hand_in", {}, 404),
        ("clerk", "sign", {}, 422),
        ("clerk", "hand_in", {"once": "1"}, 422),
    ],
)
def test_what_cannot_be_taken_is_told_and_changes_nothing(
    district, signed_in, who, name, asked, status
):
    filing = walked(district)
    answer = step(program(signed_in(who)), filing, name, **asked)
    assert (answer.status_code, len(answer.json()["detail"]) > 3) == (status, True)
    filing.refresh_from_db()
    assert filing.state == State.DRAFTING
