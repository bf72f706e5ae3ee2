"""Filters that every template has: numbers as people write them, things by key."""

from __future__ import annotations

from typing import Any

from django import template

from jiheng.writing.severity import WORDS

register = template.Library()


@register.filter
def points(value: float | None) -> str:
    """A score with at most two decimals, an en dash for none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def amount(value: float | None) -> str:
    """An amount in 万元 with separators and no needless zeros, an en dash for none."""
    return "–" if value is None else f"{value:,.6f}".rstrip("0").rstrip(".")


@register.filter
def at(things: Any, key: Any) -> Any:
    """The thing of a key, None where there is none."""
    return things.get(key) if things else None


@register.filter
def severity_name(severity: str) -> str:
    """What a severity is called on screen."""
    return WORDS[severity]


@register.filter
def share(part: float | None, whole: float | None) -> str:
    """A part of a whole in per cent, an en dash where there is none."""
    return "–" if part is None or not whole else f"{part / whole * 100:.2f}%"
