"""What a connection to PostgreSQL is told first."""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver

NO_COMPILING = "SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'jit'"
"""Compiling a query takes 200 ms, which none of a page's queries wins back; not all know it."""


@receiver(connection_created)
def settle(sender: Any, connection: Any, **told: Any) -> None:
    """Have queries run as they are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(NO_COMPILING)
