"""What one may see and do: the one place that answers it.

`ACTIONS` is the whole law. An action on a filing names the roles that may take it and the states
of the filing in which each may; an action on a place names the roles alone. A role reaches what
lies inside of the place where it is held. Every view and API call asks `may`, `visible` or
`places`; pages show a button only where `may` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from jiheng.web.organisations.models import Membership, Place, Role
from jiheng.web.organisations.states import State

if TYPE_CHECKING:
    from jiheng.web.filings.models import Filing
    from jiheng.web.people.models import Person

ANY = frozenset(State)
OPEN = frozenset({State.DRAFTING, State.RETURNED})
SENT = frozenset({State.SUBMITTED, State.AUDITED, State.PASSED})


@dataclass(frozen=True)
class Action:
    """Something that one may do: its name on screen, and for each role the states that allow it."""

    title: str
    roles: dict[Role, frozenset[State]]


def _always(*roles: Role) -> dict[Role, frozenset[State]]:
    return dict.fromkeys(roles, ANY)


FILING_ACTIONS = {
    "filing.see": Action(
        "查看自评表",
        _always(Role.FILER, Role.CLERK, Role.HEAD)
        | {Role.AUDITOR: SENT, Role.FINANCE: SENT, Role.REVIEWER: SENT},
    ),
    "filing.edit": Action("填写自评表", {Role.FILER: OPEN, Role.CLERK: OPEN | {State.GATHERED}}),
    "filing.hand_in": Action("交单位办公室", {Role.FILER: OPEN, Role.CLERK: OPEN}),
    "filing.send_back": Action("退回科室", {Role.CLERK: frozenset({State.GATHERED})}),
    "filing.sign": Action("签批", {Role.HEAD: frozenset({State.GATHERED})}),
    "filing.unlock": Action("解除签批", {Role.HEAD: frozenset({State.SIGNED})}),
    "filing.submit": Action("报送", {Role.CLERK: frozenset({State.SIGNED})}),
    "filing.audit": Action("审核通过", {Role.AUDITOR: frozenset({State.SUBMITTED})}),
    "filing.pass": Action("财政通过", {Role.FINANCE: frozenset({State.AUDITED})}),
    "filing.return": Action(
        "退回单位",
        {
            Role.AUDITOR: frozenset({State.SUBMITTED}),
            Role.FINANCE: frozenset({State.SUBMITTED, State.AUDITED, State.PASSED}),
        },
    ),
    "filing.remark": Action(
        "写审核意见",
        {
            Role.AUDITOR: frozenset({State.SUBMITTED}),
            Role.FINANCE: frozenset({State.SUBMITTED, State.AUDITED}),
        },
    ),
}
PLACE_ACTIONS = {
    "place.see": Action("查看机构", _always(*Role)),
    "place.manage": Action("管理机构和人员", _always(Role.ADMINISTRATOR)),
    "cycle.see": Action("查看年度工作", _always(*Role)),
    "cycle.manage": Action("布置年度工作", _always(Role.FINANCE, Role.ADMINISTRATOR)),
    "cycle.reopen": Action("截止后重新开放", _always(Role.FINANCE)),
    "targets.import": Action("导入年初目标", _always(Role.FINANCE, Role.CLERK)),
    "project.manage": Action("管理项目", _always(Role.CLERK, Role.FINANCE)),
    "progress.see": Action("查看进度", _always(Role.CLERK, Role.HEAD, Role.AUDITOR, Role.FINANCE)),
    "worklist.see": Action("查看审核清单", _always(Role.AUDITOR, Role.FINANCE)),
    "unit.gather": Action("汇总本单位", _always(Role.CLERK, Role.HEAD)),
    "batch.import": Action("导入文件", _always(Role.FILER, Role.CLERK)),
    "batch.export": Action(
        "导出", _always(Role.CLERK, Role.HEAD, Role.AUDITOR, Role.FINANCE, Role.REVIEWER)
    ),
    "events.see": Action("查看操作日志", _always(Role.ADMINISTRATOR, Role.FINANCE)),
}
ACTIONS = FILING_ACTIONS | PLACE_ACTIONS
"""Every action there is, by name."""


def memberships(person: Person) -> list[Membership]:
    """The person's roles with their places, asked of the database once a request."""
    if not person.is_authenticated or not person.is_active:
        return []
    if not hasattr(person, "_memberships"):
        found = Membership.objects.filter(person=person, place__active=True)
        person._memberships = list(found.select_related("place"))
    return person._memberships


def may(person: Person, action: str, subject: Filing | Place) -> bool:
    """Whether a person may take an action on a filing or in a place; KeyError for no action."""
    roles = ACTIONS[action].roles
    if isinstance(subject, Place):
        return any(m.role in roles and subject.within(m.place) for m in memberships(person))
    place = subject.place
    return any(
        subject.state in roles.get(m.role, ()) and place.within(m.place)
        for m in memberships(person)
    )


def ever(person: Person, action: str, filing: Filing) -> bool:
    """Whether a person's roles let them take an action on a filing, in some state or other."""
    roles = ACTIONS[action].roles
    return any(m.role in roles and filing.place.within(m.place) for m in memberships(person))


def allowed(person: Person, subject: Filing | Place) -> frozenset[str]:
    """All that a person may do with a filing or in a place: names of actions."""
    of = PLACE_ACTIONS if isinstance(subject, Place) else FILING_ACTIONS
    return frozenset(action for action in of if may(person, action, subject))


def visible(person: Person, action: str = "filing.see") -> QuerySet[Filing]:
    """The filings on which a person may take an action, as a query."""
    from jiheng.web.filings.models import Filing

    roles = FILING_ACTIONS[action].roles
    reach = [
        Q(place__path__startswith=m.place.path)
        & (Q() if roles[m.role] == ANY else Q(state__in=sorted(roles[m.role])))
        for m in memberships(person)
        if m.role in roles
    ]
    return Filing.objects.filter(reduce(or_, reach)) if reach else Filing.objects.none()


def places(person: Person, action: str) -> QuerySet[Place]:
    """The places where a person may take an action, as a query."""
    roles = ACTIONS[action].roles
    reach = [Q(path__startswith=m.place.path) for m in memberships(person) if m.role in roles]
    return Place.objects.filter(reduce(or_, reach)) if reach else Place.objects.none()


def holds(person: Person, action: str) -> bool:
    """Whether a person may take an action anywhere, in some state."""
    roles = ACTIONS[action].roles
    return any(m.role in roles for m in memberships(person))
