"""Take the pictures of the gallery: `python docs/pictures.py`, with Chromium and ImageMagick."""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.terminal_theme import MONOKAI

import jiheng
from jiheng.rulebook import load
from jiheng.writing import terminal
from jiheng.writing.marked.mark import marked
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


def photograph(page: Path, name: str, size: tuple[int, int]) -> None:
    """A screenshot of a page, its margins trimmed, as images/NAME.png."""
    target = TARGET / f"{name}.png"
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                shutil.which("chromium") or "chromium",
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--screenshot={target}",
                f"--window-size={size[0]},{size[1]}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
    subprocess.run(["convert", str(target), "-colors", "128", str(target)], check=True)


def one_form() -> jiheng.Filing:
    """The form that the pictures show, as if it lay in a file of its own."""
    return msgspec.structs.replace(jiheng.read(EXAMPLES).filings[12], path="平台咨询策划.txt")


def terminal_picture(folder: Path) -> None:
    """What `jiheng check` prints for one form, as a terminal shows it."""
    batch = jiheng.Batch.of([one_form()])
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    console.print(PROMPT, style="bold", highlight=False)
    terminal.render(jiheng.check(batch).report, console=console)
    page = folder / "terminal.html"
    page.write_text(console.export_html(theme=MONOKAI, code_format=SCREEN), "utf-8")
    photograph(page, "terminal", (1060, 700))


def report_pictures(folder: Path) -> None:
    """The HTML report: its overview, and one card."""
    page = folder / "report.html"
    page.write_text(jiheng.check(jiheng.read(EXAMPLES)).to_html(), "utf-8")
    photograph(page, "report", (1100, 1000))
    one = jiheng.Batch.of([one_form()])
    page.write_text(jiheng.check(one).to_html(), "utf-8")
    photograph(page, "form", (1100, 2600))


def rollup_picture(folder: Path) -> None:
    """The roll-up of the examples: totals by unit, and the first indicators."""
    page = folder / "rollup.html"
    page.write_text(jiheng.rollup(jiheng.read(EXAMPLES)).to_html(), "utf-8")
    photograph(page, "rollup", (1100, 1100))


def printed(document: Path, name: str, pages: int = 1) -> None:
    """The first pages of a PDF, side by side, as images/NAME.png."""
    with tempfile.TemporaryDirectory() as folder:
        taken = f"{folder}/page"
        subprocess.run(
            ["pdftoppm", "-r", "60", "-l", str(pages), "-png", str(document), taken], check=True
        )
        shots = sorted(map(str, Path(folder).iterdir()))
        target = str(TARGET / f"{name}.png")
        subprocess.run(["convert", *shots, "+append", "-colors", "64", target], check=True)


def through_office(document: Path) -> Path:
    """A Word file as LibreOffice prints it."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", document.parent, document],
        check=True,
        capture_output=True,
    )
    return document.with_suffix(".pdf")


def paper_pictures(folder: Path) -> None:
    """The official form as PDF, the same annotated in Word, and the report on a batch."""
    batch = jiheng.read(EXAMPLES)
    filings = batch.filings[12:13]
    jiheng.write(filings, folder / "official.pdf")
    printed(folder / "official.pdf", "official")
    for rulebook, name in (("mof-2020", "national"), ("sichuan-2023", "sichuan")):
        blank = prepare.blank(load(rulebook), 2024)
        jiheng.write(blank, folder / f"{name}.pdf")
        printed(folder / f"{name}.pdf", f"blank-{name}")
    form = folder / "annotated.docx"
    jiheng.write(filings, form)
    report = jiheng.check(jiheng.read(form)).report
    form.write_bytes(marked(form.read_bytes(), jiheng.read(form).filings, report).data)
    printed(through_office(form), "annotated")
    paper = folder / "batch.docx"
    make.on_batch(jiheng.check(batch).report, jiheng.rollup(batch).report(), paper)
    printed(through_office(paper), "batch", pages=3)


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        terminal_picture(Path(name))
        report_pictures(Path(name))
        rollup_picture(Path(name))
        paper_pictures(Path(name))
