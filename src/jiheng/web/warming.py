"""What the first person would otherwise wait for: a process does it before it answers anybody."""

from __future__ import annotations

import jiheng
from jiheng.rulebook import all_rulebooks
from jiheng.writing.official import prepare


def warm() -> None:
    """Score, check and roll up a blank form by each rulebook; resolve the addresses."""
    from django.urls import get_resolver

    from jiheng.web.filings import content, judging, sheet  # noqa: F401 - to have them

    for rulebook in all_rulebooks():
        blank = prepare.blank(rulebook, None)
        judging.judge(content.content_of(blank), rulebook.id)
        jiheng.rollup(jiheng.Batch.of([blank, blank]), rulebook=rulebook.id).report()
    _ = get_resolver().reverse_dict
