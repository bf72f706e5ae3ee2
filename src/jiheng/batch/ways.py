"""How documents are read, as the caller wants it."""

from __future__ import annotations

from typing import NamedTuple

from jiheng.batch.pool import USUAL, Limits

__all__ = ["AS_USUAL", "USUAL", "Limits", "Ways"]


class Ways(NamedTuple):
    """How documents are collected.

    `region` is given to all filings instead of what their names say; `prune` removes documents
    from the corpus that are no longer where they stood; `retry` reads those again that could not
    be read, though they are as they were.
    """

    jobs: int = 1
    limits: Limits = USUAL
    region: str | None = None
    prune: bool = False
    retry: bool = False


AS_USUAL = Ways()
