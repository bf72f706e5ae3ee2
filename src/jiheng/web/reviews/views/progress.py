"""The state of a round: by unit or by department, sorted as asked, fifty at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiheng.web.cycles.models import Cycle
from jiheng.web.organisations.asking import must_hold
from jiheng.web.reviews.standing import Standing, by_department, standings, total

ROWS = 50
NAMED = 30
"""Late units that are named on top."""
SORTS: dict[str, tuple[str, Callable[[Standing], Any]]] = {
    "name": ("单位", lambda s: s.place.path),
    "projects": ("项目", lambda s: s.projects),
    "missing": ("未报送", lambda s: s.missing),
    "share": ("报送进度", lambda s: s.share),
    "passed": ("已通过", lambda s: s.passed),
    "approved": ("预算数", lambda s: s.sums.get("approved", 0)),
    "rate": ("执行率", lambda s: -1 if s.rate is None else s.rate),
    "mean": ("平均得分", lambda s: -1 if s.mean is None else s.mean),
    "errors": ("错误", lambda s: s.sums.get("errors", 0)),
    "warnings": ("警告", lambda s: s.sums.get("warnings", 0)),
}


@require_GET
def progress(request: HttpRequest, cycle: int) -> HttpResponse:
    """The page; `by=department`, `sort` with a minus before it for the other way round, `late`."""
    must_hold(request, "progress.see")
    round_ = get_object_or_404(Cycle.objects.select_related("region"), pk=cycle)
    units = standings(request.user, round_)
    if not units:
        raise Http404
    by = "department" if request.GET.get("by") == "department" else "unit"
    rows = by_department(units) if by == "department" else list(units)
    if request.GET.get("late"):
        rows = [row for row in rows if row.late]
    sort = request.GET.get("sort", "name")
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    if name not in SORTS:
        raise Http404
    rows.sort(key=lambda s: s.place.path)
    rows.sort(key=SORTS[name][1], reverse=backwards)
    late = [unit for unit in units if unit.late]
    shown = {
        "cycle": round_,
        "by": by,
        "sort": sort,
        "only_late": bool(request.GET.get("late")),
        "columns": [
            (key, title, f"-{key}" if sort == key else key, _order(sort, key))
            for key, (title, _) in SORTS.items()
        ],
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "total": total(units),
        "late": late[:NAMED],
        "late_count": len(late),
        "now": timezone.now(),
    }
    return render(request, "reviews/progress.html", shown)


def _order(sort: str, key: str) -> str:
    """The words of aria-sort."""
    if sort.removeprefix("-") != key:
        return "none"
    return "descending" if sort.startswith("-") else "ascending"
