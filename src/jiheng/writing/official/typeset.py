"""Official forms as PDF, typeset by typst with fonts that may be embedded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from jiheng.writing.official.layout import Form, Line, Table, parted, room

SOURCE = Path(__file__).parent / "form.typ"
SERIF = ("FandolFang", "FandolSong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun")
SANS = ("FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")
LATIN = ("Liberation Serif", "Libertinus Serif")
ROLES = {"plain": SERIF, "黑体": SANS, "方正小标宋简体": ("Noto Serif CJK SC", *SERIF)}
"""Free fonts that stand in for those that the template names, the first to be had of each."""
TOGETHER = 6
"""Rows up to which a merged cell stays on one page."""
UNBROKEN = re.compile(r"[!-~]+")
"""What has no place to part at: Latin letters, digits and signs in a row."""
DIGIT = 0.53
"""The width of such a character by the font's size."""
PADDING = 9.0
SMALLEST = 6.5
"""Points: the room at the sides of a cell, and the size below which nothing is set."""
BREAK = "\u200b"
MISSING = "没有找到可以嵌入 PDF 的中文字体；请安装 Noto Serif CJK（Debian：fonts-noto-cjk）后再试"


class NotTypeset(Exception):
    """A PDF cannot be made on this machine; the message says what to install."""


def render(forms: Iterable[Form]) -> bytes:
    """The PDF of some forms; raises NotTypeset."""
    parts = [[_part(block) for block in form.blocks] for form in forms]
    inputs = {
        "forms": json.dumps(parts, ensure_ascii=False),
        "fonts": fonts(),
        "together": str(TOGETHER),
    }
    made: bytes = compiler(SOURCE).compile(format="pdf", sys_inputs=inputs)
    return made


def _part(block: Line | Table) -> dict[str, Any]:
    return asdict(block if isinstance(block, Line) else _fitted(parted(block)))


def _fitted(table: Table) -> Table:
    """A table in which long numbers are set small enough not to run into the next column.

    The first row of a merged cell has room for its text, wherever a page may end.
    """
    edges = list(accumulate(table.widths, initial=0.0))
    heights = list(table.heights)
    for cell in table.cells:
        if cell.rows > TOGETHER:
            width = edges[cell.column + cell.columns] - edges[cell.column]
            needed = sum(room(line, width) for line in cell.lines)
            heights[cell.row] = max(heights[cell.row], needed)
    return replace(
        table,
        heights=tuple(heights),
        cells=tuple(
            replace(cell, lines=tuple(_narrowed(line, width) for line in cell.lines))
            for cell in table.cells
            for width in [edges[cell.column + cell.columns] - edges[cell.column] - PADDING]
        ),
    )


def _narrowed(line: Line, width: float) -> Line:
    longest = max(map(len, UNBROKEN.findall(line.text)), default=0)
    size = min(line.size, max(width / (longest * DIGIT), SMALLEST)) if longest else line.size
    most = int(width / (size * DIGIT))
    text = line.text
    if longest > most:
        text = UNBROKEN.sub(lambda hit: BREAK.join(hit[0]), text)
    return replace(line, size=round(size, 1), text=text)


@cache
def compiler(source: Path) -> Any:
    """The compiler of a typst source, made once; raises NotTypeset."""
    try:
        import typst
    except ImportError as error:
        raise NotTypeset("写 PDF 要用 typst；请先安装：pip install typst") from error
    return typst.Compiler(source, root=source.parent)


@cache
def fonts() -> str:
    """The fonts by role, as JSON; raises NotTypeset where none has Chinese characters."""
    import typst

    families = set(typst.Fonts().families())
    latin = [name for name in LATIN if name in families][:1]
    chinese = {role: [n for n in names if n in families] for role, names in ROLES.items()}
    if not any(chinese.values()):
        raise NotTypeset(MISSING)
    return json.dumps({role: [*latin, *names] for role, names in chinese.items()})
