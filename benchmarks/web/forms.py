"""The filings of a slice of projects in all rounds, with their versions and events.

What a filing says is synthetic and follows from its number; what stands in the columns beside it
is what scoring and checking say, asked of the core for many at once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import cycle as repeated
from typing import Any

import jiheng
from benchmarks.web.city import NOW, PROJECTS, City
from jiheng.batch.synth.synthesis import synthesise
from jiheng.checking import CATALOGUE
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing as Form
from jiheng.rulebook import load
from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.demo.forms import project_of, written
from jiheng.web.events.chain import digest
from jiheng.web.events.models import Event, Head
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import ELSEWHERE, Judged, laid, note
from jiheng.web.filings.models import Explanation, Filing, Version
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person
from jiheng.writing.official import prepare

SEED = 6
SLICE = 500
"""Projects of a slice: twenty units."""
DRAWN = 2700
"""Synthetic filings drawn for a slice; each round takes those of its rulebook."""
ALONE = (*ELSEWHERE, *(code for code in CATALOGUE if code.startswith("X")))
"""Checks that are not asked: signatures, and what lies crosswise between filings."""
LONG = 20
"""Indicators of the longer forms, on which live scoring is measured."""
EVERY_LONG = 25
"""One project in so many has a longer form: the first of each unit."""
UNFINISHED = 3
"""Of the forms that are being filled in, one in so many has no total yet: an error."""
STATES = (
    (State.DRAFTING, 35, ()),
    (State.RETURNED, 38, ("hand_in", "sign", "submit", "return")),
    (State.GATHERED, 53, ("hand_in",)),
    (State.SIGNED, 60, ("hand_in", "sign")),
    (State.SUBMITTED, 80, ("hand_in", "sign", "submit")),
    (State.AUDITED, 88, ("hand_in", "sign", "submit", "audit")),
    (State.PASSED, 100, ("hand_in", "sign", "submit", "audit", "pass")),
)
"""States of the open round: up to which of a hundred, and the steps that led there."""
KEPT = frozenset({"submit", "return"})
"""Steps whose versions are put in; the others' would only repeat them."""


@dataclass
class Rows:
    """What is put into the database, by model."""

    projects: list[Project] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)


def rows(city: City, number: int) -> Rows:
    """All rows of slice `number`, each with its own number in its table."""
    made = Rows(projects=city.projects[number * SLICE : (number + 1) * SLICE])
    forms: dict[str, list[Form]] = {}
    for form in Batch(synthesise(number * DRAWN, DRAWN, SEED).frames).filings:
        forms.setdefault(form.rulebook, []).append(form)
    for at, round_ in enumerate(city.cycles):
        drawn = forms[round_.rulebook][at % 2 * SLICE :] or forms[round_.rulebook]
        pairs = list(zip(made.projects, repeated(drawn), strict=False))
        if at == 0:
            for project, form in pairs:
                project.name = project_of(form)[:200]
        _round(city, made, round_, pairs)
    return made


def _round(city: City, made: Rows, round_: Cycle, pairs: list[tuple[Project, Form]]) -> None:
    said = [_content(project, form, round_) for project, form in pairs]
    batch = jiheng.Batch.of([contents.filing_of(each, str(n)) for n, each in enumerate(said)])
    told = jiheng.check(batch, round_.rulebook, ignore=ALONE).report["filings"]
    for (project, _), content, one in zip(pairs, said, told, strict=True):
        way = _Way(city, made, project, round_, content)
        way.make(laid(one, content))


@cache
def _blank(rulebook: str, year: int) -> dict[str, Any]:
    return contents.content_of(prepare.blank(load(rulebook), year))


def _content(project: Project, form: Form, round_: Cycle) -> dict[str, Any]:
    own = {
        "title": f"{project.name}项目支出绩效自评表",
        "unit": project.unit.name,
        "project": project.name,
        "project_code": project.code,
        "supervising_department": project.unit.parent.name,
        "implementing_unit": project.place.name,
        "rulebook": round_.rulebook,
        "fiscal_year": round_.fiscal_year,
    }
    content = written(form, own, round_.fiscal_year)
    for at, row in enumerate(content["indicators"]):
        row["key"] = f"k{project.pk}x{at}"
    if round_.phase == Phase.OPEN and project.pk % EVERY_LONG == 1:
        content["indicators"] = _longer(content["indicators"])
    if _state(project, round_)[0] == State.DRAFTING and project.pk % UNFINISHED == 0:
        content["total_text"] = ""
    return content


