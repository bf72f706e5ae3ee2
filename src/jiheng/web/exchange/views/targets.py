"""Approved targets: the page of a list to bring in, and the workbook to fill in beforehand."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from jiheng.web.cycles.models import Cycle, Phase
from jiheng.web.events.chain import Actor
from jiheng.web.exchange import costly, targets
from jiheng.web.exchange.gates import passed
from jiheng.web.exchange.gates.names import cleaned
from jiheng.web.exchange.views.asking import at, told, whole
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.asking import must_hold
from jiheng.web.organisations.permissions import places
from jiheng.writing import workbook
from jiheng.writing.workbook import Column, Sheet

LISTS = ("xlsx", "xls", "txt")
COLUMNS = (
    Column("项目编码", 24),
    Column("项目名称", 40),
    Column("单位名称", 26),
    Column("预算数（万元）", 15),
    Column("年度总体目标", 40),
    Column("一级指标", 14),
    Column("二级指标", 18),
    Column("三级指标", 30),
    Column("年初目标值", 16),
    Column("分值", 8),
)
GUIDE = (
    ("一行一项指标", "同一个项目的各项指标连续填写；项目、预算数、年度总体目标只填第一行也可以。"),
    ("项目名称", "按系统登记的名称填写；有项目编码的，按编码对应。"),
    ("一级指标、二级指标", "如：产出指标、数量指标；与上一行相同的可以留空。"),
    ("年初目标值", "连同比较符和计量单位一起写，如：≥90%、≤12万元、≥120件。"),
    ("分值", "各项指标的分值合计应等于计分办法规定的绩效指标总分；不填分值的整个项目都不填。"),
)


def cycles_for(request: HttpRequest) -> list[Cycle]:
    """The rounds that are not over, in which the person's units take part."""
    reach = places(request.user, targets.ACTION)
    found = Cycle.objects.exclude(phase=Phase.CLOSED).filter(units__in=reach)
    return list(found.distinct())


@require_http_methods(["GET", "POST"])
@told(at("exchange:targets"))
def page(request: HttpRequest) -> HttpResponse:
    """The page; POST brings a list in, and shows the rows that do not fit."""
    must_hold(request, targets.ACTION)
    cycles = cycles_for(request)
    faults: list[targets.Fault] = []
    if request.method == "POST":
        try:
            return _brought(request, cycles)
        except targets.Faulty as faulty:
            messages.error(request, str(faulty))
            faults = faulty.faults
    here = Filing.objects.filter(place__in=places(request.user, targets.ACTION))
    shown = {
        "cycles": [
            (cycle, here.filter(cycle=cycle).exclude(approved_targets=None).count())
            for cycle in cycles[:5]
        ],
        "faults": faults,
        "chosen": request.POST.get("cycle", ""),
        "columns": COLUMNS,
        "guide": GUIDE,
        "token": uuid.uuid4().hex,
    }
    return render(request, "exchange/targets.html", shown)


def _brought(request: HttpRequest, cycles: list[Cycle]) -> HttpResponse:
    whole(request)
    cycle = next((c for c in cycles if str(c.pk) == request.POST.get("cycle")), None)
    if cycle is None:
        raise Refused("请选择要导入到哪个年度工作")
    given = request.FILES.get("file")
    if given is None:
        raise Refused("没有选文件；请先选好年初目标清单")
    costly.spend(request.user, "import")
    file = passed(given, LISTS)
    token = request.POST.get("token") or uuid.uuid4().hex
    forms = targets.bring_in(file, cycle, Actor.of(request), token)
    if forms:
        messages.success(request, f"已导入 {forms} 个项目的年初目标；填报时改动目标要说明理由")
    else:
        messages.info(request, "这份清单刚才已经导入，没有重复")
    return redirect("exchange:targets")


@require_GET
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to fill in: the person's projects of a round, and how to fill it in."""
    must_hold(request, targets.ACTION)
    cycle = get_object_or_404(Cycle, pk__in=[cycle.pk for cycle in cycles_for(request)], pk=pk)
    with TemporaryDirectory(prefix="jiheng-") as folder:
        file = Path(folder) / "targets.xlsx"
        rows = targets.template_rows(request.user, cycle)
        guide = Sheet("填写说明", (Column("栏目", 22), Column("怎样填写", 80)), GUIDE)
        workbook.write(file, "年初目标清单", Sheet("年初目标", COLUMNS, rows), guide)
        data = file.read_bytes()
    answer = HttpResponse(data, content_type="application/octet-stream")
    name = cleaned(f"{cycle} 年初目标清单.xlsx")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer
