"""The filings that somebody may see, as a list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiheng.web.organisations.asking import RELATED
from jiheng.web.organisations.permissions import visible

ROWS = 50


def filings(request: HttpRequest) -> HttpResponse:
    """The list, a page of fifty at a time."""
    found = visible(request.user).select_related(*RELATED, "changed_by")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "filings/list.html", {"page": page})
