"""What the clients work on, and what came of it; in a process with a database of its own.

python -m tests.web.concurrency.district make CLIENTS > told.json
python -m tests.web.concurrency.district look > found.json
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from tests.web import conftest as made
from tests.web.sessions import signed_in

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Done, Event
from jiheng.web.filings.content import fields
from jiheng.web.filings.models import Filing
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.saving import save
from jiheng.web.organisations.models import Kind, Membership, Role
from jiheng.web.people.models import Person
from jiheng.web.signing.wholeness import problems

EDITED, STEPPED = 3, 2
"""Filings that all clients write in, and filings that all take steps on."""


def make(clients: int) -> dict:
    """An office of so many clerks, each signed in; and their filings."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    region = made.place(Kind.REGION, "临江区")
    unit = made.place(Kind.UNIT, "区融媒体中心", made.place(Kind.DEPARTMENT, "区文旅局", region))
    cycle = Cycle.objects.create(
        region=region,
        name="2025年度绩效自评",
        fiscal_year=2025,
        rulebook="hubei-2021",
        phase=Phase.OPEN,
        deadline=timezone.now() + timedelta(days=10),
    )
    cycle.units.set([unit])
    people = [
        Person.objects.create(username=f"clerk{n}", name=f"经办{n}", password="!")
        for n in range(clients)
    ]
    for person in people:
        Membership.objects.create(person=person, place=unit, role=Role.CLERK)
    filings = []
    for number in range(EDITED + STEPPED):
        project = Project.objects.create(unit=unit, name=f"项目{number}")
        filing = open_filing(project, cycle, Actor(people[0]))
        content = made.sound_content(filing)
        filings.append(save(filing.pk, content, 0, Actor(people[0])).filing)
    return {
        "sessions": [signed_in(person) for person in people],
        "edited": [[filing.pk, filing.revision] for filing in filings[:EDITED]],
        "stepped": [filing.pk for filing in filings[EDITED:]],
    }


def look() -> dict:
    """Every event of every filing, what stands in it, the tokens taken, the breaks of the log."""
    return {
        "filings": {
            filing.pk: {
                "revision": filing.revision,
                "state": filing.state,
                "versions": filing.versions.count(),
                "fields": fields(filing.content),
                "events": [
                    [event.action, event.before, event.after]
                    for event in Event.objects.filter(chain=filing.chain).order_by("number")
                ],
            }
            for filing in Filing.objects.all()
        },
        "tokens": list(Done.objects.values_list("token", flat=True)),
        "breaks": [*(f"{found.chain} {found.problem}" for found in breaks()), *problems()],
    }


if __name__ == "__main__":
    asked, *rest = sys.argv[1:]
    print(json.dumps(make(int(rest[0])) if asked == "make" else look(), ensure_ascii=False))
