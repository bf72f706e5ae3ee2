"""How the interface says what is the matter."""

from ninja import Schema


class Said(Schema):
    """What is the matter, in a sentence."""

    detail: str
