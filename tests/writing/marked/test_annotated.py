"""Originals with the findings noted on their cells: what was there stays as it was."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
from docx import Document
from examples.make import forms
from tests.reading.generators import word as generators

import jiheng
from jiheng.writing.marked.mark import marked
from jiheng.writing.official.write import write

EXAMPLES = Path(__file__).parents[3] / "examples"
ADDED = re.compile(
    rb'<w:commentRangeStart w:id="\d+"/>|<w:commentRangeEnd w:id="\d+"/>'
    rb'<w:r><w:commentReference w:id="\d+"/></w:r>'
    rb'|<w:shd w:val="clear" w:color="auto" w:fill="(?:FBE3E0|FFF1CC|E6EFF8)"/>'
)


@pytest.fixture(scope="module")
def filings() -> tuple[jiheng.Filing, ...]:
    return jiheng.read(EXAMPLES).filings


def official(filings: tuple[jiheng.Filing, ...], path: Path) -> bytes:
    write(filings, path)
    return path.read_bytes()


def annotate(data: bytes) -> tuple[bytes, dict[str, object]]:
    batch = jiheng.read_bytes(data, "a")
    report = jiheng.check(batch).report
    return marked(data, batch.filings, report).data, report


def body(data: bytes) -> bytes:
    return ZipFile(BytesIO(data)).read("word/document.xml")


def plain(xml: bytes) -> bytes:
    """The document's XML without what annotating added to it."""
    opened = ADDED.sub(b"", xml)
    return opened.replace(b"<w:tcPr></w:tcPr>", b"")


def test_word_stays_what_it_was(filings: tuple[jiheng.Filing, ...], tmp_path: Path) -> None:
    data = official(filings, tmp_path / "a.docx")
    made, _ = annotate(data)
    assert plain(body(made)) == plain(body(data)) == body(data)
    before, after = ZipFile(BytesIO(data)), ZipFile(BytesIO(made))
    changed = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    for name in before.namelist():
        if name not in changed:
            assert after.read(name) == before.read(name), name


def test_every_finding_has_a_comment_on_its_cell(
    filings: tuple[jiheng.Filing, ...], tmp_path: Path
) -> None:
    made, report = annotate(official(filings, tmp_path / "a.docx"))
    comments = [comment.text for comment in Document(BytesIO(made)).comments]
    told = sum(len(re.findall(r"^[A-Z]\d\d (?:错误|警告|建议)｜", text, re.M)) for text in comments)
    own = sum(len(filing["findings"]) for filing in report["filings"])
    across = sum(len(finding["filings"]) for finding in report["findings"])
    assert told == own + across
    assert any("应为" in text and "改法：" in text and "依据：" in text for text in comments)


def test_a_comment_stands_in_the_cell_that_it_is_about(
    filings: tuple[jiheng.Filing, ...], tmp_path: Path
) -> None:
    made, _ = annotate(official(filings, tmp_path / "a.docx"))
    xml = body(made).decode()
    document = Document(BytesIO(made))
    by_id = {str(comment.comment_id): comment.text for comment in document.comments}
    rates = [number for number, text in by_id.items() if text.startswith("A02")]
    assert rates
    for number in rates:
        inside = re.search(
            rf'<w:commentRangeStart w:id="{number}"/>(.*?)<w:commentRangeEnd w:id="{number}"/>', xml
        )
        assert inside
        text = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inside[1]))
        assert f"“{text}”" in by_id[number]


@pytest.mark.parametrize("habit", sorted(generators.HABITS))
def test_the_readers_documents_stay_what_they_were(habit: str) -> None:
    grid = generators.grid_of(forms()[10:12])
    data = generators.document(grid, generators.HABITS[habit])
    made, _ = annotate(data)
    assert made != data
    assert plain(body(made)) == plain(body(data))


def test_annotating_twice_adds_nothing(filings: tuple[jiheng.Filing, ...], tmp_path: Path) -> None:
    for kind in ("docx", "xlsx"):
        once, _ = annotate(official(filings[:3], tmp_path / f"a.{kind}"))
        twice, _ = annotate(once)
        assert twice == once, kind


def test_a_workbook_has_notes_and_a_sheet_of_findings(
    filings: tuple[jiheng.Filing, ...], tmp_path: Path
) -> None:
    data = official(filings[:4], tmp_path / "a.xlsx")
    made, report = annotate(data)
    book = openpyxl.load_workbook(BytesIO(made))
    assert book.sheetnames[-1] == "jiheng 检查结果"
    notes = [
        cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    own = sum(len(filing["findings"]) for filing in report["filings"])
    across = sum(len(finding["filings"]) for finding in report["findings"])
    assert sum(len(re.findall("｜", text)) for text in notes) == own + across
    assert book.worksheets[-1].max_row == own + across + 1
    again = jiheng.read_bytes(made, "a.xlsx").filings
    assert [f.indicators for f in again] == [f.indicators for f in filings[:4]]


def test_a_pdf_keeps_its_bytes_and_gets_sticky_notes(
    filings: tuple[jiheng.Filing, ...], tmp_path: Path
) -> None:
    data = official(filings[:2], tmp_path / "a.pdf")
    made, _ = annotate(data)
    assert made.startswith(data) and len(made) > len(data)
    raw = pypdfium2.raw
    document = pypdfium2.PdfDocument(made)
    kinds = [
        raw.FPDFAnnot_GetSubtype(raw.FPDFPage_GetAnnot(page.raw, number))
        for page in document
        for number in range(raw.FPDFPage_GetAnnotCount(page.raw))
    ]
    assert kinds.count(raw.FPDF_ANNOT_TEXT) == kinds.count(raw.FPDF_ANNOT_SQUARE) > 5


def test_a_text_comes_back_as_an_annotated_official_form() -> None:
    data = (EXAMPLES / "2021年度自评表汇编.txt").read_bytes()
    batch = jiheng.read_bytes(data, "a.txt")
    made = marked(data, batch.filings, jiheng.check(batch).report)
    assert (made.ending, made.original) == ("docx", False)
    assert len(list(Document(BytesIO(made.data)).comments)) > 100
