"""Making, knowing and revoking tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from jiheng.web.api.models import Scope, Token
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.steps import Refused

PREFIX = "jiheng_"
MOST = 20
"""Tokens that one person may have at once."""
NOTE_EVERY = timedelta(minutes=5)
"""How exactly it is known when a token was used last."""


def make(name: str, days: int, actor: Actor, scope: str = Scope.READ) -> str:
    """A new token's text, which is nowhere kept; raises Refused where there are too many."""
    now = timezone.now()
    mine = Token.objects.filter(person=actor.person, revoked_at=None, expires_at__gt=now)
    if mine.count() >= MOST:
        raise Refused(f"您已有 {MOST} 个有效的令牌；请先作废不用的")
    text = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        person=actor.person,
        name=name,
        scope=scope,
        digest=_digest(text),
        expires_at=now + timedelta(days=days),
    )
    told = {"name": name, "scope": made.get_scope_display(), "days": days}
    record(f"token:{made.pk}", "add", actor, after=told)
    return text


def revoke(token: Token, actor: Actor) -> None:
    """End a token."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(f"token:{token.pk}", "revoke", actor, before={"name": token.name})


def known(text: str) -> Token | None:
    """The token of a text that is good now, of a person whose account is open."""
    now = timezone.now()
    found = (
        Token.objects.filter(digest=_digest(text), revoked_at=None, expires_at__gt=now)
        .filter(person__is_active=True, person__must_change_password=False)
        .select_related("person")
        .first()
    )
    if found and (found.used_at is None or now - found.used_at > NOTE_EVERY):
        Token.objects.filter(pk=found.pk).update(used_at=now)
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
