"""What the pages for signing in show: the single sign-on, and in the demo everybody there is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def entrance(request: HttpRequest) -> dict[str, Any]:
    """`sign_on`: the provider of single sign-on; `demo`: who can be tried out, in the demo alone.

    Nothing is asked of the database on pages that do not show it.
    """
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    told: dict[str, Any] = {"sign_on": apps[0] if apps else None}
    if settings.DEMO:
        from jiheng.web.demo.cast import shown

        told["demo"] = SimpleLazyObject(shown)
    return told
