"""What a form says is one and the same, however and wherever it is printed and read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

import jiheng
from jiheng.filing import proof
from jiheng.filing.canonical import canonical, differences, sha256
from jiheng.filing.model import understood_indicator
from jiheng.rulebook import load
from jiheng.writing.official.template import of_rulebook
from jiheng.writing.official.write import write

SOURCE = os.environ.get("JIHENG_FILINGS") or Path(__file__).parents[2] / "examples"
LAYOUTS = ("hubei-2021", "mof-2020", "sichuan-2023")
ADDRESS = "https://pingjia.example.gov.cn/verify/"


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_signed_form_that_is_printed_and_read_again_has_its_digest(layout, kind, tmp_path):
    filings = jiheng.read(SOURCE).filings
    codes = {filing.id: proof.new_code() for filing in filings}
    path = tmp_path / f"signed.{kind}"
    form = of_rulebook(load(layout))
    write(filings, path, form, lambda f: proof.closing_line(codes[f.id], ADDRESS))
    batch = jiheng.read(path)
    assert [document.status for document in batch.documents] == ["read"]
    assert list(map(sha256, batch.filings)) == list(map(sha256, filings))
    for code, filing in zip(codes.values(), batch.filings, strict=True):
        assert code not in repr(filing)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_projects_code_counts_wherever_a_form_prints_it(layout, tmp_path):
    (one, *_) = jiheng.read(SOURCE).filings
    coded = replace(one, project_code="LJ0013")
    path = tmp_path / "coded.docx"
    write([coded], path, of_rulebook(load(layout)))
    (read,) = jiheng.read(path).filings
    assert sha256(read) == sha256(coded) != sha256(one)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html"])
def test_the_closing_line_changes_nothing_that_is_read(kind, tmp_path):
    filings = jiheng.read(SOURCE).filings
    read = []
    for name, closing in (
        ("bare", lambda f: ""),
        ("closed", lambda f: proof.closing_line(proof.new_code(), ADDRESS)),
    ):
        path = tmp_path / f"{name}.{kind}"
        write(filings, path, closing=closing)
        read.append([replace(f, path="", id="", sources={}) for f in jiheng.read(path).filings])
    assert read[0] == read[1]


def test_every_word_that_people_write_counts():
    (one, *_) = jiheng.read(SOURCE).filings
    row = one.indicators[0]
    changed = understood_indicator(
        row=row.row,
        group=row.group,
        level1=row.level1,
        level2_text=row.level2_text,
        level3_text=row.level3_text,
        target_text=row.target.text,
        actual_text=row.actual.text + "1",
        weight_text=row.weight_text,
        score_text=row.score_text,
    )
    other = replace(one, indicators=(changed, *one.indicators[1:]))
    assert sha256(one) != sha256(other)
    ((where, before, after),) = differences(one, other)
    assert "实际完成值" in where
    assert after == before + "1"
    assert list(differences(one, one)) == []


def test_spaces_the_blank_form_and_the_signature_do_not_count():
    (one, *_) = jiheng.read(SOURCE).filings
    other = replace(
        one, title=f" {one.title}\n", opinion="同意", signature="甲", notes="", path="x"
    )
    assert canonical(one) == canonical(other)


def test_a_code_is_read_as_people_type_it_and_no_wrong_one_passes():
    code = proof.new_code()
    assert proof.read_code(f" {code.lower().replace('-', ' ')} ") == code
    plain = code.replace("-", "")
    for place, sign in enumerate(plain):
        for other in proof.SIGNS:
            wrong = plain[:place] + other + plain[place + 1 :]
            assert (proof.read_code(wrong) == code) == (other == sign)
    for place in range(len(plain) - 1):
        a, b = plain[place : place + 2]
        swapped = plain[:place] + b + a + plain[place + 2 :]
        assert proof.read_code(swapped) in ((code,) if a == b else (None,))


@pytest.mark.parametrize(
    "text", ["验证码：", "验证码：7K3M", "验证码：7K3M-2Q9X-4WPR 请核对后填写完成情况", "完成验证"]
)
def test_what_only_begins_like_the_closing_line_is_read_as_ever(text):
    assert not proof.is_closing_line(text)
