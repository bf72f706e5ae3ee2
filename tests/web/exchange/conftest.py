"""Uploads of each test in a folder of its own, and documents to upload."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from tests.web.conftest import sound_content

import jiheng
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing


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
def written(district, tmp_path):
    """A function that writes forms of some projects as a document."""
    cache.clear()

    def write(*names: str, kind: str = "docx", **changes: str) -> bytes:
        template = district.filing()
        filings = [
            contents.filing_of(
                sound_content(template) | {"project": name, "title": f"{name}自评表"} | changes, "1"
            )
            for name in names
        ]
        Filing.objects.filter(pk=template.pk).delete()
        target = tmp_path / f"written.{kind}"
        jiheng.write(filings, target)
        return target.read_bytes()

    return write
