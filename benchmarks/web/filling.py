"""Fill the database of JIHENG_DATABASE_URL with the city and its 100,000 filings.

    python -m benchmarks.web.filling [slices]

A slice is 2,000 filings; without a number all of them are put in.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
django.setup()

from django.core.management import call_command
from django.db import transaction

from benchmarks.web import city as cities
from benchmarks.web import forms
from benchmarks.web.copying import copy, settle
from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.events.models import Event
from jiheng.web.filings.models import Explanation, Filing, Version
from jiheng.web.organisations.models import Membership, Place
from jiheng.web.people.models import Person

PROCESSES = 2

the_city = cache(cities.city)


def fill(slices: int | None = None) -> int:
    """Put all in; the number of filings. The database has no tables yet, or is empty."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    made = the_city()
    with transaction.atomic():
        for rows in (made.places, made.people, made.memberships, made.cycles):
            copy(rows)
        copy(cities.taking_part(made))
    every = list(forms.spans(made))[:slices]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for done, _ in enumerate(pool.map(_slice, every), 1):
            print(f"\r{done * 2000:,} 份", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    through = Cycle.units.through
    settle(
        (Place, Person, Membership, Cycle, through, Project, Filing, Version, Explanation, Event)
    )
    return Filing.objects.count()


def _slice(number: int) -> None:
    rows = forms.rows(the_city(), number)
    with transaction.atomic():
        for each in (
            rows.projects,
            rows.filings,
            rows.versions,
            rows.explanations,
            rows.events,
            rows.heads,
        ):
            copy(each)


if __name__ == "__main__":
    start = time.monotonic()
    count = fill(*map(int, sys.argv[1:]))
    print(f"{count:,} 份自评表，{time.monotonic() - start:.0f} 秒")
