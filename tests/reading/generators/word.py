"""Word files of forms, in XML written here: as Word writes them, and with clerks' bad habits.

A `Hand` is the way a file is written; each bad habit is the usual hand with one thing replaced.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from examples import make
from jiheng.reading import office as libreoffice
from jiheng.reading import text
from jiheng.reading.grid import Grid, Row
from jiheng.reading.labels import begins_row
from jiheng.reading.recognise import recognise

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    "</Types>"
)
OFFICE = NAMESPACES["r"]
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
STYLES = (
    '<w:styles xmlns:w="{w}"><w:style w:type="paragraph" w:default="1" w:styleId="a">'
    '<w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="b"><w:name w:val="secret"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="c"><w:name w:val="secret too"/>'
    '<w:basedOn w:val="b"/></w:style></w:styles>'
)
NUMBERS = (
    '<w:numbering xmlns:w="{w}">'
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)
RUN_PROPERTIES = (
    '<w:rPr><w:rFonts w:ascii="仿宋" w:eastAsia="仿宋" w:hAnsi="仿宋" w:hint="eastAsia"/>'
    '<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>'
)
PARAGRAPH_PROPERTIES = (
    '<w:pPr><w:widowControl/><w:spacing w:line="300" w:lineRule="exact"/><w:jc w:val="center"/>'
    f"{RUN_PROPERTIES}</w:pPr>"
)
PAGE = 9000


@dataclass(frozen=True)
class Piece:
    """One cell as it goes into a row: its text, its width in grid columns, its part in a merge."""

    text: str
    width: int = 1
    merge: str = ""


def run(words: str, properties: str = RUN_PROPERTIES) -> str:
    """A run; line breaks and tabs become elements."""
    parts = re.split("([\n\t])", words)
    inside = "".join(
        {"\n": "<w:br/>", "\t": "<w:tab/>"}.get(part)
        or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in parts
        if part
    )
    return f"<w:r>{properties}{inside}</w:r>" if inside else ""


def paragraph(inside: str, properties: str = PARAGRAPH_PROPERTIES) -> str:
    return f'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E">{properties}{inside}</w:p>'


def paragraphs(words: str, write: Callable[[str], str] = run) -> str:
    """The text of a cell: a paragraph for each line."""
    return "".join(paragraph(write(line)) for line in words.split("\n"))


def cell(piece: Piece, inside: str) -> str:
    span = f'<w:gridSpan w:val="{piece.width}"/>' if piece.width > 1 else ""
    merge = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}
    width = f'<w:tcW w:w="{piece.width * 1200}" w:type="dxa"/>'
    properties = f'{width}{span}{merge[piece.merge]}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(cells: Iterable[str], properties: str = '<w:trHeight w:val="400"/>') -> str:
    return f'<w:tr w:rsidR="00A77B3E"><w:trPr>{properties}</w:trPr>{"".join(cells)}</w:tr>'


def table(rows: Iterable[str], widths: Iterable[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{PAGE}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def plain_table(rows: list[list[Piece]], hand: Hand) -> str:
    """One table for all the rows, its columns alike."""
    width = max(sum(piece.width for piece in pieces) for pieces in rows)
    return table(
        (
            hand.row([hand.cell(piece, hand.inside(piece.text)) for piece in pieces])
            for pieces in rows
        ),
        [PAGE // width] * width,
    )


@dataclass(frozen=True)
class Hand:
    """The way a file is written: a cell's text, a cell, a row, a table, a line outside tables."""

    inside: Callable[[str], str] = paragraphs
    cell: Callable[[Piece, str], str] = cell
    row: Callable[[list[str]], str] = row
    table: Callable[[list[list[Piece]], Hand], str] = plain_table
    line: Callable[[str], str] = paragraphs
    before: str = ""
    after: str = ""


USUAL = Hand()


def grid_of(forms: Iterable[Mapping[str, Any]]) -> Grid:
    """The Grid of the forms' text dumps: what the Word file is to be read as."""
    return text.read("".join(map(make.render, forms)), begins_row)


def document(grid: Grid, hand: Hand = USUAL) -> bytes:
    """A .docx of a text dump's Grid, its rows in the Hubei layout with their merged cells."""
    return package(hand.before + "".join(_blocks(grid, hand)) + hand.after)


