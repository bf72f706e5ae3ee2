"""Fifty people at once on the same few filings; and the server killed under them."""

from __future__ import annotations

import pytest
from tests.web.concurrency.scenario import run

CLIENTS = 50
SECONDS = 6.0


def worked(came) -> None:
    assert came.wrong == []
    assert came.counts["edits"] >= 20
    assert came.counts["steps"] >= 1
    assert came.counts["refused"] >= 1


def test_on_postgresql_nothing_is_lost_and_nothing_happens_twice(postgresql_url):
    worked(run({"JIHENG_DATABASE_URL": postgresql_url}, CLIENTS, SECONDS, kill=False))


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_what_was_acknowledged_is_there_after_the_server_was_killed(database, request):
    url = request.getfixturevalue("postgresql_url") if database == "postgresql" else ""
    worked(run({"JIHENG_DATABASE_URL": url}, CLIENTS, SECONDS, kill=True))
