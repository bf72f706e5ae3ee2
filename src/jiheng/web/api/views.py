"""The page on which people make and revoke their tokens."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiheng.web.api import tokens
from jiheng.web.api.models import Scope
from jiheng.web.events.chain import Actor
from jiheng.web.forms import Once, do_once, given, pressed


class Making(Once):
    """What a token is for, and for how long."""

    name = forms.CharField(label="用途", max_length=60, help_text="如：财政云取数")
    scope = forms.ChoiceField(
        label="权限",
        choices=Scope.choices,
        initial=Scope.READ,
        help_text="程序能做的不会超过您自己能做的；签批、审核只能由本人在网页上办理",
    )
    days = forms.TypedChoiceField(
        label="有效期",
        choices=[(30, "30 天"), (90, "90 天"), (365, "一年")],
        coerce=int,
        initial=90,
    )


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The person's tokens, a form for another; the answer to it shows the new one, once."""
    made: list[str] = []

    def act(data: dict) -> str:
        made.append(tokens.make(data["name"], data["days"], Actor.of(request), data["scope"]))
        return "made"

    form = given(request, Making)
    done = do_once(request, form, act)
    shown = {
        "form": form if done is None else Making(),
        "made": made[0] if made else "",
        "tokens": request.user.tokens.filter(revoked_at=None, expires_at__gt=timezone.now()),
    }
    return render(request, "api/tokens.html", shown, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(request.user.tokens, pk=pk)

    def act(data: dict) -> str:
        tokens.revoke(token, Actor.of(request))
        return f"令牌“{token}”已作废"

    return pressed(request, act, reverse("api_tokens"))
