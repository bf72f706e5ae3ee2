"""A Word document with nothing in it, not even what its maker's own empty one carries along."""

from __future__ import annotations

from docx import Document
from docx.document import Document as Opened

SPARE = ("stylesWithEffects", "thumbnail", "customXml", "numbering")
"""Kinds of parts to do without: styles told twice, which differ; a picture; lists of others."""
STYLES = (
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"),
    *("header", "Header Char", "footer", "Footer Char"),
)
"""The styles to keep; an office's list of styles is not filled with a hundred foreign ones."""


def empty() -> Opened:
    """An empty document by python-docx, without the parts that say nothing or contradict others."""
    document = Document()
    for owner in (document.part, document.part.package):
        spare = [name for name, link in owner.rels.items() if link.reltype.endswith(SPARE)]
        for name in spare:
            owner.rels.pop(name)
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in STYLES:
            styles.remove(style)
    about = document.core_properties
    about.author, about.title, about.comments = "jiheng", "", ""
    return document
