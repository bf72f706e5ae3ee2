"""What every page tells of notices."""

from __future__ import annotations

from django.http import HttpRequest

from jiheng.web.notices.models import Notice


def unread(request: HttpRequest) -> dict[str, object]:
    """How many notices the person has not read; asked of the database where a page shows it."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {"unread": lambda: Notice.objects.filter(person=person, read_at=None).count()}
