"""Projects are found by a part of their name without reading all: PostgreSQL's trigrams.

Words of three characters and more profit. Where the server has no pg_trgm, or its owner may not
add it, and on SQLite, all names are read as before.
"""

from django.db import DatabaseError, migrations, transaction

NAME = "project_name_parts"
COMMANDS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX {NAME} ON cycles_project USING gin (upper(name) gin_trgm_ops)",
)


def put(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            for command in COMMANDS:
                editor.execute(command)
    except DatabaseError:
        return


def take_away(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("cycles", "0003_initial")]
    operations = [migrations.RunPython(put, take_away)]
