"""Adding to the log, and finding out whether it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from jiheng.web.events.models import Event, Head


@dataclass(frozen=True)
class Actor:
    """Who does something, and from where."""

    person: Any
    address: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Actor:
        """The person of a request, and the address that it came from."""
        return cls(request.user, address_of(request))


SYSTEM = Actor(None)
"""What happens by itself: reminders, tasks."""


def address_of(request: HttpRequest) -> str:
    """The client's address; the last one that our own proxy added, where there is one."""
    from django.conf import settings

    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.HTTPS and forwarded:
        return forwarded.rpartition(",")[2].strip()[:60]
    return request.META.get("REMOTE_ADDR", "")[:60]


def record(
    chain: str, action: str, actor: Actor, *, before: Any = None, after: Any = None
) -> Event:
    """Add an event to a chain; inside of the transaction of the change that it tells of.

    Raises RuntimeError outside of a transaction: a change and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded inside of its change's transaction")
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    person = actor.person
    event = Event(
        chain=chain,
        number=head.number + 1,
        at=timezone.now(),
        actor=person,
        actor_name=str(person) if person else "系统",
        address=actor.address,
        action=action,
        before=before,
        after=after,
        previous=head.digest,
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save()
    return event


def digest(event: Event) -> str:
    """The SHA-256 of an event's facts in canonical JSON, hexadecimal."""
    facts = [
        event.chain,
        event.number,
        event.at.timestamp(),
        event.actor_id,
        event.actor_name,
        event.address,
        event.action,
        event.before,
        event.after,
        event.previous,
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold, and a sentence that says what is the matter."""

    chain: str
    number: int
    problem: str


def breaks(chain: str | None = None) -> Iterator[Break]:
    """Where the log was tampered with: in one chain, or in all of them."""
    heads = Head.objects.filter(**({"chain": chain} if chain else {}))
    ends = {head.chain: head for head in heads.iterator()}
    events = Event.objects.filter(**({"chain": chain} if chain else {})).order_by("chain", "number")
    last: dict[str, tuple[int, str]] = {}
    for event in events.iterator(chunk_size=2000):
        number, before = last.get(event.chain, (0, ""))
        if event.number != number + 1:
            yield Break(event.chain, number + 1, f"第{number + 1}条记录不见了")
        elif event.previous != before:
            yield Break(event.chain, event.number, f"第{event.number}条记录与前一条接不上")
        if digest(event) != event.digest:
            yield Break(event.chain, event.number, f"第{event.number}条记录的内容被改动过")
        last[event.chain] = (event.number, event.digest)
    for name, head in ends.items():
        number, before = last.pop(name, (0, ""))
        if (number, before) != (head.number, head.digest):
            yield Break(name, head.number, f"应有{head.number}条记录，实际只到第{number}条")
    for name, (number, _) in last.items():
        yield Break(name, number, "没有登记这条链的末尾")


def once(token: str, person: Any) -> tuple[bool, Any]:
    """Claim the token of a form inside of a transaction: whether it is new, and its row.

    A second request with the same token waits for the first, then finds what that one answered.
    """
    from jiheng.web.events.models import Done

    with transaction.atomic():
        done, made = Done.objects.get_or_create(token=token[:40], defaults={"person": person})
    if not made:
        done = Done.objects.select_for_update().get(pk=done.pk)
    return made, done
