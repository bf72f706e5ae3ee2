"""Whether a paper or a file is the signed one: anybody may ask, nobody too often."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jiheng.filing.canonical import differences, sha256
from jiheng.filing.model import Filing
from jiheng.filing.proof import read_code
from jiheng.web.exchange.views.asking import whole
from jiheng.web.filings import content as contents
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.permissions import may
from jiheng.web.signing import limits
from jiheng.web.signing.files import filings_in
from jiheng.web.signing.models import Signature

TOO_MANY = 429
MISTYPED = (
    "验证码应为 12 位字母和数字（没有 0、1、I、L、O），您输入的不是；请对照表下方的那一行再输"
)
UNKNOWN = "没有这个验证码的签批记录；请对照表下方的那一行核对，仍查不到的，这份表不是在本系统签批的"
MOST_TOLD = 50


@dataclass(frozen=True)
class Compared:
    """How a file compares with what was signed; `parts` only for who may see the filing."""

    same: bool
    parts: list[tuple[str, str, str]] = field(default_factory=list)


@login_not_required
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Where one types the code."""
    typed = request.GET.get("code", "")
    if not typed.strip():
        return render(request, "signing/enter.html", {"typed": ""})
    code = read_code(typed)
    if code is None:
        return render(request, "signing/enter.html", {"typed": typed, "refusal": MISTYPED})
    return redirect("signing:verify", code)


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What was signed under a code, whether it is in force; a file held against it."""
    try:
        limits.spend(request, "verify")
    except Refused as refused:
        return _again(request, code, str(refused), TOO_MANY)
    known = read_code(code)
    related = ("filing__project", "filing__unit", "filing__cycle", "filing__place", "version")
    found = Signature.objects.filter(code=known or "").select_related(*related).first()
    if found is None:
        return _again(request, code, UNKNOWN if known else MISTYPED, 404)
    shown = {
        "signature": found,
        "content": found.version.content,
        "newer": found.voided_at is not None
        and Signature.objects.filter(filing=found.filing_id, voided_at=None).exists(),
    }
    if request.method == "POST":
        try:
            limits.spend(request, "upload")
            shown["compared"] = _compared(request, found)
        except Refused as refused:
            shown["refusal"] = str(refused)
    return render(request, "signing/verify.html", shown)


def _again(request: HttpRequest, typed: str, words: str, status: int) -> HttpResponse:
    shown = {"typed": typed[:20], "refusal": words}
    return render(request, "signing/enter.html", shown, status=status)


def _compared(request: HttpRequest, signature: Signature) -> Compared:
    whole(request)
    given = request.FILES.get("file")
    if given is None:
        raise Refused("没有选文件；请先选好要核对的文件")
    read = filings_in(given)
    if any(sha256(filing) == signature.sha256 for filing in read):
        return Compared(same=True)
    person = request.user
    if not (person.is_authenticated and may(person, "filing.see", signature.filing)):
        return Compared(same=False)
    signed = contents.filing_of(signature.version.content)
    return Compared(False, list(differences(signed, _nearest(signed, read)))[:MOST_TOLD])


def _nearest(signed: Filing, read: list[Filing]) -> Filing:
    """The filing of a file that is meant: the one with the project's name, or the first."""
    return next((each for each in read if each.project == signed.project), read[0])
