"""Lists sorted by these columns find the first fifty without sorting all.

In plain SQL, for where empty values stand: SQLite knows no NULLS LAST in an index, nor needs it.
"""

from django.db import migrations

INDEXES = {
    "filing_by_total": "total ASC{last}",
    "filing_by_total_down": "total DESC{last}",
    "filing_by_errors_down": "errors DESC{last}",
    "filing_by_change": "changed_at ASC{last}",
    "filing_by_change_down": "changed_at DESC{last}",
}


def put(apps, editor):
    last = " NULLS LAST" if editor.connection.vendor == "postgresql" else ""
    for name, columns in INDEXES.items():
        editor.execute(f"CREATE INDEX {name} ON filings_filing ({columns.format(last=last)}, id)")


def take_away(apps, editor):
    for name in INDEXES:
        editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("filings", "0004_waiting")]
    operations = [migrations.RunPython(put, take_away)]
