"""The worklist of department auditors and finance officers."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.permissions import allowed
from jiheng.web.paging import COUNTED, Pages
from jiheng.web.reviews import worklist as work

ROWS = 50
SHOWN = (
    *("state", "state_since", "revision", "approved", "total", "grade", "errors", "warnings"),
    *("project__name", "unit__name", "place__path"),
)
"""What the list shows of a filing, and what is asked of it: its content is not read."""


@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """A tab of the list, narrowed as asked, fifty at a time."""
    must_hold(request, "worklist.see")
    tab = request.GET.get("tab", "pending")
    if tab not in work.TABS:
        raise Http404
    filters = work.Filters.of(request.GET)
    found = filters.of_filings(work.listed(request.user, tab))
    pages = Pages(found.select_related("project", "unit", "place").only(*SHOWN), ROWS)
    page = pages.get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [
        {
            "filing": filing,
            "actions": allowed(request.user, filing),
            "days": _days(now - filing.state_since) if filing.state_since else 0,
        }
        for filing in page
    ]
    counts = work.counts(request.user)
    actions = frozenset().union(*(row["actions"] for row in rows))
    shown = {
        "tab": tab,
        "tabs": [(name, title, counts[name]) for name, title in work.TABS.items()],
        "page": page,
        "more": pages.more,
        "counted": COUNTED,
        "rows": rows,
        "filters": filters,
        "cycles": Cycle.objects.exclude(phase=Phase.PLANNED),
        "actions": actions,
        "token": uuid.uuid4().hex,
    }
    return render(request, "reviews/audit.html", shown)


def _days(passed: timedelta) -> int:
    return max(passed.days, 0)
