"""Web pages with forms: as government sites publish them, as Word and old editors write."""

from __future__ import annotations

import quopri
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from tests.reading.generators.spreadsheet import spans
from tests.reading.generators.word import laid_out

from jiheng.reading.grid import Grid, Row

STYLE = (
    "<style>td{border:1px solid #000} .hidden{color:red} table{border-collapse:collapse}</style>"
)
SCRIPT = "<script>document.write('<table><tr><td>项目名称</td></tr></table>')</script>"
MENU = (
    '<div class="head"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul>'
    '<form><input type="hidden" value="1"><input type="submit" value="搜索"></form></div>'
)
FOOT = '<div class="foot"><p>版权所有：某某区人民政府 备案号：鄂ICP备00000000号</p></div>'


def in_spaces(text: str) -> str:
    """Runs of spaces as editors write them; line breaks as <br>."""
    return escape(text).replace("  ", "&nbsp;&nbsp;").replace("\n", "<br>")


def in_paragraphs(text: str) -> str:
    """Each line a paragraph, its words in spans, as Word writes them."""
    lines = (in_spaces(line) or "&nbsp;" for line in text.split("\n"))
    return "".join(
        "<p class=MsoNormal align=center\nstyle='text-align:center'>"
        "<span lang=EN-US style='font-size:\n"
        f'10.5pt;font-family:"Times New Roman"\'>{line}<o:p></o:p></span></p>\n'
        for line in lines
    )


@dataclass(frozen=True)
class Hand:
    """The way a page is written: a cell's text, what ends cells and rows, the page around."""

    inside: Callable[[str], str] = in_spaces
    head: str = f'<meta charset="utf-8"><title>自评公开</title>{STYLE}{SCRIPT}'
    end: str = "</td>"
    end_row: str = "</tr>"
    before: str = MENU + '<div class="article"><div class="text">'
    after: str = "</div></div>" + FOOT
    table: str = '<table border="1" cellspacing="0"><tbody>{}</tbody></table>'
    line: str = '<p style="text-indent:2em">{}</p>'


def page(grids: Iterable[Grid], hand: Hand = Hand()) -> str:
    """A web page with the Grids of text dumps, one below another."""
    body = "\n".join(part for grid in grids for part in _parts(grid, hand))
    return (
        f"<!DOCTYPE html>\n<html><head>{hand.head}</head>\n"
        f"<body>{hand.before}{body}{hand.after}</body></html>"
    )


def _parts(grid: Grid, hand: Hand) -> Iterator[str]:
    for is_row, blocks in groupby(grid.blocks, lambda block: isinstance(block, Row)):
        if is_row:
            rows = laid_out([[cell.text for cell in block.cells] for block in blocks])
            yield hand.table.format("\n".join(_rows(rows, hand)))
        else:
            yield from (hand.line.format(hand.inside(block.text)) for block in blocks)


def _rows(rows: list, hand: Hand) -> Iterator[str]:
    cells: dict[int, list[str]] = {number: [] for number in range(len(rows))}
    for row, _, piece, below in spans(rows):
        columns = f' colspan="{piece.width}"' if piece.width > 1 else ""
        down = f" rowspan={below}" if below > 1 else ""
        cells[row].append(f"<td{columns}{down}>{hand.inside(piece.text)}{hand.end}")
    for row in cells.values():
        yield f"<tr>{''.join(row)}{hand.end_row}"


def archive(html: str, encoding: str) -> bytes:
    """A page in a single file (.mht), as Word and Internet Explorer save it."""
    body = quopri.encodestring(html.encode(encoding)).decode("ascii")
    return (
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="----=_Next"; type="text/html"\r\n\r\n'
        "This document is a single file web page.\r\n\r\n"
        "------=_Next\r\nContent-Location: file:///C:/form.htm\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        f'Content-Type: text/html; charset="{encoding}"\r\n\r\n{body}\r\n------=_Next--\r\n'
    ).encode("ascii")


# Bad habits: each writes the same forms

IN_A_FRAME = Hand(
    before=f'<table width="100%"><tr><td colspan=2>{MENU}</td></tr><tr><td>栏目导航</td><td>',
    after=f"</td></tr><tr><td colspan=2>{FOOT}</td></tr></table>",
)

HABITS: dict[str, Hand] = {
    "usual": Hand(),
    "as Word writes": Hand(inside=in_paragraphs),
    "cells and rows not closed": Hand(end="", end_row=""),
    "rows not closed": Hand(end_row="", table="<table>{}</table>"),
    "in a frame of tables": IN_A_FRAME,
    "no doctype, capitals": Hand(table="<TABLE BORDER=1>{}</TABLE>", line="<P>{}"),
    "centred by hand": Hand(table="<center><table>{}</table></center>", line="<div>{}</div>"),
}
