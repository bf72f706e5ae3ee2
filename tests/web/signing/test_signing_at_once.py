"""Two heads sign at the same moment, on a database with writers side by side."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections
from tests.web.conftest import person, walked

from jiheng.web.events.chain import Actor
from jiheng.web.filings.steps import Asked, Refused, take
from jiheng.web.organisations.models import Role
from jiheng.web.signing.models import Signature
from jiheng.web.signing.wholeness import problems

TRIGGER = "ALTER TABLE events_event {} TRIGGER events_append_only"


def lift(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER.format(word))


@pytest.fixture
def put_back(django_db_setup, django_db_blocker):
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            lift("ENABLE")


@pytest.fixture
def committed(put_back, transactional_db):
    """A database whose rows are really committed, and taken away again, the log's among them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one writer; run with JIHENG_DATABASE_URL")
    yield
    lift("DISABLE")


def test_of_two_heads_who_sign_at_once_one_does(committed, district):
    filing = walked(district, "hand_in")
    heads = [district.people["head"], person("deputy", "副职", (Role.HEAD, district.unit))]
    outcomes = []

    def sign(who):
        try:
            take(filing.pk, "sign", Actor(who), Asked(filing.revision, uuid.uuid4().hex, "同意"))
            outcomes.append("signed")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(head,)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "signed"]
    assert Signature.objects.count() == 1
    assert list(problems()) == []
