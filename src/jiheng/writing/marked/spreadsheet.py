"""A workbook with a note on each offending cell, a light highlight, and a sheet of the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from xml.sax.saxutils import escape

from lxml import etree

from jiheng.filing.model import Source
from jiheng.reading import package
from jiheng.writing.marked.notes import AUTHOR, Note
from jiheng.writing.marked.parts import OFFICE_LINKS, Parts
from jiheng.writing.marked.word import FILLS
from jiheng.writing.official.template import NOT_XML

URI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
S = f"{{{URI}}}"
R_ID = f"{{{OFFICE_LINKS}}}id"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
AFTER_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
"""What the schema has behind w:legacyDrawing in a sheet."""
FINDINGS = "jiheng 检查结果"
HEADINGS = ("工作表", "单元格", "级别", "问题")
WIDTHS = (20, 10, 8, 110)
SHAPES = """\
<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"\
 path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>\
<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
</xml>"""
SHAPE = """\
<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\
 xmlns:x="urn:schemas-microsoft-com:office:excel" id="jiheng{place}" type="#_x0000_t202"\
 style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">\
<v:fill color2="#ffffe1"/><v:textbox style="mso-direction-alt:auto"/>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>\
<x:Anchor>{right},15,{row},2,{far},15,{low},4</x:Anchor><x:AutoFill>False</x:AutoFill>\
<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """The workbook with each note on its cell; raises `Unreadable` for what is no workbook."""
    parts = Parts.of(data, "xl/workbook.xml")
    workbook = package.parsed(parts.data[parts.main])
    names = {
        sheet.get("name", ""): parts.target(parts.main, sheet.get(R_ID, ""))
        for sheet in workbook.iterfind(f"{S}sheets/{S}sheet")
    }
    looks = _Looks(parts)
    fresh = 0
    for name, part in names.items():
        here = [n for n in notes if n.source.sheet == name and n.source.row and n.source.column]
        if part is not None and part in parts.data:
            here = [note for note in here if not _stands(parts, part, note)]
            fresh += len(here)
            if here:
                _annotate(parts, part, here, looks)
    if not fresh:
        return data
    looks.save()
    _list(parts, workbook, notes)
    return parts.packed()


def _stands(parts: Parts, sheet: str, note: Note) -> bool:
    """Whether a note stands on its cell already."""
    name = parts.linked(sheet, "comments")
    if name is None or name not in parts.data:
        return False
    return any(
        comment.get("ref") == reference(note.source) and note.text in said(comment)
        for comment in package.parsed(parts.data[name]).iter(f"{S}comment")
    )


def said(element: etree._Element) -> str:
    """All the text inside of an element."""
    return "".join(str(text) for text in element.itertext())


def reference(source: Source) -> str:
    """A cell as Excel names it: C7."""
    column, letters = source.column or 1, ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return f"{letters}{source.row}"


def _annotate(parts: Parts, sheet: str, notes: Sequence[Note], looks: _Looks) -> None:
    root = package.parsed(parts.data[sheet])
    _draw(parts, sheet, root, _comment(parts, sheet, notes))
    cells = {cell.get("r"): cell for cell in root.iter(f"{S}c")}
    for note in notes:
        cell = cells.get(reference(note.source))
        if cell is not None:
            cell.set("s", looks.highlighted(int(cell.get("s", "0")), FILLS[note.severity]))
    parts.data[sheet] = _written(root)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _comment(parts: Parts, sheet: str, notes: Sequence[Note]) -> Sequence[Note]:
    """Put the notes into the part of a sheet's comments; a cell's own comment comes first.

    Gives back the first note on each cell that had no comment yet.
    """
    name = parts.linked(sheet, "comments")
    if name is None:
        name = parts.free("xl/comments{}.xml")
        parts.link(sheet, "comments", name)
        parts.declare(name, COMMENTS_TYPE)
        old = f'<comments xmlns="{URI}"><authors/><commentList/></comments>'.encode()
    else:
        old = parts.data[name]
    root = package.parsed(old)
    authors, listed = root.find(f"{S}authors"), root.find(f"{S}commentList")
    if authors is None or listed is None:
        return ()
    first = []
    etree.SubElement(authors, f"{S}author").text = AUTHOR
    known = {comment.get("ref"): comment for comment in listed}
    for note in notes:
        comment = known.get(reference(note.source))
        if comment is None:
            about = {"ref": reference(note.source), "authorId": str(len(authors) - 1)}
            comment = etree.SubElement(listed, f"{S}comment", about)
            etree.SubElement(comment, f"{S}text")
            known[reference(note.source)] = comment
            first.append(note)
            lead = ""
        else:
            lead = "\n\n"
        text = comment.find(f"{S}text")
        run = etree.SubElement(comment if text is None else text, f"{S}r")
        shown = etree.SubElement(run, f"{S}t")
        shown.text = lead + NOT_XML.sub("", note.text)
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts.add(name, _written(root))
    return first


