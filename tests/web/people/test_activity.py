"""A session's use is noted, and not at every click."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from jiheng.web.people import activity


def test_a_session_is_noted_once_in_a_minute(district, signed_in, monkeypatch):
    client = signed_in("clerk")
    client.get("/")
    noted = UserSession.objects.get()
    client.get("/")
    again = UserSession.objects.get()
    assert again.last_seen_at == noted.last_seen_at
    monkeypatch.setattr(activity, "SECONDS", -1)
    client.get("/")
    assert UserSession.objects.get().last_seen_at > noted.last_seen_at


def test_another_device_in_the_same_session_is_noted_at_once(district, signed_in):
    client = signed_in("clerk")
    client.get("/", headers={"User-Agent": "one"})
    client.get("/", headers={"User-Agent": "two"})
    assert UserSession.objects.get().user_agent == "two"
