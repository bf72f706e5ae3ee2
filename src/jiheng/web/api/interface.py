"""The interface itself: /api/v1/. Everything is asked of `permissions`, as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from ninja import Field, File, NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.responses import Status

import jiheng
from jiheng.filing import contract
from jiheng.reading.documents import read_bytes
from jiheng.web.api import verification
from jiheng.web.api.entrance import Bearer, Often, SignedIn, must_submit
from jiheng.web.api.said import ASKED, SENT, Said
from jiheng.web.cycles.reach import cycles
from jiheng.web.events.chain import Actor
from jiheng.web.exchange import costly
from jiheng.web.exchange.gates import passed
from jiheng.web.exchange.gates.refusal import Stopped
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import judge_filing
from jiheng.web.filings.models import Filing
from jiheng.web.filings.steps import Asked, Refused, take
from jiheng.web.filings.views.stepping import filing_to_step
from jiheng.web.organisations.permissions import visible
from jiheng.web.organisations.states import State

DOCUMENTS = frozenset({"docx", "doc", "xlsx", "xls", "rtf", "pdf"})
ROWS = 50
MOST_PAGES = 1_000_000


api = NinjaAPI(
    title="绩衡",
    version="1",
    description="绩衡的接口：与网页同样的权限，令牌分只读和可报送；检查、核对的文件不留存。",
    docs_url=None,
    auth=[Bearer(), SignedIn()],
    throttle=[Often("300/m")],
    urls_namespace="api",
)
api.add_router("/verify", verification.router)


class CycleOut(Schema):
    """A round."""

    id: int
    name: str
    fiscal_year: int
    rulebook: str
    phase: str
    deadline: datetime


class FilingOut(Schema):
    """A filing in a list; amounts in 万元, scores in points."""

    id: int
    cycle: int
    project: str
    project_code: str
    unit: str
    state: State
    revision: int
    approved: float | None
    executed: float | None
    total: float | None
    grade: str
    errors: int
    warnings: int

    @staticmethod
    def resolve_cycle(filing: Filing) -> int:
        """The round's id."""
        return filing.cycle_id

    @staticmethod
    def resolve_project(filing: Filing) -> str:
        """The project's name."""
        return filing.project.name

    @staticmethod
    def resolve_project_code(filing: Filing) -> str:
        """The project's code."""
        return filing.project.code

    @staticmethod
    def resolve_unit(filing: Filing) -> str:
        """The unit's name."""
        return filing.unit.name


class Filings(Schema):
    """A page of filings; `next` is the number of the page after it, where there is one."""

    filings: list[FilingOut]
    next: int | None


class Wanted(Schema):
    """Which filings, and which page of them."""

    cycle: int | None = None
    state: State | None = None
    page: int = Field(1, ge=1, le=MOST_PAGES)


@api.get("/cycles", response={200: list[CycleOut], ASKED: Said})
def list_cycles(request: HttpRequest) -> Any:
    """The rounds that concern the person."""
    return list(cycles(request.user)[:200])


@api.get("/filings", response={200: Filings, ASKED: Said})
def list_filings(request: HttpRequest, asked: Query[Wanted]) -> Any:
    """The filings that the person may see, fifty a page."""
    found = visible(request.user).select_related("project", "unit").order_by("pk")
    if asked.cycle is not None:
        found = found.filter(cycle=_number(asked.cycle))
    if asked.state is not None:
        found = found.filter(state=asked.state)
    first = (asked.page - 1) * ROWS
    rows = list(found[first : first + ROWS + 1])
    return {"filings": rows[:ROWS], "next": asked.page + 1 if len(rows) > ROWS else None}


@api.get("/filings/{pk}", response={200: dict, 404: Said, ASKED: Said})
def get_filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing as jiheng/read-1 JSON."""
    filing = _filing(request, pk)
    batch = jiheng.Batch.of([contents.filing_of(filing.content, str(filing.pk))])
    return HttpResponse(contract.encode(batch), content_type="application/json")


@api.get("/filings/{pk}/check", response={200: dict, 404: Said, ASKED: Said})
def check_filing(request: HttpRequest, pk: int) -> Any:
    """One filing scored and checked by its round's rulebook: its object of jiheng/check-1."""
    return judge_filing(_filing(request, pk)).told


class Step(Schema):
    """A step that is asked for: the revision that was seen; `once` is the asker's own number.

    What is asked again with the same number was done before, and is not done twice.
    """

    revision: int = Field(ge=0, lt=2**31)
    once: str = Field(min_length=8, max_length=40, pattern=r"^[\w-]+$")


@api.post("/filings/{pk}/steps/{step}", response={200: FilingOut, 404: Said, 409: Said, SENT: Said})
def take_step(
    request: HttpRequest, pk: int, step: Literal["hand_in", "submit"], asked: Step
) -> Any:
    """Hand a filing in at the unit's office, or submit a signed one, as the buttons do."""
    must_submit(request)
    filing = filing_to_step(request, _number(pk), step)
    try:
        take(filing.pk, step, Actor.of(request), Asked(asked.revision, asked.once))
    except Refused as refused:
        return Status(409, {"detail": str(refused)})
    return Filing.objects.select_related("project", "unit").get(pk=filing.pk)


@api.post("/check", response={200: dict, SENT: Said})
def check_file(request: HttpRequest, file: UploadedFile = File(...)) -> Any:  # noqa: B008 - as ninja
    """A document read and checked: jiheng/check-1 JSON. Nothing of it is kept."""
    try:
        costly.spend(request.user, "check")
        given = passed(file, DOCUMENTS)
    except costly.TooOften as refused:
        return Status(429, {"detail": str(refused)})
    except Stopped as stopped:
        return Status(422, {"detail": str(stopped)})
    batch = read_bytes(given.data, given.name)
    bad = next((one for one in batch.documents if one.status == "unreadable"), None)
    if bad:
        return Status(422, {"detail": f"{given.name}：{bad.problem}"})
    return jiheng.check(batch).report


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """404, with a sentence."""
    told = {"detail": "没有这份自评表，或者不在您的职责范围内"}
    return api.create_response(request, told, status=404)


REFUSALS = {
    401: "没有登录，或者令牌不对、已作废、已过期",
    403: "请求里没有页面的防伪标记；程序请用令牌",
    429: "请求太频繁；请稍后再试",
}
"""Statuses that the framework answers by itself, in our words."""


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """401, 403 and 429 with a sentence; 422 for a body that cannot be read."""
    words = REFUSALS.get(error.status_code)
    told = {"detail": words or "请求的内容读不出来，没有办理；请按接口描述写成 JSON"}
    return api.create_response(request, told, status=error.status_code if words else 422)


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """403, with the reason."""
    return api.create_response(request, {"detail": str(error)}, status=403)


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def broken_off(request: HttpRequest, error: Exception) -> HttpResponse:
    """422: what was sent is no whole form."""
    told = {"detail": "请求不完整，或者内容过多，没有办理；请用 multipart/form-data 上传一个文件"}
    return api.create_response(request, told, status=422)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422, with the parameter's name."""
    names = "、".join(sorted({str(each["loc"][-1]) for each in error.errors}))
    return api.create_response(request, {"detail": f"参数不对：{names}"}, status=422)


def _filing(request: HttpRequest, pk: int) -> Filing:
    related = ("cycle", "project", "unit")
    found: Filing = get_object_or_404(
        visible(request.user).select_related(*related), pk=_number(pk)
    )
    return found


def _number(value: int) -> int:
    """A number that a database can hold; no row has any other."""
    return value if 0 <= value < 2**63 else -1
