"""Mechanical faults put right inside the original, each as a change that a person can reject."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from tests import strategies

import jiheng
from jiheng.writing.mended.corrections import CODES, corrected
from jiheng.writing.mended.mend import mended
from jiheng.writing.official.write import write

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def filings() -> tuple[jiheng.Filing, ...]:
    return jiheng.read(EXAMPLES).filings


def fix(data: bytes, name: str) -> bytes:
    return mended(data, jiheng.read_bytes(data, name).filings).data


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_fixing_leaves_none_of_the_faults_and_is_done_once(
    filings: tuple[jiheng.Filing, ...], kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    write(filings, path)
    before = jiheng.check(jiheng.read(path), select=CODES)
    assert before.findings.height > 15
    fixed = fix(path.read_bytes(), path.name)
    after = jiheng.check(jiheng.read_bytes(fixed, path.name), select=CODES)
    assert after.findings.height == 0
    assert fix(fixed, path.name) == fixed


def rejected(xml: str) -> str:
    """The text of a document whose changes are all rejected."""
    xml = re.sub(r"<w:ins .*?</w:ins>", "", xml, flags=re.S)
    return "".join(re.findall(r"<w:(?:t|delText)(?: [^>]*)?>([^<]*)<", xml))


def test_rejecting_the_changes_gives_the_original_text(
    filings: tuple[jiheng.Filing, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    write(filings, path)
    original = ZipFile(path).read("word/document.xml").decode()
    fixed = ZipFile(BytesIO(fix(path.read_bytes(), "a.docx"))).read("word/document.xml").decode()
    assert rejected(fixed) == "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)<", original))
    authors = set(re.findall(r'<w:(?:ins|del) [^>]*w:author="([^"]*)"', fixed))
    assert authors == {"jiheng"}


def test_each_change_cites_its_rule(filings: tuple[jiheng.Filing, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    write(filings, path)
    comments = [c.text for c in Document(BytesIO(fix(path.read_bytes(), "a.docx"))).comments]
    changes = [text for text in comments if text.startswith("已更正")]
    assert changes and all("依据：" in text for text in changes)
    assert any("原填“85”，改为“104.96”" in text for text in changes)


@settings(max_examples=25)
@given(strategies.correct())
def test_a_correct_form_is_left_alone(made: strategies.Correct) -> None:
    changes = corrected(made.filing).changes
    assert not {key: change for key, change in changes.items() if not key.endswith("level2")}
