"""Filings into one file of official forms, in the format that its name says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from jiheng.filing.model import Filing
from jiheng.rulebook import load
from jiheng.writing.official import layout, sheet, template, typeset, webpage
from jiheng.writing.official.layout import Form
from jiheng.writing.official.template import Closing, Template, TemplateError, unclosed

FORMATS = ("docx", "xlsx", "pdf", "html")
STYLES = "word/styles.xml"
TITLE = "项目支出绩效自评表"


def write(
    filings: Sequence[Filing],
    path: Path,
    form: Template | None = None,
    closing: Closing = unclosed,
) -> None:
    """Write the forms of some filings to a file, one after another.

    The format follows from the file's name. `form` is the template of all of them, without it each
    filing has its rulebook's. `closing` gives the line below a filing's form, such as that of
    `jiheng.filing.proof`, which readers take for no field. Raises TemplateError,
    typeset.NotTypeset, RulebookError and OSError.
    """
    kind = path.suffix.lower().removeprefix(".")
    forms = [form or template.of_rulebook(load(filing.rulebook)) for filing in filings]
    if kind == "docx":
        path.write_bytes(_document(filings, forms, closing))
    elif kind == "xlsx":
        laid = laid_out(filings, forms, closing)
        sheet.render(zip((f.project for f in filings), laid, strict=True), path)
    elif kind == "pdf":
        path.write_bytes(typeset.render(laid_out(filings, forms, closing)))
    elif kind in ("html", "htm"):
        title = filings[0].title if len(filings) == 1 else TITLE
        path.write_text(webpage.render(laid_out(filings, forms, closing), title), "utf-8")
    else:
        raise TemplateError(f"官方表样只能写成 {'、'.join(FORMATS)}；请改文件名 {path.name}")


def _document(filings: Sequence[Filing], forms: Sequence[Template], closing: Closing) -> bytes:
    if any(form is not forms[0] for form in forms):
        raise TemplateError(
            "这批表用的表样不同，不能写进同一个 Word 文件；请分开写，或用 --rulebook 定为同一种"
        )
    return forms[0].document(filings, closing)


def laid_out(
    filings: Sequence[Filing], forms: Sequence[Template], closing: Closing = unclosed
) -> list[Form]:
    """The forms of some filings as they lie on paper, each by its template."""
    found: list[Form] = []
    for filing, form in zip(filings, forms, strict=True):
        parts = dict(form.parts)
        styles = etree.fromstring(parts[STYLES]) if STYLES in parts else None
        found += layout.forms(form.filled([filing], closing), styles)
    return found
