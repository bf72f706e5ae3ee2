"""How the interface says what is the matter."""

from ninja import Schema

ASKED = frozenset({401, 422, 429})
"""What may be the matter with any question: who asks, what is asked, how often."""
SENT = ASKED | {403}
"""The same of what is sent: a session's needs the token of a page."""


class Said(Schema):
    """What is the matter, in a sentence."""

    detail: str
