"""A unit's filings rolled up and held against one another; made once for each state of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

import jiheng
from jiheng.web.cycles.models import Cycle
from jiheng.web.cycles.rulebooks import digest_of, rulebook_of
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing

KEPT = 24 * 3600
"""Seconds; a change of any filing has another key."""


def rolled(cycle: Cycle, filings: Sequence[Filing]) -> dict[str, Any] | None:
    """The roll-up of some filings of one unit, and the findings that lie between them.

    `group` is the contract's, `across` its findings with `names`, the projects that they are about.
    None where there is nothing to roll up.
    """
    if not filings:
        return None
    states = [digest_of(cycle), *(f"{filing.pk}:{filing.revision}" for filing in filings)]
    key = f"rollup.{hashlib.sha256(','.join(states).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = _made(cycle, filings)
        cache.set(key, found, KEPT)
    return found


def _made(cycle: Cycle, filings: Sequence[Filing]) -> dict[str, Any]:
    rulebook = rulebook_of(cycle)
    batch = jiheng.Batch.of([contents.filing_of(f.content, str(f.pk)) for f in filings])
    names = {str(filing.pk): str(filing.project) for filing in filings}
    group = jiheng.rollup(batch, "unit", rulebook).report()["groups"][0]
    across = jiheng.check(batch, rulebook, select=("X",)).report["findings"]
    return {
        "group": group,
        "across": [one | {"names": [names.get(f, f) for f in one["filings"]]} for one in across],
    }
