"""`make load`: fill PostgreSQL, serve on two cores, ask at a rate, print how long it took.

    python -m benchmarks.web [--seconds 120] [--rate 30]

The database is kept in the folder of passing files under jiheng-load, filled when it is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import psycopg
from tests.web import postgresql
from tests.web.served import Server

from benchmarks.timing import table
from benchmarks.web.client import Took, ask, at_rate, share

FOLDER = Path(tempfile.gettempdir()) / "jiheng-load"
SAVES = 10.0
"""Saves a second by people who fill in forms, each in their own."""
PAGE_LIMIT, SAVE_LIMIT, MOST_QUERIES = 0.200, 0.100, 15
WARM = 40
"""Requests that are not counted: the server's processes read their libraries."""


def main() -> None:
    """Measure; status 1 where a page is slower than asked, or makes more queries."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=120)
    given.add_argument("--rate", type=float, default=30)
    asked = given.parse_args()
    process = postgresql.start(FOLDER, {})
    try:
        environ = {"JIHENG_DATABASE_URL": _filled(), "JIHENG_DATA": str(FOLDER / "application")}
        with Server(environ, Path(tempfile.gettempdir()) / "jiheng-load.log") as server:
            told = json.loads(_python(environ, "benchmarks.web.asked"))
            missed = measured(server.port, told, asked.seconds, asked.rate)
    finally:
        postgresql.stop(process)
    sys.exit(1 if missed else 0)


def _filled() -> str:
    """The address of the filled database, made the first time."""
    server = postgresql.url_in(FOLDER, "postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname = 'load'")
        if rows.fetchone():
            return postgresql.url_in(FOLDER, "load")
    url = postgresql.database(server)
    environ = {"JIHENG_DATABASE_URL": url, "JIHENG_DATA": str(FOLDER / "application")}
    print(_python(environ, "benchmarks.web.filling"), flush=True)
    with psycopg.connect(server, autocommit=True) as connection:
        name = url.partition("@/")[2].partition("?")[0]
        connection.execute(f"ALTER DATABASE {name} RENAME TO load")
    return postgresql.url_in(FOLDER, "load")


def _python(environ: Mapping[str, str], module: str) -> str:
    command = [sys.executable, "-m", module]
    found = os.environ | environ
    return subprocess.run(command, env=found, check=True, stdout=subprocess.PIPE).stdout.decode()


def measured(port: int, told: Mapping[str, Any], seconds: float, rate: float) -> bool:
    """Print both tables; whether something is slower or asks more often than it may."""
    print(f"负载 {os.getloadavg()[0]:.1f}")
    ways = [(page["name"], way) for page in told["pages"] for way in page["ways"]]
    chance = random.Random(6)
    names = [page["name"] for page in told["pages"]]
    by_name = {page["name"]: page["ways"] for page in told["pages"]}
    count = int(seconds * rate)
    turns = [
        name for _ in range(-(-count // len(names))) for name in chance.sample(names, len(names))
    ]
    works = [(name, partial(_seen, port, chance.choice(by_name[name]))) for name in turns[:count]]
    at_rate([(name, partial(_seen, port, way)) for name, way in ways[:WARM]], rate)
    pages = at_rate(works, rate)
    _pages(pages, told, rate)
    forms = [Form(port, *way) for way in told["scored"]]
    at_rate([("", form.save) for form in forms], SAVES)
    saves = [("", forms[n % len(forms)].save) for n in range(int(seconds / 4 * SAVES))]
    scored = at_rate(saves, SAVES)
    _table(f"填写时的计分，20 项指标，每秒 {SAVES:.0f} 次", {"保存并重新计分": scored}, {})
    slow = any(
        share([each.seconds for each in pages if each.name == name], 0.95) > PAGE_LIMIT
        for name in {each.name for each in pages}
    )
    slow |= share([each.seconds for each in scored], 0.95) > SAVE_LIMIT
    return slow or any(page["queries"] > MOST_QUERIES for page in told["pages"])


def _seen(port: int, way: tuple[str, str]) -> int:
    return ask(port, *way)[0]


class Form:
    """A form that somebody fills in: one field is changed each time, the whole page posted."""

    def __init__(self, port: int, session: str, address: str) -> None:
        self.port, self.session, self.address = port, session, address
        _, body, _ = ask(port, session, address)
        form = lxml.html.fromstring(body.decode()).get_element_by_id("fill")
        self.fields = [(name, value) for name, value in form.form_values() if name != "do"]
        self.field = next(n for n, _ in self.fields if n.endswith(".actual"))
        self.times = 0

    def save(self) -> int:
        """Type something else and post the page, as it is done while one types."""
        self.times += 1
        changed = {self.field: f"{80 + self.times % 20}%"}
        fields = [(name, changed.get(name, value)) for name, value in self.fields]
        status, body, headers = ask(
            self.port, self.session, f"{self.address}save/", urlencode(fields).encode()
        )
        hidden = {"revision": headers["X-Saved"]}
        for part in lxml.html.fragments_fromstring(body.decode()):
            if getattr(part, "tag", "") == "input" and part.get("name") == "shown":
                hidden["shown"] = part.get("value")
        self.fields = [(name, hidden.get(name, value)) for name, value in fields]
        return status


def _pages(took: list[Took], told: Mapping[str, Any], rate: float) -> None:
    by_name: dict[str, list[Took]] = {page["name"]: [] for page in told["pages"]}
    for each in took:
        by_name[each.name].append(each)
    queries = {page["name"]: page["queries"] for page in told["pages"]}
    _table(f"页面，每秒 {rate:.0f} 次", by_name | {"全部": took}, queries)


def _table(title: str, by_name: Mapping[str, list[Took]], queries: Mapping[str, int]) -> None:
    rows = []
    for name, took in by_name.items():
        if not took:
            continue
        times = [each.seconds for each in took]
        figures = [f"{1000 * share(times, part):.0f}" for part in (0.5, 0.95, 0.99)]
        failed = sum(each.status != 200 for each in took)
        rows.append((name, str(len(took)), *figures, str(queries.get(name, "")), str(failed)))
    table(title, ("", "次", "p50 毫秒", "p95 毫秒", "p99 毫秒", "查询", "出错"), rows)


if __name__ == "__main__":
    main()
