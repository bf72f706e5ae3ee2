"""A report as a Word file in the manner of official documents: fonts, 30-point lines, pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from zipfile import ZipFile

from docx.document import Document as Opened
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

from jiheng.writing.official.empty import empty
from jiheng.writing.official.template import NOT_XML, packed
from jiheng.writing.reports.content import Bars, Block, Heading, Listing, Text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONTS = {0: "方正小标宋简体", 1: "黑体", 2: "楷体_GB2312"}
BODY, LATIN = "仿宋_GB2312", "Times New Roman"
SIZES = {0: 22.0, 1: 16.0, 2: 16.0}
TEXT_SIZE, TABLE_SIZE = 16.0, 10.5
LINE = 30
"""Points from line to line."""
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
WIDTH = 8845
"""Twips between the margins of A4."""
STEPS = 40
"""Into how many steps a bar is divided."""
INK = "4A6FA5"
WHOLE = "<w:cantSplit/>"
LONG = 300
"""Characters from which a cell may go on over the end of a page."""


def render(blocks: Iterable[Block]) -> bytes:
    """The Word file of a report; the same report gives the same bytes."""
    document = empty()
    _page(document)
    body = document.element.body
    section = body[-1]
    for block in blocks:
        for xml in _block(block):
            section.addprevious(parse_xml(xml))
    made = BytesIO()
    document.save(made)
    with ZipFile(made) as archive:
        return packed((name, archive.read(name)) for name in archive.namelist())


def _page(document: Opened) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, value in MARGINS.items():
        setattr(section, name, Mm(value))
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    footer = section.footer.paragraphs[0]
    fields = "".join(
        f'<w:r><w:rPr><w:sz w:val="28"/></w:rPr>{inside}</w:r>'
        for inside in (
            *("<w:t>— </w:t>", '<w:fldChar w:fldCharType="begin"/>'),
            *("<w:instrText>PAGE</w:instrText>", '<w:fldChar w:fldCharType="separate"/>'),
            *("<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>', "<w:t> —</w:t>"),
        )
    )
    numbered = f'<w:p xmlns:w="{W}"><w:pPr><w:jc w:val="center"/></w:pPr>{fields}</w:p>'
    footer._p.getparent().replace(footer._p, parse_xml(numbered))


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield _heading(block)
    elif isinstance(block, Text):
        indent = f'<w:ind w:firstLine="{int(TEXT_SIZE * 40)}"/>' if block.indent else ""
        yield _paragraph(block.text, _lines() + indent + _align(block.align), BODY, TEXT_SIZE)
    elif isinstance(block, Listing):
        yield _table(block)
        yield _gap()
    else:
        yield _paragraph(block.title, _align("center"), FONTS[1], TABLE_SIZE + 1.5)
        yield _bars(block)
        yield _gap()


def _heading(block: Heading) -> str:
    title = block.level == 0
    indent = "" if title else f'<w:ind w:firstLine="{int(TEXT_SIZE * 40)}"/>'
    align = _align("center" if title else "left")
    level = "" if title else f'<w:outlineLvl w:val="{block.level - 1}"/>'
    layout = f"<w:keepNext/>{_lines()}{indent}{align}{level}"
    return _paragraph(block.text, layout, FONTS[block.level], SIZES[block.level])


def _lines() -> str:
    return f'<w:spacing w:line="{LINE * 20}" w:lineRule="exact"/>'


def _align(align: str) -> str:
    return "" if align == "left" else f'<w:jc w:val="{align}"/>'


def _gap() -> str:
    return _paragraph("", '<w:spacing w:line="200" w:lineRule="exact"/>', BODY, 5)


def _paragraph(text: str, layout: str, font: str, size: float) -> str:
    return f'<w:p xmlns:w="{W}"><w:pPr>{layout}</w:pPr>{_run(text, font, size)}</w:p>'


def _run(text: str, font: str, size: float) -> str:
    look = (
        f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{int(size * 2)}"/></w:rPr>'
    )
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{_escaped(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{look}{lines}</w:r>" if text else ""


def _escaped(text: str) -> str:
    clean = NOT_XML.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


ROOM = (("top", 40), ("left", 70), ("bottom", 40), ("right", 70))
"""Twips between a cell's text and its borders."""
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _table(block: Listing) -> str:
    whole = sum(block.widths)
    widths = [int(WIDTH * width / whole) for width in block.widths]
    head = _row(block.heads, widths, (), FONTS[1], f"{WHOLE}<w:tblHeader/>")
    rows = "".join(
        _row(row, widths, block.numbers, BODY, "" if _long(row) else WHOLE) for row in block.rows
    )
    return _framed(f"<w:tblBorders>{BORDERS}</w:tblBorders>", widths, head + rows)


def _long(row: Sequence[str]) -> bool:
    """Whether a row may go on over the end of a page."""
    return max(map(len, row)) > LONG


def _framed(borders: str, widths: Sequence[int], rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in ROOM)
    margins = f"<w:tblCellMar>{sides}</w:tblCellMar>"
    about = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
    )
    return f'<w:tbl xmlns:w="{W}">{about}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _row(
    row: Sequence[str], widths: Sequence[int], numbers: Sequence[int], font: str, about: str
) -> str:
    cells = "".join(
        _cell(_run(text, font, TABLE_SIZE), width, "right" if at in numbers else _beside(font))
        for at, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"<w:tr><w:trPr>{about}</w:trPr>{cells}</w:tr>" if about else f"<w:tr>{cells}</w:tr>"


def _beside(font: str) -> str:
    return "center" if font == FONTS[1] else "left"


def _cell(inside: str, width: int, align: str, about: str = "") -> str:
    layout = f"<w:pPr>{_align(align)}</w:pPr>" if align != "left" else ""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties = f'<w:tcPr>{size}{about}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{properties}<w:p>{layout}{inside}</w:p></w:tc>"


def _bars(block: Bars) -> str:
    """Bars as shaded cells: sharp at any size, in Word as in WPS."""
    label, value = int(WIDTH * 0.34), int(WIDTH * 0.08)
    step = (WIDTH - label - value) // STEPS
    most = max((size for _, size, _ in block.bars), default=0) or 1
    rows = []
    for name, size, printed in block.bars:
        long = round(STEPS * size / most)
        cells = [_cell(_run(name, BODY, TABLE_SIZE), label, "right")]
        if long:
            cells.append(_cell("", long * step, "left", _spanned(long, INK)))
        rest = STEPS - long
        told = _run(printed, BODY, TABLE_SIZE)
        cells.append(_cell(told, value + rest * step, "left", _spanned(rest + 1)))
        about = '<w:trPr><w:cantSplit/><w:trHeight w:val="340"/></w:trPr>'
        rows.append(f"<w:tr>{about}{''.join(cells)}</w:tr>")
    apart = '<w:insideH w:val="single" w:sz="24" w:space="0" w:color="FFFFFF"/>'
    return _framed(
        f"<w:tblBorders>{apart}</w:tblBorders>", [label, *([step] * STEPS), value], "".join(rows)
    )


def _spanned(columns: int, fill: str = "") -> str:
    span = f'<w:gridSpan w:val="{columns}"/>'
    return span + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
