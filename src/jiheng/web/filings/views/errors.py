"""What is shown where a page cannot be."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

PROGRAMS = "/api/"
"""Where programs ask, who are told in JSON."""


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "error.html", {"title": title, "words": words}, status=status)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: what one may see, but not do."""
    return _page(request, 403, "不能这样做", str(exception) or "您没有做这件事的权限")


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what is not there, or not theirs to see."""
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": "没有这个接口"}, status=404)
    return _page(
        request, 404, "没有找到", "这个页面不存在，或者不在您的职责范围内；请从首页重新进入"
    )


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """500: our own fault."""
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": "系统出错，没有办理；已经记入日志"}, status=500)
    return _page(
        request, 500, "系统出错了", "刚才的操作没有完成，已经记入日志；请稍后再试，或联系系统管理员"
    )
