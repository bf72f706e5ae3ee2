"""What opening a round takes in the background."""

from __future__ import annotations

from django_tasks import task

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.events.chain import Actor
from jiheng.web.filings.opening import open_filing
from jiheng.web.people.models import Person


@task()
def open_filings(cycle_id: int, person_id: int) -> int:
    """Make the forms of a round's active projects that have none; how many projects there are.

    Each in a transaction of its own: what was broken off goes on where it was.
    """
    cycle = Cycle.objects.get(pk=cycle_id)
    actor = Actor(Person.objects.get(pk=person_id))
    missing = (
        Project.objects.filter(active=True, unit__in=cycle.units.all())
        .exclude(filings__cycle=cycle)
        .select_related("unit__parent", "section")
    )
    made = 0
    for project in missing.iterator(chunk_size=500):
        if Cycle.objects.filter(pk=cycle_id, phase=Phase.OPEN).exists():
            open_filing(project, cycle, actor)
            made += 1
    return made
