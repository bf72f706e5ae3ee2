"""A request's files while they come in: what is absurdly large is not even written down."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class Guard(FileUploadHandler):
    """Counts a request's bytes; beyond the limit files are left out, and the request says so."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the chunk on to the next handler, or leave the file out."""
        self.received += len(raw_data)
        if self.received > settings.REQUEST_LARGEST:
            self.request.left_out = self.file_name
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing is made here."""
