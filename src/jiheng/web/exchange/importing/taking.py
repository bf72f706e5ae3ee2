"""A form that was read becomes a draft, in one transaction, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiheng.quantity import split_points
from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.cycles.rulebooks import edition
from jiheng.web.events.chain import Actor, record
from jiheng.web.exchange.importing.matching import projects_for
from jiheng.web.exchange.models import ImportedForm, Likeness, Outcome
from jiheng.web.filings.content import SIGNED
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Refused, keep, locked
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.permissions import places
from jiheng.web.people.models import Person


@dataclass(frozen=True)
class Choice:
    """What a person decided: the project, or the unit in which one is made; what to do with a
    draft that somebody has filled in already ("keep", "overwrite", "" for undecided).
    """

    project: int | None = None
    unit: int | None = None
    existing: str = ""


class Filled(Refused):
    """The project's draft has been filled in already; somebody must decide."""


def take_over(pk: int, choice: Choice, actor: Actor) -> tuple[ImportedForm, bool]:
    """Make a form the draft of its project: the form, and whether that was done now.

    Raises Refused with a sentence; Filled where the draft has content and nothing was decided.
    """
    with transaction.atomic():
        form = ImportedForm.objects.select_for_update(of=("self",)).get(pk=pk)
        if form.outcome:
            return form, False
        upload = form.upload
        cycle = upload.batch.cycle
        if cycle.phase != Phase.OPEN:
            raise Refused(f"“{cycle}”不在进行中，不能导入")
        form.project = _project(form, cycle, choice, actor)
        filing = locked(open_filing(form.project, cycle, actor).pk)
        form.filing, form.imported_at = filing, timezone.now()
        filled = filing.changed_at is not None
        if filled and choice.existing not in ("keep", "overwrite"):
            raise Filled(
                f"“{filing.project}”的自评表已由 {filing.changed_by or '别人'} 填过；"
                "请选择保留已填的，还是用这一份替换"
            )
        if filled and choice.existing == "keep":
            form.outcome = Outcome.KEPT
            form.save()
            return form, True
        form.outcome = Outcome.REPLACED if filled else Outcome.NEW
        if filled:
            keep(filing, "import", actor)
        content = adopted(form.content, form.project, cycle)
        content["indicators"] = keyed(content["indicators"], filing.content["indicators"])
        saved = save(filing.pk, content, filing.revision, actor)
        told = {"file": upload.name, "sha256": upload.sha256, "form": form.number}
        record(saved.filing.chain, "import", actor, after=told)
        form.save()
    return form, True


def choose(pk: int, project: int, person: Person) -> None:
    """Note the project that a person chose for a form, before it is taken over.

    Raises Refused for a project that is not theirs to fill in.
    """
    with transaction.atomic():
        form = ImportedForm.objects.select_for_update(of=("self",)).get(pk=pk)
        if form.outcome or form.project_id == project:
            return
        form.project = _own(project, form.upload.batch.cycle, person)
        form.likeness = Likeness.CHOSEN
        form.save(update_fields=["project", "likeness"])


def adopted(content: dict[str, Any], project: Project, cycle: Cycle) -> dict[str, Any]:
    """A form's content as the project's: named as the application names it, not signed."""
    return {
        **content,
        **dict.fromkeys(SIGNED, ""),
        "rulebook": edition(cycle).id,
        "fiscal_year": cycle.fiscal_year,
        "unit": project.unit.name,
        "project": project.name,
        "project_code": project.code or content["project_code"],
    }


def keyed(rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the keys that the same indicators had before: evidence and approved targets stay.

    The same is what has the same name at level 3, in their order where several have it.
    """
    known: dict[str, list[str]] = {}
    for row in reversed(before):
        known.setdefault(_name(row), []).append(row["key"])
    return [
        {**row, "key": known[_name(row)].pop()} if known.get(_name(row)) else row for row in rows
    ]


def _name(row: dict[str, Any]) -> str:
    return "".join(split_points(row["level3_text"])[0].split())


def _project(form: ImportedForm, cycle: Cycle, choice: Choice, actor: Actor) -> Project:
    """The project that was chosen, or a new one; raises Refused."""
    if choice.unit is not None:
        return _new(form, cycle, choice.unit, actor)
    if choice.project is None:
        raise Refused(f"“{form.content['project'] or '未写项目名称'}”还没有选定项目，没有导入")
    return _own(choice.project, cycle, actor.person)


def _own(pk: int, cycle: Cycle, person: Person) -> Project:
    """A project for which the person may bring in forms; raises Refused."""
    for project in projects_for(person, cycle):
        if project.pk == pk:
            return project
    raise Refused("选定的项目不在您的职责范围内，或者不参加本年度工作；请重新选择")


def _new(form: ImportedForm, cycle: Cycle, unit: int, actor: Actor) -> Project:
    """A new project of a unit, named as the form names it."""
    found = units_for(actor.person, cycle).filter(pk=unit).first()
    if found is None:
        raise Refused("您不能在这个单位新建项目；请联系单位经办人")
    name, code = form.content["project"].strip()[:200], form.content["project_code"].strip()[:60]
    if not name:
        raise Refused("表中没有项目名称，不能新建项目；请先补填项目名称")
    project, made = Project.objects.get_or_create(unit=found, name=name, code=code)
    if made:
        told = {"name": name, "code": code, "unit": found.name}
        record(f"project:{project.pk}", "create", actor, after=told)
    return project


def units_for(person: Person, cycle: Cycle) -> QuerySet[Place]:
    """The units of a round in which a person may make projects, as a query."""
    own = places(person, "project.manage")
    return own.filter(kind=Kind.UNIT, pk__in=cycle.units.values("pk"))
