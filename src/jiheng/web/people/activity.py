"""When each session was last used, noted once in a minute: a page asked for writes nothing else."""

from __future__ import annotations

import time
from collections import OrderedDict

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse

from jiheng.web.events.chain import address_of

SECONDS = 60
MOST = 10_000
"""Sessions that a process remembers."""


class Activity(UserSessionsMiddleware):
    """allauth's note of a session's use, left out where this process made it a moment ago."""

    def __init__(self, get_response) -> None:
        super().__init__(get_response)
        self.noted: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, and note its session where that is due."""
        agent = request.META.get("HTTP_USER_AGENT", "")
        key = (request.session.session_key or "", address_of(request), agent)
        now = time.monotonic()
        if now - self.noted.get(key, -SECONDS) < SECONDS:
            return self.get_response(request)
        self.noted[key] = now
        self.noted.move_to_end(key)
        if len(self.noted) > MOST:
            self.noted.popitem(last=False)
        return super().__call__(request)
