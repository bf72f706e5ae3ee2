"""A city: places, people, rounds and projects, all with numbers that follow from their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from django.utils import timezone

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.organisations.models import Kind, Membership, Place, Role
from jiheng.web.people.models import Person

DISTRICTS, DEPARTMENTS, UNITS, SECTIONS = 10, 20, 5, 2
"""Districts of the city, departments of a district, units of a department, sections of a unit."""
PROJECTS = 25
"""Projects of a unit; each has a filing in each round."""
ROUNDS = (
    (2025, "hubei-2021", Phase.OPEN),
    (2024, "hubei-2021", Phase.CLOSED),
    (2023, "mof-2020", Phase.CLOSED),
    (2022, "sichuan-2023", Phase.CLOSED),
)
BUREAUS = (
    "教育 卫健 民政 交通 水务 农业 文旅 环保 住建 城管 "
    "科技 人社 市监 应急 林业 司法 体育 商务 统计 档案"
)
OFFICES = ("本级", "信息中心", "服务中心", "培训中心", "管理站")
NOW = timezone.make_aware(datetime(2026, 3, 1, 9))


@dataclass
class City:
    """What was made, in lists: units by number, the sections of each, clerks and filers of each."""

    places: list[Place]
    people: list[Person]
    memberships: list[Membership]
    cycles: list[Cycle]
    projects: list[Project]
    units: list[Place]
    clerks: list[Person]
    filers: list[Person]
    heads: list[Person]
    auditors: dict[int, Person]
    """By department."""
    officers: dict[str, Person]


def city(scale: float = 1.0) -> City:
    """The city, or a part of it: so many of its districts' departments, at least one."""
    made = City([], [], [], [], [], [], [], [], [], {}, {})
    region = _place(made, Kind.REGION, "临江市", None)
    for name, role in (
        ("finance", Role.FINANCE),
        ("administrator", Role.ADMINISTRATOR),
        ("reviewer", Role.REVIEWER),
    ):
        made.officers[name] = _person(made, name, role, region)
    for district in range(DISTRICTS):
        part = _place(made, Kind.REGION, f"第{district + 1}区", region)
        for bureau in BUREAUS.split()[: max(1, round(DEPARTMENTS * scale))]:
            _department(made, part, bureau)
    made.cycles = [
        Cycle(
            pk=number,
            region=region,
            name=f"{year}年度项目支出绩效自评",
            fiscal_year=year,
            rulebook=rulebook,
            phase=phase,
            deadline=timezone.now() + timedelta(days=30 if phase == Phase.OPEN else -400 * number),
            reminders=[7, 3, 1],
            reminded=[],
        )
        for number, (year, rulebook, phase) in enumerate(ROUNDS, 1)
    ]
    return made


def _department(made: City, district: Place, bureau: str) -> None:
    department = _place(made, Kind.DEPARTMENT, f"{district.name}{bureau}局", district)
    auditor = _person(made, f"auditor{department.pk}", Role.AUDITOR, department)
    made.auditors[department.pk] = auditor
    for office in OFFICES[:UNITS]:
        unit = _place(made, Kind.UNIT, f"{department.name}{office}", department)
        sections = [
            _place(made, Kind.SECTION, name, unit) for name in ("业务科", "财务科")[:SECTIONS]
        ]
        made.units.append(unit)
        made.clerks.append(_person(made, f"clerk{unit.pk}", Role.CLERK, unit))
        made.heads.append(_person(made, f"head{unit.pk}", Role.HEAD, unit))
        made.filers.append(_person(made, f"filer{unit.pk}", Role.FILER, sections[0]))
        for number in range(PROJECTS):
            pk = len(made.projects) + 1
            section = sections[number % SECTIONS]
            made.projects.append(Project(pk=pk, unit=unit, section=section, code=f"P{pk:06}"))


def _place(made: City, kind: Kind, name: str, parent: Place | None) -> Place:
    pk = len(made.places) + 1
    path = f"{parent.path if parent else ''}{pk}/"
    made.places.append(Place(pk=pk, kind=kind, name=name, parent=parent, path=path))
    return made.places[-1]


def _person(made: City, username: str, role: Role, place: Place) -> Person:
    pk = len(made.people) + 1
    person = Person(pk=pk, username=username, name=f"{place.name}{role.label}"[:40], password="!")
    made.people.append(person)
    made.memberships.append(Membership(pk=pk, person=person, place=place, role=role))
    return person


def taking_part(made: City) -> Iterator[object]:
    """The rows that say which units take part in which round."""
    pairs = product(made.cycles, made.units)
    for pk, (cycle, unit) in enumerate(pairs, 1):
        yield Cycle.units.through(pk=pk, cycle_id=cycle.pk, place_id=unit.pk)
