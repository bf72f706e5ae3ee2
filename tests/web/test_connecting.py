"""What the database is told, and what it is asked with: indexes where PostgreSQL has them."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own"),
]


def asked(command: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(command)
        return cursor.fetchall()


def test_queries_are_not_compiled():
    assert asked("SHOW jit") == [("off",)]


def test_projects_are_found_by_parts_of_their_names():
    indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = 'cycles_project'"
    assert any("gin_trgm_ops" in told for (told,) in asked(indexes))
