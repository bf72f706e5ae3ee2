"""What tells whether a document would still be read as it was: the program, and the rulebooks."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jiheng.rulebook import all_rulebooks

ROOMS = ("filing", "quantity", "reading", "rulebook")
"""The rooms by which a document becomes filings."""


def edition(region: str | None) -> str:
    """Sixteen digits that change with what reading depends on.

    That is the code and the data of the reading rooms, every rulebook at hand (a form is matched
    to one of them), and the region that all filings are given. Raises RulebookError.
    """
    digest = hashlib.sha256(_program().encode())
    for rulebook in all_rulebooks():
        digest.update(rulebook.model_dump_json().encode())
    digest.update((region or "").encode())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _program() -> str:
    digest = hashlib.sha256()
    for room in ROOMS:
        _add(digest, files(f"jiheng.{room}"))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, place: Traversable) -> None:
    """Add the files of a folder, and of those below it, in the order of their names."""
    for each in sorted(place.iterdir(), key=lambda one: one.name):
        if each.is_dir() and each.name != "__pycache__":
            _add(digest, each)
        elif each.name.endswith((".py", ".toml")):
            digest.update(each.name.encode() + each.read_bytes())
