"""The pages that are asked for, by the people who ask; and how many queries each takes.

    python -m benchmarks.web.asked > asked.json

For the filled database of JIHENG_DATABASE_URL: sessions, addresses, queries, as JSON.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
django.setup()

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.sessions import signed_in

from jiheng.web.filings.models import Filing
from jiheng.web.organisations.models import Kind, Place
from jiheng.web.organisations.states import State
from jiheng.web.people.models import Person

UNITS = 20
"""Units whose people take part, one after another."""


def people() -> dict[str, list[Person]]:
    """Who asks, by role; of each unit's people so many."""
    units = Place.objects.filter(kind=Kind.UNIT).order_by("pk")[: UNITS * 10 : 10]
    found = {
        role: list(Person.objects.filter(username__in=[f"{role}{unit.pk}" for unit in units]))
        for role in ("filer", "clerk", "head")
    }
    auditors = [f"auditor{unit.parent_id}" for unit in units]
    found["auditor"] = list(Person.objects.filter(username__in=auditors))
    for name in ("finance", "administrator"):
        found[name] = list(Person.objects.filter(username=name))
    return found


def pages() -> list[tuple[str, str, str]]:
    """What the page is called, who asks for it, its address; `{filing}` is one of theirs."""
    return [
        ("首页，填报人", "filer", "/"),
        ("首页，财政", "finance", "/"),
        ("自评表列表，填报人", "filer", "/filings/"),
        ("自评表列表，经办，筛选", "clerk", "/filings/?state=drafting&sort=-total&q=项目"),
        ("自评表列表，财政", "finance", "/filings/"),
        ("自评表列表，财政，第 150 页", "finance", "/filings/?page=150"),
        ("自评表列表，财政，按单位排序", "finance", "/filings/?cycle=1&sort=unit"),
        ("自评表列表，财政，按总分排序", "finance", "/filings/?sort=-total"),
        ("自评表列表，财政，按名称查", "finance", "/filings/?q=改造"),
        ("填写页，20 项指标", "filer", "/filings/{filing}/"),
        ("查看页，经办", "clerk", "/filings/{gathered}/"),
        ("经过", "clerk", "/filings/{filing}/history/"),
        ("各版对照", "clerk", "/filings/{submitted}/versions/"),
        ("汇总", "clerk", "/gather/1/"),
        ("进度，经办", "clerk", "/progress/1/"),
        ("进度，财政", "finance", "/progress/1/"),
        ("进度，财政，按部门", "finance", "/progress/1/?by=department"),
        ("审核，部门", "auditor", "/audit/"),
        ("审核，财政", "finance", "/audit/"),
        ("审核，财政，已通过，第 100 页", "finance", "/audit/?tab=passed&page=100"),
        ("审核，打开一份", "auditor", "/audit/{submitted}/"),
        ("签批列表", "head", "/sign/"),
        ("签批页", "head", "/filings/{gathered}/sign/"),
        ("通知", "clerk", "/notices/"),
        ("导入", "clerk", "/imports/"),
        ("导出", "clerk", "/exports/"),
        ("年度工作", "finance", "/cycles/"),
        ("年度工作，一项", "finance", "/cycles/1/"),
        ("年度工作，设置", "finance", "/cycles/1/edit/"),
        ("管理，机构", "administrator", "/manage/"),
        ("管理，人员", "administrator", "/manage/people/"),
        ("管理，人员，第 60 页", "administrator", "/manage/people/?page=60"),
        ("管理，项目", "finance", "/manage/projects/"),
        ("操作日志", "administrator", "/log/"),
        ("操作日志，第 200 页", "administrator", "/log/?page=200"),
        ("操作日志，按事项查", "administrator", "/log/?action=sign"),
    ]


def addresses(person: Person, page: str) -> str | None:
    """The address with one of the person's own filings in it; None where they have none."""
    states = {"filing": State.DRAFTING, "gathered": State.GATHERED, "submitted": State.SUBMITTED}
    for name, state in states.items():
        if f"{{{name}}}" in page:
            place = person.memberships.get().place
            inside = Filing.objects.filter(place__path__startswith=place.path, cycle=1, state=state)
            pk = inside.order_by("pk").values_list("pk", flat=True).first()
            return page.replace(f"{{{name}}}", str(pk)) if pk else None
    return page


def asked() -> dict[str, Any]:
    """Everything the client needs: for each page its sessions with addresses, and its queries."""
    found: list[dict[str, Any]] = []
    who = people()
    keys = {person.pk: signed_in(person) for each in who.values() for person in each}
    for name, role, page in pages():
        ways = [(keys[p.pk], address) for p in who[role] if (address := addresses(p, page))]
        found.append({"name": name, "ways": ways, "queries": queries(*ways[0])})
    longer = Filing.objects.filter(cycle=1, state=State.DRAFTING).select_related("place")
    scored = []
    for person in who["filer"]:
        place = person.memberships.get().place
        pk = longer.filter(place=place).order_by("pk").values_list("pk", flat=True).first()
        scored.append((keys[person.pk], f"/filings/{pk}/"))
    return {"pages": found, "scored": scored}


def queries(session: str, address: str) -> int:
    """The queries of a page, nothing kept from an earlier one."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies["sessionid"] = session
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as made:
        status = client.get(address).status_code
    if status != 200:
        raise RuntimeError(f"{address} answers {status}")
    return len(made)


if __name__ == "__main__":
    print(json.dumps(asked(), ensure_ascii=False))
