"""Official forms as one web page that needs nothing else, and prints on A4 a form to a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import Environment
from markupsafe import Markup

from jiheng.writing.official.layout import Cell, Form, Line, Table, parted

FALLBACK = {
    "方正小标宋简体": '"Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif',
    "黑体": 'SimHei, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif',
}
PLAIN = '仿宋, FangSong, STFangsong, FandolFang, "Noto Serif CJK SC", SimSun, serif'
"""Fonts of Chinese offices, and after them what other machines have."""

PAGE = Environment(autoescape=True).from_string("""\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { margin: 0; background: #f3f1ec; color: #000; }
.form { box-sizing: border-box; max-width: 210mm; margin: 12px auto; padding: 15mm 18mm;
  background: #fff; overflow-x: auto; }
.form p { margin: 0 0 4pt; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 150mm; }
table + table { margin-top: -1px; }
td { border: 1px solid #000; padding: 2pt 4pt; vertical-align: middle; overflow-wrap: anywhere; }
td p { margin: 0 !important; }
@page { size: A4; margin: 15mm 18mm; }
@media print {
  body { background: none; }
  .form { max-width: none; margin: 0; padding: 0; }
  .form + .form { break-before: page; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
</style>
</head>
<body>
{% for blocks in forms %}<div class="form">
{% for block in blocks %}{{ block }}
{% endfor %}</div>
{% endfor %}</body>
</html>
""")


def render(forms: Iterable[Form], title: str) -> str:
    """The page of some forms."""
    return PAGE.render(title=title, forms=[list(map(_block, form.blocks)) for form in forms])


def _block(block: Line | Table) -> Markup:
    return _line(block) if isinstance(block, Line) else _table(parted(block))


def _line(line: Line) -> Markup:
    fonts = ", ".join(filter(None, (f'"{line.font}"' if line.font else "", _fallback(line.font))))
    bold = "; font-weight: bold" if line.bold else ""
    style = f"font: {line.size:g}pt/1.4 {fonts}; text-align: {line.align}{bold}"
    text = Markup("<br>").join(line.text.split("\n"))
    return Markup('<p style="{}">{}</p>').format(style, text)


def _fallback(font: str) -> str:
    return FALLBACK.get(font, PLAIN)


def _table(table: Table) -> Markup:
    whole = sum(table.widths) or 1
    columns = Markup("").join(
        Markup('<col style="width: {}%">').format(f"{width / whole * 100:.2f}")
        for width in table.widths
    )
    rows = list(_rows(table))
    heads = Markup("").join(rows[: table.heads])
    body = Markup("").join(rows[table.heads :])
    head = Markup("<thead>{}</thead>").format(heads) if heads else ""
    return Markup("<table><colgroup>{}</colgroup>{}<tbody>{}</tbody></table>").format(
        columns, head, body
    )


def _rows(table: Table) -> Iterator[Markup]:
    by_row: dict[int, list[Cell]] = {}
    for cell in table.cells:
        by_row.setdefault(cell.row, []).append(cell)
    for row, height in enumerate(table.heights):
        cells = Markup("").join(map(_cell, by_row.get(row, [])))
        yield Markup('<tr style="height: {}pt">{}</tr>').format(f"{height:g}", cells)


def _cell(cell: Cell) -> Markup:
    spans = Markup("").join(
        Markup(' {}="{}"').format(name, number)
        for name, number in (("rowspan", cell.rows), ("colspan", cell.columns))
        if number > 1
    )
    return Markup("<td{}>{}</td>").format(spans, Markup("").join(map(_line, cell.lines)))
