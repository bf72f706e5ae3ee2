"""A filing as it is printed: its form, the line with its code, and how a page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from jiheng.filing.model import Filing as CoreFiling
from jiheng.filing.proof import closing_line
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import template_of
from jiheng.web.signing.models import Signature
from jiheng.writing.official.layout import Cell, Line, Table, parted
from jiheng.writing.official.template import Template
from jiheng.writing.official.write import laid_out


def code_line(filing: Filing) -> str:
    """The line below a signed filing's form: its code, and where to verify it; "" for unsigned."""
    signature = Signature.objects.filter(filing=filing, voided_at=None).first()
    return line_of(signature) if signature else ""


def line_of(signature: Signature) -> str:
    """The line of a signature."""
    address = f"{settings.SITE}{reverse('signing:enter')}" if settings.SITE else ""
    return closing_line(signature.code, address)


FACES = {"黑体": "sans", "方正小标宋简体": "title"}
"""Fonts as Word names them -> classes of the page's sheet."""


@dataclass(frozen=True)
class Shown:
    """A line, or a table by rows, as a page shows it; widths in percent."""

    line: Line | None = None
    widths: tuple[int, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


def paper(filing: Filing) -> list[Shown]:
    """What a filing's form says from top to bottom, as it will be printed."""
    return list(
        _shown(contents.filing_of(filing.content), template_of(filing.cycle), code_line(filing))
    )


def _shown(filing: CoreFiling, form: Template, closing: str) -> Iterator[Shown]:
    for laid in laid_out([filing], [form], lambda _: closing):
        for block in laid.blocks:
            if isinstance(block, Table):
                yield _table(parted(block))
            else:
                yield Shown(line=block)


def _table(table: Table) -> Shown:
    whole = sum(table.widths) or 1
    rows = {row: tuple(cells) for row, cells in groupby(table.cells, key=lambda cell: cell.row)}
    return Shown(
        widths=tuple(round(width * 100 / whole) for width in table.widths),
        rows=tuple(rows.get(row, ()) for row in range(len(table.heights))),
    )
