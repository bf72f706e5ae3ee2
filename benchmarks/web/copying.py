"""Rows of Django's models into PostgreSQL by COPY, with the numbers that they bring."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


def copy(rows: Iterable[models.Model]) -> int:
    """Put rows of one model in; how many there were. Their sequence goes on behind the last."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    fields = first._meta.concrete_fields
    table, columns = first._meta.db_table, ", ".join(f'"{f.column}"' for f in fields)
    count = 1
    command = f'COPY "{table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(command) as into:
        into.write_row(_row(first, fields))
        for row in rows:
            into.write_row(_row(row, fields))
            count += 1
    return count


def _row(row: models.Model, fields: Sequence[models.Field]) -> list[Any]:
    return [_value(field, getattr(row, field.attname)) for field in fields]


def _value(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.JSONField) and value is not None:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.FileField):
        return str(value)
    return value


def settle(kinds: Iterable[type[models.Model]]) -> None:
    """Set the sequences of some models behind their last rows, and let PostgreSQL look around."""
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(command)
        cursor.execute("VACUUM ANALYZE")
