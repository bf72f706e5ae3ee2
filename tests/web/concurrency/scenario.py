"""Many clients at once on a real server, killed in the middle or not; then the books are compared.

    python -m tests.web.postgresql python -m tests.web.concurrency.scenario --seconds 60 --kill

runs it for as long as is asked, and prints what came of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.web.concurrency.clients import FIELDS, Browser, Ledger, edit, step
from tests.web.served import Server

STEPPERS = 6
"""One client in so many takes steps; the others edit."""
FEW, PATIENCE = 20, 60.0
"""Edits that are to be acknowledged at least, and the seconds that this may take."""
WORDS = {
    "edits": "写入得到确认",
    "steps": "步骤得到确认（每次都双击）",
    "refused": "冲突或来迟，被告知后重来",
    "events": "日志里的记录",
}


@dataclass
class Came:
    """What the clients were told, what the database holds afterwards, and what does not agree."""

    ledger: Ledger
    found: dict[str, Any]
    wrong: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The figures of the run."""
        events = sum(len(filing["events"]) for filing in self.found["filings"].values())
        told = {"edits": len(self.ledger.edits), "steps": len(self.ledger.steps)}
        return told | {"refused": self.ledger.refused, "events": events}


def run(environ: Mapping[str, str], clients: int, seconds: float, kill: bool) -> Came:
    """Let so many clients work for so long; with `kill`, the server dies at half time."""
    with tempfile.TemporaryDirectory(prefix="jiheng-") as folder:
        environ = {"JIHENG_DATA": folder} | dict(environ)
        told = _district(environ, "make", str(clients))
        ledger = Ledger()
        with Server(environ, Path(folder) / "serve.log") as server:
            _work(server, told, ledger, seconds, kill)
        came = Came(ledger, _district(environ, "look"))
        if ledger.odd:
            ledger.odd.append(server.log.read_text("utf-8")[-3000:])
    came.wrong = [*ledger.odd, *_wrong(came, killed=kill)]
    return came


def _district(environ: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.web.concurrency.district", *arguments]
    done = subprocess.run(command, env=os.environ | environ, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return json.loads(done.stdout)


def _work(server: Server, told: dict, ledger: Ledger, seconds: float, kill: bool) -> None:
    over = threading.Event()
    threads = []
    for number, session in enumerate(told["sessions"]):
        browser = Browser(server.port, session, over)
        work, filings = (
            (step, told["stepped"]) if number % STEPPERS == 0 else (edit, told["edited"])
        )
        about = (work, number, browser, filings, ledger)
        threads.append(threading.Thread(target=_noted, args=about))
    for thread in threads:
        thread.start()
    if kill:
        _pass(seconds / 2, ledger)
        server.kill()
        server.start()
    _pass(seconds / 2 if kill else seconds, ledger)
    over.set()
    for thread in threads:
        thread.join()


def _pass(seconds: float, ledger: Ledger) -> None:
    """Let some time pass, and more on a slow machine, until a few things were acknowledged."""
    start, edits, steps = time.monotonic(), len(ledger.edits), len(ledger.steps)
    while (passed := time.monotonic() - start) < PATIENCE:
        few = len(ledger.edits) < edits + FEW or len(ledger.steps) == steps
        if passed > seconds and not few:
            return
        time.sleep(0.1)


def _noted(work: Callable[..., None], number: int, browser: Browser, *rest: Any) -> None:
    """A client whose own fault is written down as well: it would be one that did nothing."""
    try:
        work(number, browser, *rest)
    except Exception as fault:
        ledger: Ledger = rest[-1]
        ledger.odd.append(f"client {number}: {fault!r}")
        raise


def _wrong(came: Came, *, killed: bool) -> list[str]:
    """What does not agree between what clients were told and what the database holds."""
    found = came.found
    wrong = list(found["breaks"])
    for pk, filing in found["filings"].items():
        wrong += _edits(int(pk), filing, came.ledger, killed)
        wrong += _steps(int(pk), filing, came, killed)
        if len(filing["events"]) != filing["revision"] + 1:
            wrong.append(f"{pk}: {len(filing['events'])} events, revision {filing['revision']}")
    return wrong


def _edits(pk: int, filing: dict, ledger: Ledger, killed: bool) -> list[str]:
    """Every edit acknowledged is in the log, each after the one before it, the last one stands."""
    wrong, logged = [], []
    for name in FIELDS:
        stands, count = None, 0
        for action, before, after in filing["events"]:
            if action != "edit" or name not in after:
                continue
            if stands is not None and before[name] != stands:
                wrong.append(f"{pk} {name}: {after[name]} is over {before[name]}, not {stands}")
            stands = after[name]
            if "/" in stands:
                logged.append((pk, name, stands))
                count += 1
                if stands.partition("/")[0] != str(count):
                    wrong.append(f"{pk} {name}: {stands} is number {count}: an update was lost")
        if stands is not None and filing["fields"][name] != stands:
            wrong.append(f"{pk} {name}: {filing['fields'][name]} stands, {stands} was last")
    told = [each for each in ledger.edits if each[0] == pk]
    asked = ledger.asked_edits if killed else set(told)
    wrong += [f"acknowledged and lost: {each}" for each in set(told) - set(logged)]
    wrong += [f"in the log, but nobody was told: {each}" for each in set(logged) - asked]
    wrong += [f"twice: {each}" for each, times in Counter(logged).items() if times > 1]
    return wrong


def _steps(pk: int, filing: dict, came: Came, killed: bool) -> list[str]:
    """As many steps as tokens, turn about, a version for each."""
    taken = [action for action, *_ in filing["events"] if action not in ("open", "edit")]
    told = {token for token, where in came.ledger.steps.items() if where == pk}
    asked = {token for token, where in came.ledger.asked_steps.items() if where == pk}
    tokens = set(came.found["tokens"]) & asked
    wrong = []
    if told - tokens:
        wrong.append(f"{pk}: {len(told - tokens)} steps acknowledged and lost")
    if tokens - told and not killed:
        wrong.append(f"{pk}: {len(tokens - told)} steps that nobody was told of")
    if not len(taken) == len(tokens) == filing["versions"]:
        counts = f"{len(taken)} events, {len(tokens)} tokens, {filing['versions']} versions"
        wrong.append(f"{pk}: steps do not agree: {counts}")
    if any(one == next_ for one, next_ in pairwise(taken)):
        wrong.append(f"{pk}: a step was taken twice in a row: {taken}")
    return wrong


def main() -> None:
    """Run it on JIHENG_DATABASE_URL, else on SQLite; status 1 where something does not agree."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clients", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--kill", action="store_true")
    given = asked.parse_args()
    came = run({}, given.clients, given.seconds, given.kill)
    for name, count in came.counts.items():
        print(f"{WORDS[name]}：{count}")
    print("\n".join(came.wrong) if came.wrong else "账目相符：没有丢失，没有重复，日志完整")
    sys.exit(1 if came.wrong else 0)


if __name__ == "__main__":
    main()
