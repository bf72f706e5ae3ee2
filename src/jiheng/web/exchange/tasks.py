"""What is done in the background; `jiheng serve` runs the worker."""

from __future__ import annotations

from django_tasks import task

from jiheng.web.exchange.exporting import making
from jiheng.web.exchange.importing import reading


@task()
def read_import(pk: int) -> None:
    """Read the documents of an import."""
    reading.read(pk)


@task()
def make_export(pk: int) -> None:
    """Make the file of an export."""
    making.make(pk)
