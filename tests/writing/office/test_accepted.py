"""Every Word file and workbook that a command writes is one that Office opens without repair."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from examples.make import forms
from tests.reading.generators import word as generators
from tests.writing.office.accepted import faults
from tests.writing.official.generated import RULEBOOKS, filing

import jiheng
from jiheng.rulebook import load
from jiheng.writing import facts
from jiheng.writing.marked.mark import marked
from jiheng.writing.mended.mend import mended
from jiheng.writing.official import prepare
from jiheng.writing.official.template import of_rulebook
from jiheng.writing.official.write import write
from jiheng.writing.reports import make

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
SPECIMENS = ROOT / "tests/reading/specimens"
TEMPLATES = ROOT / "src/jiheng/writing/official/templates"
KINDS = ("docx", "xlsx")


@pytest.fixture(scope="module")
def batch() -> jiheng.Batch:
    return jiheng.read(EXAMPLES)


@pytest.fixture(scope="module")
def report(batch: jiheng.Batch) -> dict[str, Any]:
    return jiheng.check(batch).report


def form(filings: Any, path: Path, rulebook: str | None = None) -> bytes:
    write(list(filings), path, of_rulebook(load(rulebook)) if rulebook else None)
    return path.read_bytes()


def annotate(data: bytes, name: str) -> bytes:
    read = jiheng.read_bytes(data, name)
    return marked(data, read.filings, jiheng.check(read).report).data


def fix(data: bytes, name: str) -> bytes:
    return mended(data, jiheng.read_bytes(data, name).filings).data


@pytest.mark.parametrize("name", ["hubei", "national", "sichuan"])
def test_the_templates(name: str) -> None:
    assert faults((TEMPLATES / f"{name}.docx").read_bytes(), "docx") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rulebook", ["hubei-2021", "mof-2020", "sichuan-2023"])
def test_blank_forms_and_filled_ones(
    batch: jiheng.Batch, rulebook: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    blank = form([prepare.blank(load(rulebook), 2024)], path)
    assert faults(blank, kind) == []
    assert faults(form(batch.filings[10:13], path, rulebook), kind) == []
    assert faults(form(map(prepare.prefilled, batch.filings[:2]), path, rulebook), kind) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", RULEBOOKS)
def test_random_forms_annotated_and_fixed(layout: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    data = form([filing(number, layout) for number in range(4)], path)
    assert faults(data, kind) == []
    assert faults(annotate(data, path.name), kind) == []
    assert faults(fix(data, path.name), kind) == []


@pytest.mark.parametrize("change", [annotate, fix])
@pytest.mark.parametrize("kind", KINDS)
def test_originals_annotated_and_fixed_also_twice(
    batch: jiheng.Batch, kind: str, change: Callable[[bytes, str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    once = change(form(batch.filings[6:14], path), path.name)
    assert faults(once, kind) == []
    assert faults(fix(annotate(once, path.name), path.name), kind) == []


UNSOUND = "footnotes and comments"
"""The readers' test document that refers to comments without having any."""


@pytest.mark.parametrize("habit", sorted(generators.HABITS.keys() - {UNSOUND}))
def test_a_document_of_others_is_no_worse_for_its_comments(habit: str) -> None:
    data = generators.document(generators.grid_of(forms()[10:12]), generators.HABITS[habit])
    before = set(faults(data, "docx"))
    for change in (annotate, fix):
        after = [said for said in faults(change(data, "a.docx"), "docx") if said not in before]
        assert after == []


def test_reports_letters_and_working_papers(
    batch: jiheng.Batch, report: dict[str, Any], tmp_path: Path
) -> None:
    rolled = jiheng.rollup(batch).report()
    for kind in KINDS:
        make.on_batch(report, rolled, tmp_path / f"a.{kind}")
        assert faults((tmp_path / f"a.{kind}").read_bytes(), kind) == []
    letter = make.letter_to(report, "东西湖区融媒体中心", "docx")
    assert faults(letter, "docx") == []
    make.working_paper(report, tmp_path / "b.xlsx")
    assert faults((tmp_path / "b.xlsx").read_bytes(), "xlsx") == []


