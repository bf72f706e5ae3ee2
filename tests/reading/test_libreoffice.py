"""What clerks put into forms with LibreOffice: seals over cells, tracked changes, text boxes."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from tests.reading.generators import pdf as printer
from tests.reading.generators import word as generator
from tests.reading.generators.word import facts

from examples import make
from jiheng.reading import pdf, word
from jiheng.reading.grid import Grid

FORMS = 2


@pytest.fixture(scope="module")
def dump() -> Grid:
    return generator.grid_of(make.forms()[:FORMS])


def seal() -> str:
    """A round red seal as the address of a picture."""
    picture = Image.new("RGBA", (90, 90), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((4, 4, 86, 86), outline=(215, 50, 60, 255), width=5)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def sealed_page() -> str:
    """The forms as a page with a seal at the beginning of every third cell."""
    first, *cells = printer.html(make.forms()[:FORMS]).split("<td")
    for number, cell in enumerate(cells):
        if number % 3 == 0:
            head, _, rest = cell.partition(">")
            cells[number] = f'{head}><img src="{seal()}" width="20" height="20">{rest}'
    return "<td".join((first, *cells))


def squeezed(found: object) -> str:
    return "".join(str(found).replace("\\n", "").split())


def test_seals_in_cells_are_no_text_and_cost_none(dump: Grid) -> None:
    data = generator.resaved(sealed_page().encode(), "html", "odt", "docx")
    assert "word/media/" in " ".join(generator.parts_of(data))
    assert squeezed(facts(word.read(data))) == squeezed(facts(dump))


def test_seals_in_cells_of_a_pdf(dump: Grid, tmp_path: Path) -> None:
    data = printer.printed(sealed_page(), tmp_path)
    assert b"/Subtype /Image" in data or b"/Subtype/Image" in data
    assert squeezed(facts(pdf.read(data))) == squeezed(facts(dump))


HANDS = {
    "w:del ": replace(generator.HABITS["tracked changes"], row=generator.USUAL.row),
    "txbxContent": generator.HABITS["lines above the table in text boxes"],
}
"""What tells the habit in what LibreOffice saved -> the hand; it keeps no deleted rows."""


@pytest.mark.parametrize("mark", HANDS)
def test_tracked_changes_and_text_boxes(dump: Grid, mark: str) -> None:
    given = generator.document(dump, HANDS[mark])
    data = generator.resaved(given, "docx", "odt", "docx")
    assert mark in generator.body_of(data)
    assert squeezed(facts(word.read(data))) == squeezed(facts(dump))
