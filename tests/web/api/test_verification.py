"""Verification by programs: the same answer as the page and the command line give."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msgspec.structs import replace
from tests.web.api.test_interface import made_token
from tests.web.conftest import walked

from jiheng.web.events.models import Event
from jiheng.web.filings import content as contents
from jiheng.web.filings.sheet import template_of
from jiheng.web.signing import limits
from jiheng.web.signing.printed import code_line
from jiheng.web.signing.sealing import in_force
from jiheng.writing.official.write import write

LATER = "后来加的"
NOBODYS = "2222-2222-2222"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def signature(district):
    return in_force(walked(district, "hand_in", "sign"))


@pytest.fixture
def printed(signature, tmp_path):
    """A function that prints the signed filing, changed or not."""

    def made(**changes: str) -> SimpleUploadedFile:
        filing = signature.filing
        one = replace(contents.filing_of(filing.content), **changes)
        path = tmp_path / "form.docx"
        write([one], path, template_of(filing.cycle), lambda _: code_line(filing))
        return SimpleUploadedFile(path.name, path.read_bytes())

    return made


def kept() -> tuple[int, int]:
    """Files and events."""
    return len(list(Path(default_storage.location).rglob("*"))), Event.objects.count()


def at(code: str) -> str:
    return f"/api/v1/verify/{code}"


def test_anybody_learns_what_was_signed_by_its_code(signature):
    answer = Client().get(at(signature.code.lower().replace("-", "")))
    told = answer.json()
    assert answer.status_code == 200
    assert told["code"] == signature.code
    assert told["state"] == "signed"
    assert (told["unit"], told["project"]) == ("区融媒体中心", "新媒体宣传")
    assert (told["fiscal_year"], told["total"], told["person"]) == (2025, "100", "负责人丙")
    assert told["sha256"] == signature.sha256
    assert told["voided_at"] is None


def test_a_signature_that_lost_its_force_is_void(district):
    filing = walked(district, "hand_in", "sign", "unlock")
    told = Client().get(at(filing.signatures.get().code)).json()
    assert told["state"] == "void"
    assert told["voided_at"]


@pytest.mark.parametrize(
    ("code", "said"),
    [(NOBODYS, "没有这个验证码"), ("7K3M", "应为 12 位"), ("%00", "应为 12 位")],
)
def test_what_is_no_code_of_a_signature_is_not_found(signature, printed, code, said):
    for answer in (Client().get(at(code)), Client().post(at(code), {"file": printed()})):
        assert answer.status_code == 404
        assert said in answer.json()["detail"]


def test_the_printed_file_is_the_signed_one_and_nothing_is_kept(signature, printed):
    before = kept()
    answer = Client(enforce_csrf_checks=True).post(at(signature.code), {"file": printed()})
    assert answer.status_code == 200
    assert answer.json()["file"] == {"same": True, "differences": []}
    assert answer.json()["code"] == signature.code
    assert kept() == before


def test_an_altered_file_is_not_and_only_who_may_see_the_filing_learns_where(
    signature, printed, signed_in
):
    def held(client):
        return client.post(at(signature.code), {"file": printed(improvement=LATER)}).json()["file"]

    assert held(Client()) == {"same": False, "differences": []}
    assert held(signed_in("other_clerk")) == {"same": False, "differences": []}
    token = made_token(signed_in("clerk"))
    (part,) = held(Client(headers={"Authorization": f"Bearer {token}"}))["differences"]
    assert (part["signed"], part["given"]) == ("", LATER)
    assert "改进措施" in part["where"]


def test_a_wrong_token_is_refused_and_not_taken_for_nobody(signature):
    client = Client(headers={"Authorization": "Bearer jiheng_wrong"})
    answer = client.get(at(signature.code))
    assert (answer.status_code, "令牌" in answer.json()["detail"]) == (401, True)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04 broken"), ("a.exe", b"MZ"), ("a.txt", "没有表".encode())],
)
def test_a_wrong_file_gets_a_sentence(signature, name, data):
    file = SimpleUploadedFile(name, data)
    answer = Client().post(at(signature.code), {"file": file})
    assert answer.status_code == 422
    assert "a." in answer.json()["detail"]
    assert Client().post(at(signature.code)).status_code == 422


@pytest.mark.parametrize("what", ["verify", "upload"])
def test_too_many_questions_are_put_off(signature, what, monkeypatch):
    monkeypatch.setitem(limits.OFTEN, what, (1, "比对"))
    file = {"file": SimpleUploadedFile("a.txt", "没有表".encode())}
    statuses = [Client().post(at(signature.code), file).status_code for _ in range(2)]
    assert statuses == [422, 429]
