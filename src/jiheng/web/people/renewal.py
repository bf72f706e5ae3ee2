"""A password that an administrator made is good for one sign-in: the person makes their own."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.signals import password_changed, password_set
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jiheng.web.events.chain import Actor, record

FREE = frozenset({"account_change_password", "account_set_password", "account_logout"})
"""Where one may go before the password is one's own."""


def own_password_first(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead people to the page that changes the password until they have changed it."""

    def checked(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        person = request.user
        if not (person.is_authenticated and person.must_change_password):
            return None
        if request.resolver_match.url_name in FREE:
            return None
        messages.warning(request, "现在的口令是管理员给的；请先改成您自己的，再继续办理")
        return redirect("account_change_password")

    checked.process_view = process_view
    return checked


def note_change(request: HttpRequest, user, **said) -> None:
    """The password is the person's own now; tell the log."""
    with transaction.atomic():
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        record(f"person:{user.pk}", "password", Actor.of(request))


password_changed.connect(note_change)
password_set.connect(note_change)
