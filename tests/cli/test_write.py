"""`jiheng write`: official forms, blank forms, next year's forms, and what is refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.conftest import EXAMPLES, Call

import jiheng as library
from jiheng.filing.contract import encode
from jiheng.rulebook import ids, load
from jiheng.writing.official.template import of_rulebook, packed

FINE = EXAMPLES / "示范.txt"


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html"])
def test_a_form_is_written_and_read_again(jiheng: Call, tmp_path: Path, kind: str) -> None:
    done = jiheng("write", FINE, "-o", tmp_path / f"表.{kind}")
    assert (done.status, done.out, done.err) == (0, b"", "")
    (filing,) = library.read(tmp_path / f"表.{kind}").filings
    assert (filing.project, filing.total_claimed) == ("2021年度流动图书车送书下乡项目", 98.74)
    assert [path.name for path in tmp_path.iterdir()] == [f"表.{kind}"]


def test_an_existing_file_is_kept_unless_force_is_asked_for(jiheng: Call, tmp_path: Path) -> None:
    target = tmp_path / "表.docx"
    target.write_bytes(b"mine")
    done = jiheng("write", FINE, "-o", target)
    assert done.status == 2 and "--force" in done.err and target.read_bytes() == b"mine"
    assert jiheng("write", FINE, "-o", target, "--force").status == 0
    assert target.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("rulebook", ["hubei-2021", "mof-2020", "sichuan-2023"])
def test_a_blank_form_has_the_rulebook_s_groups(
    jiheng: Call, tmp_path: Path, rulebook: str
) -> None:
    target = tmp_path / "空白.docx"
    assert jiheng("write", "--blank", "--rulebook", rulebook, "-o", target).status == 0
    (filing,) = library.read(target).filings
    assert filing.rulebook == rulebook
    groups = load(rulebook).groups.values()
    assert [group.level1 for group in filing.groups] == [group.names[0] for group in groups]
    assert not any((filing.project, filing.total_text, filing.budget.approved_text))


def test_a_blank_form_needs_a_rulebook_and_is_told_which_there_are(
    jiheng: Call, tmp_path: Path
) -> None:
    done = jiheng("write", "--blank", "-o", tmp_path / "空白.docx")
    assert done.status == 2 and "--rulebook" in done.err
    assert all(known in done.err for known in ids())


def test_next_year_s_form_keeps_the_targets_alone(jiheng: Call, tmp_path: Path) -> None:
    target = tmp_path / "下年.docx"
    assert jiheng("write", FINE, "--prefill", "-o", target).status == 0
    (before,) = library.read(FINE).filings
    (after,) = library.read(target).filings
    assert after.fiscal_year == 2022
    assert [i.target.text for i in after.indicators] == [i.target.text for i in before.indicators]
    assert not any((i.actual.text, i.score_text) != ("", "") for i in after.indicators)
    assert not any((after.budget.executed_text, after.deviation, after.opinion, after.total_text))
    assert (after.unit, after.category) == (before.unit, before.category)


def test_what_has_no_place_in_a_form_is_named(jiheng: Call, tmp_path: Path) -> None:
    specimen = EXAMPLES.parent / "tests/reading/specimens/sichuan.txt"
    done = jiheng("write", specimen, "--rulebook", "hubei-2021", "-o", tmp_path / "表.docx")
    assert done.status == 0
    assert "没有位置" in done.err and "偏差分析" in done.err


def edited(*words: tuple[str, str]) -> bytes:
    """The template of Hubei, as somebody edited it in Word."""
    parts = dict(of_rulebook(load("hubei-2021")).parts)
    body = parts["word/document.xml"].decode()
    for old, new in words:
        assert old in body
        body = body.replace(old, new)
    return packed((parts | {"word/document.xml": body.encode()}).items())


def test_one_s_own_template(jiheng: Call, tmp_path: Path) -> None:
    template = tmp_path / "模板.docx"
    template.write_bytes(edited(("{{标题}}", "样县{{年度绩效目标}}　{{标题}}")))
    target = tmp_path / "表.docx"
    assert jiheng("write", FINE, "--template", template, "-o", target).status == 0
    text = ZipFile(BytesIO(target.read_bytes())).read("word/document.xml").decode()
    assert "样县" in text and "{{" not in text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (edited(("{{标题}}", "{{题目}}")), "{{题目}}"),
        (b"", "损坏"),
        (b"PK\x03\x04nonsense", "损坏"),
    ],
)
def test_a_template_that_cannot_be_used(
    jiheng: Call, tmp_path: Path, data: bytes, said: str
) -> None:
    template, target = tmp_path / "模板.docx", tmp_path / "表.docx"
    template.write_bytes(data)
    done = jiheng("write", FINE, "--template", template, "-o", target)
    assert done.status == 2 and said in done.err and len(done.err.splitlines()) == 1
    assert not target.exists()


def test_a_text_that_looks_like_a_field_is_a_text(tmp_path: Path) -> None:
    (filing,) = library.read(FINE).filings
    raw = encode(library.Batch.of([filing])).decode()
    odd = raw.replace("云汀区图书馆", "{{项目名称}}馆").encode()
    (given,) = library.read_bytes(odd, "a.json").filings
    library.write(given, tmp_path / "表.docx")
    (again,) = library.read(tmp_path / "表.docx").filings
    assert again.unit == "{{项目名称}}馆"


def test_a_cell_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    (filing,) = library.read(FINE).filings
    raw = encode(library.Batch.of([filing])).decode()
    (given,) = library.read_bytes(raw.replace("≥120场", "=1+1").encode(), "a.json").filings
    library.write(given, tmp_path / "表.xlsx")
    sheet = ZipFile(tmp_path / "表.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
