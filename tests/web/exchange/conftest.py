"""Uploads of each test in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django_tasks_db.management.commands import db_worker


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    folder = tmp_path / "uploads"
    backend = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
    }
    settings.STORAGES = settings.STORAGES | {"default": backend}
    storages._storages.pop("default", None)
    return folder


@pytest.fixture
def worker(settings, monkeypatch) -> Callable[[], None]:
    """Tasks wait in the database; the function lets the worker do what waits.

    The worker gives its connection up between tasks, which would end the test's transaction.
    """
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work() -> None:
        call_command("db_worker", batch=True, interval=0, startup_delay=False, stdout=StringIO())

    return work
