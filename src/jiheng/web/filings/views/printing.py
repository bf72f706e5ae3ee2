"""A filing in its official form, as a file to print or to hand on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import template_of
from jiheng.web.organisations.asking import filing_for
from jiheng.web.signing.printed import code_line
from jiheng.writing.official.template import TemplateError
from jiheng.writing.official.typeset import NotTypeset
from jiheng.writing.official.write import FORMATS, write

NOT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))
LONGEST_NAME = 80


@require_GET
@never_cache
def form(request: HttpRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """The official form as .pdf, .docx, .xlsx or .html, by the cycle's own template if any."""
    if kind not in FORMATS:
        raise Http404
    filing = filing_for(request, pk)
    try:
        data = official(filing, kind)
    except (NotTypeset, TemplateError) as error:
        messages.error(request, str(error))
        return redirect("filings:edit", pk)
    return download(filing, data, kind)


def official(filing: Filing, kind: str) -> bytes:
    """The bytes of a filing's official form, with its code where it is signed.

    Raises NotTypeset and TemplateError.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"form.{kind}"
        closing = code_line(filing)
        one = contents.filing_of(filing.content)
        write([one], file, template_of(filing.cycle), lambda _: closing)
        return file.read_bytes()


def download(filing: Filing, data: bytes, kind: str) -> HttpResponse:
    """A file of a filing's as a download, named for the project and the year."""
    project = filing.project.name.translate(NOT_IN_NAMES)[:LONGEST_NAME]
    name = f"{project}_{filing.cycle.fiscal_year}年度自评表.{kind}"
    answer = FileResponse(BytesIO(data), as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
