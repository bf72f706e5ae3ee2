"""Files under random names outside of the web's root, and their way out as downloads alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from jiheng.web.exchange.gates.names import cleaned

SANDBOX = "default-src 'none'; sandbox"


@contextmanager
def kept(folder: str, *contents: bytes) -> Iterator[list[str]]:
    """Keep some contents and give their random names; what raises inside takes them away again."""
    names: list[str] = []
    try:
        for content in contents:
            random = secrets.token_hex(16)
            path = f"{folder}/{random[:2]}/{random}"
            names.append(default_storage.save(path, ContentFile(content)))
        yield names
    except BaseException:  # being interrupted too; it goes on from here
        for name in names:
            default_storage.delete(name)
        raise


def download(stored: str, name: str) -> FileResponse:
    """A file as a download under the name that it came with, never opened by the browser itself.

    Raises Http404 where it is gone.
    """
    try:
        file = default_storage.open(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=cleaned(name))
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
