"""PDF: printed by a browser or an office, the filings of the text dump; and each habit."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from tests.reading.generators import pdf as generator
from tests.reading.generators import word
from tests.reading.generators.word import facts

from examples import make
from jiheng.reading import pdf, sniff, text
from jiheng.reading.flow import Frame, Glyph, joined, lines
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row
from jiheng.reading.recognise import recognise

FOLDER = os.environ.get("JIHENG_FILINGS")
BATCH = "2021年度自评表汇编.txt"


def forms() -> list[dict[str, Any]]:
    return [form for form in make.forms() if form["document"] == BATCH]


def printed(folder: Path, style: str = "", **more: Any) -> bytes:
    return generator.printed(generator.html(forms(), style, **more), folder)


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    found = facts(word.grid_of(forms()))
    assert len(found) == 16
    return found


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return printed(tmp_path_factory.mktemp("ruled"))


def spaced(value: Any) -> Any:
    """White space within a line does not tell: a PDF has white, not spaces."""
    return _each(value, lambda words: re.sub(r"[^\S\n]+", " ", words))


def squeezed(value: Any) -> Any:
    """Nor where lines were broken, in columns so narrow that a break may be wanted or needed."""
    return _each(value, lambda words: "".join(words.split()))


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each(inside, change) for key, inside in value.items()}
    return [_each(one, change) for one in value] if isinstance(value, (list, tuple)) else value


def texts(grid: Grid) -> list[str | list[str]]:
    """What a document shows: a line, or the cells of a row."""
    return [
        block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
        for block in grid.blocks
    ]


# The forms


@pytest.mark.parametrize(
    "style",
    (
        "",
        "table { border-collapse: separate; border: 0.75pt solid }",
        "td { border: 1.5pt double }",
        "td { background: #eee }",
    ),
    ids=("ruled", "each cell a frame of its own", "double lines", "shaded cells"),
)
def test_every_field_as_from_the_dump(
    tmp_path: Path, expected: list[dict[str, Any]], style: str
) -> None:
    assert spaced(facts(pdf.read(printed(tmp_path, style)))) == spaced(expected)


@pytest.mark.parametrize(
    "style",
    (
        "body { font-size: 10.5pt }",
        "@page { size: A4 landscape }",
        "@page { size: A3 }",
        "td { vertical-align: top; text-align: justify }",
        "table { border-left: hidden; border-right: hidden }",
        "section { break-after: page }",
    ),
    ids=("narrow", "landscape", "A3", "justified", "no outer sides", "a page each"),
)
def test_every_field_however_it_is_laid_out(
    tmp_path: Path, expected: list[dict[str, Any]], style: str
) -> None:
    assert squeezed(facts(pdf.read(printed(tmp_path, style)))) == squeezed(expected)


def test_heading_rows_repeated_on_every_page(
    tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    assert spaced(facts(pdf.read(printed(tmp_path, head=2)))) == spaced(expected)


def test_page_numbers_and_running_heads_are_no_text(
    tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    style = (
        "@page { @bottom-center { content: '第' counter(page) '页 共' counter(pages) '页' }"
        " @top-left { content: '内部资料'; vertical-align: top; padding-top: 4mm } }"
    )
    assert spaced(facts(pdf.read(printed(tmp_path, style)))) == spaced(expected)


def test_printed_from_word(tmp_path: Path, expected: list[dict[str, Any]]) -> None:
    data = generator.from_word(word.document(word.grid_of(forms())), tmp_path)
    assert squeezed(facts(pdf.read(data))) == squeezed(expected)


@pytest.mark.parametrize("flagged", (True, False), ids=("/Rotate", "turned text"))
@pytest.mark.parametrize("quarters", (1, 2, 3))
def test_turned_pages(
    ruled: bytes, expected: list[dict[str, Any]], quarters: int, flagged: bool
) -> None:
    grid = pdf.read(generator.turned(ruled, quarters, flagged=flagged))
    assert spaced(facts(grid)) == spaced(expected)


@pytest.mark.skipif(not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹")
def test_the_real_forms_figures(ruled: bytes) -> None:
    (path,) = sorted(Path(FOLDER or "").glob("*.txt"))
    real = recognise(text.read(sniff.decode(path.read_bytes()), begins_row), "", "")
    found = recognise(pdf.read(ruled), "", "")
    for want, got in zip(real, found, strict=True):
        assert got.budget == want.budget
        assert got.total_claimed == want.total_claimed
        assert [(i.target, i.actual, i.score_claimed) for i in got.indicators] == [
            (i.target, i.actual, i.score_claimed) for i in want.indicators
        ]


def test_without_ruling_lines(tmp_path: Path, expected: list[dict[str, Any]]) -> None:
    """The texts of nearly all cells are right; as not all are, every one is said to be doubtful."""
    grid = pdf.read(printed(tmp_path, "td { border: none }"))
    cells = [cell for block in grid.blocks if isinstance(block, Row) for cell in block.cells]
    assert cells
    assert all((cell.source.confidence or 1) < 0.9 for cell in cells)
    filings = recognise(grid, "", "")
    assert len(filings) == 16
    wrong = 0
    for want, filing in zip(squeezed(expected), filings, strict=True):
        assert len(filing.indicators) == len(want["indicators"])
        for row, indicator in zip(want["indicators"], filing.indicators, strict=True):
            found = (indicator.level3_text, indicator.target.text, indicator.actual.text)
            wanted = (row["level3_text"], row["target"]["text"], row["actual"]["text"])
            wrong += squeezed(found) != list(wanted)
            wrong += indicator.score_text != row["score_text"]
    assert wrong <= 2


# Where it came from


def test_sources_say_page_row_column_and_box(ruled: bytes) -> None:
    first = recognise(pdf.read(ruled), "", "")[0]
    source = first.sources["indicators.1.score"]
    assert (source.page, source.table, source.column) == (1, 1, 7)
    assert source.box is not None
    left, top, right, bottom = source.box
    assert 500 < left < right < 560
    assert 250 < top < bottom < 420
    assert source.words().startswith("第1页")


def test_boxes_are_those_of_the_page_as_it_is_shown(ruled: bytes) -> None:
    upright = recognise(pdf.read(ruled), "", "")[0].sources["total"].box
    turned = generator.turned(ruled, 1, flagged=True)
    shown = recognise(pdf.read(turned), "", "")[0].sources["total"].box
    assert upright is not None
    assert shown is not None
    left, top, right, bottom = upright
    assert shown == pytest.approx((841.9 - bottom, left, 841.9 - top, right), abs=0.3)


# Cells and lines


def table(*cells: tuple[float, float, str], xs: tuple[int, ...], ys: tuple[int, ...]) -> str:
    """A ruled table, and texts at points of it."""
    strokes = [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs]
    strokes += [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    words = [f"BT /F 10 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for x, y, words in cells]
    return "\n".join((*strokes, *words))


def test_a_cell_covers_what_no_line_parts() -> None:
    content = (
        "20 20 m 380 20 l S 20 100 m 380 100 l S 20 20 m 20 100 l S 380 20 m 380 100 l S "
        "120 20 m 120 100 l S 120 60 m 380 60 l S 250 20 m 250 60 l S "
        "BT /F 10 Tf 1 0 0 1 30 55 Tm (a) Tj 1 0 0 1 130 75 Tm (b) Tj "
        "1 0 0 1 130 35 Tm (c) Tj 1 0 0 1 260 35 Tm (d) Tj ET"
    )
    rows = [b for b in pdf.read(generator.drawn(content)).blocks if isinstance(b, Row)]
    shapes = [[(c.text, c.column, c.columns, c.rows) for c in row.cells] for row in rows]
    assert shapes == [[("a", 0, 1, 2), ("b", 1, 2, 1)], [("c", 1, 1, 1), ("d", 2, 1, 1)]]


def test_a_number_broken_in_its_cell_keeps_the_break() -> None:
    content = table(
        (22, 80, "1,200.5"), (22, 68, "0"), (72, 74, "x"), xs=(20, 60, 120), ys=(60, 95)
    )
    assert texts(pdf.read(generator.drawn(content))) == [["1,200.5\n0", "x"]]


def test_text_that_runs_over_its_edge_stays_whole() -> None:
    content = table((22, 70, "6727625.90"), (90, 70, "98.94"), xs=(20, 66, 130), ys=(60, 90))
    assert texts(pdf.read(generator.drawn(content))) == [["6727625.90", "98.94"]]


def test_text_printed_across_a_line_belongs_to_the_cell_it_ran_out_of() -> None:
    lines = (
        "20 30 m 220 30 l S 20 60 m 220 60 l S 20 90 m 220 90 l S 20 30 m 20 90 l S "
        "220 30 m 220 90 l S 120 60 m 120 90 l S "
    )
    words = "".join(
        f"BT /F 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET "
        for x, y, text in ((60, 75, "over"), (155, 75, "side"), (60, 56, "run"), (112, 40, "low"))
    )
    assert texts(pdf.read(generator.drawn(lines + words))) == [["over\nrun", "side"], ["low"]]


def test_underlines_and_watermarks_are_no_table_and_no_text() -> None:
    marks = "20 200 m 120 200 l S BT /F 40 Tf 0.7 0.7 -0.7 0.7 60 60 Tm (SAMPLE) Tj ET "
    content = marks + table((30, 70, "a"), (110, 70, "b"), xs=(20, 100, 200), ys=(60, 90))
    words = "BT /F 10 Tf 1 0 0 1 22 203 Tm (signed) Tj ET"
    assert texts(pdf.read(generator.drawn(content + words))) == ["signed", ["a", "b"]]


def test_a_table_within_a_cell_follows_its_row() -> None:
    outer = table((30, 150, "out"), (30, 40, "last"), xs=(20, 380), ys=(20, 60, 170))
    inner = table((110, 90, "in"), (210, 90, "side"), xs=(100, 200, 300), ys=(80, 110))
    assert texts(pdf.read(generator.drawn(outer + inner))) == [["out"], ["in", "side"], ["last"]]


def test_a_table_goes_on_over_the_page() -> None:
    first = table((30, 40, "a"), (110, 40, "b"), xs=(20, 100, 200), ys=(30, 60))
    second = table((30, 270, "c"), (110, 270, "d"), xs=(20, 100, 200), ys=(260, 290))
    rows = pdf.read(generator.drawn(first, second)).blocks
    sources = [cell.source for row in rows if isinstance(row, Row) for cell in row.cells]
    assert [(s.page, s.table, s.row, s.column) for s in sources] == [
        (1, 1, 1, 1),
        (1, 1, 1, 2),
        (2, 1, 2, 1),
        (2, 1, 2, 2),
    ]


def glyphs(words: str, left: float, base: float, em: float = 10) -> list[Glyph]:
    found = []
    for letter in words:
        width = em if letter >= "\u2e80" else em / 2
        if letter != " ":
            found.append(Glyph(letter, left, base - em, left + width, base, base))
        left += width
    return found


@pytest.mark.parametrize(
    ("rows", "whole"),
    (
        (("原定预算八十万元年", "中增加到90万元。"), "原定预算八十万元年中增加到90万元。"),
        (("有所提升", "显著提升"), "有所提升\n显著提升"),
        (("产出指标", "（40分）"), "产出指标\n（40分）"),
        (("一二三四五六七八。", "2.九十"), "一二三四五六七八。\n2.九十"),
        (("performance target", "value of it"), "performance target value of it"),
        (("12345678901234.5", "0"), "12345678901234.5\n0"),
    ),
)
def test_wrapped_lines_are_joined_and_others_are_not(rows: tuple[str, str], whole: str) -> None:
    painted = [*glyphs(rows[0], 0, 20), *glyphs(rows[1], 0, 35)]
    assert joined(lines(painted), Frame(0, 92)) == whole


def test_letters_printed_twice_for_bold_count_once() -> None:
    painted = [*glyphs("总分", 0, 20), *glyphs("总分", 0.3, 20)]
    assert [line.text for line in lines(painted)] == ["总分"]


# What cannot be read


@pytest.mark.parametrize(
    ("spoil", "problem"),
    (
        (generator.with_secret, "文件已加密，请另存为不加密的副本"),
        (generator.without_unicode, "文字无法提取.*Word 原件"),
        (lambda data: data[:2000], "已损坏"),
        (lambda data: b"%PDF-1.7\n", "已损坏"),
    ),
    ids=("encrypted", "no Unicode", "cut off", "a head only"),
)
def test_refused_with_one_sentence(ruled: bytes, spoil: Any, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as refusal:
        pdf.read(spoil(ruled))
    assert "\n" not in str(refusal.value)


def test_a_page_without_anything_is_said_to_be_empty() -> None:
    with pytest.raises(Unreadable, match="没有任何内容"):
        pdf.read(generator.drawn(""))
