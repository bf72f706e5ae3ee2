"""The rulebook of a cycle, as the core takes it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from jiheng.rulebook import RulebookError, load
from jiheng.rulebook.schema import Rulebook
from jiheng.rulebook.source import find
from jiheng.web.cycles.models import Cycle


def rulebook_of(cycle: Cycle) -> str:
    """The id of the cycle's edition, or the path of the region's own, written out when needed."""
    if not cycle.rulebook_text:
        return cycle.rulebook
    data = cycle.rulebook_text.encode()
    folder = Path(settings.DATA) / "rulebooks"
    kept = folder / f"{hashlib.sha256(data).hexdigest()}.toml"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        aside = kept.with_suffix(".new")
        aside.write_bytes(data)
        aside.replace(kept)
    return str(kept)


def edition(cycle: Cycle) -> Rulebook:
    """The cycle's rulebook, loaded; raises RulebookError."""
    return load(rulebook_of(cycle))


def told(cycle: Cycle) -> str:
    """What people call the cycle's rulebook: its name and its document, or that it is not there."""
    try:
        book = edition(cycle)
    except RulebookError:
        return f"{cycle.rulebook or '自定办法'}（现在读不出来，请检查设置）"
    return f"{book.name}（{book.document}{'，自定' if cycle.rulebook_text else ''}）"


def digest_of(cycle: Cycle) -> str:
    """The SHA-256 of the text of the cycle's edition, hexadecimal; "" where it is not to be had."""
    named = rulebook_of(cycle)
    path = find(named) or Path(named)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
