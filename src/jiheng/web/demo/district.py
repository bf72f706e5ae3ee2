"""The sample district in the database: made once, kept as people leave it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle as repeated
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.demo import cast, forms
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.models import Explanation, Filing
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, take
from jiheng.web.organisations.models import Kind, Membership, Place, Role
from jiheng.web.people.models import Person

WAYS: tuple[tuple[str, ...], ...] = (
    (),
    ("fill",),
    ("fill", "hand_in"),
    ("fill", "hand_in", "sign"),
    ("fill", "hand_in", "sign", "submit"),
    ("fill", "hand_in", "sign", "submit", "audit"),
    ("fill", "hand_in", "sign", "submit", "audit", "pass"),
    ("fill", "hand_in", "sign", "submit", "return"),
    ("fill", "hand_in", "sign", "submit"),
    ("fill", "hand_in"),
)
"""How far the open round's filings have come, one after another."""
WHOLE = ("fill", "hand_in", "sign", "submit", "audit", "pass")
WORDS = {"sign": "同意报送", "return": "决算数与部门决算报表不一致，请核对后重新报送"}
CLOSED_PROJECTS = 24
"""How many of the projects were there last year."""


class Occupied(Exception):
    """There is something else in the database; the sample district is not put beside it."""


def fill(today: datetime | None = None) -> bool:
    """Make the sample district where the database is empty; whether it was made now.

    Raises Occupied where there are other people in the database.
    """
    if Place.objects.filter(code=cast.CODE, kind=Kind.REGION).exists():
        return False
    if Person.objects.exists() or Place.objects.exists():
        raise Occupied(
            "数据库里已有正式数据，不能再放演示数据；请去掉 --demo，或另指一个 --data 目录"
        )
    with transaction.atomic():
        _District(timezone.localtime(today)).make()
    return True


class _District:
    """The district while it is made."""

    def __init__(self, today: datetime) -> None:
        self.today = today
        self.year = today.year
        self.password = make_password(cast.PASSWORD)
        self.people: dict[str, Person] = {}
        self.units: list[Place] = []
        self.serial = 0

    def make(self) -> None:
        self.region = Place.objects.create(kind=Kind.REGION, name=cast.REGION, code=cast.CODE)
        self._officers()
        for department, units in cast.DEPARTMENTS.items():
            self._department(department, units)
        self._extra_section()
        projects = self._projects()
        last = self._cycle(self.year - 2, Phase.OPEN, projects[:CLOSED_PROJECTS])
        for project, filing in projects[:CLOSED_PROJECTS]:
            self._way(project, filing, last, WHOLE)
        last.phase, last.deadline = Phase.CLOSED, self.today - timedelta(days=300)
        last.save()
        record(chain_of(last), "close", self._by("finance"), after={"phase": last.phase})
        now = self._cycle(self.year - 1, Phase.OPEN, projects)
        for (project, filing), way in zip(projects, repeated(WAYS), strict=False):
            self._way(project, filing, now, way)
        coming = self._cycle(self.year, Phase.PLANNED, projects)
        Cycle.objects.filter(pk=coming.pk).update(carried_from=now)

    def _by(self, username: str) -> Actor:
        return Actor(self.people[username], "127.0.0.1")

    def _person(self, username: str, role: Role, place: Place) -> Person:
        person = Person.objects.create(
            username=username, name=cast.name_of(len(self.people)), password=self.password
        )
        Membership.objects.create(person=person, role=role, place=place)
        self.people[username] = person
        if role == Role.HEAD:
            secret = {"secret": cast.secret_of(username)}
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=secret)
        record(f"person:{person.pk}", "add", Actor(None), after={"username": username})
        return person

    def _officers(self) -> None:
        self._person("admin", Role.ADMINISTRATOR, self.region)
        self._person("finance", Role.FINANCE, self.region)
        self._person("reviewer", Role.REVIEWER, self.region)

    def _department(self, name: str, units: tuple[str, ...]) -> None:
        place = Place.objects.create(
            kind=Kind.DEPARTMENT, name=f"{cast.REGION}{name}", parent=self.region
        )
        number = Place.objects.filter(kind=Kind.DEPARTMENT).count()
        self._person(f"auditor{number}", Role.AUDITOR, place)
        for each in units:
            self._unit(f"{cast.REGION}{each}", place)

    def _unit(self, name: str, department: Place) -> None:
        unit = Place.objects.create(kind=Kind.UNIT, name=name, parent=department)
        self.units.append(unit)
        for section in cast.SECTIONS:
            Place.objects.create(kind=Kind.SECTION, name=section, parent=unit)
        for username, role in cast.ROLES.items():
            self._person(f"{username}{len(self.units)}", role, unit)

    def _extra_section(self) -> None:
        Place.objects.create(kind=Kind.SECTION, name="财务科", parent=self.units[0])

    def _projects(self) -> list[tuple[Project, Any]]:
        made = []
        for number, (unit, name, filing) in enumerate(forms.projects(), 1):
            place = self.units[unit]
            project = Project.objects.create(
                unit=place,
                section=place.children.get(name=cast.SECTIONS[number % 2]),
                name=name,
                code=f"LJ{number:04}",
            )
            record(f"project:{project.pk}", "add", self._by("finance"), after={"name": name})
            made.append((project, filing))
        return made

    def _cycle(self, year: int, phase: Phase, projects: list[tuple[Project, Any]]) -> Cycle:
        cycle = Cycle.objects.create(
            region=self.region,
            name=f"{year}年度项目支出绩效自评",
            fiscal_year=year,
            rulebook=forms.rulebook(),
            phase=phase,
            deadline=(self.today + timedelta(days=12 if phase == Phase.OPEN else 365)).replace(
                hour=18, minute=0, second=0, microsecond=0
            ),
            reminders=[7, 3, 1],
        )
        cycle.units.set({project.unit for project, _ in projects})
        record(chain_of(cycle), "add", self._by("finance"), after={"name": cycle.name})
        return cycle

    def _way(self, project: Project, form: Any, cycle: Cycle, way: tuple[str, ...]) -> None:
        unit = self.units.index(project.unit) + 1
        who = {
            "hand_in": f"filer{unit}",
            "sign": f"head{unit}",
            "submit": f"clerk{unit}",
            "audit": f"auditor{(unit + 2) // 3}",
            "return": f"auditor{(unit + 2) // 3}",
            "pass": "finance",
        }
        filing = open_filing(project, cycle, self._by(f"filer{unit}"))
        for name in way:
            if name == "fill":
                content = forms.written(form, filing.content, cycle.fiscal_year)
                filing = self._fill(filing, content, f"filer{unit}")
                continue
            self.serial += 1
            asked = Asked(filing.revision, f"demo-{self.serial}", WORDS.get(name, ""))
            filing, _ = take(filing.pk, name, self._by(who[name]), asked)

    def _fill(self, filing: Filing, content: dict[str, Any], username: str) -> Filing:
        saved = save(filing.pk, content, filing.revision, self._by(username))
        for finding in saved.judged.open:
            Explanation.objects.create(
                filing=filing,
                code=finding.told["code"],
                place=finding.place,
                text="已核对原始资料，情况属实",
                by=self.people[username],
            )
        return saved.filing


def chain_of(cycle: Cycle) -> str:
    """The name of a round's chain of events."""
    return f"cycle:{cycle.pk}"
