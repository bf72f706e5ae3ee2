"""Who asks: a program with a token, a person who has signed in on the pages, or anybody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from jiheng.web.api import tokens
from jiheng.web.api.models import Scope, Token
from jiheng.web.events.chain import address_of


class Bearer(HttpBearer):
    """`Authorization: Bearer jiheng_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token; the request is the person's from here on."""
        found = tokens.known(token)
        if found:
            request.user = found.person
        return found


class SignedIn(SessionAuth):
    """Who has signed in on the pages; a password that must be changed first opens nothing."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person."""
        person = request.user
        return person if person.is_authenticated and not person.must_change_password else None


def must_submit(request: HttpRequest) -> None:
    """Raise PermissionDenied where a program asks with a token that may only read."""
    token = request.auth
    if isinstance(token, Token) and token.scope != Scope.SUBMIT:
        raise PermissionDenied(READS)


READS = "这个令牌只能读取；请在“接口令牌”页另做一个可以报送的"


def anybody(request: HttpRequest) -> Any:
    """Whoever has no token; one that is not good is refused, not left out.

    For what changes nothing, so that a session needs no token of a page either.
    """
    return None if "Authorization" in request.headers else request.user


class Often(SimpleRateThrottle):
    """How often a person may ask, with whatever token; who is not known, by their address."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Whose requests are counted together."""
        person = request.user
        who = f"person.{person.pk}" if person.is_authenticated else address_of(request)
        return f"api.{who}"