def test_the_workbooks_of_the_other_commands(batch: jiheng.Batch, tmp_path: Path) -> None:
    jiheng.rollup(batch).to_xlsx(tmp_path / "rollup.xlsx")
    facts.workbook(batch, tmp_path / "read.xlsx")
    for path in tmp_path.iterdir():
        assert faults(path.read_bytes(), "xlsx") == [], path.name


# That it can fail: the same files, spoilt in one place

BODY, SHEET, BOOK = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"
SPOILT = {
    "properties of a cell out of order": (BODY, r"(<w:tcW [^>]*/>)(<w:gridSpan [^>]*/>)", r"\2\1"),
    "an alignment there is not": (BODY, r'<w:jc w:val="\w+"', '<w:jc w:val="middle"'),
    "a table without a grid": (BODY, r"<w:tblGrid>.*?</w:tblGrid>", ""),
    "a cell without a paragraph": (BODY, r"(</w:tcPr>)<w:p[ >].*?</w:p>(?=</w:tc>)", r"\1"),
    "a run outside of a paragraph": (BODY, r"</w:p></w:tc>", "</w:p><w:r/></w:tc>"),
    "a comment that never ends": (BODY, r"<w:commentRangeEnd [^>]*/>", ""),
    "a comment that nothing shows": (BODY, r"<w:commentReference [^>]*/>", ""),
    "a comment that is not there": (
        BODY,
        r'<w:commentReference w:id="\d+"/>',
        '<w:commentReference w:id="99999"/>',
    ),
    "two comments of one number": ("word/comments.xml", r'w:id="1"', 'w:id="0"'),
    "a change by nobody": (BODY, r'(<w:ins w:id="\d+") w:author="jiheng"', r"\1"),
    "struck out text that is not": (BODY, r"<w:delText[^>]*>[^<]*</w:delText>", "<w:t>a</w:t>"),
    "a part of no known kind": ("[Content_Types].xml", r"<Override [^>]*comments[^>]*/>", ""),
    "a link that leads nowhere": ("word/_rels/document.xml.rels", r"comments\.xml", "gone.xml"),
    "a style that is not there": (SHEET, r'(<c r="A1" s=")\d+', r"\g<1>9999"),
    "a sheet out of order": (SHEET, r"(<sheetData>.*)(<mergeCells.*</mergeCells>)", r"\2\1"),
    "boxes that are not there": (SHEET, r'(<legacyDrawing r:id=")[^"]*', r"\1gone"),
    "areas that overlap": (SHEET, r"<mergeCell ref", '<mergeCell ref="A1:A2"/><mergeCell ref'),
    "a text that is not there": (SHEET, r'(t="s"><v>)\d+', r"\g<1>99999"),
    "a cell in another row": (SHEET, r'<c r="B(\d)', r'<c r="B9\1'),
    "a name too long": (BOOK, r'(<sheet name=")[^"]*', r"\g<1>" + "长" * 32),
    "two sheets of one number": (BOOK, r'sheetId="2"', 'sheetId="1"'),
    "a note by nobody": ("xl/comments.xml", r'authorId="0"', 'authorId="7"'),
    "a note without a box": ("xl/drawings/jiheng.vml", r"<v:shape .*?</v:shape>", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(batch: jiheng.Batch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    return {
        kind: fix(form(batch.filings[6:8], folder / f"a.{kind}"), f"a.{kind}") for kind in KINDS
    }


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_spoilt_is_found(sound: dict[str, bytes], what: str) -> None:
    part, old, new = SPOILT[what]
    kind = "xlsx" if part.startswith("xl/") else "docx"
    assert faults(sound[kind], kind) == []
    package, spoilt = ZipFile(BytesIO(sound[kind])), BytesIO()
    with ZipFile(spoilt, "w") as made:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "surrogateescape")
            if name == part:
                changed = re.sub(old, new, text, count=1, flags=re.DOTALL)
                assert changed != text
                text = changed
            made.writestr(name, text.encode("utf-8", "surrogateescape"))
    assert faults(spoilt.getvalue(), kind) != []
