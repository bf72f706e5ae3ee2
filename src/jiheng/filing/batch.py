"""A batch: the filings of some documents, as models and as frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jiheng.filing.model import Document, Filing

if TYPE_CHECKING:
    from jiheng.filing.frames import Frames


@dataclass(frozen=True)
class Batch:
    """Some filings and the documents that they came from; either side is made when first asked."""

    source: Frames | tuple[tuple[Filing, ...], tuple[Document, ...]]

    @classmethod
    def of(cls, filings: Iterable[Filing], documents: Iterable[Document] = ()) -> Batch:
        """The batch of some models."""
        return cls((tuple(filings), tuple(documents)))

    @cached_property
    def filings(self) -> tuple[Filing, ...]:
        """The filings, in the order in which they were read."""
        if isinstance(self.source, tuple):
            return self.source[0]
        from jiheng.filing.frames import models

        return models(self.source)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every input, the unreadable ones too."""
        if isinstance(self.source, tuple):
            return self.source[1]
        return tuple(Document(*row) for row in self.source.documents.iter_rows())

    @cached_property
    def frames(self) -> Frames:
        """The same facts as columns."""
        if not isinstance(self.source, tuple):
            return self.source
        from jiheng.filing.frames import frames

        return frames(*self.source)
