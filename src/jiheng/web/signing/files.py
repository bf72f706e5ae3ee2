"""A file that somebody holds against a signature: read within limits, in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from jiheng.batch.extracting import Task, extracted
from jiheng.batch.pool import Limits
from jiheng.filing.model import Filing
from jiheng.web.exchange import gates
from jiheng.web.exchange.gates.kinds import FORMS
from jiheng.web.exchange.views.asking import whole
from jiheng.web.filings.steps import Refused
from jiheng.web.signing import limits

LARGEST = 20 * 1024 * 1024
LIMITS = Limits(seconds=60, megabytes=1024)


def filings_given(request: HttpRequest) -> list[Filing]:
    """The filings of the file that came with a request, which counts; raises Refused."""
    limits.spend(request, "upload")
    whole(request)
    given = request.FILES.get("file")
    if given is None:
        raise Refused("没有选文件；请先选好要核对的文件")
    return filings_in(given)


def filings_in(given: UploadedFile) -> list[Filing]:
    """The filings of a file; raises Refused with a sentence where it cannot be read."""
    if given.size is not None and given.size > LARGEST:
        raise Refused("文件太大，没有比对；最多 20 MB，请只上传要核对的那一份表")
    came = gates.passed(given, FORMS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{came.kind}"
        path.write_bytes(came.data)
        ((_, read),) = extracted([Task(came.name, path)], 1, LIMITS)
    if read.document.status == "unreadable":
        raise Refused(f"“{came.name}”读不了：{read.document.problem}")
    if not read.filings:
        raise Refused(f"“{came.name}”里没有找到自评表；请上传签批后印出的那份文件")
    return read.filings