def package(body: str, **parts: str) -> bytes:
    """A .docx with this body; `parts` replace others, by the last part of their names."""
    declared = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items())
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:document {declared}><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": parts.get("document", xml),
        "word/_rels/document.xml.rels": relations(styles="styles.xml", numbering="numbering.xml"),
        "word/styles.xml": parts.get("styles", STYLES.format(**NAMESPACES)),
        "word/numbering.xml": parts.get("numbering", NUMBERS.format(**NAMESPACES)),
    }
    return zipped(files)


def relations(**targets: str) -> str:
    """A part of relationships: the kind of each, and its target."""
    return RELATIONS.format(
        "".join(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets.items(), 1)
        )
    )


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(data: bytes) -> str:
    """The body of a .docx as XML."""
    xml = parts_of(data)["word/document.xml"].decode()
    return xml.partition("<w:body>")[2].partition("<w:sectPr/>")[0]


def _blocks(grid: Grid, hand: Hand) -> Iterator[str]:
    for is_row, blocks in groupby(grid.blocks, lambda block: isinstance(block, Row)):
        if is_row:
            yield hand.table(laid_out([[c.text for c in block.cells] for block in blocks]), hand)
        else:
            yield from (hand.line(block.text) for block in blocks)


def laid_out(rows: list[list[str]]) -> list[list[Piece]]:
    """Rows of a dump with the widths and the merges of the printed form."""
    width = max(map(len, rows))
    pieces: list[list[Piece]] = []
    before: list[str] = []
    for cells in rows:
        merges = _merges(cells, before, width)
        pieces.append(
            [Piece(*one) for one in zip(cells, _widths(len(cells), width), merges, strict=True)]
        )
        before = cells
    return pieces


def _widths(count: int, width: int) -> list[int]:
    if count == width:
        return [1] * count
    if count == 2:
        return [2, width - 2]
    if count == 4:
        return [2, 2, 1, width - 5]
    return [1, width - count + 1, *[1] * (count - 2)] if count > 1 else [width]


def _merges(cells: list[str], before: list[str], width: int) -> list[str]:
    """Blank cells on the left go on with the label above them."""
    merges = ["restart" if cells[0].strip() else "continue", *[""] * (len(cells) - 1)]
    if len(cells) < 5:
        return ["" for _ in cells]
    if len(cells) == width:
        under = len(before) == width and "一级指标" not in before
        merges[1] = "restart" if cells[1].strip() or not under else "continue"
        merges[2] = "restart" if cells[2].strip() or merges[1] == "restart" else "continue"
    return merges


def facts(grid: Grid) -> list[dict[str, Any]]:
    """The filings of a Grid, without what says where they stand."""
    found = []
    for filing in recognise(grid, "", "document"):
        fields = msgspec.to_builtins(filing)
        for name in ("id", "path", "index", "sources"):
            fields.pop(name, None)
        for leftover in (*fields.get("placeholders", ()), *fields.get("unplaced", ())):
            leftover.pop("source", None)
        found.append(fields)
    return found


# Bad habits: each writes the same form


def _split(words: str) -> str:
    """A run for each character, as revision marks and spell checking leave them."""
    return "".join(
        run(character) + '<w:proofErr w:type="spellStart"/><w:bookmarkEnd w:id="0"/>'
        for character in words
    )


def _marked(words: str, ticked: str, empty: str) -> str:
    """A text whose ticks and boxes are written in another way, as XML of runs."""
    parts = re.split("([☑√■✓□])", words)
    return "".join(
        (empty if part == "□" else ticked) if re.fullmatch("[☑√■✓□]", part) else run(part)
        for part in parts
    )


def _ticks(ticked: str, empty: str) -> Hand:
    return Hand(inside=lambda words: paragraphs(words, lambda line: _marked(line, ticked, empty)))


def _symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def _letter(font: str, letter: str) -> str:
    return run(letter, f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>')


def _box(checked: int) -> str:
    sign = "☒" if checked else "☐"
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(sign)}</w:sdtContent></w:sdt>"
    )


