"""Documents that are programs, and a reader that runs them: what the guard is tested with."""

from __future__ import annotations

import random
from collections.abc import Sequence

from jiheng.filing.model import Document
from jiheng.reading import document


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """The program as it is."""
    return "harm", whole[0]


def install() -> None:
    """From now on this process runs what it is to read."""

    def run(path: str, data: bytes) -> document.Read:
        if path != "whole":
            eval(data)
        return Document(path, "", "read", 0), []

    document.of_bytes = run
