"""Uploads of each test in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages


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