def _draw(parts: Parts, sheet: str, root: etree._Element, notes: Sequence[Note]) -> None:
    """The boxes in which Excel shows notes, hidden until the mouse is over the cell."""
    if not notes:
        return
    name = parts.linked(sheet, "vmlDrawing")
    if name is None:
        name = parts.free("xl/drawings/jiheng{}.vml")
        link = parts.link(sheet, "vmlDrawing", name)
        parts.declare_ending("vml", DRAWING_TYPE)
        drawing = etree.Element(f"{S}legacyDrawing", {R_ID: link})
        behind = [child for child in root if etree.QName(child).localname in AFTER_DRAWING]
        if behind:
            behind[0].addprevious(drawing)
        else:
            root.append(drawing)
        parts.add(name, SHAPES.encode())
    drawn = parts.data[name].decode("utf-8", "replace")
    shapes = "".join(
        SHAPE.format(
            place=reference(note.source),
            row=(note.source.row or 1) - 1,
            column=(note.source.column or 1) - 1,
            right=note.source.column,
            far=(note.source.column or 1) + 4,
            low=(note.source.row or 1) + 3 + note.text.count("\n") * 2,
        )
        for note in notes
    )
    end = drawn.rindex("</xml>")
    parts.data[name] = (drawn[:end] + shapes + drawn[end:]).encode()


class _Looks:
    """The cell styles of a workbook, and those made of them with a light fill."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.name = parts.linked(parts.main, "styles")
        xml = parts.data.get(self.name or "")
        self.root = package.parsed(xml) if xml else None
        self.made: dict[tuple[int, str], str] = {}
        self.fills: dict[str, str] = {}

    def highlighted(self, style: int, fill: str) -> str:
        """The number of a style like another, with a fill; of the same where it has one."""
        if self.root is None:
            return str(style)
        if (style, fill) not in self.made:
            self.made[style, fill] = self._made(style, fill)
        return self.made[style, fill]

    def _made(self, style: int, fill: str) -> str:
        styles = self.root.find(f"{S}cellXfs") if self.root is not None else None
        if styles is None or style >= len(styles) or styles[style].get("fillId", "0") != "0":
            return str(style)
        look = deepcopy(styles[style])
        look.set("fillId", self._fill(fill))
        look.set("applyFill", "1")
        styles.append(look)
        styles.set("count", str(len(styles)))
        return str(len(styles) - 1)

    def _fill(self, colour: str) -> str:
        if colour not in self.fills and self.root is not None:
            fills = self.root.find(f"{S}fills")
            if fills is None:
                return "0"
            pattern = etree.SubElement(
                etree.SubElement(fills, f"{S}fill"), f"{S}patternFill", {"patternType": "solid"}
            )
            etree.SubElement(pattern, f"{S}fgColor", {"rgb": f"FF{colour}"})
            fills.set("count", str(len(fills)))
            self.fills[colour] = str(len(fills) - 1)
        return self.fills.get(colour, "0")

    def save(self) -> None:
        """Put the styles back, where any was made."""
        if self.root is not None and self.name is not None and self.made:
            self.parts.data[self.name] = _written(self.root)


# The sheet of the findings


def _list(parts: Parts, workbook: etree._Element, notes: Sequence[Note]) -> None:
    sheets = workbook.find(f"{S}sheets")
    if sheets is None:
        return
    old = [sheet for sheet in sheets if sheet.get("name") == FINDINGS]
    name = parts.target(parts.main, old[0].get(R_ID, "")) if old else None
    if name is None:
        name = parts.free("xl/worksheets/jiheng{}.xml")
        number = max((int(sheet.get("sheetId", "0")) for sheet in sheets), default=0) + 1
        link = parts.link(parts.main, "worksheet", name)
        parts.declare(name, SHEET_TYPE)
        about = {"name": FINDINGS, "sheetId": str(number), R_ID: link}
        etree.SubElement(sheets, f"{S}sheet", about)
        parts.data[parts.main] = _written(workbook)
    rows = [HEADINGS, *(row for note in notes for row in _rows(note))]
    parts.add(name, _sheet(rows).encode())


def _rows(note: Note) -> Iterable[tuple[str, ...]]:
    for finding in note.findings:
        head, _, told = finding[0].partition("｜")
        code, _, degree = head.partition(" ")
        place = reference(note.source) if note.source.row and note.source.column else ""
        yield note.source.sheet or "", place, degree, f"{code} {told}\n" + "\n".join(finding[1:])


def _sheet(rows: Sequence[tuple[str, ...]]) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(WIDTHS, 1)
    )
    lines = "".join(f'<row r="{n}">{_cells(n, row)}</row>' for n, row in enumerate(rows, 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{URI}">'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{lines}</sheetData>"
        f'<autoFilter ref="A1:D{len(rows)}"/></worksheet>'
    )


def _cells(number: int, row: tuple[str, ...]) -> str:
    places = (f"{letter}{number}" for letter in "ABCD")
    return "".join(_text(text, place) for text, place in zip(row, places, strict=True))


def _text(text: str, place: str) -> str:
    words = escape(NOT_XML.sub("", text.strip()))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
