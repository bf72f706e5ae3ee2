"""A district in the database: places, people for each role, a round, projects."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO

os.environ.setdefault("JIHENG_DATA", tempfile.mkdtemp(prefix="jiheng-web-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")

import django

django.setup()

import pytest
from allauth.mfa.totp.internal import auth
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from tests.web.browsing import browsing, chromium, server  # noqa: F401 - fixtures
from tests.web.postgresql import postgresql_server, postgresql_url  # noqa: F401 - fixtures

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.events.chain import Actor
from jiheng.web.filings.models import Filing
from jiheng.web.filings.opening import open_filing
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, take
from jiheng.web.organisations.models import Kind, Membership, Place, Role
from jiheng.web.people.models import Person

PASSWORD = "Zixuan-2026-ok"


@dataclass
class District:
    """What a test finds: places by name, people by username."""

    region: Place
    department: Place
    unit: Place
    section: Place
    other_unit: Place
    cycle: Cycle
    project: Project
    other_project: Project
    people: dict[str, Person] = field(default_factory=dict)

    def filing(self, project: Project | None = None) -> Filing:
        """The filing of a project, opened by the unit's filer."""
        project = project or self.project
        return open_filing(project, self.cycle, Actor(self.people["filer"]))


def place(kind: Kind, name: str, parent: Place | None = None) -> Place:
    return Place.objects.create(kind=kind, name=name, parent=parent)


def person(username: str, name: str, *roles: tuple[Role, Place]) -> Person:
    made = Person.objects.create_user(username=username, password=PASSWORD, name=name)
    for role, where in roles:
        Membership.objects.create(person=made, role=role, place=where)
    return made


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    at_once = "django_tasks.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": at_once, "QUEUES": list(settings.QUEUES)}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def worker(settings, monkeypatch) -> Callable[[], None]:
    """Tasks wait in the database; the function lets the worker do what waits.

    The worker gives its connection up between tasks, which would end the test's transaction.
    """
    backend = "django_tasks_db.DatabaseBackend"
    settings.TASKS = {"default": {"BACKEND": backend, "QUEUES": list(settings.QUEUES)}}
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work() -> None:
        now = {"batch": True, "interval": 0, "startup_delay": False, "stdout": StringIO()}
        call_command("db_worker", queue_name="*", **now)

    return work


@pytest.fixture
def district(db) -> District:
    return made_district()


def made_district() -> District:
    """A region with two departments, a unit of each, a round, people of every role."""
    region = place(Kind.REGION, "临江区")
    department = place(Kind.DEPARTMENT, "区文旅局", region)
    unit = place(Kind.UNIT, "区融媒体中心", department)
    section = place(Kind.SECTION, "编辑科", unit)
    other_department = place(Kind.DEPARTMENT, "区教育局", region)
    other_unit = place(Kind.UNIT, "实验小学", other_department)
    cycle = Cycle.objects.create(
        region=region,
        name="2025年度绩效自评",
        fiscal_year=2025,
        rulebook="hubei-2021",
        phase=Phase.OPEN,
        deadline=timezone.now() + timedelta(days=10),
        reminders=[7, 3, 1],
    )
    cycle.units.set([unit, other_unit])
    project = Project.objects.create(unit=unit, section=section, name="新媒体宣传")
    other_project = Project.objects.create(unit=other_unit, name="校舍维修")
    made = District(region, department, unit, section, other_unit, cycle, project, other_project)
    made.people = {
        "filer": person("filer", "填表人甲", (Role.FILER, section)),
        "clerk": person("clerk", "经办人乙", (Role.CLERK, unit)),
        "head": person("head", "负责人丙", (Role.HEAD, unit)),
        "auditor": person("auditor", "审核人丁", (Role.AUDITOR, department)),
        "finance": person("finance", "财政戊", (Role.FINANCE, region)),
        "reviewer": person("reviewer", "复核己", (Role.REVIEWER, region)),
        "administrator": person("administrator", "管理员庚", (Role.ADMINISTRATOR, region)),
        "other_clerk": person("other_clerk", "外单位辛", (Role.CLERK, other_unit)),
        "nobody": person("nobody", "无角色壬"),
    }
    return made


@pytest.fixture
def signed_in(client, district):
    """A function that signs a person in and gives the client."""

    def sign_in(username: str):
        client.force_login(
            district.people[username], backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in


SOUND = {
    "budget.approved_text": "100",
    "budget.executed_text": "100",
    "budget.rate_text": "100%",
    "budget.score_text": "20",
    "filled_on_text": "2026年1月20日",
    "total_text": "100",
}


def sound_content(filing: Filing) -> dict:
    """A content without errors and warnings, for this filing's project."""
    content = dict(filing.content)
    content["filled_on_text"], content["total_text"] = "2026年1月20日", "100"
    content["category"], content["attribute"] = ["部门预算项目"], ["持续性项目"]
    content["kind"] = ["常年性项目"]
    content["budget"] = dict(content["budget"]) | {
        "approved_text": "100",
        "executed_text": "100",
        "rate_text": "100.00%",
        "score_text": "20",
    }
    content["groups"] = ["产出指标（40分）", "效益指标（20分）", "满意度指标（20分）"]
    rows = (
        (0, "数量指标", "发布新媒体作品数量（10分）", "≥120件", "120件", "10"),
        (0, "质量指标", "作品审核合格率（10分）", "≥98%", "98%", "10"),
        (0, "时效指标", "作品发布及时率（10分）", "≥95%", "95%", "10"),
        (0, "成本指标", "单件作品平均成本（10分）", "≤0.8万元", "0.8万元", "10"),
        (1, "社会效益指标", "作品总阅读量（20分）", "≥50万次", "50万次", "20"),
        (2, "服务对象满意度指标", "读者满意度（20分）", "≥90%", "90%", "20"),
    )
    content["indicators"] = [
        {
            "key": f"key{number:05}",
            "group": group,
            "level2_text": level2,
            "level3_text": level3,
            "target": target,
            "actual": actual,
            "weight_text": "",
            "score_text": score,
            "deviation": "",
        }
        for number, (group, level2, level3, target, actual, score) in enumerate(rows)
    ]
    return content


WHO = {
    "hand_in": "filer",
    "send_back": "clerk",
    "sign": "head",
    "unlock": "head",
    "submit": "clerk",
    "audit": "auditor",
    "pass": "finance",
    "return": "auditor",
}


def walked(district: District, *steps: str, project: Project | None = None) -> Filing:
    """A sound filing that has taken some steps, each by the person whose it is."""
    filing = district.filing(project)
    save(filing.pk, sound_content(filing), filing.revision, Actor(district.people["filer"]))
    filing.refresh_from_db()
    for name in steps:
        asked = Asked(filing.revision, uuid.uuid4().hex, "请核实" if name != "sign" else "同意")
        filing, _ = take(filing.pk, name, Actor(district.people[WHO[name]]), asked)
    return filing


def second_factor(who: Person) -> str:
    """Give a person a second factor; its secret."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(who, secret)
    return secret


def code_now(secret: str) -> str:
    """What the person's authenticator shows now."""
    return auth.format_hotp_value(
        auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))
    )
