"""PDF as people make it: the form on paper, printed by Chromium or by LibreOffice Writer.

`paper` lays a form of examples/forms.toml out in the Hubei layout with its merged cells, `html`
writes it down; the two programs do the rendering.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium

from examples import make
from jiheng.reading import office

Form = Mapping[str, Any]

CHROMIUM = (
    "chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking"
).split()
OFFICE = "--headless --norestore --nolockcheck".split()

WIDTHS = (74, 76, 102, 114, 58, 46, 40)
"""Points: the columns of the form on A4."""


class Laid(NamedTuple):
    """A cell on paper: its text, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def paper(form: Form) -> Iterator[list[Laid]]:
    """The rows of one form in the Hubei layout, seven columns wide."""
    yield [Laid("项目名称"), Laid(form["project"], 6)]
    yield [
        Laid("主管部门"),
        Laid(form["supervising_department"], 3),
        Laid("项目实施单位"),
        Laid(form["implementing_unit"], 2),
    ]
    for key, label in make.CHOICES.items():
        yield [Laid(label), Laid(form[key], 6)]
    yield from _budget(form["budget"])
    yield from _indicators(form)
    for key, label in make.NARRATIVES.items():
        yield [Laid(label), Laid(form[key], 6)]
    sign_off = [form["opinion"], f"签名：{form['signature']}", " ", form["signed_on"]]
    yield [Laid(make.OPINION_LABEL), Laid("\n".join(sign_off), 6)]


def _budget(budget: Form) -> Iterator[list[Laid]]:
    label = Laid(budget.get("label", make.BUDGET_LABEL), 1, 2)
    heads = (Laid(name) for name in budget.get("columns", make.BUDGET_COLUMNS))
    yield [label, Laid("", 2), *heads]
    figures = (Laid(budget.get(key, "")) for key in ("approved", "executed", "rate", "score"))
    yield [Laid(budget.get("row", make.BUDGET_ROW), 2), *figures]


def _indicators(form: Form) -> Iterator[list[Laid]]:
    total = sum(len(group["rows"]) for group in form["groups"])
    label = Laid(form.get("performance", make.PERFORMANCE_LABEL), 1, total + 1)
    yield [label, *map(Laid, form.get("columns", make.INDICATOR_COLUMNS))]
    for group in form["groups"]:
        rows = group["rows"]
        for index, (level2, *cells) in enumerate(rows):
            row = [Laid(group["label"], 1, len(rows))] if index == 0 else []
            if level2 or index == 0:
                below = next(n for n in count(1) if index + n >= len(rows) or rows[index + n][0])
                row.append(Laid(level2, 1, below))
            yield [*row, *map(Laid, cells)]


def above(form: Form) -> list[str]:
    """The lines over the table."""
    line = f"单位名称：{form['unit']}　　　　填报日期：{form['filled_on']}"
    return [form.get("annex", make.ANNEX).strip(), form["title"], line]


def below(form: Form) -> list[str]:
    """The lines under the table."""
    return ["备注：", *form.get("notes", ())] if "notes" in form else []


STYLE = """
@page { size: A4; margin: 20mm 15mm }
body { font: 8.5pt/1.5 "Noto Serif CJK SC"; margin: 0 }
p { margin: 0; white-space: pre-wrap }
p.title { font-size: 16pt; text-align: center }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
td { border: 0.75pt solid #000; padding: 3pt 4pt; white-space: pre-wrap; text-align: center }
td.wide { text-align: left }
"""


def html(forms: Iterable[Form], style: str = "", *, head: int = 0) -> str:
    """One web page with the forms one after another; `style` is added to the ruled A4 style.

    The first `head` rows of each table are repeated on every page that it covers.
    """
    body = "".join(_article(form, head) for form in forms)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8">'
        f"<style>{STYLE}{style}</style><body>{body}</body></html>"
    )


def _article(form: Form, head: int) -> str:
    rows = list(paper(form))
    columns = "".join(f'<col style="width:{width / sum(WIDTHS):.2%}">' for width in WIDTHS)
    return "".join(
        (
            "<section>",
            *(
                f'<p class="{"title" * (n == 1)}">{escape(t)}</p>'
                for n, t in enumerate(above(form))
            ),
            f"<table><colgroup>{columns}</colgroup>",
            f"<thead>{''.join(map(_tr, rows[:head]))}</thead>" if head else "",
            f"<tbody>{''.join(map(_tr, rows[head:]))}</tbody></table>",
            *map(_line, below(form)),
            "</section>",
        )
    )


