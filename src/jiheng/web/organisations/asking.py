"""How a view asks for what it shows: 404 for what one may not see, 403 for what one may not do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Place
from jiheng.web.organisations.permissions import ACTIONS, holds, may, places, visible

RELATED = ("cycle", "project", "unit", "place", "section")


def filing_for(
    request: HttpRequest, pk: int, action: str = "filing.see", among: QuerySet | None = None
) -> Filing:
    """A filing that the person may see, on which they may take the action.

    Raises Http404 where it is not theirs to see, PermissionDenied with a sentence where they see
    it but may not do this, for their role or for the state in which it is.
    """
    seen = visible(request.user) if among is None else among & visible(request.user)
    filing = get_object_or_404(seen.select_related(*RELATED), pk=pk)
    if not may(request.user, action, filing):
        title = ACTIONS[action].title
        raise PermissionDenied(
            f"这份自评表现在的状态是“{filing.get_state_display()}”，您在这个状态下不能“{title}”"
        )
    return filing


def place_for(request: HttpRequest, pk: int, action: str) -> Place:
    """A place where the person may take the action; raises Http404 where they may not."""
    return get_object_or_404(places(request.user, action), pk=pk)


def must_hold(request: HttpRequest, action: str) -> None:
    """Raise Http404 unless the person may take the action somewhere."""
    if not holds(request.user, action):
        raise Http404
