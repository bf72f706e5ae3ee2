"""Take the pictures of the gallery: `python docs/pictures.py [NAME...]`.

Web pages are photographed by Chromium, Word files and workbooks printed by LibreOffice.
`tests/writing/test_pictures.py` takes them again and compares.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import msgspec
import pypdfium2
from PIL import Image, ImageOps
from rich.console import Console
from rich.terminal_theme import MONOKAI

import jiheng
from jiheng.reading import office
from jiheng.rulebook import load
from jiheng.writing import terminal
from jiheng.writing.marked.mark import marked
from jiheng.writing.mended.mend import mended
from jiheng.writing.official import prepare
from jiheng.writing.reports import make

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
TARGET = HERE / "images"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --hide-scrollbars"
).split()
SCREEN = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin: 0; padding: 16px; color: {foreground}; background: {background}; }}
pre {{ font: 16px/1.5 "Noto Sans Mono CJK SC", monospace; margin: 0; }}
</style><pre>{code}</pre>"""
PROMPT = "$ jiheng check 平台咨询策划.txt"
COLOURS = 128
DOTS, DENSE = 60, 100
"""Dots per inch of a printed page, and of a wide one."""
EDGE = 10

Pictures = dict[str, Image.Image]


@cache
def batch() -> jiheng.Batch:
    """The examples."""
    return jiheng.read(EXAMPLES)


@cache
def report() -> dict[str, object]:
    """What checking the examples says."""
    return jiheng.check(batch()).report


def one_form() -> jiheng.Filing:
    """The form that the pictures show, as if it lay in a file of its own."""
    return msgspec.structs.replace(batch().filings[12], path="平台咨询策划.txt")


# On screen, by Chromium


def photographed(page: str, size: tuple[int, int], folder: Path) -> Image.Image:
    """A screenshot of a page's first `size` pixels."""
    source, target = folder / "page.html", folder / "page.png"
    source.write_text(page, "utf-8")
    chromium = shutil.which("chromium") or "chromium"
    where = [f"--user-data-dir={folder / 'profile'}", f"--screenshot={target}"]
    window = f"--window-size={size[0]},{size[1]}"
    subprocess.run(
        [chromium, *FLAGS, *where, window, source.as_uri()], check=True, capture_output=True
    )
    return Image.open(io.BytesIO(target.read_bytes())).convert("RGB")


def terminal_page() -> str:
    """What `jiheng check` prints for one form, as a terminal shows it."""
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    console.print(PROMPT, style="bold", highlight=False)
    terminal.render(jiheng.check(jiheng.Batch.of([one_form()])).report, console=console)
    return console.export_html(theme=MONOKAI, code_format=SCREEN)


def on_screen(folder: Path) -> Pictures:
    """The terminal, the web report with its overview and one card, the roll-up."""
    one = jiheng.check(jiheng.Batch.of([one_form()]))
    pages = {
        "terminal": (terminal_page(), (1060, 700)),
        "report": (jiheng.check(batch()).to_html(), (1100, 1000)),
        "form": (one.to_html(), (1100, 2600)),
        "rollup": (jiheng.rollup(batch()).to_html(), (1100, 1100)),
    }
    return {name: photographed(page, size, folder) for name, (page, size) in pages.items()}


# On paper


def printed(document: Path, pages: Iterable[int] = (0,), dots: int = DOTS) -> Image.Image:
    """Some pages of a PDF, side by side."""
    opened = pypdfium2.PdfDocument(document)
    shots = [opened[page].render(scale=dots / 72).to_pil().convert("RGB") for page in pages]
    opened.close()
    whole = Image.new("RGB", (sum(s.width for s in shots), max(s.height for s in shots)), "white")
    for place, shot in enumerate(shots):
        whole.paste(shot, (sum(s.width for s in shots[:place]), 0))
    return whole


def trimmed(picture: Image.Image) -> Image.Image:
    """A picture without the white around what is drawn."""
    left, top, right, bottom = ImageOps.invert(picture.convert("L")).getbbox()
    return picture.crop((left - EDGE, top - EDGE, right + EDGE, bottom + EDGE))


def typeset(folder: Path) -> Pictures:
    """What is written as PDF: official forms, blank ones, sticky notes, a letter of return."""
    filings = batch().filings[12:13]
    jiheng.write(filings, folder / "official.pdf")
    for rulebook, name in (("mof-2020", "national"), ("sichuan-2023", "sichuan")):
        jiheng.write(prepare.blank(load(rulebook), 2024), folder / f"blank-{name}.pdf")
    data = (folder / "official.pdf").read_bytes()
    read = jiheng.read_bytes(data, "a.pdf")
    noted = marked(data, read.filings, jiheng.check(read).report).data
    (folder / "noted.pdf").write_bytes(noted)
    (folder / "letter.pdf").write_bytes(make.letter_to(report(), "东西湖区融媒体中心", "pdf"))
    names = ("official", "blank-national", "blank-sichuan", "noted", "letter")
    return {name: printed(folder / f"{name}.pdf") for name in names}


def through_office(folder: Path) -> Pictures:
    """Word files and workbooks as LibreOffice prints them: annotated, fixed, a report, a review."""
    form, fixed = folder / "annotated.docx", folder / "fixed.docx"
    jiheng.write(batch().filings[12:13], form)
    jiheng.write(batch().filings[:1], fixed)
    read = jiheng.read(form)
    noted = marked(form.read_bytes(), read.filings, jiheng.check(read).report).data
    form.write_bytes(noted)
    fixed.write_bytes(mended(fixed.read_bytes(), jiheng.read(fixed).filings).data)
    make.on_batch(report(), jiheng.rollup(batch()).report(), folder / "batch.docx")
    make.working_paper(report(), folder / "review.xlsx")
    pages = {"annotated": (0,), "fixed": (0,), "batch": (0, 1, 2), "review": (13,)}
    made = [*folder.glob("*.docx"), *folder.glob("*.xlsx")]
    program = office.program()
    assert program, "需要 LibreOffice；make test 会装好它"
    own = office.profile(folder / "office", program, ())
    subprocess.run(
        [program, "--headless", own, "--convert-to", "pdf", "--outdir", folder, *sorted(made)],
        check=True,
        capture_output=True,
    )
    taken = {name: printed(folder / f"{name}.pdf", each) for name, each in pages.items()}
    return taken | {"review": trimmed(printed(folder / "review.pdf", pages["review"], DENSE))}


WAYS: tuple[Callable[[Path], Pictures], ...] = (on_screen, typeset, through_office)

if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for way in WAYS:
        with tempfile.TemporaryDirectory() as given:
            for picture, image in way(Path(given)).items():
                if picture in sys.argv[1:] or not sys.argv[1:]:
                    image.quantize(COLOURS).save(TARGET / f"{picture}.png", optimize=True)
