"""A person's own notices."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng.web.notices.models import Notice

ROWS = 50


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The notices, the latest first."""
    found = Notice.objects.filter(person=request.user)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return redirect(notice.url or "notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    found = Notice.objects.filter(person=request.user, read_at=None)
    messages.success(request, f"已把 {found.update(read_at=timezone.now())} 条通知标为已读")
    return redirect("notices:list")
