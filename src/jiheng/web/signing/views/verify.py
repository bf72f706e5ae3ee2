"""Whether a paper or a file is the signed one: anybody may ask, nobody too often."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jiheng.filing.proof import read_code
from jiheng.web.filings.steps import Refused
from jiheng.web.signing import limits, verifying
from jiheng.web.signing.files import filings_given
from jiheng.web.signing.models import Signature

TOO_MANY = 429


@login_not_required
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Where one types the code."""
    typed = request.GET.get("code", "")
    if not typed.strip():
        return render(request, "signing/enter.html", {"typed": ""})
    code = read_code(typed)
    if code is None:
        shown = {"typed": typed, "refusal": verifying.MISTYPED}
        return render(request, "signing/enter.html", shown)
    return redirect("signing:verify", code)


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What was signed under a code, whether it is in force; a file held against it."""
    try:
        limits.spend(request, "verify")
        found = verifying.by_code(code)
    except limits.TooOften as refused:
        return _again(request, code, str(refused), TOO_MANY)
    except verifying.Unknown as refused:
        return _again(request, code, str(refused), 404)
    shown = {
        "signature": found,
        "content": found.version.content,
        "newer": found.voided_at is not None
        and Signature.objects.filter(filing=found.filing_id, voided_at=None).exists(),
    }
    if request.method == "POST":
        try:
            compared = verifying.compare(found, filings_given(request))
        except Refused as refused:
            shown["refusal"] = str(refused)
        else:
            shown |= {"compared": compared, "parts": compared.parts_for(request.user)}
    return render(request, "signing/verify.html", shown)


def _again(request: HttpRequest, typed: str, words: str, status: int) -> HttpResponse:
    shown = {"typed": typed[:20], "refusal": words}
    return render(request, "signing/enter.html", shown, status=status)
