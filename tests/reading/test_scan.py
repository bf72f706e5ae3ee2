"""Scans and photos: as if a careful person had typed them in, and where in doubt, it is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.reading.generators import marking, word
from tests.reading.generators import pdf as printer
from tests.reading.generators import scan as generator

from examples import make
from jiheng.filing.model import Filing, Source
from jiheng.reading import formats, optical, seen, upright
from jiheng.reading.grid import Cell, Grid, Row, Unreadable
from jiheng.reading.image import Picture
from jiheng.reading.mended import mended
from jiheng.reading.recognise import recognise

BATCH = "2021年度自评表汇编.txt"
LARGE = "@page { margin: 14mm } body { font-size: 10.5pt }"
STYLE = "@page { margin: 10mm } body { font-size: 8pt } section { break-after: page }"


def forms() -> list[dict[str, Any]]:
    """Two forms of a page each: one with a rate in percent, one with much to tell."""
    batch = [form for form in make.forms() if form["document"] == BATCH]
    return [batch[0], batch[10]]


def filings(grid: Grid) -> list[Filing]:
    return recognise(grid, "", "document")


@pytest.fixture(scope="module")
def expected() -> list[Filing]:
    return filings(word.grid_of(forms()))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    folder = tmp_path_factory.mktemp("pages")
    found = generator.pictures(printer.printed(printer.html(forms(), STYLE), folder))
    assert len(found) == 2
    return found


def is_good(marks: marking.Marked) -> bool:
    return not marks.missing and not marks.silent and marks.accuracy >= 0.995


NASTY = (
    generator.sealed(0.6, 0.25),
    generator.skewed(-2.2),
    generator.noisy(14),
    generator.blurred(),
    generator.compressed(45),
)


def test_stamped_skewed_noisy_pages_in_one_file(pages: list[Any], expected: list[Filing]) -> None:
    """A seal over the text, askew, grain and specks, JPEG, the second page upside down."""
    first, second = (generator.scan(page, *NASTY, seed=n) for n, page in enumerate(pages))
    data = generator.saved([first, generator.turned(2)(second, 0)], ".tif")
    found = filings(formats.grid(data))
    marks = marking.marked(expected, found)
    assert is_good(marks), marks.texts
    source = found[1].sources["budget.executed"]
    assert source.page == 2
    assert source.confidence is not None
    assert source.box is not None


def test_a_photo_of_a_sheet_on_a_table(pages: list[Any], expected: list[Filing]) -> None:
    shot = generator.scan(
        pages[0],
        generator.sealed(0.7, 0.6),
        generator.shot(),
        generator.noisy(6),
        generator.turned(1),
    )
    marks = marking.marked(expected[:1], filings(formats.grid(generator.saved([shot], ".jpg"))))
    assert is_good(marks), marks.texts


def test_a_form_over_two_photos(expected: list[Filing], tmp_path: Path) -> None:
    """Its table is one again; as a row may have shifted, every cell is to be looked at."""
    sheets = generator.pictures(printer.printed(printer.html(forms()[:1], LARGE), tmp_path))
    assert len(sheets) == 2
    traits = (generator.shot(), generator.noisy(6), generator.compressed(70))
    shots = [generator.scan(sheet, *traits, seed=10 * n) for n, sheet in enumerate(sheets)]
    (found,) = filings(formats.grid(generator.saved(shots, ".tif")))
    marks = marking.marked(expected[:1], [found])
    assert is_good(marks), marks.texts
    assert {source.page for source in found.sources.values()} >= {1, 2}
    assert all((source.confidence or 1) < 0.9 for source in found.sources.values() if source.row)


def test_letters_that_lie_on_their_side_are_not_upright(monkeypatch: pytest.MonkeyPatch) -> None:
    """As sure as a page once looked that lay on its side, then with its text upright."""
    sure = iter((0.862, 0.191, 0.999))
    monkeypatch.setattr(seen, "_legible", lambda _: next(sure))
    page = seen.painted(Picture(np.full((1_800, 1_200, 3), 255, np.uint8), 595.0, 842.0))
    assert page.width > page.height


def test_what_a_sheet_lay_on_is_not_print() -> None:
    ink = np.zeros((1_000, 700), np.uint8)
    ink[:, :9] = ink[:12] = 255
    ink[500:504, 5:650] = ink[300:310, 300:310] = 255
    grey = upright.without_rim(255 - ink, ink)
    assert grey[:, :9].min() == grey[:12].min() == 255
    assert grey[500:504, 40:650].max() == grey[300:310, 300:310].max() == 0


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(optical, "NEEDED", ("rapidocr_is_not_installed_here",))
    yield


def test_without_the_extra_one_sentence_says_what_to_install(
    without_extra: None, pages: list[Any], tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match=r'pip install "jiheng\[ocr\]"'):
        formats.grid(generator.saved(pages[:1]))
    data = printer.scanned(printer.printed(printer.html(forms()[:1]), tmp_path))
    with pytest.raises(Unreadable, match=r'PDF 文件是扫描件.*pip install "jiheng\[ocr\]"'):
        formats.grid(data)


def test_a_pdf_of_pages_with_text_and_pages_that_are_pictures(
    expected: list[Filing], tmp_path: Path
) -> None:
    text = printer.printed(printer.html(forms()[:1], STYLE), tmp_path)
    picture = printer.scanned(printer.printed(printer.html(forms()[1:], STYLE), tmp_path))
    found = filings(formats.grid(printer.joined(text, picture)))
    marks = marking.marked(expected, found)
    assert is_good(marks), marks.texts
    assert found[0].sources["budget.executed"].confidence is None
    assert found[1].sources["budget.executed"].confidence is not None


@pytest.mark.parametrize(
    ("text", "sure", "meant"),
    (
        ("项自名称", 0.9, "项目名称"),
        ("执行率(B/A).", 0.99, "执行率(B/A)"),
        ("执行率高", 1.0, "执行率高"),
        ("项且名称", 0.999, "项且名称"),
    ),
    ids=("a slip", "a speck", "an answer that begins like a label", "no doubt"),
)
def test_labels_with_a_slip_are_mended_and_answers_are_not(
    text: str, sure: float, meant: str
) -> None:
    cell = Cell(text, 0, Source(confidence=sure))
    (row,) = mended(Grid((Row((cell,)),))).blocks
    assert isinstance(row, Row)
    assert row.cells[0].text == meant
