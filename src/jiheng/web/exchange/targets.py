"""Approved targets of a round, from a list in Excel: into every form before it is filled in.

All or nothing: a list with one row that does not fit changes no form, and each such row is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jiheng.quantity import read_amount, read_weight
from jiheng.reading import apart, approved
from jiheng.reading.approved import Incomplete, Targets
from jiheng.reading.grid import Unreadable
from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.cycles.rulebooks import edition
from jiheng.web.events.chain import Actor, once, record
from jiheng.web.exchange.gates import Passed
from jiheng.web.exchange.importing.matching import normal, projects_for
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import judge_filing, note
from jiheng.web.filings.models import Filing
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.steps import Refused, locked
from jiheng.web.organisations.permissions import OPEN
from jiheng.web.people.models import Person
from jiheng.writing.official.approved import form_of

ACTION = "targets.import"
MOST = 500
"""Projects in one list."""
TAKEN = ("groups", "indicators", "goal")
"""What a form has from the list; the rest stays as it was opened."""
NO_LIST = (
    "没有找到清单的标题行；标题行里应有“项目名称”“一级指标”“三级指标”“年初目标值”等栏目，"
    "可以先下载模板，在模板里填好再导入"
)


@dataclass(frozen=True)
class Fault:
    """A row of the list that does not fit: its number in the sheet, and what is the matter."""

    row: int
    words: str


class Faulty(Refused):
    """A list with rows that do not fit; nothing was changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"清单里有 {len(faults)} 处不对，没有导入；请按下表改正后再导入")
        self.faults = faults


def bring_in(file: Passed, cycle: Cycle, actor: Actor, token: str) -> int:
    """Put a list's targets into the forms of their projects; how many forms, 0 on a second click.

    Raises Refused with a sentence; Faulty with the rows that do not fit.
    """
    if cycle.phase == Phase.CLOSED:
        raise Refused(f"“{cycle}”已结束，不能再导入年初目标")
    listed = _read(file)
    projects = projects_for(actor.person, cycle, ACTION)
    with transaction.atomic():
        new, _ = once(token, actor.person)
        if not new:
            return 0
        planned, faults = _planned(listed, projects, cycle)
        if faults:
            raise Faulty(sorted(faults, key=lambda fault: fault.row))
        for project, targets in planned:
            _put(project, targets, cycle, actor, file)
    return len(planned)


def _read(file: Passed) -> list[Targets]:
    """The list in a file, read in a process of its own; raises Refused."""
    try:
        listed: list[Targets] | None = apart.read(approved.read, file.data)
    except Incomplete as incomplete:
        raise Faulty([Fault(*row) for row in incomplete.rows]) from incomplete
    except Unreadable as error:
        raise Refused(f"“{file.name}”没有导入：{error}") from error
    if listed is None:
        raise Refused(f"“{file.name}”没有导入：{NO_LIST}")
    if len(listed) > MOST:
        raise Refused(f"一份清单最多 {MOST} 个项目，这份有 {len(listed)} 个；请分成几份导入")
    return listed


def _planned(
    listed: list[Targets], projects: list[Project], cycle: Cycle
) -> tuple[list[tuple[Project, Targets]], list[Fault]]:
    """Each project with its targets, and all that does not fit."""
    started = dict(
        Filing.objects.filter(cycle=cycle, project__in=projects)
        .exclude(changed_at=None, state__in=OPEN)
        .values_list("project", "changed_by__name")
    )
    planned: list[tuple[Project, Targets]] = []
    faults: list[Fault] = []
    seen: dict[int, int] = {}
    for targets in listed:
        line, name = targets.lines[0], targets.about["project"]
        project = _project(targets, projects)
        if project is None:
            faults.append(Fault(line, _unknown(targets)))
        elif project.pk in seen:
            faults.append(Fault(line, f"“{name}”与第{seen[project.pk]}行是同一个项目，只能有一处"))
        elif project.pk in started:
            who = started[project.pk] or "别人"
            faults.append(Fault(line, f"“{name}”的自评表已由 {who} 填写，不能再导入年初目标"))
        else:
            seen[project.pk] = line
            planned.append((project, targets))
        faults += _amiss(targets, cycle)
    return planned, faults


def _project(targets: Targets, projects: list[Project]) -> Project | None:
    """By code where the list gives one; else by name, and unit where several have the name."""
    code, name = targets.about["project_code"], normal(targets.about["project"])
    if code and (coded := [each for each in projects if each.code == code]):
        return coded[0]
    named = [each for each in projects if normal(each.name) == name]
    unit = normal(targets.about["unit"]) if targets.about["unit"] else ""
    own = [each for each in named if not unit or normal(each.unit.name) == unit]
    return own[0] if len(own) == 1 else None


def _unknown(targets: Targets) -> str:
    told = targets.about["project"]
    if targets.about["unit"]:
        told = f"{targets.about['unit']} {told}"
    return f"没有找到项目“{told}”，或有重名；请核对项目编码、项目名称和单位名称"


def _amiss(targets: Targets, cycle: Cycle) -> Iterator[Fault]:
    """Figures that are none, and weights that do not add up."""
    budget = targets.about["budget"]
    if budget and read_amount(budget, targets.money).value is None:
        yield Fault(targets.lines[0], f"预算数应为金额，实际为“{budget}”")
    points = []
    for line, row in zip(targets.lines, targets.indicators, strict=True):
        value = read_weight(row["weight"]).value
        if row["weight"] and (value is None or value <= 0):
            yield Fault(line, f"分值应为大于 0 的数，实际为“{row['weight']}”")
        points.append(value)
    total, expected = sum(filter(None, points)), edition(cycle).total.performance
    if expected and None not in points and abs(total - expected) > 0.005:
        words = f"“{targets.about['project']}”各指标分值合计 {total:g}，应为 {expected:g}"
        yield Fault(targets.lines[0], words)


def _put(project: Project, targets: Targets, cycle: Cycle, actor: Actor, file: Passed) -> None:
    """The targets into the form of their project; the log tells from which file they came."""
    filing = locked(open_filing(project, cycle, actor).pk)
    before = filing.approved_targets
    made = contents.content_of(form_of(targets, edition(cycle), cycle.fiscal_year))
    content: dict[str, Any] = {**filing.content, **{name: made[name] for name in TAKEN}}
    content["budget"] = {
        **content["budget"],
        "approved_text": made["budget"]["approved_text"] or content["budget"]["approved_text"],
    }
    filing.content = content
    filing.approved_targets = {row["key"]: row["target"] for row in content["indicators"]}
    filing.target_reasons = {}
    filing.revision += 1
    note(filing, judge_filing(filing))
    filing.save()
    told = {
        "file": file.name,
        "sha256": file.sha256,
        "targets": [[row["level3_text"], row["target"]] for row in content["indicators"]],
    }
    record(filing.chain, "targets", actor, before=before, after=told)


def template_rows(person: Person, cycle: Cycle) -> Iterator[tuple[str, ...]]:
    """A row for each of the person's projects in a round, its targets to be filled in."""
    for project in projects_for(person, cycle, ACTION):
        yield project.code, project.name, project.unit.name, *("",) * 7
