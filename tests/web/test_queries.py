"""No page asks the database more than fifteen times, and none asks more often for more rows."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle as repeated

from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import sound_content

from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.models import Filing, Remark, Version
from jiheng.web.notices.models import Notice
from jiheng.web.organisations.models import Membership, Role
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person

MOST = 15
FEW, MANY = 5, 200
PAGES = (
    ("filer", "home", {}),
    ("finance", "home", {}),
    ("filer", "filings:list", {}),
    ("clerk", "filings:list", {"state": "drafting", "sort": "-total", "q": "项目"}),
    ("finance", "filings:list", {"sort": "unit"}),
    ("clerk", "filings:edit", {}),
    ("clerk", "filings:history", {}),
    ("clerk", "filings:versions", {}),
    ("clerk", "reviews:gather", {}),
    ("clerk", "reviews:progress", {}),
    ("finance", "reviews:progress", {"by": "department"}),
    ("auditor", "reviews:audit", {}),
    ("auditor", "reviews:audit", {"tab": "returned"}),
    ("finance", "reviews:audit", {"tab": "passed"}),
    ("auditor", "reviews:open", {}),
    ("head", "signing:list", {}),
    ("head", "signing:sign", {}),
    ("clerk", "notices:list", {}),
    ("clerk", "exchange:imports", {}),
    ("clerk", "exchange:exports", {}),
    ("finance", "exchange:targets", {}),
    ("clerk", "cycles:list", {}),
    ("finance", "cycles:cycle", {}),
    ("finance", "cycles:edit", {}),
    ("administrator", "manage:places", {}),
    ("administrator", "manage:place", {}),
    ("administrator", "manage:people", {}),
    ("administrator", "manage:person", {}),
    ("clerk", "manage:projects", {}),
    ("administrator", "events:log", {}),
)
STATE = {
    "filings:edit": State.DRAFTING,
    "reviews:open": State.SUBMITTED,
    "signing:sign": "gathered",
}
"""The state of the filing whose page is asked for; of the others any will do."""


def filled(district, count: int) -> None:
    """So many more projects in the unit, with filings in every state, and what belongs to them."""
    first = district.filing()
    first.content = sound_content(first)
    start = Project.objects.count()
    with transaction.atomic():
        projects = Project.objects.bulk_create(
            Project(unit=district.unit, section=district.section, name=f"项目{start + n}")
            for n in range(count)
        )
        filings = Filing.objects.bulk_create(
            Filing(
                project=project,
                cycle=district.cycle,
                unit=district.unit,
                section=district.section,
                place=district.section,
                state=state,
                content=first.content,
                approved=100,
                executed=90,
                total=95,
                changed_at=timezone.now(),
                changed_by=district.people["clerk"],
                state_since=timezone.now() - timedelta(days=9),
            )
            for project, state in zip(projects, repeated(State), strict=False)
        )
        for filing in filings:
            _belonging(district, filing)
        people = Person.objects.bulk_create(
            Person(username=f"more{start + n}", name="某人") for n in range(count)
        )
        Membership.objects.bulk_create(
            Membership(person=person, place=district.unit, role=Role.CLERK) for person in people
        )
        Notice.objects.bulk_create(
            Notice(person=district.people["clerk"], text="已报送") for _ in range(count)
        )


def _belonging(district, filing: Filing) -> None:
    actor = Actor(district.people["auditor"])
    record(filing.chain, "edit", actor, before={"goal": ""}, after={"goal": "甲", "revision": 1})
    version = Version.objects.create(
        filing=filing,
        number=1,
        content=filing.content,
        sha256="",
        step="return",
        at=timezone.now(),
        by=district.people["auditor"],
    )
    Remark.objects.create(filing=filing, version=version, text="请核对", by=actor.person)


def address(name: str, district) -> str:
    filings = Filing.objects.filter(unit=district.unit)
    of_filing = filings.filter(state=STATE.get(name, State.DRAFTING)).order_by("pk")
    subjects = {
        "filings:edit": of_filing,
        "filings:history": of_filing,
        "filings:versions": of_filing,
        "reviews:open": of_filing,
        "signing:sign": of_filing,
    }
    if name in subjects:
        return reverse(name, args=[subjects[name].last().pk])
    if name in ("reviews:gather", "reviews:progress", "cycles:cycle", "cycles:edit"):
        return reverse(name, args=[district.cycle.pk])
    if name == "manage:place":
        return reverse(name, args=[district.unit.pk])
    if name == "manage:person":
        return reverse(name, args=[district.people["clerk"].pk])
    return reverse(name)


def counts(district, signed_in) -> dict[str, int]:
    """How many queries each page makes, nothing kept from an earlier one."""
    found = {}
    for who, name, asked in PAGES:
        client, url = signed_in(who), address(name, district)
        client.get(url, asked)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, asked)
        assert answer.status_code == 200, (who, name, answer.status_code)
        found[f"{who} {name} {asked}"] = len(queries)
    return found


def test_no_page_makes_more_queries_for_more_rows_and_none_more_than_fifteen(district, signed_in):
    filled(district, FEW + 2)
    few = counts(district, signed_in)
    filled(district, MANY)
    many = counts(district, signed_in)
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert grown == {}
    assert {page: count for page, count in many.items() if count > MOST} == {}