def _mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def _instruction(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{escape(words)}</w:instrText></w:r>'


def _old_box(checked: str) -> str:
    box = f"<w:ffData><w:checkBox><w:sizeAuto/>{checked}</w:checkBox></w:ffData>"
    return _mark("begin", box) + _instruction(" FORMCHECKBOX ") + _mark("end")


def _field(words: str) -> str:
    """The text as the result of a field, with a field in its instruction."""
    if not words:
        return ""
    inner = _mark("begin") + _instruction("PAGE") + _mark("separate") + run("7") + _mark("end")
    begin = _mark("begin") + _instruction("=SUM(ABOVE) ") + inner
    return begin + _mark("separate") + run(words) + _mark("end")


def _tracked(words: str) -> str:
    """A text that replaced another one, with tracking on."""
    author = 'w:id="1" w:author="x" w:date="2022-01-01T00:00:00Z"'
    old = "<w:r><w:delText>88888</w:delText></w:r>"
    return (
        f"<w:del {author}>{old}</w:del><w:ins {author}>{run(words)}</w:ins>"
        f"<w:moveFrom {author}>{run('77777')}</w:moveFrom>"
    )


def _tracked_row(cells: list[str]) -> str:
    gone = [cell(Piece("", 1), paragraph(run("删去的一行")))] * 7
    author = '<w:{} w:id="1" w:author="x"/>'
    return row(gone, author.format("del")) + row(cells, author.format("ins"))


def _hidden(words: str) -> str:
    return (
        run("99999", "<w:rPr><w:vanish/></w:rPr>")
        + run(words, '<w:rPr><w:vanish w:val="0"/></w:rPr>')
        + run("66666", '<w:rPr><w:rStyle w:val="c"/></w:rPr>')
    )


def _controlled(inside: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="1"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'
    )


def _text_box(words: str) -> str:
    """A line in a text box: once as Word draws it, once more for older programs."""
    inside = f"<w:txbxContent>{paragraphs(words)}</w:txbxContent>"
    return paragraph(
        "<w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _note(words: str) -> str:
    return run(words) + (
        '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
    )


def _two_tables(rows: list[list[Piece]], hand: Hand) -> str:
    """The form in two tables, one for the budget and one for the indicators."""
    place = next((n for n, one in enumerate(rows) if "一级指标" in [p.text for p in one]), 0)
    parts = [part for part in (rows[:place], rows[place:]) if part]
    return paragraph("").join(plain_table(part, hand) for part in parts)


def _broken(rows: list[list[Piece]], hand: Hand) -> str:
    """The table broken by hand in the middle of its indicators, with the header once more."""
    head = next((n for n, one in enumerate(rows) if "一级指标" in [p.text for p in one]), 0)
    place = head + 4
    if head == 0 or place >= len(rows):
        return plain_table(rows, hand)
    again = [Piece("", 1), *rows[head][1:]]
    return (
        plain_table(rows[:place], hand)
        + paragraph('<w:r><w:br w:type="page"/></w:r>')
        + plain_table([again, *rows[place:]], hand)
    )


def _dragged(rows: list[list[Piece]], hand: Hand) -> str:
    """Every border dragged a little in every second row: slivers of columns between the columns."""
    width = max(sum(piece.width for piece in pieces) for pieces in rows)
    wide = PAGE // width
    written = []
    for number, pieces in enumerate(rows):
        shift = number % 2
        cells = []
        for place, piece in enumerate(pieces):
            first, last = place == 0, place == len(pieces) - 1
            columns = 2 * piece.width - (shift if first else 0) + (shift if last else 0)
            cells.append(
                hand.cell(Piece(piece.text, columns, piece.merge), hand.inside(piece.text))
            )
        written.append(hand.row(cells))
    return table(written, [wide - 40, 40] * width)


def _arranged(rows: list[list[Piece]], hand: Hand) -> str:
    """The form's table in the only cell of another table."""
    inside = plain_table(rows, hand) + paragraph("")
    return table([row([cell(Piece(""), inside)])], [PAGE])


def _unmerged(piece: Piece, inside: str) -> str:
    """No cells merged downward: the blank ones just stand there."""
    return cell(Piece(piece.text, piece.width), inside)


def _stale(piece: Piece, inside: str) -> str:
    """What was in cells before they were merged still stands in the file, out of sight."""
    return cell(piece, paragraph(run("从前")) if piece.merge == "continue" else inside)


def _sections(words: str) -> str:
    section = '<w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr>'
    return paragraph("", section) + paragraphs(words)


HABITS: dict[str, Hand] = {
    "usual": USUAL,
    "one run per character": Hand(inside=lambda words: paragraphs(words, _split)),
    "line breaks in cells": Hand(inside=lambda words: paragraph(run(words))),
    "ticks as symbols of Wingdings 2": _ticks(
        _symbol("Wingdings 2", "F052"), _symbol("Wingdings 2", "F0A3")
    ),
    "ticks as short symbols of Wingdings 2": _ticks(
        _symbol("Wingdings 2", "0052"), _symbol("Wingdings 2", "00A3")
    ),
    "ticks as symbols of Wingdings": _ticks(
        _symbol("Wingdings", "F0FE"), _symbol("Wingdings", "F0A8")
    ),
    "ticks without boxes": _ticks(_symbol("Wingdings", "F0FC"), _symbol("Wingdings", "F06F")),
    "ticks as letters in Wingdings 2": _ticks(
        _letter("Wingdings 2", "R"), _letter("Wingdings 2", "£")
    ),
    "ticks as letters in Wingdings": _ticks(
        _letter("Wingdings", "þ"), _letter("Wingdings", "\uf0a8")
    ),
    "ticks in check boxes": _ticks(_box(1), _box(0)),
    "ticks in old check boxes": _ticks(
        _old_box('<w:default w:val="0"/><w:checked/>'), _old_box('<w:default w:val="0"/>')
    ),
    "ticks printed over boxes": _ticks(
        _mark("begin") + _instruction("eq \\o\\ac(□,") + _instruction("√)") + _mark("end"), run("□")
    ),
    "results of fields": Hand(inside=lambda words: paragraphs(words, _field)),
    "simple fields": Hand(
        inside=lambda words: paragraphs(
            words, lambda line: f'<w:fldSimple w:instr="x">{run(line)}</w:fldSimple>'
        )
    ),
    "tracked changes": Hand(inside=lambda words: paragraphs(words, _tracked), row=_tracked_row),
    "hidden text": Hand(inside=lambda words: paragraphs(words, _hidden)),
    "content controls everywhere": Hand(
        inside=lambda words: _controlled(
            paragraphs(words, lambda line: _controlled(_controlled(run(line))))
        ),
        cell=lambda piece, inside: _controlled(cell(piece, inside)),
        row=lambda cells: _controlled(_controlled(row(cells))),
        table=lambda rows, hand: _controlled(plain_table(rows, hand)),
        line=lambda words: _controlled(paragraphs(words)),
    ),
    "lines above the table in text boxes": Hand(line=_text_box),
    "footnotes and comments": Hand(
        inside=lambda words: paragraphs(words, _note),
        line=lambda words: paragraphs(words, _note),
    ),
    "two tables for a form": Hand(table=_two_tables),
    "a table broken by hand": Hand(table=_broken),
    "borders dragged": Hand(table=_dragged),
    "a table in a table": Hand(table=_arranged),
    "nothing merged": Hand(cell=_unmerged),
    "old text under merged cells": Hand(cell=_stale),
    "several sections": Hand(line=_sections),
}
"""Name -> the hand: every one of these files is to be read exactly as its text dump."""


# The hands of others


def resaved(data: bytes, suffix: str, *ways: str) -> bytes:
    """A file opened and saved by LibreOffice in one format after another; the last one's bytes."""
    program = libreoffice.program()
    assert program, "需要 libreoffice-writer；make test 会装好它"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{suffix}"
        path.write_bytes(data)
        option = libreoffice.profile(Path(folder) / "profile", program, ())
        for way in ways:
            out = Path(folder) / way
            subprocess.run(
                [
                    program, option,
                    "--headless", "--convert-to", way, "--outdir", str(out), str(path),
                ],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            path = out / f"form.{way.partition(':')[0]}"
        return path.read_bytes()
