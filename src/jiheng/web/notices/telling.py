"""Who is told of a step: a table of roles, and the sentence that each of them reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Taken
from jiheng.web.notices.models import Notice
from jiheng.web.notices.tasks import post
from jiheng.web.organisations.models import Membership, Role
from jiheng.web.people.models import Person

LONGEST = 500


@dataclass(frozen=True)
class Telling:
    """Who must know of a step, the sentence, and the page that they go to from it."""

    roles: frozenset[Role]
    words: str
    page: str = "filings:edit"


def _to(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


UNIT = _to(Role.FILER, Role.CLERK, Role.HEAD)
TOLD = {
    "hand_in": Telling(_to(Role.CLERK, Role.HEAD), "{who}交来“{project}”的自评表，等待签批"),
    "send_back": Telling(_to(Role.FILER), "{who}退回了“{project}”的自评表：{words}"),
    "sign": Telling(_to(Role.CLERK), "{who}签批了“{project}”的自评表，可以报送"),
    "unlock": Telling(_to(Role.CLERK), "{who}解除了“{project}”的签批：{words}"),
    "submit": Telling(_to(Role.AUDITOR), "{unit}报送了“{project}”的自评表", "reviews:open"),
    "audit": Telling(_to(Role.FINANCE), "{unit}“{project}”已过部门审核", "reviews:open"),
    "pass": Telling(UNIT, "“{project}”的自评表已通过财政审核"),
    "return": Telling(UNIT, "{who}退回了“{project}”的自评表：{words}"),
}
"""Each step, and who is told of it."""


def tell(taken: Taken) -> dict[str, Any]:
    """Leave a notice for everybody who must know of a step; mails go out once it is done."""
    telling = TOLD.get(taken.name)
    if telling is None:
        return {}
    filing = taken.filing
    words = telling.words.format(
        who=taken.actor.person,
        project=filing.project,
        unit=filing.unit,
        words=taken.asked.words,
    )
    address = reverse(telling.page, args=(filing.pk,))
    notify(recipients(filing, telling.roles, taken.actor.person), words, address)
    return {}


def recipients(
    filing: Filing, roles: Iterable[Role], besides: Person | None = None
) -> list[Person]:
    """The people with a role where the filing lies, save the one who knows already."""
    found = Membership.objects.filter(
        role__in=list(roles), place__in=filing.place.ancestors(), person__is_active=True
    )
    people = {m.person_id: m.person for m in found.select_related("person")}
    return [person for pk, person in people.items() if besides is None or pk != besides.pk]


def notify(people: Iterable[Person], words: str, address: str = "") -> None:
    """Leave a notice for each of some people, inside of the transaction of what it tells of."""
    made = Notice.objects.bulk_create(
        Notice(person=person, text=words[:LONGEST], url=address) for person in people
    )
    numbers = [notice.pk for notice in made if notice.person.email]
    if settings.EMAIL_URL and numbers:
        transaction.on_commit(lambda: post(numbers), robust=True)
