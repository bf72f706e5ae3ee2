"""Clients of a running server, each in a thread of its own: they edit, and take steps twice over.

What was acknowledged is written down by the client that was told so. What a client writes in a
field is one more than what it saw there, with its own name: "7/client 12". Where somebody else was
faster it is told of the clash, reads theirs, and goes on from there.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

FIELDS = ("goal", "goal_actual", "improvement")
INPUT = r'<textarea[^>]*name="{}"[^>]*>\s*(\d+)/client'
THEIRS = r'name="choose\.{}" value="theirs~[^<]*</label><div class="text">(\d+)/client'
"""Where an answer tells what stands in a field: in its input, or beside mine where both clash."""
REVISION = re.compile(r'id="revision-steps" name="revision" value="(\d+)"')
TOKEN = "0123456789abcdef" * 2
AGAIN = 0.2
"""Seconds until a client knocks again at a server that is not there."""


@dataclass
class Ledger:
    """What clients were told: edits and steps acknowledged, and all that they ever asked for.

    Edits are triples of filing, field and text; steps are tokens, by filing. `refused` counts
    clashes and steps that came too late; `odd` are answers that no client should get.
    """

    edits: list[tuple[int, str, str]] = field(default_factory=list)
    asked_edits: set[tuple[int, str, str]] = field(default_factory=set)
    steps: dict[str, int] = field(default_factory=dict)
    asked_steps: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    odd: list[str] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def strange(self, what: str, status: int, body: str) -> None:
        """Write down an answer that should not be."""
        with self.turn:
            self.odd.append(f"{what}: {status} {body[:300]}")


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: str


class Browser:
    """One person's connection: signed in, kept open, opened again when it breaks."""

    def __init__(self, port: int, session: str, over: threading.Event) -> None:
        self.port, self.over = port, over
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
        }
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, path: str, data: Mapping[str, object] | None = None) -> Answer | None:
        """An answer, however often it takes while the server is away; None at the very end."""
        while True:
            try:
                return self._asked(path, data)
            except (OSError, http.client.HTTPException):
                self.close()
                if self.over.is_set():
                    return None
                time.sleep(AGAIN)

    def _asked(self, path: str, data: Mapping[str, object] | None) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body, headers = None, self.headers
        if data is not None:
            body = urlencode(data).encode()
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST" if data is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def edit(number: int, browser: Browser, filings: list[list[int]], ledger: Ledger) -> None:
    """Write in the same few fields as everybody else until the time is over."""
    chance, page = random.Random(number), uuid.UUID(int=number).hex[-12:]
    seen = {(pk, name): 0 for pk, _ in filings for name in FIELDS}
    revisions = dict(map(tuple, filings))
    while not browser.over.is_set():
        pk, name = chance.choice(list(seen))
        text = f"{seen[pk, name] + 1}/client {number}"
        with ledger.turn:
            ledger.asked_edits.add((pk, name, text))
        asked = {"revision": revisions[pk], "page": page, name: text}
        answer = browser.ask(f"/filings/{pk}/save/", asked)
        if answer is None:
            return
        if answer.status not in (HTTPStatus.OK, HTTPStatus.CONFLICT):
            ledger.strange("edit", answer.status, answer.body)
            continue
        revisions[pk] = int(answer.headers["X-Saved"])
        if answer.status == HTTPStatus.OK:
            with ledger.turn:
                ledger.edits.append((pk, name, text))
            seen[pk, name] += 1
        else:
            ledger.refused += 1
        _note(answer, pk, seen)
    browser.close()


def _note(answer: Answer, pk: int, seen: dict[tuple[int, str], int]) -> None:
    """Remember what the answer shows of the fields, the one that clashed among them."""
    for name in FIELDS:
        shown = re.search(INPUT.format(name), answer.body) or re.search(
            THEIRS.format(name), answer.body
        )
        if shown:
            seen[pk, name] = int(shown[1])


def step(number: int, browser: Browser, filings: list[int], ledger: Ledger) -> None:
    """Take the next step on a filing by a double click, again and again."""
    chance = random.Random(number)
    twin = Browser(browser.port, "", browser.over)
    twin.headers = browser.headers
    while not browser.over.is_set():
        pk = chance.choice(filings)
        page = browser.ask(f"/filings/{pk}/")
        if page is None:
            break
        found = REVISION.search(page.body)
        if not found:
            ledger.strange("page", page.status, page.body)
            continue
        name = "hand_in" if f"/filings/{pk}/step/hand_in/" in page.body else "send_back"
        asked = {"token": uuid.uuid4().hex, "revision": found[1], "words": "请再核对"}
        with ledger.turn:
            ledger.asked_steps[asked["token"]] = pk
        answers = _clicked(f"/filings/{pk}/step/{name}/", asked, (browser, twin))
        told = {answer.status for answer in answers if answer is not None}
        if told == {HTTPStatus.OK}:
            with ledger.turn:
                ledger.steps[asked["token"]] = pk
        elif told == {HTTPStatus.CONFLICT}:
            ledger.refused += 1
        elif told:
            body = next(answer.body for answer in answers if answer is not None)
            ledger.strange(f"step {name} {sorted(told)}", max(told), body)
    twin.close()
    browser.close()


def _clicked(path: str, asked: dict, browsers: tuple[Browser, ...]) -> list[Answer | None]:
    """One form sent by each of some connections, at once."""
    answers: list[Answer | None] = []
    threads = [
        threading.Thread(target=lambda b=b: answers.append(b.ask(path, asked))) for b in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
