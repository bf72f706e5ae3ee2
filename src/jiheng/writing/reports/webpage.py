"""A report as one web page that needs nothing else, its charts drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment
from markupsafe import Markup

from jiheng.writing.reports.content import Bars, Block, Heading, Listing, Text

PAGE = Environment(autoescape=True).from_string("""\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { margin: 0 auto; padding: 24px 20px 48px; max-width: 900px; color: #1d2126; background: #fff;
  font: 16px/1.9 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; }
h1 { text-align: center; font-size: 26px; letter-spacing: .06em; }
h2 { font: 700 18px/1.6 "Noto Sans CJK SC", SimHei, sans-serif; margin: 28px 0 8px; }
h3 { font-size: 16px; margin: 20px 0 4px; }
p { margin: 6px 0; } p.indent { text-indent: 2em; } p.right { text-align: right; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.5; margin: 8px 0; }
th, td { border: 1px solid #8d8f8c; padding: 4px 6px; vertical-align: top; white-space: pre-line; }
th { background: #f3f1ec; } td.num { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 12px 0; } figcaption { text-align: center; font-weight: 700; font-size: 14px; }
svg { width: 100%; height: auto; font: 13px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
@page { size: A4; margin: 20mm; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; }
  thead { display: table-header-group; } tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; } }
</style>
</head>
<body>
{% for part in parts %}{{ part }}
{% endfor %}</body>
</html>
""")
BAR, LABELS, FULL = 22, 260, 420
"""Units of the drawing: the height of a bar with its gap, the room for labels, the longest bar."""


def render(blocks: Iterable[Block]) -> str:
    """The page of a report."""
    given = list(blocks)
    title = next((b.text for b in given if isinstance(b, Heading) and b.level == 0), "")
    return PAGE.render(title=title, parts=[_part(block) for block in given])


def _part(block: Block) -> Markup:
    if isinstance(block, Heading):
        tag = Markup(f"h{block.level + 1}")
        return Markup("<{0}>{1}</{0}>").format(tag, block.text)
    if isinstance(block, Text):
        names = " ".join(filter(None, ("indent" if block.indent else "", block.align)))
        return Markup('<p class="{}">{}</p>').format(names, block.text)
    return _table(block) if isinstance(block, Listing) else _chart(block)


def _table(block: Listing) -> Markup:
    heads = Markup("").join(Markup("<th>{}</th>").format(head) for head in block.heads)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td class="num">{}</td>' if at in block.numbers else "<td>{}</td>").format(
                    text
                )
                for at, text in enumerate(row)
            )
        )
        for row in block.rows
    )
    return Markup(
        '<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(heads, rows)


def _chart(block: Bars) -> Markup:
    most = max((size for _, size, _ in block.bars), default=0) or 1
    bars = Markup("").join(
        Markup(
            '<text x="{0}" y="{2}" text-anchor="end">{1}</text>'
            '<rect x="{3}" y="{4}" width="{5}" height="15" fill="#4a6fa5"/>'
            '<text x="{6}" y="{2}">{7}</text>'
        ).format(
            *(LABELS - 8, name, place * BAR + 14, LABELS, place * BAR + 2),
            *(round(FULL * size / most, 1), LABELS + round(FULL * size / most, 1) + 6, printed),
        )
        for place, (name, size, printed) in enumerate(block.bars)
    )
    return Markup(
        '<figure><figcaption>{0}</figcaption><svg viewBox="0 0 {1} {2}" role="img" '
        'aria-label="{0}">{3}</svg></figure>'
    ).format(block.title, LABELS + FULL + 60, len(block.bars) * BAR + 4, bars)
