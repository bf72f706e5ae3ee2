"""A field's text as it is kept."""

from __future__ import annotations


def tidy(text: str) -> str:
    """A text without the white space around it and around its lines, and without blank lines."""
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
