"""How often what anybody may ask is answered, by the address that asks."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from jiheng.web.events.chain import address_of
from jiheng.web.filings.steps import Refused

SECONDS = 600
OFTEN = {"verify": (60, "查询"), "upload": (10, "比对文件")}
"""What is counted: how often it may be asked in ten minutes, and what it is called."""


class TooOften(Refused):
    """Somebody asks for too much; the message says how often one may."""


def spend(request: HttpRequest, what: str) -> None:
    """Count a request; raises TooOften where there were too many."""
    most, title = OFTEN[what]
    key = f"public.{what}.{address_of(request)}"
    cache.add(key, 0, SECONDS)
    try:
        times = cache.incr(key)
    except ValueError:
        times = 1
    if times > most:
        raise TooOften(f"{title}太频繁，10 分钟内最多 {most} 次；请稍后再试")
