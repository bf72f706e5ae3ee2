"""Whether a paper or a file is the signed one, for programs: as on /verify/, for anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from jiheng.web.api.entrance import Bearer, anybody
from jiheng.web.api.said import ASKED, Said
from jiheng.web.filings.steps import Refused
from jiheng.web.signing import limits, verifying
from jiheng.web.signing.files import filings_given

router = Router(auth=[Bearer(), anybody])
OPEN = {"security": [{}]}
"""A token may be given, and need not be."""


class Signed(Schema):
    """What was signed under a code; `state` is void where the signature has lost its force."""

    code: str
    state: Literal["signed", "void"]
    unit: str
    project: str
    fiscal_year: int
    total: str
    person: str
    opinion: str
    at: datetime
    voided_at: datetime | None
    sha256: str


class Part(Schema):
    """A field in which a file differs: what was signed there, and what the file says."""

    where: str
    signed: str
    given: str


class Held(Schema):
    """A file held against a signature; `differences` are for who may see the filing alone."""

    same: bool
    differences: list[Part]


class Verified(Signed):
    """What was signed under a code, and how a file compares with it."""

    file: Held


@router.get("/{code}", response={200: Signed, 404: Said, ASKED: Said}, openapi_extra=OPEN)
def verify_code(request: HttpRequest, code: str) -> Any:
    """What was signed under a code."""
    try:
        limits.spend(request, "verify")
        return verifying.told(verifying.by_code(code))
    except Refused as refused:
        return _refused(refused)


@router.post("/{code}", response={200: Verified, 404: Said, ASKED: Said}, openapi_extra=OPEN)
def verify_file(
    request: HttpRequest,
    code: str,
    file: UploadedFile = File(...),  # noqa: B008 - as ninja reads it
) -> Any:
    """A file held against what was signed under a code. Nothing of it is kept."""
    try:
        limits.spend(request, "verify")
        signature = verifying.by_code(code)
        compared = verifying.compare(signature, filings_given(request))
    except Refused as refused:
        return _refused(refused)
    parts = (
        {"where": where, "signed": signed, "given": given}
        for where, signed, given in compared.parts_for(request.user)
    )
    held = {"same": compared.same, "differences": list(parts)}
    return verifying.told(signature) | {"file": held}


def _refused(refused: Refused) -> Status:
    statuses = {limits.TooOften: 429, verifying.Unknown: 404}
    return Status(statuses.get(type(refused), 422), {"detail": str(refused)})
