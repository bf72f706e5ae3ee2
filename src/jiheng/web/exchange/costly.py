"""What costs the machine much: so often an hour for each person, and no more."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

from jiheng.web.filings.steps import Refused
from jiheng.web.people.models import Person

HOUR = 3600


class TooOften(Refused):
    """Somebody asks for too much; the message says how much there is and when to come again."""


def spend(person: Person, what: str, amount: int = 1) -> None:
    """Count something costly that a person asks for; raises TooOften beyond the hour's limit.

    `what` is a key of settings.COSTLY.
    """
    title, most = settings.COSTLY[what]
    now = int(time.time())
    key = f"costly:{what}:{person.pk}:{now // HOUR}"
    cache.add(key, 0, HOUR)
    try:
        spent = cache.incr(key, amount)
    except ValueError:  # it expired in between
        spent = amount
    if spent > most:
        minutes = (HOUR - now % HOUR) // 60 + 1
        raise TooOften(f"您这一小时里{title}已达 {most} 次的上限；请 {minutes} 分钟以后再试")
