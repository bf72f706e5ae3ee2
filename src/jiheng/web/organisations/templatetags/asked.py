"""The token of a form that is only a button."""

from __future__ import annotations

import uuid

from django import template

register = template.Library()


@register.simple_tag
def token() -> str:
    """A new token, by which a second click is known."""
    return uuid.uuid4().hex
