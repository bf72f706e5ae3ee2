"""How a page of files answers what cannot be done: with the sentence, on the page one came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jiheng.web.filings.steps import Refused


def told(back: Callable[..., str]) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Have a view's Refused said on the page at `back(**arguments)`."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                whole(request)
                return view(request, **arguments)
            except Refused as refused:
                messages.error(request, str(refused))
                return there(request, back(**arguments))

        return answer

    return around


def whole(request: HttpRequest) -> None:
    """Raise Refused where a file was left out while the request came in."""
    if request.FILES is not None and (name := getattr(request, "left_out", None)):
        raise Refused(f"“{name}”太大，没有上传；请压缩或分几次上传")


def there(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """To the page that the form names (`next`), if it is one of ours, or to `address`."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return redirect(wanted if wanted.startswith("/") and own else address)


def at(name: str) -> Callable[..., str]:
    """The address of a page by its name, with the arguments of the view that asks."""
    return lambda **arguments: reverse(name, kwargs=arguments)
