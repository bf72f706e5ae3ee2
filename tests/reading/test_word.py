"""Word files: in every hand, the same filings as from the text dump; and each thing Word can do."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.reading.generators import word as generator
from tests.reading.generators.word import cell, facts, paragraph, paragraphs, row, run, table

from examples import make
from jiheng.reading import text, word
from jiheng.reading.grid import Grid, Paragraph, Row, Unreadable
from jiheng.reading.labels import begins_row

FOLDER = os.environ.get("JIHENG_FILINGS")


def read(body: str, **parts: str) -> tuple[Row | Paragraph, ...]:
    return word.read(generator.package(body, **parts)).blocks


def texts(body: str, **parts: str) -> list[str | list[str]]:
    """What a document shows: a line, or the cells of a row."""
    return [
        block.text if isinstance(block, Paragraph) else [one.text for one in block.cells]
        for block in read(body, **parts)
    ]


def shapes(body: str) -> list[list[tuple[str, int, int, int]]]:
    """Each row's cells: text, column, columns, rows."""
    return [
        [(one.text, one.column, one.columns, one.rows) for one in block.cells]
        for block in read(body)
        if isinstance(block, Row)
    ]


def in_cells(*words: str) -> str:
    return row(cell(generator.Piece(""), paragraph(run(one))) for one in words)


def tc(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs(words)}</w:tc>"


# The forms


@pytest.fixture(scope="module")
def dump() -> Grid:
    return generator.grid_of(make.forms())


@pytest.fixture(scope="module")
def expected(dump: Grid) -> list[dict[str, Any]]:
    found = facts(dump)
    assert len(found) == len(make.forms())
    return found


@pytest.mark.parametrize("habit", generator.HABITS)
def test_every_hand_reads_as_its_text(
    habit: str, dump: Grid, expected: list[dict[str, Any]]
) -> None:
    found = facts(word.read(generator.document(dump, generator.HABITS[habit])))
    assert found == expected


def test_resaved_by_libreoffice(dump: Grid, expected: list[dict[str, Any]]) -> None:
    data = generator.resaved(generator.document(dump), "docx", "odt", "docx")
    assert facts(word.read(data)) == expected