def _state(project: Project, round_: Cycle) -> tuple[State, tuple[str, ...]]:
    """Where a project's filing stands in a round, and the steps that it took."""
    if round_.phase != Phase.OPEN:
        return STATES[-1][0], STATES[-1][2]
    if project.pk % EVERY_LONG == 1:
        return STATES[0][0], STATES[0][2]
    drawn = random.Random(project.pk).randrange(100)
    return next((state, steps) for state, below, steps in STATES if drawn < below)


def _longer(indicators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with so many more indicators that there are LONG."""
    again = indicators[-1]
    more = LONG - len(indicators)
    return [
        *indicators,
        *(dict(again, key=f"m{n}", level3_text=f"{again['level3_text']}{n}") for n in range(more)),
    ]


@dataclass
class _Way:
    """One filing on its way to its state, with what each step leaves behind."""

    city: City
    made: Rows
    project: Project
    round_: Cycle
    content: dict[str, Any]

    def make(self, judged: Judged) -> None:
        number = len(self.made.filings)
        first = self.made.projects[0].pk - 1
        self.pk = first * len(self.city.cycles) + number + 1
        state, steps = _state(self.project, self.round_)
        self.at = NOW - timedelta(days=365 * (self.round_.pk - 1), minutes=self.pk % 40_000)
        unit = (self.project.pk - 1) // PROJECTS
        self.who = {
            "hand_in": self.city.filers[unit],
            "sign": self.city.heads[unit],
            "submit": self.city.clerks[unit],
            "audit": self.city.auditors[self.project.unit.parent_id],
            "return": self.city.auditors[self.project.unit.parent_id],
            "pass": self.city.officers["finance"],
        }
        filing = Filing(
            pk=self.pk,
            project=self.project,
            cycle=self.round_,
            unit=self.project.unit,
            section=self.project.section,
            place=self.project.place,
            state=state,
            revision=1 + len(steps),
            content=self.content,
            changed_at=self.at,
            changed_by=self.city.clerks[unit],
            state_since=self.at + timedelta(hours=len(steps)),
        )
        note(filing, judged)
        if steps:
            self._explain(filing, judged)
        self.made.filings.append(filing)
        self._events(steps)

    def _explain(self, filing: Filing, judged: Judged) -> None:
        explained = {(f.told["code"], f.place) for f in judged.findings if f.severity == "warning"}
        for at, (code, place) in enumerate(sorted(explained)):
            self.made.explanations.append(
                Explanation(
                    pk=self.pk * 100 + at,
                    filing=filing,
                    code=code,
                    place=place[:80],
                    text="已核对原始资料，情况属实",
                    by=filing.changed_by,
                    at=self.at,
                )
            )
        filing.unexplained = 0

    def _events(self, steps: tuple[str, ...]) -> None:
        blank = _blank(self.round_.rulebook, self.round_.fiscal_year)
        before, after = contents.difference(blank, self.content)
        opened = {"project": self.project.name, "cycle": self.round_.name}
        filer = self.who["hand_in"]
        told = [
            ("open", filer, None, opened),
            ("edit", filer, before, after | {"revision": 1, "page": ""}),
        ]
        state, kept = State.DRAFTING, 0
        for number, name in enumerate(steps, 1):
            moved = next(s for s, _, way in STATES if way and way[-1] == name)
            told.append((name, self.who[name], {"state": state}, {"state": moved}))
            state = moved
            if name in KEPT:
                kept += 1
                self._version(kept, name, number)
        self._chain(told)

    def _version(self, number: int, step: str, hours: int) -> None:
        self.made.versions.append(
            Version(
                pk=self.pk * 10 + number,
                filing_id=self.pk,
                number=number,
                content=self.content,
                sha256=contents.sha256(self.content),
                step=step,
                at=self.at + timedelta(hours=hours),
                by=self.who[step],
            )
        )

    def _chain(self, told: list[tuple[str, Person, Any, Any]]) -> None:
        last = ""
        for number, (action, person, before, after) in enumerate(told, 1):
            event = Event(
                pk=self.pk * 10 + number,
                chain=f"filing:{self.pk}",
                number=number,
                at=self.at + timedelta(hours=number - 1),
                actor=person,
                actor_name=str(person),
                address="127.0.0.1",
                action=action,
                before=before,
                after=after,
                previous=last,
            )
            event.digest = last = digest(event)
            self.made.events.append(event)
        self.made.heads.append(Head(chain=f"filing:{self.pk}", number=len(told), digest=last))


def spans(city: City) -> Iterator[int]:
    """The numbers of all slices."""
    return iter(range(len(city.projects) // SLICE))