def _line(text: str, name: str = "") -> str:
    return f'<p class="{name}">{escape(text)}</p>'


def _tr(row: list[Laid]) -> str:
    return f"<tr>{''.join(map(_td, row))}</tr>"


def _td(cell: Laid) -> str:
    wide = ' class="wide"' if cell.columns > 2 else ""
    spans = f' colspan="{cell.columns}" rowspan="{cell.rows}"'
    return f"<td{wide}{spans}>{escape(cell.text)}</td>"


def printed(page: str, folder: Path) -> bytes:
    """The PDF that Chromium prints of a web page."""
    assert shutil.which("chromium"), "需要 Debian 的 chromium；make test 会装好它"
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, "utf-8")
    options = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}")
    command = [*CHROMIUM, *options, "--no-pdf-header-footer", source.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return target.read_bytes()


def from_word(document: bytes, folder: Path) -> bytes:
    """The PDF that LibreOffice Writer makes of a .docx."""
    program = office.program()
    assert program, "需要 libreoffice-writer；make test 会装好它"
    source = folder / "form.docx"
    source.write_bytes(document)
    profile = office.profile(folder / "office", program, ())
    command = [
        program,
        *OFFICE,
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return source.with_suffix(".pdf").read_bytes()


# What else befalls a PDF


def turned(data: bytes, quarters: int, *, flagged: bool) -> bytes:
    """Each page turned clockwise, by its /Rotate where `flagged`, else in what is painted."""
    with pdfium2.PdfDocument(data) as document:
        for page in document:
            if flagged:
                page.set_rotation(90 * quarters)
            else:
                _turn_content(page, quarters)
        return _saved(document)


def _turn_content(page: Any, quarters: int) -> None:
    width, height = page.get_size()
    a, b, c, d, e, f = (
        (1, 0, 0, 1, 0, 0),
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )[quarters % 4]
    matrix = pdfium.FS_MATRIX(a, b, c, d, e, f)
    size = (height, width) if quarters % 2 else (width, height)
    clip = pdfium.FS_RECTF(0, size[1], size[0], 0)
    page.set_mediabox(0, 0, *size)
    pdfium.FPDFPage_TransFormWithClip(page, matrix, clip)


def scanned(data: bytes) -> bytes:
    """The pages as pictures, with nothing to read."""
    with pdfium2.PdfDocument(data) as document, pdfium2.PdfDocument.new() as found:
        for page in document:
            width, height = page.get_size()
            picture = pdfium2.PdfImage.new(found)
            picture.set_bitmap(page.render(scale=200 / 72))
            picture.set_matrix(pdfium2.PdfMatrix().scale(width, height))
            shown = found.new_page(width, height)
            shown.insert_obj(picture)
            shown.gen_content()
        return _saved(found)


def joined(*parts: bytes) -> bytes:
    """The pages of several PDFs in one."""
    with pdfium2.PdfDocument.new() as found:
        for part in parts:
            with pdfium2.PdfDocument(part) as document:
                found.import_pages(document)
        return _saved(found)


def _saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_secret(data: bytes) -> bytes:
    """A PDF that asks for a password which nobody knows."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (
        b"5a" * 32,
        b"a5" * 32,
    )
    return data.replace(b"trailer\n<<", b"trailer\n<<" + lock).replace(
        b"trailer <<", b"trailer <<" + lock
    )


def without_unicode(data: bytes) -> bytes:
    """A PDF whose fonts do not say which characters their glyphs are."""
    return data.replace(b"/ToUnicode", b"/NoUnicode")


def drawn(*pages: str, width: float = 400, height: float = 300) -> bytes:
    """A PDF of content streams as they are, with Helvetica as /F."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    body = "%PDF-1.4\n" + "".join(
        f"{number} 0 obj\n{inside}\nendobj\n" for number, inside in enumerate(objects, 1)
    )
    return (body + "trailer\n<</Root 1 0 R>>\n%%EOF\n").encode("latin-1")
