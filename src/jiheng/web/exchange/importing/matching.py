"""Which project a form is for: by code, by name, by likeness of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from rapidfuzz import fuzz

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.exchange.models import Likeness
from jiheng.web.organisations.permissions import places
from jiheng.web.people.models import Person

ALIKE = 70.0
"""Likeness of two names, 0 to 100, from which a project is proposed."""
SAID = re.compile(r"20\d\d年度?|(?:项目)?(?:支出)?绩效自评表?$|项目$")


def projects_for(person: Person, cycle: Cycle, action: str = "batch.import") -> list[Project]:
    """The projects of a round's units for which a person may bring in forms; two queries."""
    reach = places(person, action).values("pk")
    found = Project.objects.filter(
        Q(section__in=reach) | Q(section=None, unit__in=reach),
        active=True,
        unit__in=cycle.units.values("pk"),
    )
    return list(found.select_related("unit", "section").order_by("unit__path", "name"))


def match(
    content: Mapping[str, Any], projects: Iterable[Project]
) -> tuple[Project | None, Likeness]:
    """The project that a form is most likely for, and by what; of equals the one of its unit."""
    ranked = by_likeness(content, projects)
    if not ranked:
        return None, Likeness.NONE
    best = ranked[0]
    if _has_code(content, best):
        return best, Likeness.CODE
    if normal(content["project"]) and normal(content["project"]) == normal(best.name):
        twins = [other for other in ranked if normal(other.name) == normal(best.name)]
        sure = len(twins) == 1 or normal(content["unit"]) == normal(best.unit.name)
        return best, Likeness.NAME if sure else Likeness.SIMILAR
    if likeness(content["project"], best.name) >= ALIKE:
        return best, Likeness.SIMILAR
    return None, Likeness.NONE


def _has_code(content: Mapping[str, Any], project: Project) -> bool:
    """Whether a form names a project's code, in its field or before the project's name."""
    if not project.code:
        return False
    coded = normal(f"{project.code}-{project.name}")
    return content["project_code"] == project.code or normal(content["project"]) == coded


def by_likeness(content: Mapping[str, Any], projects: Iterable[Project]) -> list[Project]:
    """The projects, the likeliest first."""

    def rank(project: Project) -> tuple[bool, float, bool]:
        own = normal(project.unit.name) == normal(content["unit"])
        return _has_code(content, project), likeness(content["project"], project.name), own

    return sorted(projects, key=rank, reverse=True)


def likeness(one: str, other: str) -> float:
    """How alike two names of projects are, 0 to 100."""
    return float(fuzz.ratio(normal(one), normal(other)))


def normal(name: str) -> str:
    """A name without what people add or leave out: spaces, widths, the year, 项目 at its end."""
    bare = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return SAID.sub("", bare) or bare
