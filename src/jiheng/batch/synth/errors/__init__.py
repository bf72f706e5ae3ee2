"""Errors put into filings that are right: one module per family of codes.

They are written from the catalogue and from what forms say in practice, not from the checks.
"""

from jiheng.batch.synth.errors import (
    across,
    arithmetic,
    classification,
    form,
    narrative,
    targets,
    weights,
)
from jiheng.batch.synth.errors.case import REGISTER, Wrong

__all__ = [
    "across",
    "arithmetic",
    "classification",
    "families",
    "form",
    "narrative",
    "targets",
    "weights",
]


def families() -> dict[str, list[Wrong]]:
    """Every way of being wrong, by code."""
    found: dict[str, list[Wrong]] = {}
    for way in sorted(REGISTER, key=lambda way: way.code):
        found.setdefault(way.code, []).append(way)
    return found
