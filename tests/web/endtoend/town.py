"""The town of the end-to-end test: who is there before anybody opens a page.

    python -m tests.web.endtoend.town < PROJECTS

puts it into the database that the environment names, and tells in JSON the secrets of the second
factors. PROJECTS is a JSON list of the projects' names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from tests.web.conftest import person, place, second_factor

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.organisations.models import Kind, Role

YEAR = 2021
"""The fiscal year of the real forms."""
UNIT = "东西湖区融媒体中心"


def build(projects: Iterable[str]) -> dict[str, str]:
    """Make places, people, projects and an open round; username -> secret of the second factor."""
    region = place(Kind.REGION, "东西湖区")
    department = place(Kind.DEPARTMENT, "区委宣传部", region)
    unit = place(Kind.UNIT, UNIT, department)
    section = place(Kind.SECTION, "采编科", unit)
    for name in projects:
        Project.objects.create(unit=unit, section=section, name=name)
    cycle = Cycle.objects.create(
        region=region,
        name=f"{YEAR}年度项目支出绩效自评",
        fiscal_year=YEAR,
        rulebook="hubei-2021",
        phase=Phase.OPEN,
        deadline=timezone.now() + timedelta(days=10),
        reminders=[3],
    )
    cycle.units.set([unit])
    person("filer", "填报人甲", (Role.FILER, section))
    person("clerk", "经办人乙", (Role.CLERK, unit))
    head = person("head", "负责人丙", (Role.HEAD, unit))
    person("auditor", "审核人丁", (Role.AUDITOR, department))
    person("finance", "财政戊", (Role.FINANCE, region))
    return {"head": second_factor(head)}


if __name__ == "__main__":
    json.dump(build(json.load(sys.stdin)), sys.stdout)