@pytest.mark.skipif(not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹")
def test_the_real_forms() -> None:
    for path in sorted(Path(FOLDER or "").glob("*.txt")):
        dump = text.read(path.read_text("utf-8"), begins_row)
        assert facts(word.read(generator.document(dump))) == facts(dump)


def test_places() -> None:
    rows = [in_cells("a", "b"), row([tc("wide", '<w:gridSpan w:val="2"/>')])]
    blocks = read(table(rows, [900, 900]) + paragraph(run("between")) + table(rows, [900, 900]))
    places = [(c.source.table, c.source.row, c.source.column) for b in blocks[:2] for c in b.cells]
    assert places == [(1, 1, 1), (1, 1, 2), (1, 2, 1)]
    assert blocks[3].cells[0].source.table == 2


# Tables


def test_merges() -> None:
    rows = [
        row([tc("a", '<w:vMerge w:val="restart"/>'), tc("b", '<w:gridSpan w:val="2"/>')]),
        row([tc("", "<w:vMerge/>"), tc("c"), tc("d")]),
        row([tc("", '<w:vMerge w:val="continue"/>'), tc("e"), tc("")]),
    ]
    assert shapes(table(rows, [900] * 3)) == [
        [("a", 0, 1, 3), ("b", 1, 2, 1)],
        [("c", 1, 1, 1), ("d", 2, 1, 1)],
        [("e", 1, 1, 1), ("", 2, 1, 1)],
    ]


def test_a_merge_that_goes_on_from_nothing_is_a_cell() -> None:
    rows = [row([tc("a"), tc("b")]), row([tc("c", "<w:vMerge/>"), tc("d")])]
    assert shapes(table(rows, [900] * 2))[1] == [("c", 0, 1, 1), ("d", 1, 1, 1)]


def test_cells_merged_to_the_left_in_the_old_way() -> None:
    rows = [row([tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("b")])]
    assert shapes(table(rows, [900] * 3)) == [[("a", 0, 2, 1), ("b", 2, 1, 1)]]


def test_a_row_that_begins_further_right() -> None:
    rows = [in_cells("a", "b"), row([tc("c")], '<w:gridBefore w:val="1"/>')]
    assert shapes(table(rows, [900] * 2))[1] == [("c", 1, 1, 1)]


def test_a_deleted_cell_and_a_hidden_row() -> None:
    rows = [
        row([tc("old", '<w:cellDel w:id="1"/>'), tc("a")]),
        row([tc("hidden")], "<w:hidden/>"),
        row([tc("b")], '<w:hidden w:val="0"/>'),
    ]
    assert texts(table(rows, [900])) == [["a"], ["b"]]


def test_a_nested_table_follows_its_row() -> None:
    inner = table([in_cells("x", "y")], [400, 400])
    outer = f"<w:tc>{paragraph(run('above'))}{inner}{paragraph(run('below'))}</w:tc>"
    assert texts(table([row([tc("label"), outer]), in_cells("next", "")], [900, 900])) == [
        ["label", "above\nbelow"],
        ["x", "y"],
        ["next", ""],
    ]


def test_two_forms_side_by_side(expected: list[dict[str, Any]]) -> None:
    forms = make.forms()[:2]
    bodies = [generator.body_of(generator.document(generator.grid_of([form]))) for form in forms]
    outer = table([row(f"<w:tc>{body}<w:p/></w:tc>" for body in bodies)], [4500, 4500])
    assert facts(word.read(generator.package(outer))) == expected[:2]


@pytest.mark.parametrize("span", ["0", "-1", "999999999999", "1e3", "", "two", "９"])
def test_absurd_spans(span: str) -> None:
    rows = [row([tc("a", f'<w:gridSpan w:val="{span}"/>'), tc("b")])]
    (found,) = shapes(table(rows, [900] * 2))
    assert [one[0] for one in found] == ["a", "b"]
    assert 0 < found[0][2] <= word.MOST_COLUMNS


def test_ten_thousand_columns() -> None:
    (found,) = shapes(table([in_cells(*map(str, range(10_000)))], [1] * 10_000))
    assert found[-1] == ("9999", 9999, 1, 1)


def test_tables_in_tables() -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    assert texts(opening * 60 + paragraph(run("deep")) + closing * 60) == [["deep"]]
    with pytest.raises(Unreadable, match="嵌套"):
        read(opening * 100 + paragraph(run("deep")) + closing * 100)


# Text


def test_breaks_tabs_and_hyphens() -> None:
    inside = (
        "<w:r><w:t>19.</w:t><w:br/><w:t>75</w:t><w:tab/><w:t>a</w:t><w:cr/><w:t>b</w:t>"
        "<w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d\u00ad\u200be</w:t></w:r>"
    )
    assert texts(table([row([f"<w:tc>{paragraph(inside)}</w:tc>"])], [900])) == [
        ["19.\n75\ta\nb-cde"]
    ]


def test_a_number_over_two_lines_keeps_its_value(dump: Grid) -> None:
    torn = generator.Hand(
        inside=lambda words: paragraph(
            run(words.replace("19.75", "19.\n75") if words == "19.75" else words)
        )
    )
    wanted = facts(dump)[0]["budget"]["executed"]
    assert facts(word.read(generator.document(dump, torn)))[0]["budget"]["executed"] == wanted


def test_lines_outside_tables_are_lines() -> None:
    assert texts(paragraph(run("标题\n单位名称：甲")) + paragraph("")) == ["标题", "单位名称：甲"]


def test_symbols() -> None:
    signs = (("Symbol", "F0B3"), ("Symbol", "F0A3"), ("Wingdings 2", "F0A3"), ("宋体", "221A"))
    found = "".join(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>' for font, code in signs)
    assert texts(paragraph(found)) == ["≥≤□√"]


def test_a_deleted_end_of_a_paragraph_joins_two() -> None:
    mark = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    assert texts(paragraph(run("一"), mark) + paragraph(run("二")) + paragraph(run("三"))) == [
        "一二",
        "三",
    ]


def test_a_style_that_hides() -> None:
    style = '<w:pPr><w:pStyle w:val="z"/></w:pPr>'
    styles = (
        '<w:styles xmlns:w="{w}"><w:style w:styleId="z"><w:rPr><w:vanish/></w:rPr></w:style>'
        "</w:styles>"
    ).format(**generator.NAMESPACES)
    assert texts(paragraph(run("out"), style) + paragraph(run("in")), styles=styles) == ["in"]


def test_a_text_box_is_read_once_with_the_table_in_it() -> None:
    inside = f"<w:txbxContent>{paragraphs('标题')}{table([in_cells('a')], [900])}</w:txbxContent>"
    box = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert texts(paragraph(run("前") + f"<w:r>{box}</w:r>")) == ["前", "标题", ["a"]]


FLOATING = (
    '<w:r><w:drawing><wp:anchor behindDoc="0" relativeHeight="2">'
    '<wp:positionH relativeFrom="column"><wp:posOffset>3200400</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:align>top</wp:align></wp:positionV>'
    '<wp:docPr id="1" name="图片 1" descr="公章"/>'
    "<a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)
OLD_FLOATING = '<w:r><w:pict><v:shape alt="公章" style="position:absolute"/></w:pict></w:r>'


@pytest.mark.parametrize("seal", [FLOATING, OLD_FLOATING])
def test_a_seal_that_floats_over_a_cell_changes_no_text(seal: str) -> None:
    """Where it stands, and what it is called, are texts of the file that no reader sees."""
    stamped = f"<w:tc><w:tcPr/><w:p>{run('98.')}{seal}{run('74')}</w:p></w:tc>"
    assert texts(table([row([tc("总分"), stamped])], [900, 900])) == [["总分", "98.74"]]


def test_an_old_text_box_alone() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraphs('旧')}</w:txbxContent></v:textbox>"
    assert texts(paragraph(box + "</w:pict></w:r>")) == ["旧"]


def test_a_field_without_an_end_loses_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert texts(paragraph(begin + run("20"))) == ["20"]
    assert texts(paragraph(end + run("20"))) == ["20"]


def test_an_old_list_control_shows_what_is_chosen() -> None:
    entries = '<w:result w:val="1"/><w:listEntry w:val="优"/><w:listEntry w:val="良"/>'
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{entries}</w:ddList>'
        "</w:ffData></w:fldChar></w:r>"
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert texts(paragraph(begin + end)) == ["良"]


def test_automatic_numbers() -> None:
    def listed(words: str, number: int, depth: int = 0) -> str:
        list_ = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/>'
        return paragraph(run(words), f"<w:pPr><w:numPr>{list_}</w:numPr></w:pPr>")

    body = listed("甲", 1) + listed("乙", 1) + listed("子", 1, 1) + listed("丑", 1, 1)
    body += listed("丙", 1) + listed("另", 2) + listed("无", 0)
    assert texts(body) == ["1.甲", "2.乙", "（一） 子", "（二） 丑", "3.丙", "1.另", "无"]


def test_phonetic_guides_and_formulas() -> None:
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>jī</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    formula = (
        "<m:oMath><m:f><m:num><m:r><m:t>B</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>A</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert texts(paragraph(ruby + formula)) == ["绩B/A"]


# Packages


def test_strict_documents_and_other_encodings(expected: list[dict[str, Any]], dump: Grid) -> None:
    files = generator.parts_of(generator.document(dump))
    xml = files["word/document.xml"].decode()
    strict = xml.replace(generator.NAMESPACES["w"], word.STRICT.decode())
    wide = xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    for other in (strict.encode(), wide):
        data = generator.zipped(files | {"word/document.xml": other})
        assert facts(word.read(data)) == expected


def test_the_main_part_by_its_relationship() -> None:
    files = generator.parts_of(generator.package(paragraph(run("正文"))))
    files["word/document2.xml"] = files.pop("word/document.xml")
    files["_rels/.rels"] = generator.relations(officeDocument="/word/document2.xml").encode()
    assert word.read(generator.zipped(files)).blocks[0].text == "正文"


def test_a_document_with_pictures_alone_says_so() -> None:
    files = generator.parts_of(generator.package(paragraph("")))
    with pytest.raises(Unreadable, match="只有图片"):
        word.read(generator.zipped(files | {"word/media/image1.png": b"\x89PNG"}))


def test_an_encrypted_document() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Unreadable, match=r"^文件已加密，请另存为不加密的副本$"):
        word.read(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"<html>"])
def test_what_is_no_document(data: bytes) -> None:
    with pytest.raises(Unreadable):
        word.read(data)


def test_a_document_cut_short() -> None:
    data = generator.package(paragraph(run("正文")))
    for length in range(0, len(data), 50):
        with pytest.raises(Unreadable):
            word.read(data[:length])


def test_entities_are_refused_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for declared in (
        f'<!DOCTYPE w [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE w [<!ENTITY b "bbbb"><!ENTITY a "&b;&b;&b;">]>',
    ):
        files = generator.parts_of(generator.package(paragraph("<w:r><w:t>&amp;a;</w:t></w:r>")))
        xml = files["word/document.xml"].decode().replace("&amp;a;", "&a;")
        xml = xml.replace("?>", f"?>{declared}", 1)
        wide = xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        for hostile in (xml.encode(), wide):
            with pytest.raises(Unreadable, match="不安全"):
                word.read(generator.zipped(files | {"word/document.xml": hostile}))


@pytest.mark.parametrize(
    "body", [" " * 70_000_000, "<w:p/>" * 3_000_000, "<w:p>" + "字" * 4_000_000 + "</w:p>"]
)
def test_bombs_are_refused(body: str) -> None:
    with pytest.raises(Unreadable, match="过大"):
        read(body)
