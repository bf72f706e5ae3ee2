"""What every page knows of the person who looks at it."""

from __future__ import annotations

from django.http import HttpRequest

from jiheng.web.organisations.permissions import ACTIONS, holds, memberships


def place_and_roles(request: HttpRequest) -> dict[str, object]:
    """The person's memberships, and the set of actions that they hold anywhere."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"memberships": [], "holds": frozenset()}
    return {
        "memberships": memberships(person),
        "holds": frozenset(a.replace(".", "_") for a in ACTIONS if holds(person, a)),
    }
