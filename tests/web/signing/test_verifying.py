"""Anybody can find out whether a paper or a file is the signed one."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from msgspec.structs import replace
from tests.web.conftest import walked

import jiheng
from jiheng.filing.proof import is_closing_line, new_code
from jiheng.web.filings import content as contents
from jiheng.web.filings.sheet import template_of
from jiheng.web.signing.printed import code_line
from jiheng.web.signing.sealing import in_force
from jiheng.writing.official.write import write

SAME, OTHER = "<strong>一致。", "<strong>不一致。"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def signed(district):
    filing = walked(district, "hand_in", "sign")
    return filing, in_force(filing)


def printed(filing, path, change=lambda one: one):
    one = change(contents.filing_of(filing.content))
    write([one], path, template_of(filing.cycle), lambda _: code_line(filing))
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_the_code_tells_what_was_signed_by_whom_and_when(signed, client):
    filing, signature = signed
    typed = signature.code.lower().replace("-", " ")
    page = client.get(reverse("signing:enter"), {"code": typed}, follow=True).content.decode()
    for told in (
        "这份签批有效",
        "区融媒体中心",
        "新媒体宣传",
        "2025",
        "负责人丙",
        signature.sha256,
    ):
        assert told in page
    assert is_closing_line(code_line(filing))


@pytest.mark.parametrize("typed", ["7K3M", "0000-0000-0000", "<script>"])
def test_what_is_no_code_gets_a_sentence(signed, client, typed):
    page = client.get(reverse("signing:enter"), {"code": typed})
    assert "验证码应为 12 位" in page.content.decode()


def test_an_unknown_code_is_not_found(signed, client):
    answer = client.get(reverse("signing:verify", args=(new_code(),)))
    assert answer.status_code == 404
    assert "没有这个验证码" in answer.content.decode()


def test_a_void_signature_says_so(district, client):
    filing = walked(district, "hand_in", "sign", "unlock")
    address = reverse("signing:verify", args=(filing.signatures.get().code,))
    assert "失效" in client.get(address).content.decode()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html"])
def test_the_printed_file_is_the_signed_one(signed, client, tmp_path, kind):
    filing, signature = signed
    file = printed(filing, tmp_path / f"form.{kind}")
    address = reverse("signing:verify", args=(signature.code,))
    assert SAME in client.post(address, {"file": file}).content.decode()


def test_the_code_of_a_project_is_part_of_what_is_printed(district, client, tmp_path):
    district.project.code = "LJ0013"
    district.project.save()
    filing = walked(district, "hand_in", "sign")
    assert filing.content["project_code"] == "LJ0013"
    address = reverse("signing:verify", args=(in_force(filing).code,))
    file = printed(filing, tmp_path / "form.docx")
    assert SAME in client.post(address, {"file": file}).content.decode()


def test_a_changed_file_is_not_and_only_who_may_see_the_filing_learns_where(
    signed, client, signed_in, tmp_path
):
    filing, signature = signed
    changed = tmp_path / "form.docx"
    address = reverse("signing:verify", args=(signature.code,))

    def file():
        return printed(filing, changed, lambda one: replace(one, improvement="后来加的"))

    public = client.post(address, {"file": file()}).content.decode()
    assert OTHER in public
    assert "后来加的" not in public
    assert (
        "后来加的" not in signed_in("other_clerk").post(address, {"file": file()}).content.decode()
    )
    own = signed_in("clerk").post(address, {"file": file()}).content.decode()
    assert "改进措施" in own
    assert "后来加的" in own


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04 broken"), ("a.exe", b"MZ"), ("a.txt", "没有表".encode())],
)
def test_a_file_that_is_no_form_gets_a_sentence(signed, client, name, data):
    _, signature = signed
    address = reverse("signing:verify", args=(signature.code,))
    answer = client.post(address, {"file": SimpleUploadedFile(name, data)})
    assert 'role="alert"' in answer.content.decode()
    assert SAME not in answer.content.decode()


def test_too_many_questions_are_put_off(signed, client):
    _, signature = signed
    address = reverse("signing:verify", args=(signature.code,))
    statuses = [client.get(address).status_code for _ in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_form_read_again_is_the_signed_one(signed, tmp_path):
    filing, signature = signed
    path = tmp_path / "form.pdf"
    printed(filing, path)
    (read,) = jiheng.read(path).filings
    assert contents.sha256(contents.content_of(read)) == signature.sha256
