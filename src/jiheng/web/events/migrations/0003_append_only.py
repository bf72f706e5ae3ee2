"""The database itself refuses to change or delete what stands in the log."""

from django.db import migrations

REFUSAL = "the log of events is only ever added to"
POSTGRESQL = f"""
CREATE FUNCTION events_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events_event
FOR EACH ROW EXECUTE FUNCTION events_append_only();
"""
SQLITE = [
    f"""CREATE TRIGGER events_no_{word} BEFORE {word} ON events_event
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;"""
    for word in ("update", "delete")
]
UNDONE = {
    "postgresql": [
        "DROP TRIGGER events_append_only ON events_event",
        "DROP FUNCTION events_append_only()",
    ],
    "sqlite": ["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"],
}


def put(apps, editor):
    for command in [POSTGRESQL] if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(command)


def take_away(apps, editor):
    for command in UNDONE[editor.connection.vendor]:
        editor.execute(command)


class Migration(migrations.Migration):
    dependencies = [("events", "0002_initial")]
    operations = [migrations.RunPython(put, take_away)]
