"""A new filing for a project in a cycle: blank by the rulebook, or carried over from last year."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.cycles.rulebooks import edition, rulebook_of
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import judge, note
from jiheng.web.filings.models import Filing
from jiheng.writing.official import prepare


def open_filing(project: Project, cycle: Cycle, actor: Actor) -> Filing:
    """The filing of a project in a cycle, made if there is none yet.

    It is pre-filled from the project's filing in the cycle that this one carries over from, where
    there is one: indicators and targets, no results.
    """
    with transaction.atomic():
        found = Filing.objects.filter(project=project, cycle=cycle).first()
        if found:
            return found
        filing = Filing(
            project=project,
            cycle=cycle,
            unit=project.unit,
            section=project.section,
            place=project.place,
            content=starting_content(project, cycle),
        )
        note(filing, judge(filing.content, rulebook_of(cycle)))
        filing.save()
        record(filing.chain, "open", actor, after={"project": project.name, "cycle": cycle.name})
    return filing


def starting_content(project: Project, cycle: Cycle) -> dict[str, Any]:
    """What a new filing says before anybody wrote in it."""
    earlier = Filing.objects.filter(project=project, cycle=cycle.carried_from_id).first()
    if cycle.carried_from_id and earlier:
        filing = prepare.prefilled(contents.filing_of(earlier.content), cycle.fiscal_year)
    else:
        filing = prepare.blank(edition(cycle), cycle.fiscal_year)
    content = contents.content_of(filing)
    content |= {
        "title": f"{project.name.removesuffix('项目')}项目支出绩效自评表",
        "rulebook": edition(cycle).id,
        "fiscal_year": cycle.fiscal_year,
        "unit": project.unit.name,
        "project": project.name,
        "project_code": project.code,
        "supervising_department": project.unit.parent.name if project.unit.parent else "",
        "implementing_unit": project.place.name,
    }
    return content
